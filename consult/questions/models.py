"""Questions, the corrections of their wording, what was answered, and the steps the results are summed from."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.clock import now
from consult.consultations.models import Consultation, Topic
from consult.contributions.models import Contribution, Kind
from consult.db import Base, choice
from consult.identifiers import name_of, new_id

NO_VIEW = "no_view"


class QuestionKind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"
    NUMBER = "number"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    MATRIX = "matrix"
    RANKING = "ranking"
    FILE = "file"


class Question(Base):
    """Asked on a topic, or on the consultation as a whole. Once it is open only its wording may be corrected.

    `options` and `lines` hold [key, words]: answers keep the key, so that a correction of the words changes none.
    It is asked only of those who gave one of `condition_keys` to the earlier question it depends on.
    """

    __tablename__ = "questions"
    __table_args__ = (Index("ix_questions_order", "consultation_id", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), index=True)
    ordinal: Mapped[int] = mapped_column(Integer)
    section: Mapped[str] = mapped_column(default="")
    kind: Mapped[QuestionKind] = mapped_column(choice(QuestionKind))
    text: Mapped[str]
    help: Mapped[str] = mapped_column(default="")
    options: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    lines: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    is_required: Mapped[bool] = mapped_column(default=False)
    lowest: Mapped[int | None]
    highest: Mapped[int | None]
    condition_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id", ondelete="SET NULL"))
    condition_keys: Mapped[list[str]] = mapped_column(JSON, default=list)

    consultation: Mapped[Consultation] = relationship()
    topic: Mapped[Topic | None] = relationship()
    corrections: Mapped[list["Correction"]] = relationship(order_by="Correction.corrected_at")

    @property
    def name(self) -> str:
        return name_of(self.id)

    @property
    def is_written(self) -> bool:
        """Whether its answers are contributions, which are moderated, published and cited."""
        return self.kind in (QuestionKind.LONG_TEXT, QuestionKind.FILE)


class Correction(Base):
    """A change of a question's wording after it was published, for everybody to see."""

    __tablename__ = "question_corrections"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    field: Mapped[str] = mapped_column(String(60))
    old: Mapped[str]
    new: Mapped[str]
    corrected_at: Mapped[datetime] = mapped_column(default=now)
    corrected_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))


class Answer(Base):
    """What one submission answers to one question. `earlier` holds [value, when] of those it replaced.

    Where the answer is written, its words stand in a contribution and `value` is empty.
    """

    __tablename__ = "question_answers"
    __table_args__ = (UniqueConstraint("submission_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    value: Mapped[Any] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(Integer, default=1)
    earlier: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    answered_at: Mapped[datetime] = mapped_column(default=now)
    counted: Mapped[list[list[str]] | None] = mapped_column(JSON(none_as_null=True))

    question: Mapped[Question] = relationship()


class WrittenAnswer(Contribution):
    """An answer in words, or a file with its text: moderated, published and cited like a position."""

    __tablename__ = "written_answers"
    __mapper_args__ = {"polymorphic_identity": Kind.ANSWER}  # noqa: RUF012

    id: Mapped[int] = mapped_column(ForeignKey("contributions.id", ondelete="CASCADE"), primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), index=True)

    question: Mapped[Question] = relationship()


class AnswerTally(Base):
    """A step of a result: insert-only, ±1, folded by a job. `line` is a matrix's, else empty.

    `choice` is an option's key, a number, a rank as `key:2`, or empty for the count of those who answered.
    `is_hidden` is of authors who withheld their name, whose small cells are not shown.
    """

    __tablename__ = "answer_tallies"
    __table_args__ = (Index("ix_answer_tallies_sum", "question_id", "line", "choice", "stakeholder_group"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    line: Mapped[str] = mapped_column(String(40), default="")
    choice: Mapped[str] = mapped_column(String(60), default="")
    group: Mapped[str] = mapped_column("stakeholder_group", String(40))
    is_hidden: Mapped[bool] = mapped_column(default=False)
    step: Mapped[int] = mapped_column(Integer)
