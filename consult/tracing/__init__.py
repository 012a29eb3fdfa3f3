"""The way between a sentence of the outcome and the words it rests on, in both directions."""
