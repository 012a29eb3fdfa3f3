"""What the worker does for submissions."""

from consult.submissions.attaching import forget_files
from consult.submissions.confirming import end_overdue, forget_drafts
from consult.submissions.passages import fold

JOBS = {
    "files.forget": forget_files, "passages.fold": fold, "submissions.end_overdue": end_overdue,
    "drafts.forget": forget_drafts,
}
