"""Decisions about contributions, each with its reason, and the queue of what waits for one."""
