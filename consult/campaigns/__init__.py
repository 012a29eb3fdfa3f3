"""Contributions made from one template: found by comparing texts, counted once as an argument, never deleted."""
