"""What the worker does for outcomes: those whose minute has come appear, or become final."""

from consult.synthesis.clearance import release_due
from consult.synthesis.finality import finish_due

JOBS = {"outcome.release": release_due, "outcome.final": finish_due}
