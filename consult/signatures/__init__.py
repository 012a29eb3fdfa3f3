"""Joint positions: one text, signed by others besides its author, each signature with its time and its version."""
