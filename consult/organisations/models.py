"""Who takes part: stakeholders, the organisations some of them speak for, and by whose mandate."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Account
from consult.clock import now
from consult.db import Base, choice
from consult.identifiers import name_of, new_id
from consult.organisations.vocabularies import UNDECLARED, Group, RespondentType, SizeBand


class Organisation(Base):
    """Something that can be spoken for. Its normalised name is unique, so that it exists once.

    One that was merged stays, with its name and all that was sent in it, and leads on to the one it is.
    """

    __tablename__ = "organisations"
    __table_args__ = (Index("uq_organisations_register_number", "register_number", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    name: Mapped[str]
    normalised_name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[RespondentType | None] = mapped_column(choice(RespondentType))
    country: Mapped[str] = mapped_column(String(12), default=UNDECLARED)
    register_number: Mapped[str | None] = mapped_column(String(60))
    register_checked_at: Mapped[datetime | None]
    size: Mapped[SizeBand | None] = mapped_column(choice(SizeBand))
    website: Mapped[str] = mapped_column(default="")
    needs_approval: Mapped[bool] = mapped_column(default=False)
    # No foreign key: the embedded database could only be given one by copying the table with all that points to it.
    merged_into_id: Mapped[int | None] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def public_name(self) -> str:
        """As in /organisations/<name>."""
        return name_of(self.id)


class NameStart(Base):
    """How a word of an organisation's name begins: by these, names that look alike are found."""

    __tablename__ = "organisation_name_starts"

    start: Mapped[str] = mapped_column(String(16), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Stakeholder(Base):
    """Someone who takes part: a person with an account, or an author known from a file.

    What stands here is today's profile; a submission keeps its own copy, so that a change alters no number.
    """

    __tablename__ = "stakeholders"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), unique=True)
    import_key: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    group: Mapped[Group] = mapped_column("stakeholder_group", choice(Group), default=Group.UNDECLARED)
    respondent_type: Mapped[RespondentType | None] = mapped_column(choice(RespondentType))
    country: Mapped[str] = mapped_column(String(12), default="undeclared")
    language: Mapped[str] = mapped_column(String(35), default="en")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    account: Mapped[Account | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()


class MandateRole(StrEnum):
    """An owner gives and ends mandates, and speaks; an approver agrees to what the others wrote."""

    OWNER = "owner"
    SPEAKER = "speaker"
    APPROVER = "approver"


class Mandate(Base):
    """Somebody's authority in an organisation. An ended one stays: it says who could speak when something was sent."""

    __tablename__ = "mandates"
    __table_args__ = (
        Index(
            "uq_mandates_present", "organisation_id", "account_id", "role", unique=True,
            sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    role: Mapped[MandateRole] = mapped_column(choice(MandateRole))
    since: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    account: Mapped[Account] = relationship()

    @property
    def name(self) -> str:
        return name_of(self.id)


class Invitation(Base):
    """A mandate offered by letter. Its token is kept as a hash, serves once and expires."""

    __tablename__ = "mandate_invitations"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(320))
    role: Mapped[MandateRole] = mapped_column(choice(MandateRole))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()

    @property
    def name(self) -> str:
        return name_of(self.id)
