"""Which positions may be signed, who signed them, and whom their authors invited."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from consult.clock import now
from consult.db import Base, choice
from consult.identifiers import name_of, new_id
from consult.organisations.vocabularies import Group


class OpenTo(StrEnum):
    ANYONE = "anyone"
    INVITED = "invited"


class JointPosition(Base):
    """A position whose author lets others sign it, until the consultation closes."""

    __tablename__ = "joint_positions"

    position_id: Mapped[int] = mapped_column(
        ForeignKey("positions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    open_to: Mapped[OpenTo] = mapped_column(choice(OpenTo))
    opened_at: Mapped[datetime] = mapped_column(default=now)


class Signature(Base):
    """Under one version of a text. It is no submission and changes no number; names are as they were when it was given.

    Under a later version it stands as what it is, a signature of an earlier one, until it is confirmed.
    """

    __tablename__ = "signatures"
    __table_args__ = (
        Index(
            "uq_signatures_present", "position_id", "account_id", unique=True,
            sqlite_where=text("taken_back_at IS NULL"), postgresql_where=text("taken_back_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    position_id: Mapped[int] = mapped_column(ForeignKey("joint_positions.position_id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str]
    group: Mapped[Group] = mapped_column("stakeholder_group", choice(Group))
    country: Mapped[str] = mapped_column(String(12))
    version: Mapped[int] = mapped_column(Integer)
    told_version: Mapped[int] = mapped_column(Integer)
    signed_at: Mapped[datetime] = mapped_column(default=now)
    taken_back_at: Mapped[datetime | None]

    @property
    def subject(self) -> str:
        return f"signature:{name_of(self.id)}"


class SigningInvitation(Base):
    """A letter that asks for a signature. Its token is kept as a hash and serves for whoever has the letter."""

    __tablename__ = "signing_invitations"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    position_id: Mapped[int] = mapped_column(
        ForeignKey("joint_positions.position_id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_at: Mapped[datetime] = mapped_column(default=now)
    signature_id: Mapped[int | None] = mapped_column(ForeignKey("signatures.id", ondelete="SET NULL"))
