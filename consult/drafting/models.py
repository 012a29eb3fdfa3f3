"""The link by which colleagues read a draft, and what they say about it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.clock import now
from consult.db import Base
from consult.identifiers import name_of, new_id
from consult.submissions.models import Draft


class Circulation(Base):
    """Whoever has its link reads the draft as it is that day and comments on it, without an account, until it ends.

    The link is made from the id and the site's secret key, so that its owner can see it again and a copy of the
    database opens nothing.
    """

    __tablename__ = "circulations"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    deadline: Mapped[datetime | None] = mapped_column(index=True)
    reminded_at: Mapped[datetime | None]

    draft: Mapped[Draft] = relationship()

    @property
    def name(self) -> str:
        return name_of(self.id)


class InternalComment(Base):
    """Words between colleagues. They go with the draft, are never sent, and stand in no record."""

    __tablename__ = "internal_comments"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    text: Mapped[str]
    revision: Mapped[int] = mapped_column(Integer)
    written_at: Mapped[datetime] = mapped_column(default=now)
