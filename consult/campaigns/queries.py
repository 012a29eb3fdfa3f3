"""What is known of campaigns."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from consult.campaigns.models import (
    Campaign,
    CampaignHead,
    CampaignMember,
    CampaignSearch,
    CampaignState,
    Contest,
)
from consult.campaigns.slots import added_to
from consult.campaigns.spelling import as_written, written
from consult.clock import now
from consult.consultations.models import Consultation, Tally, Topic
from consult.contributions.models import Contribution, ContributionTopic, Kind, State, Version
from consult.db import db
from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import id_of, name_of, number_in
from consult.organisations.vocabularies import Group
from consult.paging import Page, decode_cursor, page_of

PAGE = 20
AGAIN = timedelta(hours=1)


class Member(NamedTuple):
    """A published member of a confirmed campaign, on one of its topics."""

    contribution: int
    campaign: int
    group: Group
    topic: int


def confirmed_members(consultation: Consultation) -> list[Member]:
    rows = db.session.execute(
        select(CampaignMember.contribution_id, Campaign.id, Contribution.group, ContributionTopic.topic_id)
        .select_from(CampaignMember)
        .join(Campaign, Campaign.id == CampaignMember.campaign_id)
        .join(Contribution.__table__, Contribution.id == CampaignMember.contribution_id)
        .join(ContributionTopic, ContributionTopic.contribution_id == CampaignMember.contribution_id)
        .where(
            Campaign.consultation_id == consultation.id, Campaign.state == CampaignState.CONFIRMED,
            Contribution.state == State.PUBLISHED,
        )
    )
    return [Member(*row) for row in rows]


def confirmed_in(campaign_id: int) -> Select[int]:
    """The members of a campaign, if a person confirmed it."""
    return (
        select(CampaignMember.contribution_id)
        .join(Campaign, Campaign.id == CampaignMember.campaign_id)
        .where(Campaign.id == campaign_id, Campaign.state == CampaignState.CONFIRMED)
    )


def campaign_by_contribution(consultation: Consultation) -> dict[int, str]:
    """The confirmed campaign of each published contribution that is in one, as reports name it."""
    rows = db.session.execute(
        select(CampaignMember.contribution_id, Campaign.id)
        .join(Campaign, Campaign.id == CampaignMember.campaign_id)
        .where(Campaign.consultation_id == consultation.id, Campaign.state == CampaignState.CONFIRMED)
    )
    return {contribution: f"campaign:{name_of(campaign)}" for contribution, campaign in rows}


def campaign_named(consultation: Consultation, name: str) -> Campaign:
    """Raises NotFound."""
    identifier = id_of(name)
    campaign = db.session.get(Campaign, identifier) if identifier is not None else None
    if campaign is None or campaign.consultation_id != consultation.id:
        raise NotFound(_("There is no such campaign."))
    return campaign


def campaigns_in(consultation: Consultation, *states: CampaignState) -> list[tuple[Campaign, int]]:
    """With how many published members each has, the largest first."""
    query = (
        select(Campaign, func.count())
        .join(CampaignMember, CampaignMember.campaign_id == Campaign.id)
        .join(Contribution.__table__, Contribution.id == CampaignMember.contribution_id)
        .where(Campaign.consultation_id == consultation.id, Contribution.state == State.PUBLISHED)
        .group_by(Campaign.id).order_by(func.count().desc(), Campaign.id)
    )
    if states:
        query = query.where(Campaign.state.in_(states))
    return list(db.session.execute(query).tuples())


def templates_of(campaigns: Sequence[int]) -> dict[int, str]:
    """The template of each as its exemplar spells it; as it is compared where that is not public."""
    rows = db.session.execute(
        select(Campaign.id, Campaign.template, Version.public_claim, Version.public_body)
        .outerjoin(Contribution.__table__, (Contribution.id == Campaign.exemplar_id)
                   & (Contribution.state == State.PUBLISHED))
        .outerjoin(Version, (Version.contribution_id == Contribution.id)
                   & (Version.version == Contribution.public_version))
        .where(Campaign.id.in_(campaigns))
    )
    return {
        identifier: template if body is None else as_written(template, written(said(claim, body)))
        for identifier, template, claim, body in rows
    }


def members_by_campaign(consultation: Consultation) -> Mapping[int, list[tuple[Kind, int]]]:
    """The published members of every campaign."""
    found: dict[int, list[tuple[Kind, int]]] = {}
    for campaign, kind, contribution in db.session.execute(
        select(Campaign.id, Contribution.kind, Contribution.id)
        .select_from(CampaignMember)
        .join(Campaign, Campaign.id == CampaignMember.campaign_id)
        .join(Contribution.__table__, Contribution.id == CampaignMember.contribution_id)
        .where(Campaign.consultation_id == consultation.id, Contribution.state == State.PUBLISHED)
        .order_by(Contribution.id)
    ):
        found.setdefault(campaign, []).append((kind, contribution))
    return found


def members_by_day(campaign: Campaign) -> list[tuple[date, int]]:
    """How many of the published members came on each day; those without name by the hour the log tells of them."""
    found: dict[date, int] = {}
    for (moment,) in db.session.execute(
        select(func.min(ContributionTopic.listed_at))
        .select_from(CampaignMember)
        .join(Contribution.__table__, Contribution.id == CampaignMember.contribution_id)
        .join(ContributionTopic, ContributionTopic.contribution_id == Contribution.id)
        .where(
            CampaignMember.campaign_id == campaign.id, Contribution.state == State.PUBLISHED,
            ContributionTopic.listed_at.is_not(None),
        )
        .group_by(Contribution.id)
    ):
        if moment is not None:
            found[moment.date()] = found.get(moment.date(), 0) + 1
    return sorted(found.items())


@dataclass(frozen=True)
class Shown:
    """A member with its words as readers see them, and those of them that are not the template's."""

    id: int
    name: str
    language: str
    words: str
    added: Sequence[str] = ()


def members_of(campaign: Campaign, cursor: str | None, says: str = "") -> Page[Shown]:
    """Twenty published members, by their random ids: no order tells who came when. `says`: that have these words."""
    place = decode_cursor(cursor, 1)
    query = (
        select(Contribution.id, Contribution.language, Version.public_claim, Version.public_body)
        .select_from(CampaignMember)
        .join(Contribution.__table__, Contribution.id == CampaignMember.contribution_id)
        .join(Version, (Version.contribution_id == Contribution.id) & (Version.version == Contribution.public_version))
        .where(
            CampaignMember.campaign_id == campaign.id, Contribution.state == State.PUBLISHED,
            CampaignMember.contribution_id > (number_in(place[0]) or 0 if place else 0),
        )
        .order_by(CampaignMember.contribution_id).limit(PAGE + 1)
    )
    rows = [
        (identifier, language, body or claim)
        for identifier, language, claim, body in db.session.execute(query.where(_says(says)) if says else query)
    ]
    return page_of([
        Shown(identifier, name_of(identifier), language, words, added_to(campaign.template, written(words)))
        for identifier, language, words in rows
    ], PAGE, lambda row: (row.id,))


def _says(words: str) -> ColumnElement[bool]:
    """In this order, whatever stands between: what fills a slot has its punctuation in one text and not in another.

    As they are spelled, or in whatever case; SQLite knows the case of the letters of ASCII alone.
    """
    pattern = "%" + "%".join(re.sub(r"([/%_])", r"/\1", word) for word in re.findall(r"\w+", words) or [words]) + "%"
    return or_(*(
        text.like(pattern, escape="/") | func.lower(text).like(pattern.lower(), escape="/")
        for text in (Version.public_claim, Version.public_body)
    ))


def members_saying(campaign: Campaign, words: str) -> list[int]:
    """The published members that have these words."""
    return list(db.session.scalars(
        select(CampaignMember.contribution_id)
        .join(Contribution.__table__, Contribution.id == CampaignMember.contribution_id)
        .join(Version, (Version.contribution_id == Contribution.id) & (Version.version == Contribution.public_version))
        .where(CampaignMember.campaign_id == campaign.id, Contribution.state == State.PUBLISHED, _says(words))
    ))


def taken_out_of(campaign: Campaign, size: int = PAGE) -> list[Shown]:
    """Contributions that a person took out of it, or some where they are many."""
    rows = db.session.execute(
        select(Contribution.id, Contribution.language, Version.public_claim, Version.public_body)
        .select_from(CampaignMember)
        .join(Contribution.__table__, Contribution.id == CampaignMember.contribution_id)
        .join(Version, (Version.contribution_id == Contribution.id) & (Version.version == Contribution.public_version))
        .where(CampaignMember.out_of_id == campaign.id, Contribution.state == State.PUBLISHED)
        .order_by(CampaignMember.contribution_id).limit(size)
    )
    return [Shown(each, name_of(each), language, body or claim) for each, language, claim, body in rows]


def campaigns_of(contributions: Iterable[int]) -> dict[int, Campaign]:
    """The confirmed campaign of each of these that is in one."""
    rows = db.session.execute(
        select(CampaignMember.contribution_id, Campaign)
        .join(Campaign, Campaign.id == CampaignMember.campaign_id)
        .where(CampaignMember.contribution_id.in_(contributions), Campaign.state == CampaignState.CONFIRMED)
    )
    return dict(rows.tuples().all())


def heads_on(topic: Topic, contributions: Iterable[int]) -> dict[int, int]:
    """For how many positions in the topic's list each of these stands, itself with them."""
    rows = db.session.execute(
        select(CampaignHead.contribution_id, CampaignHead.size)
        .where(CampaignHead.topic_id == topic.id, CampaignHead.contribution_id.in_(contributions))
    )
    return dict(rows.tuples().all())


def contests_against(consultation: Consultation, campaign: Campaign | None = None) -> list[Contest]:
    """The objections that nobody has decided on, the oldest first."""
    query = (
        select(Contest).join(Campaign, Campaign.id == Contest.campaign_id)
        .where(Campaign.consultation_id == consultation.id, Contest.outcome.is_(None))
        .options(joinedload(Contest.contribution).joinedload(Contribution.stakeholder))
        .order_by(Contest.made_at, Contest.id)
    )
    return list(db.session.scalars(query.where(Contest.campaign_id == campaign.id) if campaign else query))


def contest_named(campaign: Campaign, name: str) -> Contest:
    """Raises NotFound."""
    found = db.session.get(Contest, id_of(name) or 0)
    if found is None or found.campaign_id != campaign.id:
        raise NotFound(_("There is no such objection."))
    return found


def standing_of(contribution: Contribution) -> tuple[Campaign | None, Contest | None]:
    """The confirmed campaign a contribution is counted with, and the last that its author objected to."""
    objection = db.session.scalar(
        select(Contest).where(Contest.contribution_id == contribution.id).order_by(Contest.made_at.desc()).limit(1)
    )
    return campaigns_of([contribution.id]).get(contribution.id), objection


def some_texts(campaign: Campaign, size: int = 2_000) -> tuple[list[int], list[str]]:
    """What readers see of its published members, or of so many by their random ids."""
    return _texts(Contribution.id.in_(
        select(CampaignMember.contribution_id)
        .where(CampaignMember.campaign_id == campaign.id).order_by(CampaignMember.contribution_id).limit(size)
    ))


def public_texts(consultation: Consultation) -> tuple[list[int], list[str]]:
    """What readers see of every published contribution."""
    return _texts(Contribution.consultation_id == consultation.id)


def _texts(wanted: ColumnElement[bool]) -> tuple[list[int], list[str]]:
    rows = db.session.execute(
        select(Contribution.id, Version.public_claim, Version.public_body)
        .select_from(Contribution.__table__)
        .join(Version, (Version.contribution_id == Contribution.id) & (Version.version == Contribution.public_version))
        .where(wanted, Contribution.state == State.PUBLISHED)
        .order_by(Contribution.id)
    )
    names, texts = [], []
    for identifier, claim, body in rows:
        names.append(identifier)
        texts.append(said(claim, body))
    return names, texts


def said(claim: str, body: str) -> str:
    """A claim that opens its body is not said twice."""
    return body if body.startswith(claim.rstrip("…")) else f"{claim}\n{body}"


def to_search() -> list[tuple[int, int]]:
    """The consultations with other published contributions than when they were last searched.

    That is where their number differs by a hundredth, or differs at all for an hour: new ones join what is known
    without a search, and a search of a million must not follow each of them.
    """
    published = (
        select(Tally.consultation_id, func.sum(Tally.step).label("number"))
        .where(Tally.state == State.PUBLISHED.value, Tally.kind != "submission", Tally.topic_id.is_(None))
        .group_by(Tally.consultation_id).subquery()
    )
    last = CampaignSearch.published
    rows = db.session.execute(
        select(published.c.consultation_id, published.c.number)
        .outerjoin(CampaignSearch, CampaignSearch.consultation_id == published.c.consultation_id)
        .where(or_(
            last.is_(None), CampaignSearch.percent.is_not(None),
            (last != published.c.number) & or_(
                func.abs(last - published.c.number) * 100 >= last, CampaignSearch.searched_at < now() - AGAIN,
            ),
        ))
    )
    return [(consultation, int(number)) for consultation, number in rows]


def share_searched(consultation: Consultation) -> int | None:
    """How many percent of a whole search are done, while there is one."""
    return db.session.scalar(
        select(CampaignSearch.percent).where(CampaignSearch.consultation_id == consultation.id)
    )
