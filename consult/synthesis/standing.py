"""Where the work on a topic stands: its balance, what is left by theme, and the pace."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from consult.coding.models import Code, Coding
from consult.coding.queries import codebook_of
from consult.consultations.models import Consultation, Tally, Topic
from consult.contributions.models import Contribution, ContributionTopic, State
from consult.db import db
from consult.organisations.vocabularies import region_of
from consult.synthesis.balance import (
    Reach,
    Retention,
    Spread,
    citation_ratios,
    is_out_of_balance,
    reach_of,
    retention_of,
    spread_over,
)
from consult.synthesis.ledger import is_cited, is_disposed, published_on_topics
from consult.synthesis.models import Citation, Disposition, DispositionKind, Finding, FindingVersion
from consult.synthesis.pace import Act, Forecast, forecast

LATE_ACTS = 300


@dataclass(frozen=True)
class Part:
    """One group, region or language: published, cited, and its share of the citations over its share of the words."""

    name: str
    published: int
    cited: int
    ratio: float | None
    is_flagged: bool


@dataclass(frozen=True)
class Balance:
    """Of a topic, or with topic None of the consultation; beside the outline and in the report."""

    by_group: Sequence[Part]
    by_region: Sequence[Part]
    by_language: Sequence[Part]
    spread: Spread
    reach: Reach
    retention: Retention


def balance_of(consultation: Consultation, topic: Topic | None, *, draft: bool = False) -> Balance:
    """Four queries, whatever the number of contributions."""
    published = _published_by_place(consultation, topic)
    cited = _cited_by_place(consultation, topic, draft)
    by_group, regions = _sums(published, 0), _sums(published, 1)
    return Balance(
        _parts(by_group, _sums(cited, 0)), _parts(regions, _sums(cited, 1)),
        _parts(_sums(published, 2), _sums(cited, 2)), spread_over(by_group),
        reach_of(consultation.must_reach, by_group, regions), _retention(consultation, topic, by_group, draft),
    )


# A stakeholder group, a region and a language.
Place = tuple[str, str, str]


def _sums(places: Mapping[Place, int], part: int) -> dict[str, int]:
    sums: dict[str, int] = {}
    for place, number in places.items():
        sums[place[part]] = sums.get(place[part], 0) + number
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


def _parts(published: Mapping[str, int], cited: Mapping[str, int]) -> list[Part]:
    ratios = citation_ratios({name: cited.get(name, 0) for name in published}, published)
    return [
        Part(
            name, number, cited.get(name, 0), ratios.get(name), name in ratios and is_out_of_balance(ratios[name])
        )
        for name, number in published.items()
    ]


def _published_by_place(consultation: Consultation, topic: Topic | None) -> dict[Place, int]:
    rows = db.session.execute(
        select(Tally.group, Tally.country, Tally.language, func.sum(Tally.step))
        .where(
            Tally.consultation_id == consultation.id, Tally.state == State.PUBLISHED.value, Tally.kind != "submission",
            Tally.topic_id == topic.id if topic else Tally.topic_id.is_(None),
        )
        .group_by(Tally.group, Tally.country, Tally.language).having(func.sum(Tally.step) > 0)
    )
    return _placed((group, country, language, int(number)) for group, country, language, number in rows)


def _cited_by_place(consultation: Consultation, topic: Topic | None, draft: bool) -> dict[Place, int]:
    """A contribution cited on two topics counts once in the whole."""
    query = published_on_topics(
        consultation.id, Contribution.group, Contribution.country, Contribution.language,
        func.count(func.distinct(ContributionTopic.contribution_id)),
    ).where(is_cited(draft))
    if topic is not None:
        query = query.where(ContributionTopic.topic_id == topic.id)
    rows = db.session.execute(query.group_by(Contribution.group, Contribution.country, Contribution.language))
    return _placed((group.value, country, language, number) for group, country, language, number in rows)


def _placed(rows: Iterable[tuple[str, str, str, int]]) -> dict[Place, int]:
    places: dict[Place, int] = {}
    for group, country, language, number in rows:
        place = (group, region_of(country), language)
        places[place] = places.get(place, 0) + number
    return places


def _retention(
    consultation: Consultation, topic: Topic | None, published: Mapping[str, int], draft: bool
) -> Retention:
    themes: dict[str, dict[str, int]] = {}
    for label, group, number in db.session.execute(_themes(consultation, topic)):
        themes.setdefault(label, {})[group.value] = number
    spoken = or_(
        is_cited(draft), is_disposed(DispositionKind.REPRESENTED), is_disposed(DispositionKind.CAMPAIGN),
    )
    kept = {label for label, _group, _number in db.session.execute(_themes(consultation, topic, spoken))}
    return retention_of(themes, kept, published)


def _themes(consultation: Consultation, topic: Topic | None, *conditions: ColumnElement[bool]) -> Any:
    query = (
        published_on_topics(
            consultation.id, Code.label, Contribution.group, func.count(func.distinct(Coding.contribution_id))
        )
        .join(Coding, Coding.contribution_id == ContributionTopic.contribution_id)
        .join(Code, Code.id == Coding.code_id)
        .where(Code.retired_at.is_(None), *conditions)
    )
    if topic is not None:
        query = query.where(ContributionTopic.topic_id == topic.id)
    return query.group_by(Code.label, Contribution.group)


@dataclass(frozen=True)
class ThemeLeft:
    """A theme on a topic: how many contributions have it, and how many of them are not dealt with."""

    name: str
    label: str
    contributions: int
    left: int


def themes_left(consultation: Consultation, topic: Topic) -> list[ThemeLeft]:
    """Three queries."""
    rows = db.session.execute(
        published_on_topics(consultation.id, Coding.code_id, func.count(func.distinct(Coding.contribution_id)))
        .join(Coding, Coding.contribution_id == ContributionTopic.contribution_id)
        .where(ContributionTopic.topic_id == topic.id, ~is_disposed(), ~is_cited(draft=True))
        .group_by(Coding.code_id)
    )
    left: dict[int, int] = dict(rows.tuples().all())
    return [
        ThemeLeft(each.name, each.label, each.contributions, left.get(each.id, 0))
        for each in codebook_of(consultation, topic)
    ]


def languages_on(consultation: Consultation, topic: Topic) -> list[str]:
    """In which contributions on a topic are written, most first. One query."""
    return list(_sums(_published_by_place(consultation, topic), 2))


def forecast_of(consultation: Consultation, left: int) -> Forecast:
    """From the latest acts at this desk. Two queries."""
    topics = [topic.id for topic in consultation.topics]
    disposed = db.session.execute(
        select(Disposition.decided_at, Disposition.decided_by, func.count())
        .where(Disposition.topic_id.in_(topics), Disposition.decided_by.is_not(None))
        .group_by(Disposition.decided_at, Disposition.decided_by)
        .order_by(Disposition.decided_at.desc()).limit(LATE_ACTS)
    )
    cited = db.session.execute(
        select(Citation.cited_at, Citation.cited_by, func.count())
        .join(FindingVersion, FindingVersion.id == Citation.finding_version_id)
        .join(Finding, (Finding.id == FindingVersion.finding_id) & (Finding.version == FindingVersion.version))
        .where(
            Finding.consultation_id == consultation.id, Finding.removed_at.is_(None),
            Citation.contribution_id.is_not(None), Citation.cited_by.is_not(None),
        )
        .group_by(Citation.cited_at, Citation.cited_by).order_by(Citation.cited_at.desc()).limit(LATE_ACTS)
    )
    return forecast([Act(*row) for row in (*disposed, *cited)], left)
