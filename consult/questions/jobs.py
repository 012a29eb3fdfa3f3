"""What the worker does for questions."""

from consult.questions.tallying import fold

JOBS = {"results.fold": fold}
