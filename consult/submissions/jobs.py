"""What the worker does for submissions."""

from consult.submissions.passages import fold

JOBS = {"passages.fold": fold}
