"""Campaigns that were found or declared, and who belongs to each."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.clock import now
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution
from consult.db import Base, choice
from consult.identifiers import name_of, new_id


class CampaignKind(StrEnum):
    EXACT = "exact"
    NEAR = "near"
    TEMPLATE = "template"
    # Its senders say so themselves, whatever their texts have in common.
    DECLARED = "declared"


class CampaignState(StrEnum):
    """Software proposes; only what a person confirmed is labelled and counted as one."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class Outcome(StrEnum):
    """What became of an objection to being counted with a campaign."""

    TAKEN_OUT = "taken_out"
    KEPT = "kept"


class Campaign(Base):
    """Contributions made from one template: its constant words in order, with … for each slot.

    `title` is what senders called it who declared it. One that was merged has no members left, and names the other.
    """

    __tablename__ = "campaigns"
    __table_args__ = (Index("ix_campaigns_list", "consultation_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    kind: Mapped[CampaignKind] = mapped_column(choice(CampaignKind))
    state: Mapped[CampaignState] = mapped_column(choice(CampaignState), default=CampaignState.PROPOSED)
    title: Mapped[str] = mapped_column(default="")
    template: Mapped[str]
    exemplar_id: Mapped[int | None] = mapped_column(ForeignKey("contributions.id", ondelete="SET NULL"), index=True)
    found_at: Mapped[datetime] = mapped_column(default=now)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    settled_at: Mapped[datetime | None]
    # Without a foreign key: SQLite would have to write the whole table anew for one.
    merged_into_id: Mapped[int | None]

    consultation: Mapped[Consultation] = relationship()

    @property
    def name(self) -> str:
        return name_of(self.id)

    @property
    def subject(self) -> str:
        return f"campaign:{self.name}"

    @property
    def merged_into(self) -> str:
        """The name of the campaign its members are in now."""
        return name_of(self.merged_into_id) if self.merged_into_id is not None else ""

    @property
    def stands(self) -> bool:
        """Whether people said who belongs to it: a search takes nobody out."""
        return self.state is not CampaignState.PROPOSED or self.kind is CampaignKind.DECLARED


class CampaignMember(Base):
    """That a contribution belongs to a campaign: to one at most, so that nobody is counted twice.

    None: a person took it out of one, `out_of_id`, and no search puts it into another.
    """

    __tablename__ = "campaign_members"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id", ondelete="CASCADE"), primary_key=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), index=True)
    out_of_id: Mapped[int | None] = mapped_column(index=True)


class CampaignHead(Base):
    """The one position that stands for a confirmed campaign in the list of a topic, and for how many in all."""

    __tablename__ = "campaign_heads"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id", ondelete="CASCADE"), index=True)
    size: Mapped[int] = mapped_column(Integer)


class Contest(Base):
    """An author's objection to being counted with a campaign, and what somebody else than who confirmed it decided."""

    __tablename__ = "campaign_contests"
    __table_args__ = (UniqueConstraint("campaign_id", "contribution_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"))
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id", ondelete="CASCADE"), index=True)
    words: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(default=now)
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome))
    answer: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]

    campaign: Mapped[Campaign] = relationship()
    contribution: Mapped[Contribution] = relationship()

    @property
    def name(self) -> str:
        return name_of(self.id)


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
