"""What the API gives, page by page: a fixed number of queries each, nothing but what every reader may see."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select

from consult.api.shapes import ContributionsAsked
from consult.campaigns.models import Campaign, CampaignMember, CampaignState
from consult.campaigns.queries import campaign_named
from consult.challenges.models import Challenge, ChallengeState
from consult.challenges.queries import challenge_by_name
from consult.clock import now
from consult.comments.models import Comment
from consult.consultations.models import Consultation, Passage, Topic
from consult.consultations.phases import has_outcome, takes_contributions
from consult.consultations.queries import topic_of
from consult.contributions.models import Contribution, ContributionTopic, Kind, Publication, State, Version
from consult.db import db
from consult.errors import Invalid, NotFound
from consult.i18n import _
from consult.identifiers import id_of
from consult.opinion.models import ClaimStanding
from consult.opinion.queries import claims_named
from consult.organisations.queries import known_as, organisation_by_name
from consult.paging import Page, page_of
from consult.record.models import ContributionNumber
from consult.reports.amendments import proposals_in, uptakes_among
from consult.reports.opinions import opinion_on, tallies_on
from consult.reports.outline import contributions_in, coverage_facts, finding_facts, outcome_facts
from consult.reports.queries import published_contributions, topics_with_passages
from consult.submissions.models import Anchor
from consult.submissions.queries import position_seen_by
from consult.synthesis.ledger import not_analysed
from consult.synthesis.queries import Findings, became_of, coverage_of, finding_by_name, findings_of

_contributions = Contribution.__table__


def consultations_after(slug: str, limit: int) -> Page[Consultation]:
    """Published ones, by slug."""
    rows = db.session.scalars(
        select(Consultation).where(Consultation.announced_at <= now(), Consultation.slug > slug)
        .order_by(Consultation.slug).limit(limit + 1)
    ).all()
    return page_of(rows, limit, lambda each: [each.slug])


def contributions_after(consultation: Consultation, wanted: ContributionsAsked, number: int) -> Page[dict[str, Any]]:
    page = _numbered(consultation, _narrowed(consultation, wanted), wanted.limit, number)
    return Page(contributions_of(consultation, page.rows), page.after)


def _numbered(
    consultation: Consultation, conditions: Sequence[ColumnElement[bool]], limit: int, number: int
) -> Page[int]:
    """By their numbers. Those without name get theirs on the hour and shuffled, and stand here only then."""
    rows = db.session.execute(
        select(ContributionNumber.contribution_id, ContributionNumber.number)
        .join(_contributions, _contributions.c.id == ContributionNumber.contribution_id)
        .where(
            ContributionNumber.consultation == consultation.slug, ContributionNumber.number > number,
            _contributions.c.state == State.PUBLISHED, _contributions.c.public_version.is_not(None), *conditions,
        )
        .order_by(ContributionNumber.number).limit(limit + 1)
    ).all()
    page = page_of(rows, limit, lambda row: [row.number])
    return Page([row.contribution_id for row in page.rows], page.after)


def _narrowed(consultation: Consultation, wanted: ContributionsAsked) -> list[ColumnElement[bool]]:
    """Raises NotFound for a goal, a position, an organisation or a campaign that is not there."""
    found = [
        column == value for value, column in (
            (wanted.kind, _contributions.c.kind), (wanted.group, _contributions.c.stakeholder_group),
            (wanted.country, _contributions.c.country), (wanted.language, _contributions.c.language),
            (wanted.stance, _contributions.c.stance),
        ) if value is not None
    ]
    if wanted.topic is not None:
        found.append(_is_on(topic_of(consultation, wanted.topic)))
    if wanted.position is not None:
        found.append(exists().where(
            Comment.__table__.c.id == _contributions.c.id,
            Comment.__table__.c.thread_id == position_seen_by(None, wanted.position).thread_id))
    if wanted.organisation is not None:
        known = known_as(organisation_by_name(wanted.organisation))
        found += [_contributions.c.organisation_id.in_(known), _contributions.c.publication == Publication.NAMED]
    if wanted.campaign is not None:
        campaign = confirmed_campaign(consultation, wanted.campaign)
        found.append(exists().where(
            CampaignMember.contribution_id == _contributions.c.id, CampaignMember.campaign_id == campaign.id))
    return found


def _is_on(topic: Topic) -> ColumnElement[bool]:
    return exists().where(
        ContributionTopic.contribution_id == _contributions.c.id, ContributionTopic.topic_id == topic.id)


def proposals_after(
    consultation: Consultation, topic: Topic, passage: Passage | None, limit: int, number: int
) -> Page[dict[str, Any]]:
    """Wordings proposed on a goal, or on one passage of it, by their numbers."""
    proposes = exists().where(
        Version.contribution_id == _contributions.c.id, Version.version == _contributions.c.public_version,
        Version.public_wording != "")
    conditions = [_contributions.c.kind == Kind.POSITION, _is_on(topic), proposes]
    if passage is not None:
        conditions.append(exists().where(
            Anchor.position_id == _contributions.c.id, Anchor.passage_id == passage.id))
    page = _numbered(consultation, conditions, limit, number)
    contributions = published_contributions(consultation, page.rows)
    found = {each["contribution"]: each for each in proposals_in(topic, contributions, uptakes_among(contributions))}
    return Page([found[each.subject] for each in contributions if each.subject in found], page.after)


def claims_after(consultation: Consultation, topic: Topic, limit: int, place: int) -> Page[dict[str, Any]]:
    """The votes on every claim, in the order of their random ids; nothing while people vote."""
    if takes_contributions(consultation) or opinion_on(consultation, topic) is None:
        return Page([], None)
    rows = db.session.scalars(
        select(ClaimStanding.position_id)
        .where(ClaimStanding.topic_id == topic.id, ClaimStanding.position_id > place)
        .order_by(ClaimStanding.position_id).limit(limit + 1)
    ).all()
    page = page_of(rows, limit, lambda each: [each])
    claims = claims_named(page.rows)
    return Page(tallies_on([claims[each] for each in page.rows if each in claims]), page.after)


def confirmed_campaign(consultation: Consultation, name: str) -> Campaign:
    """Raises NotFound for what no person confirmed."""
    found = campaign_named(consultation, name)
    if found.state is not CampaignState.CONFIRMED:
        raise NotFound(_("There is no such campaign."))
    return found


def kinds_of(identifiers: Sequence[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(_contributions.c.id, _contributions.c.kind).where(_contributions.c.id.in_(identifiers)))
    return {identifier: Kind(kind).value for identifier, kind in rows}


def challenge_last_seen(consultation: Consultation, name: str) -> Challenge:
    """What a cursor names. Raises Invalid."""
    try:
        found = challenge_by_name(name)
    except NotFound:
        found = None
    if found is None or found.consultation_id != consultation.id or found.state is not ChallengeState.PUBLISHED:
        raise Invalid(_("This cursor is damaged. Begin without one."))
    return found


def contributions_of(consultation: Consultation, identifiers: Sequence[int]) -> list[dict[str, Any]]:
    if not identifiers:
        return []
    became = became_of(consultation, list(identifiers))
    return contributions_in(consultation, published_contributions(consultation, identifiers), became, became)


def contribution_named(kind: Kind, name: str) -> dict[str, Any]:
    """A published one of a published consultation. Raises NotFound."""
    identifier = id_of(name)
    home = None
    if identifier is not None:
        home = db.session.scalar(
            select(Consultation).join(_contributions, _contributions.c.consultation_id == Consultation.id)
            .where(and_(
                _contributions.c.id == identifier, _contributions.c.kind == kind, Consultation.announced_at <= now()))
        )
    found = contributions_of(home, [identifier]) if home and identifier is not None else []
    if not found:
        raise NotFound(_("There is no such contribution, or it is not public."))
    return found[0]


def outcome_of(consultation: Consultation) -> dict[str, Any]:
    findings, shows = findings_of(consultation), has_outcome(consultation)
    coverages = coverage_of(consultation) if shows else {}
    return {
        "outcome": outcome_facts(consultation) if shows else None,
        "not_individually_analysed": not_analysed(consultation) if shows else None,
        "topics": [
            {
                "slug": topic.slug, "title": topic.title, "number": str(topic.ordinal),
                "coverage": coverage_facts(coverages.get(topic.slug)),
                "findings": [finding_facts(each, _known(findings), findings.numbers)
                             for each in findings.by_topic.get(topic.slug, [])],
            }
            for topic in topics_with_passages(consultation)
        ],
        "findings": [finding_facts(each, _known(findings), findings.numbers) for each in findings.whole],
    }


def _known(findings: Findings) -> set[tuple[str, int]]:
    return {(each.name, each.version) for each in findings.every()}


def finding_named(name: str) -> dict[str, Any]:
    """One of a published outcome. Raises NotFound."""
    consultation = db.session.get(Consultation, finding_by_name(name).consultation_id)
    is_public = consultation is not None and consultation.announced_at is not None and has_outcome(consultation)
    findings = findings_of(consultation) if consultation is not None and is_public else Findings()
    for each in findings.every():
        if each.name == name:
            return finding_facts(each, _known(findings), findings.numbers)
    raise NotFound(_("There is no such finding, or it is not public."))
