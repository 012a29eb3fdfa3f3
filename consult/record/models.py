"""The log of all that happened, and the numbers it gives to contributions."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.db import Base
from consult.identifiers import new_id


class Entry(Base):
    """One act. It carries public facts and a commitment to the text, never the text itself.

    `place` is private and without gaps, for readers; `leaf` is the public index. Both are given by the sequencer.
    `hides_time` delays the leaf to the next full hour: in a small batch, order identifies.
    """

    __tablename__ = "entries"
    __table_args__ = (Index("ix_entries_consultation_written_at", "consultation", "written_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    kind: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(120), index=True)
    consultation: Mapped[str | None] = mapped_column(String(80))
    written_at: Mapped[datetime] = mapped_column(index=True)
    hides_time: Mapped[bool] = mapped_column(default=False)
    canonical: Mapped[bytes | None] = mapped_column(LargeBinary)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    nonce: Mapped[bytes | None] = mapped_column(LargeBinary)
    place: Mapped[int | None] = mapped_column(unique=True)
    leaf: Mapped[int | None] = mapped_column(unique=True)
    leaf_hash: Mapped[bytes | None] = mapped_column(LargeBinary)


class ContributionNumber(Base):
    """The short number of a published contribution in its consultation (C-1007), given together with its leaf."""

    __tablename__ = "contribution_numbers"
    __table_args__ = (Index("uq_contribution_numbers_number", "consultation", "number", unique=True),)

    contribution_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    consultation: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
