"""Both ways between an outcome and its words, as plain data. A fixed number of queries each."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from consult.challenges.data import challenges_as_data, issues_as_data
from consult.consultations.models import Consultation
from consult.consultations.phases import has_outcome, is_final
from consult.contributions.models import Contribution, State, Version
from consult.db import db
from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import name_of
from consult.record.models import ContributionNumber, Entry
from consult.record.queries import numbers_of
from consult.responses.data import responses_as_data
from consult.synthesis.ledger import stands
from consult.synthesis.models import Disposition, DispositionKind, Finding, Outcome
from consult.synthesis.queries import Findings, ShownCitation, ShownFinding, became_of, findings_of

Trace = dict[str, Any]

# A database takes so many values in one question.
MOST_SUBJECTS = 500


def trace_of_finding(finding: Finding, consultation: Consultation) -> Trace:
    """From a sentence of the outcome down to every word behind it. Raises NotFound."""
    findings = findings_of(consultation)
    shown = next((each for each in findings.every() if each.id == finding.id), None)
    if shown is None:
        raise NotFound(_("There is no such finding."))
    by_name = {each.name: each for each in findings.every()}
    below = [by_name[each.name] for each in shown.citations if each.name in by_name]
    sources = _sources(shown, below)
    after = _after(consultation, [f"finding:{each.name}" for each in (shown, *below)])
    subjects = [f"finding:{shown.name}", *(f"finding:{each.name}" for each in below),
                *(each["source"] for each in sources)]
    return {
        "finding": _finding(shown), "outcomes": outcomes_of(consultation),
        "rests_on_findings": [_finding(each) for each in below],
        "minority_views": [_finding(each) for each in shown.minority_views],
        "sources": sources, "represented": _represented([shown.id, *(each.id for each in below)]),
        **after, "record": _entries(consultation, [*subjects, *_subjects(after)]),
    }


def trace_of_contribution(contribution: Contribution) -> Trace:
    """From a contribution up to all that became of it. Raises NotFound for what is not published."""
    consultation = contribution.consultation
    if contribution.state is not State.PUBLISHED or consultation.announced_at is None:
        raise NotFound(_("There is no such contribution."))
    findings = findings_of(consultation)
    became = became_of(consultation, [contribution.id]).get(contribution.id, [])
    own = [each for each in findings.every() if any(one.name == contribution.name for one in each.citations)]
    named = {name for each in became for name, _number in each.findings}
    behind = [each for each in findings.every() if each in own or each.name in named]
    above = _resting_on(findings, {each.name for each in behind})
    after = _after(consultation, [f"finding:{each.name}" for each in (*behind, *above)])
    number = numbers_of([contribution.id]).get(contribution.id)
    subjects = [contribution.subject, *(f"finding:{each.name}" for each in (*behind, *above))]
    return {
        "contribution": {
            "id": contribution.subject, "number": f"C-{number}" if number else None,
            "version": contribution.public_version, "topics": [each.slug for each in contribution.topics],
            "words": _words(contribution), "language": contribution.language,
        },
        "became": [
            {"topic": each.topic, "kind": each.kind, "reason": each.reason or None,
             "findings": [f"finding:{name}" for name, _number in each.findings]}
            for each in became
        ],
        "cited_words": [
            _citation(one, finding) for finding in own for one in finding.citations if one.name == contribution.name
        ],
        "findings": [_finding(each) for each in behind], "findings_above": [_finding(each) for each in above],
        "outcomes": outcomes_of(consultation), **after,
        "record": _entries(consultation, [*subjects, *_subjects(after)]),
    }


def _resting_on(findings: Findings, names: set[str]) -> list[ShownFinding]:
    """The findings on the consultation that cite any of these."""
    return [each for each in findings.whole if any(one.name in names for one in each.citations)]


def _finding(finding: ShownFinding) -> Trace:
    return {
        "id": f"finding:{finding.name}", "name": finding.name, "number": finding.number, "version": finding.version,
        "text": finding.text, "designation": finding.designation, "topic": finding.topic,
    }


def _sources(shown: ShownFinding, below: Sequence[ShownFinding]) -> list[Trace]:
    """Every cited span, of the finding itself, of the findings it rests on, and of the views beside it."""
    return [
        _citation(citation, finding) for finding in (shown, *below, *shown.minority_views)
        for citation in finding.citations if citation.start is not None
    ]


def _citation(citation: ShownCitation, finding: ShownFinding) -> Trace:
    """Where it is void, nothing of its author is told."""
    place = {
        "source": citation.source, "name": citation.name, "version": citation.version, "field": citation.field,
        "start": citation.start, "end": citation.end, "finding_number": finding.number,
    }
    if citation.void is not None:
        return {**place, "number": None, "text": None, "void": citation.void}
    return {
        **place, "number": f"C-{citation.number}" if citation.number else None, "text": citation.text, "void": None,
        "language": citation.language, "group": citation.group, "country": citation.country,
        "author": citation.author or None, "organisation": citation.organisation or None,
    }


def _represented(finding_ids: Sequence[int]) -> list[Trace]:
    """Published contributions that make the point without being cited."""
    rows = db.session.execute(
        select(Contribution.id, Contribution.kind, ContributionNumber.number)
        .join(Disposition, Disposition.contribution_id == Contribution.id)
        .outerjoin(ContributionNumber, ContributionNumber.contribution_id == Contribution.id)
        .where(
            Disposition.finding_id.in_(finding_ids), stands(),
            Disposition.kind.in_([DispositionKind.REPRESENTED, DispositionKind.CAMPAIGN]),
            Contribution.state == State.PUBLISHED,
        )
        .order_by(ContributionNumber.number, Contribution.id).distinct()
    )
    return [
        {"source": f"{kind.value}:{name_of(identifier)}", "name": name_of(identifier),
         "number": f"C-{number}" if number else None}
        for identifier, kind, number in rows
    ]


def _words(contribution: Contribution) -> str:
    version = db.session.get(Version, (contribution.id, contribution.public_version or 0))
    return (version.public_claim or version.public_body) if version else ""


def _after(consultation: Consultation, findings: Sequence[str]) -> Trace:
    """What was said of these findings, and what was answered."""
    wanted = set(findings)
    return {
        "challenges": [each for each in challenges_as_data(consultation) if each["finding"] in wanted],
        "issues": [each for each in issues_as_data(consultation) if each["finding"] in wanted],
        "responses": [each for each in responses_as_data(consultation) if wanted & set(each["findings"])],
    }


def _subjects(after: Trace) -> list[str]:
    return [
        *(each["id"] for part in ("challenges", "issues", "responses") for each in after[part]),
        *(each["id"] for response in after["responses"] for each in response["follow_up"]),
    ]


def outcomes_of(consultation: Consultation) -> list[Trace]:
    """Every published outcome, the first first. The last becomes final by the end of the window."""
    if not has_outcome(consultation):
        return []
    rows = db.session.scalars(
        select(Outcome).where(Outcome.consultation_id == consultation.id).order_by(Outcome.version)
    ).all()
    return [
        {"version": each.version, "is_final": each.is_final or (each is rows[-1] and is_final(consultation)),
         "published_at": each.published_at.strftime("%Y-%m-%dT%H:%M:%SZ")}
        for each in rows
    ]


def _entries(consultation: Consultation, subjects: Iterable[str]) -> list[Trace]:
    """The leaves of the public log that fix all this, in their order: what has no leaf yet is not public yet."""
    wanted = list(dict.fromkeys([f"consultation:{consultation.slug}", *subjects]))[:MOST_SUBJECTS]
    rows = db.session.execute(
        select(Entry.leaf, Entry.canonical)
        .where(Entry.subject.in_(wanted), Entry.leaf.is_not(None)).order_by(Entry.leaf)
    )
    found = []
    for leaf, canonical in rows:
        facts = json.loads(canonical or b"{}")
        if facts["id"] != wanted[0] or facts["kind"] in ("outcome.published", "outcome.final"):
            found.append({"entry": leaf, "kind": facts["kind"], "id": facts["id"], "time": facts.get("time")})
    return found


