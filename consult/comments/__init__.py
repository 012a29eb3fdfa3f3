"""Threads under positions, two levels deep."""
