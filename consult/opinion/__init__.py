"""Votes on claims, and the map of opinion they make."""
