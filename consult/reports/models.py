"""Reports that take long to make, as they are asked for."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.clock import now
from consult.db import Base


class ReportOrder(Base):
    """That somebody asked for a report in one format and language; owed until it was made or has failed.

    `seal` stands for what it was made of, `digest` names its file on the shelf. Who asked is not kept.
    """

    __tablename__ = "report_orders"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"), primary_key=True)
    format: Mapped[str] = mapped_column(String(10), primary_key=True)
    language: Mapped[str] = mapped_column(String(10), primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    begun_at: Mapped[datetime | None]
    gathered_at: Mapped[datetime | None]
    made_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    seal: Mapped[str] = mapped_column(String(64), default="")
    digest: Mapped[str] = mapped_column(String(64), default="")

    @property
    def is_owed(self) -> bool:
        return self.made_at is None and self.failed_at is None
