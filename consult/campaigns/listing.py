"""How lists of positions show a confirmed campaign: one of its members stands for all, with their number.

Which one is kept beside the lists, so that a page costs the same however many they are; the worker keeps it right.
"""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, insert, select, update

from consult.campaigns.models import Campaign, CampaignHead, CampaignMember, CampaignState
from consult.contributions.models import ContributionTopic, Kind
from consult.db import db
from consult.identifiers import id_of
from consult.record.models import Entry


def campaigns_told_of(entries: Sequence[Entry]) -> set[int]:
    """The campaigns whose place in lists may have changed: what happened to them, or to one of their positions."""
    found: set[int | None] = set()
    positions: set[int | None] = set()
    for entry in entries:
        kind, _colon, name = entry.subject.partition(":")
        if kind == Kind.POSITION.value:
            positions.add(id_of(name))
        elif kind == "campaign":
            facts = json.loads(entry.canonical or b"{}")
            found |= {id_of(name), *(id_of(str(facts.get(key, "")).partition(":")[2]) for key in ("into", "with"))}
    found |= set(db.session.scalars(
        select(CampaignMember.campaign_id).distinct()
        .join(Campaign, Campaign.id == CampaignMember.campaign_id)
        .where(CampaignMember.contribution_id.in_(positions - {None}), Campaign.state == CampaignState.CONFIRMED)
    ))
    return {each for each in found if each is not None}


def group_lists(campaigns: Iterable[int]) -> None:
    """Choose anew who stands for each of these campaigns; joins the caller's transaction.

    The exemplar, where it is in the list of that topic, else the one of the least id; every other is left to it.
    """
    for campaign in db.session.scalars(select(Campaign).where(Campaign.id.in_(campaigns)).order_by(Campaign.id)):
        _group(campaign)


def _group(campaign: Campaign) -> None:
    session, place = db.session, ContributionTopic
    members = select(CampaignMember.contribution_id).where(CampaignMember.campaign_id == campaign.id)
    left = select(CampaignMember.contribution_id).where(CampaignMember.out_of_id == campaign.id)
    listed = (place.kind == Kind.POSITION, place.listed_at.is_not(None))
    rows = session.execute(
        select(place.topic_id, func.count(), func.min(place.contribution_id),
               func.max(place.contribution_id).filter(place.contribution_id == campaign.exemplar_id))
        .where(*listed, place.contribution_id.in_(members)).group_by(place.topic_id)
    ).all() if campaign.state is CampaignState.CONFIRMED else []
    heads = [
        {"campaign_id": campaign.id, "topic_id": topic, "contribution_id": exemplar or least, "size": size}
        for topic, size, least, exemplar in rows if size > 1
    ]
    session.execute(delete(CampaignHead).where(CampaignHead.campaign_id == campaign.id))
    if heads:
        session.execute(insert(CampaignHead), heads)
    keeps = (
        select(CampaignHead.topic_id).where(
            CampaignHead.campaign_id == campaign.id, CampaignHead.topic_id == place.topic_id,
            CampaignHead.contribution_id != place.contribution_id,
        ).exists()
    )
    session.execute(update(place).where(*listed, place.contribution_id.in_(members), keeps, ~place.is_grouped)
                    .values(is_grouped=True))
    session.execute(update(place).where(place.is_grouped, place.contribution_id.in_(members.union_all(left)),
                                        ~(keeps & place.contribution_id.in_(members) & place.listed_at.is_not(None)))
                    .values(is_grouped=False))
