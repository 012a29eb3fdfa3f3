"""Decisions about contributions."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Account
from consult.clock import now
from consult.contributions.models import Contribution
from consult.db import Base, choice
from consult.identifiers import name_of, new_id


class Act(StrEnum):
    PUBLISH = "publish"
    WITHHOLD = "withhold"
    REDACT = "redact"
    RESTORE = "restore"


class Reason(StrEnum):
    """Why something was withheld or redacted; each names a house rule."""

    PERSONAL_DATA = "personal_data"
    INSULT_OR_THREAT = "insult_or_threat"
    HATRED = "hatred"
    ADVERTISING = "advertising"
    OFF_TOPIC = "off_topic"
    REPEATED = "repeated"
    ILLEGAL = "illegal"
    IMPERSONATION = "impersonation"
    OTHER = "other"


class ModerationDecision(Base):
    """What a person decided about one version of a contribution, and the words the author was sent.

    `before` is how the contribution stood, so that the decision can be taken back.
    """

    __tablename__ = "moderation_decisions"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id", ondelete="CASCADE"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    act: Mapped[Act] = mapped_column(choice(Act))
    reason: Mapped[Reason | None] = mapped_column(choice(Reason))
    words: Mapped[str] = mapped_column(default="")
    spans: Mapped[list[list[object]]] = mapped_column(JSON, default=list)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime] = mapped_column(default=now, index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    undone_at: Mapped[datetime | None]

    contribution: Mapped[Contribution] = relationship()
    decider: Mapped[Account | None] = relationship()

    @property
    def name(self) -> str:
        return name_of(self.id)
