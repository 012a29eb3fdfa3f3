"""What the worker does for the search."""

from consult.search.actions import catch_up

JOBS = {"search.read": catch_up}
