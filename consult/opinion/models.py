"""Votes on claims, what they come to by group, and the map made from them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Integer, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from consult.clock import now
from consult.db import Base, choice
from consult.identifiers import new_id
from consult.organisations.vocabularies import Group


class Choice(StrEnum):
    AGREE = "agree"
    DISAGREE = "disagree"
    PASS = "pass"  # noqa: S105

    @property
    def value_of(self) -> int:
        """As votes are stored and counted: +1, −1, 0."""
        return {Choice.AGREE: 1, Choice.DISAGREE: -1, Choice.PASS: 0}[self]


CHOICE_OF = {each.value_of: each for each in Choice}


class Vote(Base):
    """What somebody thinks of a claim now; one for each stakeholder and claim, changeable while it is open.

    How one person voted is shown to that person alone. `group` is the one they declared when they voted.
    """

    __tablename__ = "votes"

    position_id: Mapped[int] = mapped_column(ForeignKey("positions.id", ondelete="CASCADE"), primary_key=True)
    stakeholder_id: Mapped[int] = mapped_column(
        ForeignKey("stakeholders.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    value: Mapped[int] = mapped_column(SmallInteger)
    group: Mapped[Group] = mapped_column("stakeholder_group", choice(Group))
    cast_at: Mapped[datetime] = mapped_column(default=now)


class VoteTally(Base):
    """A step of the count of votes on a claim: insert-only, written with the vote; a job folds the steps into fewer."""

    __tablename__ = "vote_tallies"
    __table_args__ = (Index("ix_vote_tallies_unfolded", "is_folded", "position_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    position_id: Mapped[int] = mapped_column(ForeignKey("positions.id", ondelete="CASCADE"), index=True)
    group: Mapped[Group] = mapped_column("stakeholder_group", choice(Group))
    value: Mapped[int] = mapped_column(SmallInteger)
    step: Mapped[int] = mapped_column(Integer)
    is_folded: Mapped[bool] = mapped_column(default=False)


class ClaimStanding(Base):
    """Where a claim stood on the map of a topic when that was last made, and how much it needs votes.

    `mean`, `x` and `y` place whoever voted on it; they come from everybody's votes and tell of nobody's.
    """

    __tablename__ = "claim_standings"
    __table_args__ = (Index("ix_claim_standings_priority", "topic_id", "priority", "position_id"),)

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)
    position_id: Mapped[int] = mapped_column(ForeignKey("positions.id", ondelete="CASCADE"), primary_key=True)
    priority: Mapped[float] = mapped_column(Float)
    mean: Mapped[float] = mapped_column(Float)
    x: Mapped[float] = mapped_column(Float)
    y: Mapped[float] = mapped_column(Float)


class Opinion(Base):
    """The map of a topic as it was last made. `due_at` is set while there are votes that it does not know yet."""

    __tablename__ = "opinions"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    made_at: Mapped[datetime | None]
    seconds: Mapped[float] = mapped_column(Float, default=0.0)
    people: Mapped[int] = mapped_column(Integer, default=0)
    votes: Mapped[int] = mapped_column(Integer, default=0)
    claims: Mapped[int] = mapped_column(Integer, default=0)
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class FollowedRecord(Base):
    """How far the record has been read for what happened to claims: the one row of a reader that keeps its place."""

    __tablename__ = "opinion_followed"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(default=0)
