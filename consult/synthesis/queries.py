"""The outcome as it can be asked for: findings with their sources and support, coverage, what became of whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, select

from consult.campaigns.queries import Member, confirmed_members
from consult.consultations.models import Consultation, Topic
from consult.consultations.phases import has_outcome
from consult.contributions.models import Contribution, State
from consult.db import db
from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import id_of, name_of
from consult.synthesis import ledger
from consult.synthesis.citations import Cited as Cited
from consult.synthesis.citations import ShownCitation as ShownCitation
from consult.synthesis.citations import citations_of
from consult.synthesis.coverage import Coverage as Coverage
from consult.synthesis.coverage import coverage_from
from consult.synthesis.ledger import ByGroup, shown
from consult.synthesis.models import Citation, Disposition, DispositionKind, Finding, FindingVersion, Outcome
from consult.synthesis.outline import Line, every_line, outline_of
from consult.synthesis.proposing import each_campaign_once, proposed_designation
from consult.synthesis.support import Source, support_from
from consult.synthesis.support import Support as Support


@dataclass(frozen=True)
class ShownFinding:
    """A finding in the version looked at. `topic` is a slug, None for a finding on the consultation.

    `proposed` is the designation the figures speak for: today at the desk, else when it was published. `reason` says
    why a person chose another.
    """

    id: int
    name: str
    number: str
    version: int
    text: str
    designation: str | None
    support: Support
    citations: Sequence[ShownCitation]
    minority_views: Sequence["ShownFinding"]
    topic: str | None
    proposed: str | None = None
    reason: str = ""

    @property
    def differs(self) -> bool:
        """Whether a person chose otherwise than the figures propose."""
        return None not in (self.designation, self.proposed) and self.designation != self.proposed


@dataclass(frozen=True)
class Findings:
    """All findings of a consultation: by topic slug, and on the whole."""

    by_topic: dict[str, list[ShownFinding]] = field(default_factory=dict)
    whole: list[ShownFinding] = field(default_factory=list)

    def every(self) -> Iterable[ShownFinding]:
        """Minority views too."""
        for finding in (*self.whole, *(each for listed in self.by_topic.values() for each in listed)):
            yield finding
            yield from finding.minority_views

    @property
    def numbers(self) -> dict[str, str]:
        """The number of each finding by its name."""
        return {finding.name: finding.number for finding in self.every()}


@dataclass(frozen=True)
class Became:
    """What became of a contribution in one topic. `findings` holds (name, number)."""

    topic: str
    kind: str
    reason: str
    findings: Sequence[tuple[str, str]]


def findings_of(consultation: Consultation, *, draft: bool = False) -> Findings:
    """As published, or with `draft` as they stand at the desk. Five queries, whatever their number."""
    if not draft and not has_outcome(consultation):
        return Findings({topic.slug: [] for topic in consultation.topics})
    lines = outline_of(consultation, draft)
    everyone = list(every_line(lines))
    cited = citations_of(consultation, everyone, draft)
    members = confirmed_members(consultation)
    sources = _sources(consultation, everyone, cited, members)
    published = ledger.published_by_group(consultation)
    once = _each_campaign_once(published, members)

    def show(line: Line) -> ShownFinding:
        against = {source for each in line.minority for source in sources[each.finding.id]}
        proposed = line.version.designation_proposed
        if draft and line.finding.parent_id is None:
            behind = sources[line.finding.id] - against
            proposed = proposed_designation(behind, against, once.get(line.finding.topic_id, {}))
        return ShownFinding(
            id=line.finding.id, name=line.finding.name, number=line.number, version=line.version.version,
            text=line.version.text, designation=line.version.designation.value if line.version.designation else None,
            support=support_from(sources[line.finding.id], published.get(line.finding.topic_id, {})),
            citations=[each.shown for each in cited.get(line.finding.id, ())],
            minority_views=[show(each) for each in line.minority], topic=line.topic,
            proposed=proposed.value if proposed else None, reason=line.version.designation_reason,
        )

    findings = Findings({topic.slug: [] for topic in consultation.topics})
    for line in lines:
        (findings.whole if line.topic is None else findings.by_topic[line.topic]).append(show(line))
    return findings


def _sources(
    consultation: Consultation, lines: Sequence[Line], cited: Mapping[int, Sequence[Cited]], members: Sequence[Member]
) -> dict[int, set[Source]]:
    """The published contributions behind each finding. One on the consultation has those of the findings it cites."""
    sources: dict[int, set[Source]] = {line.finding.id: set() for line in lines}
    for finding_id, citations in cited.items():
        sources[finding_id] |= {
            Source(each.contribution_id, each.shown.group) for each in citations
            if each.contribution_id is not None and each.shown.void is None
        }
    for finding_id, contribution_id, group in ledger.represented(consultation):
        if finding_id in sources:
            sources[finding_id].add(Source(contribution_id, group.value))
    _with_campaigns(lines, sources, members)
    for line in lines:
        if line.topic is None:
            for each in cited.get(line.finding.id, ()):
                if each.finding_id is not None:
                    sources[line.finding.id] |= sources.get(each.finding_id, set())
    return sources


def _each_campaign_once(
    published: Mapping[int | None, ByGroup], members: Sequence[Member]
) -> dict[int | None, dict[str, int]]:
    """By topic; None: the whole consultation."""
    on: dict[int | None, list[Source]] = {}
    for each in members:
        for topic in (each.topic, None):
            on.setdefault(topic, []).append(Source(each.contribution, each.group.value, each.campaign))
    return {topic: each_campaign_once(by_group, on.get(topic, ())) for topic, by_group in published.items()}


def _with_campaigns(lines: Sequence[Line], sources: dict[int, set[Source]], members: Sequence[Member]) -> None:
    """Whoever is in a confirmed campaign stands for it: where one member is a source, all on the topic are."""
    campaign_of = {each.contribution: each.campaign for each in members}
    if not campaign_of:
        return
    together: dict[tuple[int, int], set[Source]] = {}
    for each in members:
        source = Source(each.contribution, each.group.value, each.campaign)
        together.setdefault((each.campaign, each.topic), set()).add(source)
    for line in lines:
        marked = {source._replace(campaign=campaign_of.get(source.id)) for source in sources[line.finding.id]}
        for campaign in {source.campaign for source in marked if source.campaign is not None}:
            marked |= together.get((campaign, line.finding.topic_id or 0), set())
        sources[line.finding.id] = marked


def coverage_of(consultation: Consultation, *, draft: bool = False) -> dict[str, Coverage]:
    """By topic slug. For readers, before an outcome is published, nothing is dealt with yet."""
    published = ledger.published_by_group(consultation)
    dealt: Mapping[int, ByGroup] = {}
    if draft or has_outcome(consultation):
        dealt = ledger.dealt_by_group(consultation, draft)
    return {
        topic.slug: coverage_from(dealt.get(topic.id, {}), published.get(topic.id, {})) for topic in consultation.topics
    }


def dispositions_of(consultation: Consultation, *, draft: bool = False) -> dict[int, list[Became]]:
    """Of every published contribution that has one, by its id."""
    return _became(consultation, None, draft)


def became_of(
    consultation: Consultation, contribution_ids: Sequence[int], *, draft: bool = False
) -> dict[int, list[Became]]:
    """The same for a page of contributions."""
    return _became(consultation, list(contribution_ids), draft) if contribution_ids else {}


def _became(consultation: Consultation, wanted: list[int] | None, draft: bool) -> dict[int, list[Became]]:
    if not draft and not has_outcome(consultation):
        return {}
    numbers = {line.finding.id: line.number for line in every_line(outline_of(consultation, draft))}
    slugs = {topic.id: topic.slug for topic in consultation.topics}
    found: dict[int, list[Became]] = {}
    cited: dict[tuple[int, int], dict[int, None]] = {}
    for contribution_id, topic_id, finding_id in db.session.execute(_citing(consultation, wanted, draft)):
        if finding_id in numbers and topic_id is not None:
            cited.setdefault((contribution_id, topic_id), {})[finding_id] = None
    for (contribution_id, topic_id), finding_ids in cited.items():
        names = sorted((numbers[each], name_of(each)) for each in finding_ids)
        found.setdefault(contribution_id, []).append(
            Became(slugs[topic_id], "cited", "", [(name, number) for number, name in names])
        )
    for row in db.session.scalars(_disposed(consultation, wanted)):
        if (row.contribution_id, row.topic_id) in cited and row.kind is DispositionKind.CONSIDERED:
            continue
        found.setdefault(row.contribution_id, []).append(_disposition(row, slugs, numbers))
    order = list(slugs.values())
    return {each: sorted(became, key=lambda one: order.index(one.topic)) for each, became in found.items()}


def _disposition(row: Disposition, slugs: Mapping[int, str], numbers: Mapping[int, str]) -> Became:
    number = numbers.get(row.finding_id) if row.finding_id is not None else None
    findings = [(name_of(row.finding_id), number)] if row.finding_id is not None and number else []
    return Became(slugs[row.topic_id], row.kind.value, row.reason, findings)


def _citing(consultation: Consultation, wanted: list[int] | None, draft: bool) -> Any:
    query = (
        select(Citation.contribution_id, Finding.topic_id, Finding.id)
        .join(FindingVersion, FindingVersion.id == Citation.finding_version_id)
        .join(Finding, and_(Finding.id == FindingVersion.finding_id, FindingVersion.version == shown(draft)))
        .join(Contribution.__table__, Contribution.id == Citation.contribution_id)
        .where(
            Finding.consultation_id == consultation.id, Finding.removed_at.is_(None),
            Contribution.state == State.PUBLISHED,
        )
    )
    return query if wanted is None else query.where(Citation.contribution_id.in_(wanted))


def _disposed(consultation: Consultation, wanted: list[int] | None) -> Any:
    query = (
        select(Disposition)
        .join(Contribution.__table__, Contribution.id == Disposition.contribution_id)
        .where(
            Contribution.consultation_id == consultation.id, Contribution.state == State.PUBLISHED, ledger.stands(),
        )
    )
    return query if wanted is None else query.where(Disposition.contribution_id.in_(wanted))


def latest_outcome(consultation: Consultation) -> Outcome | None:
    """None before one is published."""
    if not has_outcome(consultation):
        return None
    return db.session.scalar(
        select(Outcome).where(Outcome.consultation_id == consultation.id).order_by(Outcome.version.desc()).limit(1)
    )


def finding_by_name(name: str) -> Finding:
    """One that has not been removed. Raises NotFound."""
    identifier = id_of(name)
    found = db.session.get(Finding, identifier) if identifier is not None else None
    if found is None or found.removed_at is not None:
        raise NotFound(_("There is no such finding."))
    return found


def latest_text(finding: Finding) -> FindingVersion:
    return db.session.execute(
        select(FindingVersion).where(
            FindingVersion.finding_id == finding.id, FindingVersion.version == finding.version
        )
    ).scalar_one()


def topic_with_id(consultation: Consultation, topic_id: int) -> Topic:
    return next(topic for topic in consultation.topics if topic.id == topic_id)
