"""A draft inside an organisation before it is sent: read by colleagues, taken to Word and back, approved."""
