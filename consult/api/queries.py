"""What the API gives, page by page: a fixed number of queries each, nothing but what every reader may see."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, exists, select

from consult.api.shapes import ContributionsAsked
from consult.clock import now
from consult.consultations.models import Consultation
from consult.consultations.phases import has_outcome
from consult.consultations.queries import topic_of
from consult.contributions.models import Contribution, ContributionTopic, Kind, State
from consult.db import db
from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import id_of
from consult.paging import Page, page_of
from consult.record.models import ContributionNumber
from consult.reports.outline import contributions_in, coverage_facts, finding_facts, outcome_facts
from consult.reports.queries import published_contributions, topics_with_passages
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
    """By their numbers. Those without name get theirs on the hour and shuffled, and stand here only then."""
    query = (
        select(ContributionNumber.contribution_id, ContributionNumber.number)
        .join(_contributions, _contributions.c.id == ContributionNumber.contribution_id)
        .where(
            ContributionNumber.consultation == consultation.slug, ContributionNumber.number > number,
            _contributions.c.state == State.PUBLISHED, _contributions.c.public_version.is_not(None),
        )
        .order_by(ContributionNumber.number).limit(wanted.limit + 1)
    )
    for value, column in (
        (wanted.kind, _contributions.c.kind), (wanted.group, _contributions.c.stakeholder_group),
        (wanted.country, _contributions.c.country), (wanted.language, _contributions.c.language),
        (wanted.stance, _contributions.c.stance),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.topic is not None:
        topic = topic_of(consultation, wanted.topic)
        query = query.where(exists().where(
            ContributionTopic.contribution_id == _contributions.c.id, ContributionTopic.topic_id == topic.id))
    page = page_of(db.session.execute(query).all(), wanted.limit, lambda row: [row.number])
    return Page(contributions_of(consultation, [row.contribution_id for row in page.rows]), page.after)


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
