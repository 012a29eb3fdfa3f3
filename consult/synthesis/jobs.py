"""What the worker does for outcomes: those whose minute has come appear."""

from consult.synthesis.clearance import release_due

JOBS = {"outcome.release": release_due}
