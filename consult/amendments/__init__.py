"""Proposed wordings, which of them were taken up in a new version of a goal, and what changed since somebody wrote."""
