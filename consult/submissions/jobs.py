"""What the worker does for submissions."""

from consult.submissions.confirming import end_overdue, forget_drafts
from consult.submissions.passages import fold

JOBS = {"passages.fold": fold, "submissions.end_overdue": end_overdue, "drafts.forget": forget_drafts}
