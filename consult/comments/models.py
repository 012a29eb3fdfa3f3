"""Threads and the comments in them."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from consult.contributions.models import Contribution, Kind
from consult.db import Base
from consult.identifiers import new_id


class Thread(Base):
    """Where comments hang. It knows its consultation and topics, not what it hangs on."""

    __tablename__ = "threads"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"), index=True)
    size: Mapped[int] = mapped_column(default=0)


class Comment(Contribution):
    """A reply. Threads are two levels deep: a reply to a reply hangs on the first."""

    __tablename__ = "comments"
    __mapper_args__ = {"polymorphic_identity": Kind.COMMENT}  # noqa: RUF012

    id: Mapped[int] = mapped_column(ForeignKey("contributions.id", ondelete="CASCADE"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id", ondelete="CASCADE"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"), index=True)
