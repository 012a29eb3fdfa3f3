"""What a report contains, as plain data, before any format: the JSON contract that every format is made from.

Nothing of a later stage is in it: before an outcome is published there are no findings, dispositions or coverage,
unless it is a draft, in which everything that readers may not see yet is marked with the state `draft`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import current_app

from consult.campaigns.queries import campaign_by_contribution
from consult.clock import now
from consult.consultations.models import Consultation, Topic
from consult.consultations.numbers import numbers_block
from consult.consultations.participation import over_time, who_takes_part
from consult.consultations.phases import has_outcome, is_final, phase_of
from consult.reports import handling, method, questions
from consult.reports.aftermath import aftermath_of
from consult.reports.amendments import proposals_in, rounds_among, time_of, uptakes_among, versions_in
from consult.reports.opinions import opinions_on
from consult.reports.organisations import joint_standing, organisations_in
from consult.reports.queries import (
    PublicText,
    PublishedContribution,
    published_contributions,
    topics_with_passages,
)
from consult.submissions.attaching import annexes_received
from consult.synthesis.ledger import not_analysed
from consult.synthesis.queries import (
    Became,
    Coverage,
    ShownCitation,
    ShownFinding,
    coverage_of,
    dispositions_of,
    findings_of,
    latest_outcome,
)

Outline = dict[str, Any]


def outline(consultation: Consultation, *, draft: bool = False) -> Outline:
    """What a reader may see today; with `draft` the rest as well, marked."""
    shows_outcome = draft or has_outcome(consultation)
    public = findings_of(consultation)
    findings = findings_of(consultation, draft=True) if draft else public
    known = {(each.name, each.version) for each in public.every()}
    coverages = coverage_of(consultation, draft=draft) if shows_outcome else {}
    became = dispositions_of(consultation, draft=draft)
    contributions = published_contributions(consultation)
    uptakes = uptakes_among(contributions)
    settled = dispositions_of(consultation) if draft else became
    topics = topics_with_passages(consultation)
    opinions = opinions_on(consultation, topics)
    return {
        "consultation": consultation_facts(consultation),
        "plan": plan_facts(consultation),
        "time": time_of(consultation),
        "draft": draft,
        "generated_at": moment_of(now()),
        "numbers": numbers_block(consultation),
        "participation": participation_facts(consultation),
        "organisations": organisations_in(consultation),
        "outcome": outcome_facts(consultation),
        "not_individually_analysed": not_analysed(consultation, draft) if shows_outcome else None,
        **(method.facts(consultation, draft) if shows_outcome else method.NOTHING_YET),
        "topics": [
            {
                **topic_facts(topic),
                "proposals": proposals_in(topic, contributions, uptakes),
                "coverage": coverage_facts(coverages.get(topic.slug)),
                "opinion": opinions.get(topic.slug),
                "findings": [
                    finding_facts(each, known, findings.numbers) for each in findings.by_topic.get(topic.slug, [])
                ],
            }
            for topic in topics
        ],
        "findings": [finding_facts(each, known, findings.numbers) for each in findings.whole],
        **aftermath_of(consultation),
        **handling.facts(consultation),
        "questions": questions.asked(consultation, draft=draft),
        "confidential_annexes": annexes_received(consultation),
        "contributions": contributions_in(consultation, contributions, became, settled),
    }


def contributions_in(
    consultation: Consultation, contributions: Sequence[PublishedContribution], became: dict[int, list[Became]],
    settled: dict[int, list[Became]],
) -> list[Outline]:
    """Each with what became of it; `settled` is what readers may know of that. A fixed number of queries."""
    uptakes, rounds = uptakes_among(contributions), rounds_among(consultation, contributions)
    joint, campaigns = joint_standing(contributions, consultation), campaign_by_contribution(consultation)
    return [
        {
            **_contribution(each, became.get(each.id, []), settled.get(each.id, []), campaigns.get(each.id)),
            **rounds[each.id],
            "taken_up": uptakes.get(each.id, []), **joint[each.id],
        }
        for each in contributions
    ]


def consultation_facts(consultation: Consultation) -> Outline:
    return {
        "slug": consultation.slug, "title": consultation.title, "phase": phase_of(consultation).value,
        "institution": consultation.institution, "summary": consultation.summary, "language": consultation.language,
        "languages": consultation.languages, "is_fictional": consultation.is_fictional, "contact": consultation.contact,
        "url": f"{current_app.config['URL'].rstrip('/')}/consultations/{consultation.slug}",
    }


def plan_facts(consultation: Consultation) -> Outline:
    """Dates are moments in UTC; `time_zone` is the one people were told them in."""
    return {
        "decides": consultation.decides, "can_change": consultation.can_change,
        "cannot_change": consultation.cannot_change, "must_reach": consultation.must_reach,
        "house_rules": consultation.house_rules, "preset": consultation.preset.value,
        "moderation": consultation.moderation.value, "votes": consultation.votes,
        "has_draft_outcome": consultation.has_draft_outcome,
        "challenge_days": consultation.challenge_days if consultation.has_draft_outcome else 0,
        "late_submissions": consultation.late_submissions.value, "grace_minutes": consultation.grace_minutes,
        "time_zone": consultation.time_zone,
        "announced_at": moment_of(consultation.announced_at), "opens_at": moment_of(consultation.opens_at),
        "closes_at": moment_of(consultation.closes_at),
        "outcome_due": consultation.outcome_due.isoformat() if consultation.outcome_due else None,
    }


def participation_facts(consultation: Consultation) -> Outline:
    return {
        "by_group_and_region": who_takes_part(consultation),
        "over_time": [
            {"start": each.start.isoformat(), "end": each.end.isoformat(), "positions": each.number}
            for each in over_time(consultation)
        ],
    }


def outcome_facts(consultation: Consultation) -> Outline | None:
    found = latest_outcome(consultation)
    if found is None:
        return None
    return {
        "version": found.version, "is_final": is_final(consultation), "summary": found.summary,
        "published_at": moment_of(found.published_at),
    }


def topic_facts(topic: Topic) -> Outline:
    return {
        "slug": topic.slug, "title": topic.title, "number": str(topic.ordinal), "summary": topic.summary,
        "principles": topic.principles,
        "passages": [
            {"number": f"{topic.ordinal}.{passage.ordinal}", "text": passage.text} for passage in topic.passages
        ],
        "version": topic.version, "versions": versions_in(topic),
    }


def coverage_facts(coverage: Coverage | None) -> Outline:
    if coverage is None:
        return {"all": None, "by_group": {}}
    return {
        "all": coverage.all, "by_group": coverage.by_group, "dealt_with": coverage.dealt,
        "published": coverage.published,
    }


def finding_facts(finding: ShownFinding, known: set[tuple[str, int]], numbers: dict[str, str]) -> Outline:
    return {
        "id": f"finding:{finding.name}", "number": finding.number, "version": finding.version, "text": finding.text,
        "designation": finding.designation, "proposed_designation": finding.proposed,
        "designation_reason": finding.reason or None,
        "state": "published" if (finding.name, finding.version) in known else "draft",
        "support": {
            "raw": finding.support.raw, "unique": finding.support.unique, "equal_weight": finding.support.equal_weight,
            "published": finding.support.published, "groups": finding.support.groups,
            "left_out": [{"group": group, "published": number} for group, number in finding.support.left_out],
            "campaigns": [
                {"id": f"campaign:{each.name}", "supporters": each.number} for each in finding.support.campaigns
            ],
        },
        "citations": [_citation(each, numbers) for each in finding.citations],
        "minority_views": [finding_facts(each, known, numbers) for each in finding.minority_views],
    }


def _citation(citation: ShownCitation, numbers: dict[str, str]) -> Outline:
    """Where it is void, nothing of its author is told."""
    number = numbers.get(citation.name) or _number(citation.number)
    place = {
        "source": citation.source, "version": citation.version, "field": citation.field or None,
        "start": citation.start, "end": citation.end,
    }
    if citation.void is not None or citation.text is None:
        return {**place, "text": None, "void": citation.void or "withdrawn", "number": number}
    return {
        **place, "text": citation.text, "number": number, "group": citation.group or None,
        "author": citation.author or None, "organisation": citation.organisation or None,
        "country": citation.country or None, "language": citation.language or None, "nameless": citation.is_nameless,
    }


def _contribution(
    contribution: PublishedContribution, became: Sequence[Became], settled: Sequence[Became], campaign: str | None
) -> Outline:
    return {
        "id": contribution.subject, "number": _number(contribution.number), "kind": contribution.kind,
        "topics": contribution.topics, "campaign": campaign, "stance": contribution.texts[-1].stance or None,
        "group": contribution.group, "country": contribution.country, "language": contribution.language,
        "author": contribution.author or None, "organisation": contribution.organisation or None,
        "nameless": contribution.is_nameless, "channel": contribution.channel,
        "external_id": contribution.external_id, "question": contribution.question,
        "attachments": contribution.files, "replies_to": contribution.replies_to, "state": "published",
        "versions": [_version(each) for each in contribution.texts],
        "dispositions": [
            {
                "topic": each.topic, "kind": each.kind, "reason": each.reason,
                "findings": [f"finding:{name}" for name, _shown in each.findings],
                "finding_numbers": [shown for _name, shown in each.findings],
                "state": "published" if each in settled else "draft",
            }
            for each in became
        ],
    }


def _version(text: PublicText) -> Outline:
    return {
        "version": text.version, "claim": text.claim, "body": text.body, "wording": text.wording,
        "submitted_at": moment_of(text.submitted_at), "claim_is_ours": text.claim_is_ours,
    }


def _number(number: int | None) -> str | None:
    return None if number is None else f"C-{number}"


def moment_of(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
