"""Who takes part: stakeholders, and the organisations some of them speak for."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Account
from consult.clock import now
from consult.db import Base, choice
from consult.identifiers import new_id
from consult.organisations.vocabularies import Group, RespondentType


class Organisation(Base):
    """Something that can be spoken for. Its normalised name is unique, so that it exists once."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    name: Mapped[str]
    normalised_name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


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
