"""What became of proposals in a new version of a goal, and who stood by what they said in a further round."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from consult.clock import now
from consult.db import Base, choice


class Uptake(StrEnum):
    """How far a proposal was taken up."""

    FULL = "full"
    PART = "part"
    NOT = "not"


class TakenUp(Base):
    """What a manager says of a proposal in a version of its goal. Public; a later word replaces it."""

    __tablename__ = "taken_up"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    uptake: Mapped[Uptake] = mapped_column(choice(Uptake))
    reason: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime] = mapped_column(default=now)


class Confirmation(Base):
    """That an author stands by a position in a further round, having seen what changed."""

    __tablename__ = "confirmations"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id", ondelete="CASCADE"), primary_key=True)
    round: Mapped[int] = mapped_column(Integer, primary_key=True)
    confirmed_at: Mapped[datetime] = mapped_column(default=now)
