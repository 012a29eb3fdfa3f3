"""What pages show and no report holds, as plain data."""

from collections.abc import Iterable, Sequence
from typing import Any

from consult.amendments.queries import Other, ShownUptake, ShownVersion
from consult.campaigns.models import Campaign
from consult.campaigns.queries import Shown
from consult.consultations.models import Passage, Topic
from consult.identifiers import name_of
from consult.moderation.openness import LogLine
from consult.reports.outline import moment_of
from consult.synthesis.models import FindingVersion

Facts = dict[str, Any]


def finding_version_facts(version: FindingVersion) -> Facts:
    return {
        "version": version.version, "text": version.text, "designation": version.designation,
        "proposed_designation": version.designation_proposed, "designation_reason": version.designation_reason or None,
        "written_on": version.written_at.date().isoformat(),
    }


def version_facts(version: ShownVersion, answered: Iterable[ShownUptake]) -> Facts:
    return {
        "version": version.version, "changelog": version.changelog, "published_at": moment_of(version.published_at),
        "passages": [
            {
                "number": each.number, "text": each.text, "before": each.before, "came_from": list(each.sources),
                "fate": each.fate,
            }
            for each in version.passages
        ],
        "removed": [{"number": number, "text": text} for number, text in version.removed],
        "proposals": [
            {
                "contribution": f"position:{each.name}", "number": f"C-{each.number}" if each.number else None,
                "taken_up": each.uptake, "reason": each.reason or None,
            }
            for each in answered
        ],
    }


def passage_facts(topic: Topic, passage: Passage, meets: dict[int, list[Other]], compared: int) -> Facts:
    return {
        "number": f"{topic.ordinal}.{passage.ordinal}", "text": passage.text, "compared": compared,
        "collisions": [
            {
                "contribution": f"position:{name_of(identifier)}",
                "changes_the_same_words_as": [f"position:{each.name}" for each in others],
            }
            for identifier, others in sorted(meets.items()) if others
        ],
    }


def campaign_facts(campaign: Campaign, template: str, size: int) -> Facts:
    return {"id": campaign.subject, "kind": campaign.kind.value, "template": template, "contributions": size}


def member_facts(members: Sequence[Shown], kinds: dict[int, str]) -> list[Facts]:
    return [
        {"contribution": f"{kinds[each.id]}:{each.name}", "language": each.language, "added": " … ".join(each.added)}
        for each in members if each.id in kinds
    ]


def decision_facts(line: LogLine) -> Facts:
    return {
        "day": line.day.isoformat(), "kind": line.kind, "act": line.act, "reason": line.reason or None,
        "source": line.source, "role": line.role, "was_held": line.was_held, "is_taken_back": line.is_undone,
        "appeal": line.appeal or None,
        "contribution": f"{line.kind}:{line.contribution}" if line.contribution else None,
    }
