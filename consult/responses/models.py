"""The institution's answers to findings, in versions, and what it promised to do, step by step."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.clock import now
from consult.consultations.models import Consultation
from consult.db import Base, choice
from consult.identifiers import name_of, new_id
from consult.synthesis.models import Finding


class ResponseKind(StrEnum):
    AGREED = "agreed"
    AGREED_IN_PART = "agreed_in_part"
    NOT_AGREED = "not_agreed"
    NOTED = "noted"
    CONSIDERED = "still_being_considered"
    OUTSIDE = "outside_our_remit"


class FollowUpStatus(StrEnum):
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"


class Response(Base):
    """One answer to one or several findings. Readers see `public_version`; it is public with or after the outcome.

    `with_outcome`: it appears by itself as soon as an outcome does.
    """

    __tablename__ = "responses"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"), index=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    public_version: Mapped[int | None] = mapped_column(Integer)
    with_outcome: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship()
    findings: Mapped[list[Finding]] = relationship(secondary="response_findings")
    versions: Mapped[list["ResponseVersion"]] = relationship(order_by="ResponseVersion.version")
    follow_ups: Mapped[list["FollowUp"]] = relationship(order_by="FollowUp.made_at", back_populates="response")

    @property
    def name(self) -> str:
        return name_of(self.id)

    @property
    def subject(self) -> str:
        return f"response:{self.name}"


class ResponseFinding(Base):
    """That an answer is to a finding."""

    __tablename__ = "response_findings"

    response_id: Mapped[int] = mapped_column(ForeignKey("responses.id", ondelete="CASCADE"), primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id", ondelete="CASCADE"), primary_key=True, index=True)


class ResponseVersion(Base):
    """One text of an answer: what kind it is, why, and by when. Once public it is final; a change makes the next."""

    __tablename__ = "response_versions"

    response_id: Mapped[int] = mapped_column(ForeignKey("responses.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[ResponseKind] = mapped_column(choice(ResponseKind))
    words: Mapped[str]
    due_on: Mapped[date | None]
    written_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    written_at: Mapped[datetime] = mapped_column(default=now)


class FollowUp(Base):
    """Something the institution said it would do. What becomes of it stands in its steps, the latest last."""

    __tablename__ = "follow_ups"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    response_id: Mapped[int] = mapped_column(ForeignKey("responses.id", ondelete="CASCADE"), index=True)
    words: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(default=now)

    response: Mapped[Response] = relationship(back_populates="follow_ups")
    steps: Mapped[list["FollowUpStep"]] = relationship(order_by="FollowUpStep.number")

    @property
    def name(self) -> str:
        return name_of(self.id)

    @property
    def subject(self) -> str:
        return f"follow_up:{self.name}"

    @property
    def present(self) -> "FollowUpStep":
        return self.steps[-1]


class FollowUpStep(Base):
    """Where it stood from a day on. Only ever added."""

    __tablename__ = "follow_up_steps"

    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_ups.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    status: Mapped[FollowUpStatus] = mapped_column(choice(FollowUpStatus))
    words: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    noted_at: Mapped[datetime] = mapped_column(default=now)
