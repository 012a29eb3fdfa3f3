"""A consultation as a document or a data file."""
