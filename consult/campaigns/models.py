"""Campaigns that were found or declared, and who belongs to each."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.clock import now
from consult.consultations.models import Consultation
from consult.db import Base, choice
from consult.identifiers import name_of, new_id


class CampaignKind(StrEnum):
    EXACT = "exact"
    NEAR = "near"
    TEMPLATE = "template"


class CampaignState(StrEnum):
    """Software proposes; only what a person confirmed is labelled and counted as one."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class Campaign(Base):
    """Contributions made from one template: its constant words in order, with … for each slot."""

    __tablename__ = "campaigns"
    __table_args__ = (Index("ix_campaigns_list", "consultation_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    kind: Mapped[CampaignKind] = mapped_column(choice(CampaignKind))
    state: Mapped[CampaignState] = mapped_column(choice(CampaignState), default=CampaignState.PROPOSED)
    template: Mapped[str]
    exemplar_id: Mapped[int | None] = mapped_column(ForeignKey("contributions.id", ondelete="SET NULL"), index=True)
    found_at: Mapped[datetime] = mapped_column(default=now)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    settled_at: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship()

    @property
    def name(self) -> str:
        return name_of(self.id)

    @property
    def subject(self) -> str:
        return f"campaign:{self.name}"


class CampaignMember(Base):
    """That a contribution belongs to a campaign: to one at most, so that nobody is counted twice."""

    __tablename__ = "campaign_members"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id", ondelete="CASCADE"), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), index=True)


class CampaignPlace(Base):
    """How far the record was read for contributions to be put into the campaign they were made from."""

    __tablename__ = "campaign_place"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    place: Mapped[int] = mapped_column(default=0)


class CampaignSearch(Base):
    """How many contributions were public when campaigns were last looked for; the worker looks when that differs.

    `percent` of the next search are done; None while there is none.
    """

    __tablename__ = "campaign_searches"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"), primary_key=True)
    published: Mapped[int] = mapped_column(Integer)
    searched_at: Mapped[datetime] = mapped_column(default=now)
    percent: Mapped[int | None] = mapped_column(Integer)
