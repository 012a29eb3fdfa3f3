"""A contribution laid before a moderator, with all that is needed to decide on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.consultations.models import Duty
from consult.consultations.policy import has_duty, may_moderate
from consult.contributions.models import Contribution, Version
from consult.contributions.queries import contribution_by_name, version_of
from consult.db import db
from consult.errors import NotFound
from consult.i18n import _
from consult.moderation.flagging import open_flags
from consult.moderation.models import Act, Flag, ModerationDecision, Reason, Remark
from consult.moderation.policy import acts_for, is_own, is_private
from consult.moderation.queries import decisions_on, remarks_on
from consult.moderation.redaction import redactions_of
from consult.questions.models import Question, WrittenAnswer
from consult.submissions.models import Attachment, Position, Submission
from consult.submissions.overview import Sent, sent_answers
from consult.submissions.queries import anchors_of
from consult.text import shorten

_CONTEXT = 200


@dataclass(frozen=True)
class Covered:
    """A redaction of the version, with the decision that made it where there is one."""

    field: str
    start: int
    end: int
    words: str
    reason: Reason | None
    by: str
    at: datetime | None


@dataclass(frozen=True)
class Context:
    """What a comment answers, as the public sees it."""

    name: str
    words: str
    language: str


@dataclass(frozen=True)
class Parts:
    """What came with it in the same submission: other words that are decided on alone, ticked answers, files."""

    others: Sequence[Contribution]
    answers: Sequence[Sent]
    files: Sequence[Attachment]
    question: Question | None


@dataclass(frozen=True)
class Case:
    contribution: Contribution
    version: Version
    versions: Sequence[Version]
    anchors: Sequence[tuple[str, str, str]]
    position: Context | None
    parent: Context | None
    decisions: Sequence[ModerationDecision]
    covered: Sequence[Covered]
    acts: Sequence[Act]
    is_own: bool
    is_private: bool
    reviews: bool
    flags: Sequence[Flag]
    remarks: Sequence[Remark]
    stopped: Sequence[tuple[str, str]]
    assignee: Account | None
    parts: Parts | None = None

    @property
    def seen(self) -> ModerationDecision | None:
        """The last standing decision on this version."""
        return next(
            (each for each in self.decisions if each.undone_at is None and each.version == self.version.version), None
        )


def case_of(account: Account, name: str, number: int | None = None) -> Case:
    """A version of a contribution, the latest unless another is asked for.

    Raises NotFound, also for those who do not moderate it.
    """
    contribution = contribution_by_name(name)
    if not may_moderate(account, contribution.consultation):
        raise NotFound(_("There is no such contribution."))
    version = version_of(contribution, number or contribution.version)
    decisions = decisions_on(contribution)
    own, reviews = is_own(account, contribution), has_duty(account, contribution.consultation, Duty.REVIEWING)
    comment = contribution if isinstance(contribution, Comment) else None
    return Case(
        contribution, version, contribution.versions, anchors_of([contribution.id]).get(contribution.id, ()),
        _position_of(comment) if comment else None, _parent_of(comment) if comment else None,
        decisions, _covered(version, decisions), acts_for(contribution, version) if reviews and not own else (), own,
        is_private(contribution), reviews, open_flags(contribution) if contribution.flagged_at else [],
        remarks_on(contribution), _stopped(version),
        db.session.get(Account, contribution.assigned_to) if contribution.assigned_to else None,
        _parts_of(contribution),
    )


def _parts_of(contribution: Contribution) -> Parts | None:
    if not isinstance(contribution, Position | WrittenAnswer):
        return None
    submission = db.session.get_one(Submission, contribution.submission_id)
    return Parts(
        [each for each in submission.contributions if each.id != contribution.id], sent_answers(submission),
        submission.attachments, contribution.question if isinstance(contribution, WrittenAnswer) else None,
    )


def _stopped(version: Version) -> list[tuple[str, str]]:
    """The rules that hold the version, each with the words it stopped at, as far as they are not covered."""
    found = []
    for rule, field, start, end in version.holds or []:
        words = str(getattr(version, f"public_{field}", ""))[int(start) : int(end)] if field else ""
        found.append((rule, shorten(words, 60)))
    return list(dict.fromkeys(found))[:12]


def _position_of(comment: Comment) -> Context | None:
    return _context(Position.thread_id == comment.thread_id, Position)


def _parent_of(comment: Comment) -> Context | None:
    return _context(Comment.id == comment.parent_id, Comment) if comment.parent_id else None


def _context(which: object, kind: type[Position] | type[Comment]) -> Context | None:
    shown = func.coalesce(kind.public_version, kind.version)
    row = db.session.execute(
        select(kind, Version)
        .join(Version, and_(Version.contribution_id == kind.id, Version.version == shown))
        .where(which)  # type: ignore[arg-type]
    ).first()
    if row is None:
        return None
    found, version = row
    words = " ".join((version.public_claim or version.public_body or version.public_wording).split())
    return Context(found.name, shorten(words, _CONTEXT), found.language)


def _covered(version: Version, decisions: Sequence[ModerationDecision]) -> list[Covered]:
    made = {
        tuple(span): each
        for each in reversed(decisions)
        if each.act is Act.REDACT and each.undone_at is None and each.version == version.version
        for span in each.spans
    }
    covered = []
    for field, start, end in redactions_of(version):
        decision = made.get((field, start, end))
        name = decision.decider.shown_name if decision and decision.decider else ""
        words = str(getattr(version, field))[start:end]
        covered.append(
            Covered(
                field, start, end, words, decision.reason if decision else None, name,
                decision.decided_at if decision else None,
            )
        )
    return covered
