"""Counting the members of a confirmed campaign together: what became of the one that is cited became of all."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, exists, func, or_, select

from consult.accounts.models import Account
from consult.campaigns.models import Campaign, CampaignMember, CampaignState
from consult.campaigns.queries import templates_of
from consult.consultations.models import Consultation, Topic
from consult.contributions.models import ContributionTopic
from consult.db import db, transaction
from consult.errors import Conflict, Invalid
from consult.i18n import _
from consult.identifiers import id_of, name_of
from consult.synthesis.actions import require_present
from consult.synthesis.bulk import Check, deal_with
from consult.synthesis.ledger import is_cited, is_disposed, published_on_topics
from consult.synthesis.models import Batch, Citation, Disposition, DispositionKind, Finding, FindingVersion
from consult.synthesis.queries import Findings, ShownFinding
from consult.synthesis.workbench import Wanted


@dataclass(frozen=True)
class CampaignLeft:
    """A confirmed campaign on a topic: how many of its members are public there, and how many not dealt with."""

    id: int
    title: str
    members: int
    left: int

    @property
    def name(self) -> str:
        return name_of(self.id)


def campaigns_left(topic: Topic) -> list[CampaignLeft]:
    """The largest first. Two queries."""
    open_ones = func.sum(case((or_(is_disposed(), is_cited(draft=True)), 0), else_=1))
    rows = db.session.execute(
        published_on_topics(topic.consultation_id, Campaign.id, Campaign.title, func.count(), open_ones)
        .join(CampaignMember, CampaignMember.contribution_id == ContributionTopic.contribution_id)
        .join(Campaign, Campaign.id == CampaignMember.campaign_id)
        .where(ContributionTopic.topic_id == topic.id, Campaign.state == CampaignState.CONFIRMED)
        .group_by(Campaign.id, Campaign.title).order_by(func.count().desc(), Campaign.id)
    ).all()
    templates = templates_of([row[0] for row in rows])
    return [
        CampaignLeft(identifier, title or templates[identifier], members, int(left))
        for identifier, title, members, left in rows
    ]


@dataclass(frozen=True)
class InCampaign:
    """A campaign whose members are to be dealt with, and the findings that speak for it on the topic."""

    campaign: Campaign
    findings: Sequence[ShownFinding]
    exemplar: str


def campaign_in_hand(
    consultation: Consultation, wanted: Wanted, findings: Findings, topic: Topic
) -> InCampaign | None:
    """None where the list is not narrowed to a confirmed one."""
    campaign = db.session.get(Campaign, id_of(wanted.campaign) or 0) if wanted.campaign else None
    if campaign is None or campaign.consultation_id != consultation.id:
        return None
    if campaign.state is not CampaignState.CONFIRMED:
        return None
    everyone = [each for one in findings.by_topic[topic.slug] for each in (one, *one.minority_views)]
    speaking = [each for each in everyone if campaign.id in {one.campaign for one in each.support.campaigns}]
    return InCampaign(campaign, speaking, name_of(campaign.exemplar_id) if campaign.exemplar_id else "")


def count_with_campaign(topic: Topic, wanted: Wanted, finding: Finding, by: Account, seal: str, check: Check) -> Batch:
    """Say of all members not dealt with that they are counted with their campaign, which the finding speaks for.

    Raises NotAllowed, PhaseClosed, Conflict where the campaign or the list has changed since it was previewed, or
    Invalid where the finding rests on none of its members.
    """
    with transaction() as session:
        campaign = session.get(Campaign, id_of(wanted.campaign) or 0, with_for_update=True, populate_existing=True)
        if campaign is None or campaign.state is not CampaignState.CONFIRMED:
            raise Conflict(_("This campaign is not confirmed any more. Look again before you decide."))
        session.refresh(finding)
        if finding.topic_id != topic.id:
            raise Invalid(_("This finding is on another goal."))
        require_present(finding)
        if not _speaks_for(finding, campaign):
            raise Invalid(_("This finding rests on no contribution of the campaign. Cite one of them first."))
        return deal_with(topic, wanted, DispositionKind.CAMPAIGN, "", finding.id, by, seal, check, campaign.id)


def _speaks_for(finding: Finding, campaign: Campaign) -> bool:
    """Whether its latest version cites a member, or it represents one."""
    members = select(CampaignMember.contribution_id).where(CampaignMember.campaign_id == campaign.id)
    cites = exists(
        select(Citation.id).join(FindingVersion, FindingVersion.id == Citation.finding_version_id).where(
            FindingVersion.finding_id == finding.id, FindingVersion.version == finding.version,
            Citation.contribution_id.in_(members),
        )
    )
    represents = exists(select(Disposition.contribution_id).where(
        Disposition.finding_id == finding.id, Disposition.kind == DispositionKind.REPRESENTED,
        Disposition.contribution_id.in_(members),
    ))
    return bool(db.session.scalar(select(or_(cites, represents))))
