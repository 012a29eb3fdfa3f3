"""Submissions, the positions, answers and files in them, what each position is about, and drafts."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import PurePath
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.clock import now
from consult.comments.models import Thread
from consult.consultations.models import Consultation, Passage, Topic
from consult.contributions.models import Channel, Contribution, Kind, Publication, State
from consult.db import Base, choice
from consult.i18n import _
from consult.identifiers import name_of, new_id
from consult.organisations.models import Stakeholder
from consult.questions.models import Answer, WrittenAnswer
from consult.submissions.content import SubmissionContent


class Stance(StrEnum):
    SUPPORT = "support"
    SUPPORT_WITH_CHANGES = "support_with_changes"
    OPPOSE = "oppose"
    NEUTRAL = "neutral"


class About(StrEnum):
    PASSAGE = "passage"
    WHOLE = "whole"
    OMISSION = "omission"


class Draft(Base):
    """What somebody is writing. Its random name is all that is needed to go on, until an account takes it.

    With `position_id` it is the next version of that position, with `submission_id` of that submission's answers.
    """

    __tablename__ = "drafts"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    position_id: Mapped[int | None] = mapped_column(ForeignKey("positions.id", ondelete="CASCADE"))
    submission_id: Mapped[int | None]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    revision: Mapped[int] = mapped_column(default=1)
    # When its page was opened: what was being written at closing may still be sent within the grace.
    begun_at: Mapped[datetime | None]
    saved_at: Mapped[datetime] = mapped_column(default=now)

    consultation: Mapped[Consultation] = relationship()

    @property
    def name(self) -> str:
        return name_of(self.id)

    @property
    def whole(self) -> SubmissionContent:
        return SubmissionContent.of(self.content)

    @property
    def is_change(self) -> bool:
        """Whether something that was sent already is being changed."""
        return self.position_id is not None or self.submission_id is not None


class Submission(Base):
    """What a stakeholder sent at once: counted once, one receipt. Its state follows from its parts.

    Ticked answers have no state of their own: they count with the submission, until they are withdrawn.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("consultation_id", "external_id"),
        Index("ix_submissions_late", "consultation_id", "is_late", "submitted_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    stakeholder_id: Mapped[int] = mapped_column(ForeignKey("stakeholders.id"), index=True)
    channel: Mapped[Channel] = mapped_column(choice(Channel), default=Channel.WEB)
    external_id: Mapped[str | None]
    state: Mapped[State] = mapped_column(choice(State), default=State.WAITING)
    withheld_by_author: Mapped[bool] = mapped_column(default=False)
    publication: Mapped[Publication] = mapped_column(choice(Publication), default=Publication.NAMED)
    answers_withdrawn_at: Mapped[datetime | None]
    is_unconfirmed: Mapped[bool] = mapped_column(default=False)
    on_behalf_of: Mapped[str] = mapped_column(default="")
    # The campaign its sender says it belongs to.
    campaign: Mapped[str] = mapped_column(default="", server_default="")
    group: Mapped[str] = mapped_column("stakeholder_group", String(40))
    country: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(35))
    is_late: Mapped[bool] = mapped_column(default=False)
    submitted_at: Mapped[datetime] = mapped_column(default=now, index=True)

    consultation: Mapped[Consultation] = relationship()
    stakeholder: Mapped[Stakeholder] = relationship()
    positions: Mapped[list["Position"]] = relationship(back_populates="submission", order_by="Position.ordinal")
    answers: Mapped[list[Answer]] = relationship()
    written: Mapped[list[WrittenAnswer]] = relationship()
    attachments: Mapped[list["Attachment"]] = relationship(
        order_by="Attachment.added_at, Attachment.id", back_populates="submission"
    )

    @property
    def name(self) -> str:
        return name_of(self.id)

    @property
    def contributions(self) -> Sequence["Position | WrittenAnswer"]:
        """All its words that can be cited."""
        return [*self.positions, *self.written]


class Position(Contribution):
    """What a submission says on one or more topics."""

    __tablename__ = "positions"
    __mapper_args__ = {"polymorphic_identity": Kind.POSITION}  # noqa: RUF012

    id: Mapped[int] = mapped_column(ForeignKey("contributions.id", ondelete="CASCADE"), primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), index=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), unique=True)
    ordinal: Mapped[int] = mapped_column(Integer, default=1)

    submission: Mapped[Submission] = relationship(back_populates="positions")
    thread: Mapped[Thread] = relationship()
    anchors: Mapped[list["Anchor"]] = relationship(back_populates="position", cascade="all, delete-orphan")


class Anchor(Base):
    """What a position is about in one topic: a passage, the whole, or something missing."""

    __tablename__ = "anchors"
    __table_args__ = (Index("ix_anchors_proposals", "passage_id", "is_proposal"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    position_id: Mapped[int] = mapped_column(ForeignKey("positions.id", ondelete="CASCADE"), index=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), index=True)
    about: Mapped[About] = mapped_column(choice(About))
    # Where the passage stands now, None where it is no longer there; and the one it was written about.
    passage_id: Mapped[int | None] = mapped_column(ForeignKey("passages.id", ondelete="CASCADE"), index=True)
    written_on_id: Mapped[int | None] = mapped_column(ForeignKey("passages.id", ondelete="CASCADE"), index=True)
    # Published with a wording of its own: it stands among the proposals for the passage.
    is_proposal: Mapped[bool] = mapped_column(default=False)
    is_counted: Mapped[bool] = mapped_column(default=False)

    position: Mapped[Position] = relationship(back_populates="anchors")
    topic: Mapped[Topic] = relationship()
    passage: Mapped[Passage | None] = relationship(foreign_keys=[passage_id])
    written_on: Mapped[Passage | None] = relationship(foreign_keys=[written_on_id])


class Attachment(Base):
    """A file, checked and cleaned when it was taken, with the text found in it. It is shown with what it hangs on.

    Of a draft, then of the submission; `contribution_id` is the paper, position or answer it came with. A confidential
    one is the team's alone, whatever it hangs on.
    """

    __tablename__ = "attachments"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id", ondelete="SET NULL"), index=True)
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), index=True)
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contributions.id", ondelete="SET NULL"), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id", ondelete="SET NULL"))
    title: Mapped[str]
    media: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
    place: Mapped[str] = mapped_column(String(64), unique=True)
    text: Mapped[str] = mapped_column(default="")
    is_confidential: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime] = mapped_column(default=now, index=True)

    submission: Mapped[Submission | None] = relationship(back_populates="attachments")

    @property
    def name(self) -> str:
        return name_of(self.id)

    @property
    def shown_title(self) -> str:
        """Its own name; where the author withholds theirs, they may have left it in that of the file."""
        is_named = self.submission is not None and self.submission.publication is Publication.NAMED
        return self.title if is_named else _("Attachment") + PurePath(self.title).suffix


class PassageTally(Base):
    """A step of the counts of published positions and of proposals on a passage: insert-only, ±1, folded by a job."""

    __tablename__ = "passage_tallies"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    passage_id: Mapped[int] = mapped_column(ForeignKey("passages.id", ondelete="CASCADE"), index=True)
    step: Mapped[int]
    proposals: Mapped[int] = mapped_column(default=0)
