"""Consult: where an institution publishes its goals and the outcome is built from what people answered."""
