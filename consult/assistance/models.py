"""Forms that came on paper and are typed twice, codes that lead to receipts, and messages to participants."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Consultation
from consult.contributions.models import Channel
from consult.db import Base, choice
from consult.identifiers import name_of, new_id


class PaperForm(Base):
    """Somebody's words on paper, by e-mail or at an event: typed once, typed again, and sent where both agree."""

    __tablename__ = "paper_forms"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"), index=True)
    channel: Mapped[Channel] = mapped_column(choice(Channel))
    first: Mapped[dict[str, Any]] = mapped_column(JSON)
    first_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    first_at: Mapped[datetime] = mapped_column(default=now)
    second: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    second_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    second_at: Mapped[datetime | None]
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), unique=True)
    discarded_at: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship()
    first_by: Mapped[Account | None] = relationship(foreign_keys=[first_by_id])

    @property
    def name(self) -> str:
        return name_of(self.id)


class ReceiptCode(Base):
    """Leads from a code on paper to what was sent. The code is made from the site's secret key and kept as a hash."""

    __tablename__ = "receipt_codes"

    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(default=now)


class ParticipantMessage(Base):
    """A letter to all whom a filter finds. `reached` is the last account it was written to, so that each gets one."""

    __tablename__ = "participant_messages"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    subject: Mapped[str]
    text: Mapped[str]
    wanted: Mapped[dict[str, Any]] = mapped_column(JSON)
    recipients: Mapped[int] = mapped_column(Integer, default=0)
    reached: Mapped[int] = mapped_column(default=-1)
    sent_at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None] = mapped_column(index=True)

    consultation: Mapped[Consultation] = relationship()
    by: Mapped[Account | None] = relationship()
