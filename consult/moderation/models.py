"""Decisions about contributions; flags and appeals against them; and what the team keeps for its own work."""

import secrets
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Account
from consult.clock import now
from consult.contributions.models import Contribution
from consult.db import Base, choice
from consult.identifiers import name_of, new_id


class Act(StrEnum):
    PUBLISH = "publish"
    ASK = "ask"
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


class Source(StrEnum):
    """What led to a decision: the team's own reading, a flag, a notice of article 16, or an appeal."""

    OWN = "own"
    FLAG = "flag"
    NOTICE = "notice"
    APPEAL = "appeal"


class ModerationDecision(Base):
    """What a person decided about one version of a contribution, and the words the author was sent.

    `before` is how the contribution stood, so that the decision can be taken back. `day` is the one the public log
    shows, `waited` how many seconds the version had waited, `held_because` the rules that had stopped it. Decisions
    carried out together share a `batch`. `consultation_id` is the contribution's, for the log's index.
    """

    __tablename__ = "moderation_decisions"
    __table_args__ = (
        Index("ix_moderation_decisions_log", "consultation_id", "day", "id"),
        Index("ix_moderation_decisions_latest", "consultation_id", "decided_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int]
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id", ondelete="CASCADE"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    act: Mapped[Act] = mapped_column(choice(Act))
    reason: Mapped[Reason | None] = mapped_column(choice(Reason))
    words: Mapped[str] = mapped_column(default="")
    legal_ground: Mapped[str] = mapped_column(default="")
    spans: Mapped[list[list[object]]] = mapped_column(JSON, default=list)
    source: Mapped[Source] = mapped_column(choice(Source), default=Source.OWN)
    held_because: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(String(20), default="moderator")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime] = mapped_column(default=now, index=True)
    day: Mapped[date]
    waited: Mapped[int] = mapped_column(Integer, default=0)
    batch: Mapped[int | None] = mapped_column(BigInteger, index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    undone_at: Mapped[datetime | None]

    contribution: Mapped[Contribution] = relationship()
    decider: Mapped[Account | None] = relationship()

    @property
    def name(self) -> str:
        return name_of(self.id)


class FlagReason(StrEnum):
    """What somebody says is wrong with a contribution."""

    PERSONAL_DATA = "personal_data"
    INSULT_OR_THREAT = "insult_or_threat"
    HATRED = "hatred"
    ADVERTISING = "advertising"
    OFF_TOPIC = "off_topic"
    REPEATED = "repeated"
    ILLEGAL = "illegal"
    NOT_MINE = "not_mine"
    OTHER = "other"


class FlagOutcome(StrEnum):
    ACTED = "acted"
    STANDS = "stands"


class Flag(Base):
    """That somebody says a contribution breaks a rule or the law. `is_notice`: by the form open to anybody.

    Whoever knows its `token` reads what became of it. `held_identity` keeps the author's names while they are hidden
    because somebody of that name says the words are not theirs.
    """

    __tablename__ = "flags"
    __table_args__ = (
        Index(
            "ix_flags_open", "contribution_id", sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_flags_day", "consultation_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    is_notice: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(String(320), default="")
    language: Mapped[str] = mapped_column(String(35), default="en")
    reason: Mapped[FlagReason] = mapped_column(choice(FlagReason))
    words: Mapped[str] = mapped_column(default="")
    token: Mapped[str] = mapped_column(String(40), unique=True, default=lambda: secrets.token_urlsafe(16))
    held_identity: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    raised_at: Mapped[datetime] = mapped_column(default=now)
    day: Mapped[date]
    outcome: Mapped[FlagOutcome | None] = mapped_column(choice(FlagOutcome))
    answer: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    decision_id: Mapped[int | None] = mapped_column(
        ForeignKey("moderation_decisions.id", ondelete="SET NULL"), index=True
    )

    contribution: Mapped[Contribution] = relationship()
    account: Mapped[Account | None] = relationship(foreign_keys=account_id)

    @property
    def identifier(self) -> str:
        return name_of(self.id)


class AppealOutcome(StrEnum):
    STANDS = "stands"
    REVERSED = "reversed"


class Appeal(Base):
    """An objection to a decision by the author, or by whoever flagged and saw nothing done; judged by somebody else."""

    __tablename__ = "appeals"
    __table_args__ = (Index("ix_appeals_open", "consultation_id", "decided_at", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id", ondelete="CASCADE"), index=True)
    decision_id: Mapped[int | None] = mapped_column(
        ForeignKey("moderation_decisions.id", ondelete="CASCADE"), unique=True
    )
    flag_id: Mapped[int | None] = mapped_column(ForeignKey("flags.id", ondelete="CASCADE"), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    words: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(default=now)
    outcome: Mapped[AppealOutcome | None] = mapped_column(choice(AppealOutcome))
    answer: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    day: Mapped[date | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    result_id: Mapped[int | None] = mapped_column(ForeignKey("moderation_decisions.id", ondelete="SET NULL"))

    contribution: Mapped[Contribution] = relationship()
    decision: Mapped[ModerationDecision | None] = relationship(foreign_keys=decision_id)
    flag: Mapped[Flag | None] = relationship()

    @property
    def name(self) -> str:
        return name_of(self.id)


class RemarkKind(StrEnum):
    NOTE = "note"
    ANSWER = "answer"


class Remark(Base):
    """Words beside a contribution: a note among the team, or its author's answer to what the team asked."""

    __tablename__ = "moderation_remarks"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id", ondelete="CASCADE"), index=True)
    kind: Mapped[RemarkKind] = mapped_column(choice(RemarkKind))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    text: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(default=now)

    account: Mapped[Account | None] = relationship()


class SavedFilter(Base):
    """A way of narrowing the queue that somebody comes back to."""

    __tablename__ = "saved_filters"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    narrowing: Mapped[dict[str, str]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def name(self) -> str:
        return name_of(self.id)


class RuleTrial(Base):
    """The plan's rules, as they might be, tried on what has come in: how far it is, and what they would have held."""

    __tablename__ = "rule_trials"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"), index=True)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    place: Mapped[int | None] = mapped_column(BigInteger)
    tried: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    held: Mapped[int] = mapped_column(Integer, default=0)
    by_rule: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    examples: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    finished_at: Mapped[datetime | None] = mapped_column(index=True)

    @property
    def name(self) -> str:
        return name_of(self.id)
