"""Files on a draft, and on what it became."""

from collections.abc import Sequence

from sqlalchemy import select

from consult.consultations.numbers import Counted, count
from consult.contributions.models import Contribution, State
from consult.db import db
from consult.errors import Invalid
from consult.i18n import _
from consult.questions.models import WrittenAnswer
from consult.submissions.models import Attachment, Draft, Position, Submission

ANNEX = "annex"


def attachments_of(draft: Draft) -> Sequence[Attachment]:
    """In the order they were added."""
    return db.session.scalars(
        select(Attachment).where(Attachment.draft_id == draft.id).order_by(Attachment.added_at, Attachment.id)
    ).all()


def public_files_of(contributions: Sequence[Contribution]) -> dict[int, list[Attachment]]:
    """What readers may open with each: the files of what is published, never a confidential one."""
    published = [each.id for each in contributions if each.state is State.PUBLISHED]
    found: dict[int, list[Attachment]] = {}
    if published:
        for file in db.session.scalars(
            select(Attachment)
            .where(Attachment.contribution_id.in_(published), Attachment.is_confidential.is_(False))
            .order_by(Attachment.added_at, Attachment.id)
        ):
            found.setdefault(file.contribution_id or 0, []).append(file)
    return found


def attach_all(submission: Submission, attachments: Sequence[Attachment]) -> None:
    """What was on the draft goes with what was sent; joins the caller's transaction.

    A file is shown with what it hangs on: the paper, else the first position, else the first answer in words. Raises
    Invalid where there is none of these, for then nothing would say what the file is about.
    """
    db.session.flush()
    db.session.expire(submission, ["positions", "written"])
    has_words = bool(submission.positions or submission.written)
    for file in attachments:
        if file.draft_id is None:
            continue
        file.draft_id, file.submission_id = None, submission.id
        if file.is_confidential:
            _count_annex(submission)
        elif file.question_id is None:
            if not has_words:
                raise Invalid(
                    _("Say in a sentence or two what your files are about, or use their text as your paper.")
                )
            file.contribution_id = _home(submission).id
    db.session.flush()
    db.session.expire(submission, ["attachments"])


def _home(submission: Submission) -> Position | WrittenAnswer:
    papers = [each for each in submission.positions if any(anchor.topic.is_general for anchor in each.anchors)]
    return (papers or submission.positions or submission.written)[0]


def _count_annex(submission: Submission) -> None:
    """Of an annex that nobody but the team sees, the number is public."""
    count(
        Counted(
            consultation_id=submission.consultation_id, kind=ANNEX, group=submission.group, country=submission.country,
            language=submission.language, channel=submission.channel.value, stance="",
            day=submission.submitted_at.date(),
        ),
        "received", (), +1,
    )
