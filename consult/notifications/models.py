"""Who follows what, how often each is written to, and the notices from which letters are made."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.clock import now
from consult.db import Base, choice
from consult.identifiers import new_id


class Kind(StrEnum):
    """What people choose by."""

    REPLY = "reply"
    POSITION = "position"
    DATES = "dates"
    GOALS = "goals"
    OUTCOME = "outcome"
    CHALLENGE = "challenge"
    RESPONSE = "response"


class How(StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class Followed(StrEnum):
    CONSULTATION = "consultation"
    TOPIC = "topic"
    POSITION = "position"


class Follow(Base):
    """Somebody's wish to hear of a consultation, a goal or a position. No foreign key: it may name any of three."""

    __tablename__ = "follows"
    __table_args__ = (Index("ix_follows_thing", "kind", "thing_id"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[Followed] = mapped_column(choice(Followed), primary_key=True)
    thing_id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(default=now)


class Preference(Base):
    """How somebody wishes to hear of a kind, where it is not the usual way."""

    __tablename__ = "preferences"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[Kind] = mapped_column(choice(Kind), primary_key=True)
    how: Mapped[How] = mapped_column(choice(How))


class Notice(Base):
    """Something that one person is to hear of once.

    `about` is what must not be told twice: an entry of the record, a contribution, a date. `said` is the kind of the
    entry, or the hour that came; `subject` what it happened to. `written_at` is when it went into a letter, or was
    found to be told no more (`letter_id` None).
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("account_id", "about"),
        Index("ix_notices_due", "written_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"), index=True)
    kind: Mapped[Kind] = mapped_column(choice(Kind))
    said: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(120))
    about: Mapped[str] = mapped_column(String(160))
    noticed_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime]
    written_at: Mapped[datetime | None]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id", ondelete="SET NULL"), index=True)


class NotificationPlace(Base):
    """Where the reader of the record goes on."""

    __tablename__ = "notification_place"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    place: Mapped[int] = mapped_column(default=0)
