"""Which contributions a consultation's findings rest on, and which are dealt with: counted by the database."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from consult.campaigns.models import Campaign, CampaignMember, CampaignState
from consult.consultations.models import Consultation, Tally
from consult.contributions.models import Contribution, ContributionTopic, Kind, State
from consult.db import db
from consult.synthesis.models import Batch, Citation, Disposition, DispositionKind, Finding, FindingVersion

ByGroup = dict[str, int]

NOT_ANALYSED = "not_individually_analysed"


def shown(draft: bool) -> InstrumentedAttribute[Any]:
    """The version of a finding that is looked at: the latest at the desk, the published one elsewhere."""
    return Finding.version if draft else Finding.public_version


def published_by_group(consultation: Consultation) -> dict[int | None, ByGroup]:
    """Published contributions by topic (None: each once, whatever its topics) and group."""
    rows = db.session.execute(
        select(Tally.topic_id, Tally.group, func.sum(Tally.step))
        .where(
            Tally.consultation_id == consultation.id, Tally.kind.in_([kind.value for kind in Kind]),
            Tally.state == State.PUBLISHED.value,
        )
        .group_by(Tally.topic_id, Tally.group)
        .having(func.sum(Tally.step) > 0)
    )
    found: dict[int | None, ByGroup] = {}
    for topic_id, group, total in rows:
        found.setdefault(topic_id, {})[group] = int(total)
    return found


def is_cited(draft: bool) -> ColumnElement[bool]:
    """Of a ContributionTopic: some finding on that topic, or a minority view, cites the contribution."""
    return exists(
        select(Citation.id)
        .join(FindingVersion, FindingVersion.id == Citation.finding_version_id)
        .join(Finding, and_(Finding.id == FindingVersion.finding_id, FindingVersion.version == shown(draft)))
        .where(
            Citation.contribution_id == ContributionTopic.contribution_id, Finding.removed_at.is_(None),
            Finding.topic_id == ContributionTopic.topic_id,
        )
        .correlate(ContributionTopic)
    )


def is_disposed(kind: DispositionKind | None = None) -> ColumnElement[bool]:
    """Of a ContributionTopic: a person has said what became of it, perhaps of one kind."""
    query = select(Disposition.contribution_id).where(
        Disposition.contribution_id == ContributionTopic.contribution_id,
        Disposition.topic_id == ContributionTopic.topic_id, stands(),
    )
    if kind is not None:
        query = query.where(Disposition.kind == kind)
    return exists(query.correlate(ContributionTopic))


def stands() -> ColumnElement[bool]:
    """Of a Disposition: who was counted with a campaign is dealt with only while a person says they belong to it."""
    belongs = exists(
        select(Batch.id)
        .join(CampaignMember, CampaignMember.campaign_id == Batch.campaign_id)
        .join(Campaign, Campaign.id == Batch.campaign_id)
        .where(
            Batch.id == Disposition.batch_id, CampaignMember.contribution_id == Disposition.contribution_id,
            Campaign.state == CampaignState.CONFIRMED,
        )
        .correlate(Disposition)
    )
    return or_(Disposition.kind != DispositionKind.CAMPAIGN, belongs)


def published_on_topics(consultation_id: int, *columns: Any) -> Select[Any]:
    """One row for each published contribution and topic it is about."""
    return (
        select(*columns)
        .select_from(ContributionTopic)
        .join(Contribution.__table__, Contribution.id == ContributionTopic.contribution_id)
        .where(Contribution.consultation_id == consultation_id, Contribution.state == State.PUBLISHED)
    )


def dealt_by_group(consultation: Consultation, draft: bool) -> dict[int, ByGroup]:
    """Published contributions that have a disposition, by topic and group."""
    rows = db.session.execute(
        published_on_topics(consultation.id, ContributionTopic.topic_id, Contribution.group, func.count())
        .where(or_(is_disposed(), is_cited(draft)))
        .group_by(ContributionTopic.topic_id, Contribution.group)
    )
    found: dict[int, ByGroup] = {}
    for topic_id, group, total in rows:
        found.setdefault(topic_id, {})[group.value] = total
    return found


def undealt(consultation: Consultation) -> dict[int, tuple[int, int]]:
    """What is missing at the desk, by topic: how many contributions, and one of them."""
    rows = db.session.execute(
        published_on_topics(
            consultation.id, ContributionTopic.topic_id, func.count(), func.min(ContributionTopic.contribution_id)
        )
        .where(~is_disposed(), ~is_cited(draft=True))
        .group_by(ContributionTopic.topic_id)
    )
    return {topic_id: (total, first) for topic_id, total, first in rows}


def not_analysed(consultation: Consultation, draft: bool = False) -> int:
    """How many published contributions were considered without being individually analysed."""
    query = published_on_topics(
        consultation.id, func.count(func.distinct(ContributionTopic.contribution_id))
    ).join(Disposition, and_(
        Disposition.contribution_id == ContributionTopic.contribution_id,
        Disposition.topic_id == ContributionTopic.topic_id,
    )).where(
        Disposition.kind == DispositionKind.CONSIDERED, Disposition.reason == NOT_ANALYSED, ~is_cited(draft)
    )
    return db.session.scalar(query) or 0


def represented(consultation: Consultation) -> Sequence[Any]:
    """Rows of finding_id, contribution_id, group: published contributions that a finding represents, or that are
    counted with a campaign it speaks for."""
    return db.session.execute(
        select(Disposition.finding_id, Disposition.contribution_id, Contribution.group)
        .join(Contribution.__table__, Contribution.id == Disposition.contribution_id)
        .where(
            Contribution.consultation_id == consultation.id, Contribution.state == State.PUBLISHED,
            Disposition.kind.in_([DispositionKind.REPRESENTED, DispositionKind.CAMPAIGN]), stands(),
        )
    ).all()
