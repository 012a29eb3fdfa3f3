"""What the institution answers to an outcome, and what it then does about it."""
