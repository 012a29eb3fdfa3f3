"""People who can sign in, and where they are signed in."""

from datetime import datetime
from typing import ClassVar

from flask_security import RoleMixin, UserMixin
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.clock import now
from consult.db import Base
from consult.identifiers import new_id


class Role(RoleMixin):  # type: ignore[misc]
    """Flask-Security asks for a class of roles. Ours are held by consultations, so none is ever stored."""


class Account(UserMixin, Base):  # type: ignore[misc]
    """A person who can sign in. What they are to a consultation stands on their Stakeholder."""

    __tablename__ = "accounts"
    roles: ClassVar[list[Role]] = []

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(default="")
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    confirmed_at: Mapped[datetime | None]
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    is_administrator: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(default="en")
    create_datetime: Mapped[datetime] = mapped_column(default=now)

    @property
    def shown_name(self) -> str:
        return self.name or self.email


class SignIn(Base):
    """One browser where a person is signed in. The cookie names it; without this row the cookie is worth nothing."""

    __tablename__ = "sign_ins"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    started_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
