"""A consultation with its plan, its team, its topics in versions, and the rows its numbers are summed from."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Account
from consult.clock import now
from consult.db import Base, choice
from consult.identifiers import new_id
from consult.organisations.models import Organisation


class Moderation(StrEnum):
    BEFORE = "before"
    AFTER = "after"


class LateSubmissions(StrEnum):
    ACCEPTED = "accepted"
    APART = "apart"


class TeamRole(StrEnum):
    MANAGER = "manager"
    MODERATOR = "moderator"
    OBSERVER = "observer"


class Duty(StrEnum):
    """What the plan may keep for those it is given to, so that no one person does it all."""

    REVIEWING = "reviewing"
    SUMMARISING = "summarising"
    JUDGING = "judging"
    PUBLISHING = "publishing"


class Preset(StrEnum):
    SIMPLE = "simple"
    STANDARD = "standard"
    FULL = "full"


class Compact(StrEnum):
    """The seven COMPACT principles."""

    CIVIC_RESPONSIBILITY = "civic_responsibility"
    ONE_INTERNET = "one_internet"
    MULTI_STAKEHOLDER = "multi_stakeholder"
    PRO_DEMOCRACY = "pro_democracy"
    ARCHITECTURALLY_SOUND = "architecturally_sound"
    CONFIDENCE = "confidence"
    TRANSPARENT_GOVERNANCE = "transparent_governance"


class Consultation(Base):
    """A time-boxed exercise with a published plan. Its phase is read off these dates, never stored."""

    __tablename__ = "consultations"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str]
    institution: Mapped[str] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(35), default="en")
    languages: Mapped[list[str]] = mapped_column(JSON, default=lambda: ["en"])
    contact: Mapped[str] = mapped_column(default="")
    is_fictional: Mapped[bool] = mapped_column(default=False)
    is_imported: Mapped[bool] = mapped_column(default=False)

    decides: Mapped[str] = mapped_column(default="")
    can_change: Mapped[str] = mapped_column(default="")
    cannot_change: Mapped[str] = mapped_column(default="")
    must_reach: Mapped[list[str]] = mapped_column(JSON, default=list)
    house_rules: Mapped[str] = mapped_column(default="")

    preset: Mapped[Preset] = mapped_column(choice(Preset), default=Preset.STANDARD)
    moderation: Mapped[Moderation] = mapped_column(choice(Moderation), default=Moderation.BEFORE)
    hold_rules: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    split_duties: Mapped[list[str]] = mapped_column(JSON, default=list)
    votes: Mapped[bool] = mapped_column(default=False)
    has_draft_outcome: Mapped[bool] = mapped_column(default=True)
    challenge_days: Mapped[int] = mapped_column(Integer, default=10)
    # Whoever publishes an outcome needs the signature of another person of the team on exactly what is published.
    second_signature: Mapped[bool] = mapped_column(default=False)
    late_submissions: Mapped[LateSubmissions] = mapped_column(choice(LateSubmissions), default=LateSubmissions.APART)
    grace_minutes: Mapped[int] = mapped_column(Integer, default=10)
    shows_results_early: Mapped[bool] = mapped_column(default=False)

    time_zone: Mapped[str] = mapped_column(default="UTC")
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    outcome_due: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    announced_at: Mapped[datetime | None] = mapped_column(index=True)
    summarising_at: Mapped[datetime | None]
    draft_outcome_at: Mapped[datetime | None]
    final_outcome_at: Mapped[datetime | None]
    responded_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    # A pause stops the clock: until it ends, the dates are compared with this moment.
    paused_at: Mapped[datetime | None]
    round: Mapped[int] = mapped_column(Integer, default=1)
    # How often its dates changed since it was announced; calendars take the higher number for the newer.
    calendar_sequence: Mapped[int] = mapped_column(Integer, default=0)

    topics: Mapped[list["Topic"]] = relationship(order_by="Topic.ordinal", back_populates="consultation")
    rounds: Mapped[list["Round"]] = relationship(order_by="Round.number", viewonly=True)

    @property
    def goals(self) -> list["Topic"]:
        """What was put to consultation: its topics without the one that gathers what is on the whole."""
        return [topic for topic in self.topics if not topic.is_general]


class TeamMember(Base):
    """What a person is to one consultation; they may hold several roles."""

    __tablename__ = "team_members"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True)
    role: Mapped[TeamRole] = mapped_column(choice(TeamRole), primary_key=True)
    since: Mapped[datetime] = mapped_column(default=now)

    account: Mapped[Account] = relationship()


class TeamDuty(Base):
    """That a member of the team has a duty, where the plan keeps it for those it is given to."""

    __tablename__ = "team_duties"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True)
    duty: Mapped[Duty] = mapped_column(choice(Duty), primary_key=True)


class Topic(Base):
    """One goal statement put to consultation. What it says stands in its passages, by version.

    The one that `is_general` is no goal: under it stand papers and answers on the whole. The first makes it.
    """

    __tablename__ = "topics"
    __table_args__ = (UniqueConstraint("consultation_id", "slug"), UniqueConstraint("consultation_id", "ordinal"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(80))
    ordinal: Mapped[int] = mapped_column(Integer)
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    principles: Mapped[list[str]] = mapped_column(JSON, default=list)
    version: Mapped[int] = mapped_column(Integer, default=1)
    is_general: Mapped[bool] = mapped_column(default=False)

    consultation: Mapped[Consultation] = relationship(back_populates="topics")
    passages: Mapped[list["Passage"]] = relationship(
        order_by="Passage.ordinal",
        primaryjoin="and_(Passage.topic_id == Topic.id, Passage.version == Topic.version)",
        viewonly=True,
    )


class Passage(Base):
    """A numbered stretch of a topic, in one of its versions."""

    __tablename__ = "passages"
    __table_args__ = (UniqueConstraint("topic_id", "version", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column(Integer, default=1)
    ordinal: Mapped[int] = mapped_column(Integer)
    text: Mapped[str]


class TopicVersion(Base):
    """What a manager says of a version of a topic after the first: why it is as it is. Its text stands in passages."""

    __tablename__ = "topic_versions"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    changelog: Mapped[str]
    published_at: Mapped[datetime] = mapped_column(default=now)


class Turn(StrEnum):
    """What can happen to the time of a consultation once it is public."""

    EXTENDED = "extended"
    PAUSED = "paused"
    RESUMED = "resumed"
    CANCELLED = "cancelled"
    REOPENED = "reopened"


class TimeChange(Base):
    """That the dates changed, and the reason the public was given."""

    __tablename__ = "time_changes"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"), index=True)
    turn: Mapped[Turn] = mapped_column(choice(Turn))
    reason: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(default=now)
    closed_before: Mapped[datetime | None]
    closes_after: Mapped[datetime | None]


class Round(Base):
    """When a round was open. A consultation of one round has no row: its own dates say it."""

    __tablename__ = "rounds"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]


class Allowance(Base):
    """A later deadline for one person or one organisation. What they send until then counts as on time."""

    __tablename__ = "allowances"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    until: Mapped[datetime]
    reason: Mapped[str]
    given_at: Mapped[datetime] = mapped_column(default=now)

    account: Mapped[Account | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()


class Tally(Base):
    """A step of a count: insert-only, ±1, summed into the numbers block. A job folds the steps into fewer.

    `topic_id` None counts in the consultation as a whole; a thing on two topics has a row for each besides.
    """

    __tablename__ = "tallies"
    __table_args__ = (Index("ix_tallies_sum", "consultation_id", "topic_id", "kind", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    by_author: Mapped[bool] = mapped_column(default=False)
    group: Mapped[str] = mapped_column("stakeholder_group", String(40))
    country: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(35))
    channel: Mapped[str] = mapped_column(String(20))
    stance: Mapped[str] = mapped_column(String(40), default="")
    day: Mapped[date]
    step: Mapped[int] = mapped_column(Integer)
