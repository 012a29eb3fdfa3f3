"""A consultation: its plan, team, topics and passages, what is open when, and its numbers."""
