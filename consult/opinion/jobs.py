"""What the worker does for the votes."""

from consult.opinion.mapping import update

JOBS = {"opinion.update": update}
