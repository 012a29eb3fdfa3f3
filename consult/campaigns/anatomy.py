"""How a campaign was made: what its senders put into the template's slots, and when many sent it at once."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import String, cast, func, select

from consult.campaigns.bursts import Burst, bursts
from consult.campaigns.models import Campaign, CampaignMember
from consult.campaigns.queries import said
from consult.campaigns.slots import Slot, slots_of
from consult.campaigns.spelling import written
from consult.contributions.models import Contribution, State, Version
from consult.db import db

# So many members tell what stands in the slots; the page says so.
SAMPLE = 200


def slots_in(campaign: Campaign) -> list[Slot]:
    """From its published members, or as many of them by their random ids."""
    rows = db.session.execute(
        select(Version.public_claim, Version.public_body)
        .select_from(CampaignMember)
        .join(Contribution.__table__, Contribution.id == CampaignMember.contribution_id)
        .join(Version, (Version.contribution_id == Contribution.id) & (Version.version == Contribution.public_version))
        .where(CampaignMember.campaign_id == campaign.id, Contribution.state == State.PUBLISHED)
        .order_by(CampaignMember.contribution_id).limit(SAMPLE)
    )
    return slots_of(campaign.template, (written(said(claim, body)) for claim, body in rows))


def bursts_in(campaign: Campaign) -> list[Burst]:
    """Against the rhythm in which everything else published was received."""
    hours = _hours(campaign)
    return bursts(hours[True], hours[False])


def _hours(campaign: Campaign) -> dict[bool, Counter[datetime]]:
    """How many were received in each hour: of the campaign's, and of the others."""
    moment: Any = Contribution.received_at
    if db.session.get_bind().dialect.name == "postgresql":
        # Else it writes the hour of whatever zone the server is set to.
        moment = func.timezone("UTC", moment)
    # Both databases write a moment so that its first thirteen characters are the day and the hour.
    hour, inside = func.substr(cast(moment, String), 1, 13), CampaignMember.campaign_id.is_not(None)
    found: dict[bool, Counter[datetime]] = {True: Counter(), False: Counter()}
    for told, belongs, number in db.session.execute(
        select(hour, inside, func.count()).select_from(Contribution.__table__)
        .outerjoin(CampaignMember, (CampaignMember.contribution_id == Contribution.id)
                   & (CampaignMember.campaign_id == campaign.id))
        .where(Contribution.consultation_id == campaign.consultation_id, Contribution.state == State.PUBLISHED)
        .group_by(hour, inside)
    ):
        found[bool(belongs)][datetime.fromisoformat(f"{told}:00").replace(tzinfo=UTC)] = number
    return found
