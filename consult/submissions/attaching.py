"""Files on a draft, and on what it became."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Consultation, Tally
from consult.consultations.numbers import Counted, count
from consult.consultations.policy import may_moderate, may_see
from consult.contributions.models import Contribution, State
from consult.db import db, hold, transaction
from consult.errors import Invalid, NotFound
from consult.files import Taken, kept_places, remove
from consult.i18n import _, n_
from consult.identifiers import id_of
from consult.questions.models import Question, WrittenAnswer
from consult.submissions.models import Attachment, Draft, Position, Submission
from consult.submissions.policy import is_author, require_use

ANNEX = "annex"
KEPT = timedelta(days=1)


def attachments_of(draft: Draft) -> Sequence[Attachment]:
    """In the order they were added."""
    return db.session.scalars(
        select(Attachment).where(Attachment.draft_id == draft.id).order_by(Attachment.added_at, Attachment.id)
    ).all()


def attach(
    draft: Draft, file: Taken, by: Account | None, *, most: int, is_confidential: bool = False,
    question: Question | None = None,
) -> Attachment:
    """Put a file on a draft; the answer to a question has one.

    Raises NotAllowed, or Invalid where there are too many.
    """
    with transaction() as session:
        hold(draft)
        require_use(draft, by)
        present = attachments_of(draft)
        if len(present) >= most:
            raise Invalid(
                n_("A submission holds at most %(num)s file.", "A submission holds at most %(num)s files.", most)
            )
        if question is not None:
            for before in present:
                if before.question_id == question.id:
                    session.delete(before)
        attachment = Attachment(
            draft_id=draft.id, question_id=question.id if question else None, title=file.title, media=file.media,
            size=file.size, digest=file.digest, place=file.place, text=file.text, is_confidential=is_confidential,
        )
        session.add(attachment)
        session.flush()
        return attachment


def detach(draft: Draft, name: str, by: Account | None) -> None:
    """Raises NotAllowed, or NotFound where it is gone already."""
    with transaction() as session:
        hold(draft)
        require_use(draft, by)
        session.delete(attachment_on(draft, name))


def attachment_on(draft: Draft, name: str) -> Attachment:
    """Raises NotFound."""
    found = next((each for each in attachments_of(draft) if each.name == name), None)
    if found is None:
        raise NotFound(_("There is no such file in your draft."))
    return found


def attachment_seen_by(account: Account | None, name: str) -> Attachment:
    """Readers see what hangs on something published; its author and the team see the rest. Raises NotFound."""
    identifier = id_of(name)
    found = db.session.get(Attachment, identifier) if identifier is not None else None
    if found is not None and _may_see(account, found):
        return found
    raise NotFound(_("There is no such file, or it is not public."))


def _may_see(account: Account | None, file: Attachment) -> bool:
    if file.submission_id is None:
        return False
    submission = db.session.get_one(Submission, file.submission_id)
    if is_author(account, submission) or may_moderate(account, submission.consultation):
        return True
    holder = db.session.get(Contribution, file.contribution_id) if file.contribution_id is not None else None
    return (
        holder is not None and holder.state is State.PUBLISHED and not file.is_confidential
        and may_see(account, submission.consultation)
    )


def forget_files() -> None:
    """What was taken and not sent, after as long as a draft is kept; and what no row knows of."""
    with transaction() as session:
        for file in session.scalars(
            select(Attachment)
            .where(
                Attachment.draft_id.is_(None), Attachment.submission_id.is_(None), Attachment.added_at < now() - KEPT
            )
            .limit(500)
        ).all():
            session.delete(file)
    known = set(db.session.scalars(select(Attachment.place)))
    for place, written in kept_places():
        if place.removesuffix(".part") not in known and written < (now() - KEPT).timestamp():
            remove(place)


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


def annexes_received(consultation: Consultation) -> int:
    return int(db.session.scalar(
        select(func.coalesce(func.sum(Tally.step), 0))
        .where(Tally.consultation_id == consultation.id, Tally.topic_id.is_(None), Tally.kind == ANNEX)
    ) or 0)
