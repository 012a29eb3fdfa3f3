"""Versions of the goals, proposed wordings and the time of a consultation in a report: as data, then as blocks."""

from collections.abc import Sequence
from typing import Any

from consult.amendments.queries import uptakes_of
from consult.consultations.models import Consultation, Topic
from consult.consultations.rounds import later_deadlines, round_at, time_changes, versions_of
from consult.difference import difference
from consult.i18n import _, n_
from consult.reports import wording
from consult.reports.queries import PublishedContribution
from consult.submissions.passages import texts_reworded
from consult.submissions.queries import anchors_of, late_among, received_late

Outline = dict[str, Any]
Block = dict[str, Any]
Uptakes = dict[int, list[Outline]]


def time_of(consultation: Consultation) -> Outline:
    """Rounds, every change with its public reason, how many have a later deadline, and how many came late."""
    return {
        "round": consultation.round,
        "paused": consultation.paused_at is not None,
        "rounds": [
            {"number": each.number, "opens_at": _moment(each.opens_at), "closes_at": _moment(each.closes_at)}
            for each in consultation.rounds
        ],
        "changes": [
            {
                "what": each.turn.value, "reason": each.reason, "changed_at": _moment(each.changed_at),
                "closed_before": _moment(each.closed_before), "closes_after": _moment(each.closes_after),
            }
            for each in reversed(time_changes(consultation))
        ],
        "later_deadlines": later_deadlines(consultation), "late_submissions": received_late(consultation),
    }


def uptakes_among(contributions: Sequence[PublishedContribution]) -> Uptakes:
    """What managers said of published proposals, by contribution."""
    found = uptakes_of([each.id for each in contributions if each.texts[-1].wording])
    return {
        identifier: [
            {
                "topic": topic.slug, "version": taken.version, "taken_up": taken.uptake.value,
                "reason": taken.reason or None,
            }
            for topic, taken in uptakes
        ]
        for identifier, uptakes in found.items()
    }


def versions_in(topic: Topic) -> list[Outline]:
    return [
        {"version": each.version, "changelog": each.changelog, "published_at": _moment(each.published_at)}
        for each in versions_of(topic.id)
    ]


def proposals_in(topic: Topic, contributions: Sequence[PublishedContribution], uptakes: Uptakes) -> list[Outline]:
    """The published wordings proposed on a goal, by passage, in the order of their numbers."""
    proposing = [
        each for each in contributions
        if each.kind == "position" and topic.slug in each.topics and each.texts[-1].wording
    ]
    identifiers = [each.id for each in proposing]
    about, replaced = anchors_of(identifiers), texts_reworded(identifiers)
    found = [
        {
            "contribution": each.subject, "number": None if each.number is None else f"C-{each.number}",
            "passages": [number for kind, slug, number in about.get(each.id, ()) if (kind, slug) == (
                "passage", topic.slug)],
            "replaces": replaced.get(each.id), "wording": each.texts[-1].wording, "language": each.language,
            "taken_up": [said for said in uptakes.get(each.id, []) if said["topic"] == topic.slug],
        }
        for each in proposing
    ]
    return sorted(found, key=lambda each: [_parts(number) for number in each["passages"]])


def _parts(number: str) -> list[int]:
    return [int(part) for part in number.split(".")]


def rounds_among(consultation: Consultation, contributions: Sequence[PublishedContribution]) -> dict[int, Outline]:
    """In which round each contribution was sent, and whether it came late."""
    late = late_among(consultation)
    return {
        each.id: {"round": round_at(consultation, each.texts[0].submitted_at), "late": each.id in late}
        for each in contributions
    }


def time_blocks(report: Outline) -> list[Block]:
    """Nothing where all went as planned."""
    said, zone, tongue = report["time"], report["plan"]["time_zone"], report["consultation"]["language"]
    blocks: list[Block] = []
    if said["changes"]:
        names = {
            "extended": _("Extended"), "paused": _("Paused"), "resumed": _("Open again"),
            "cancelled": _("Cancelled"), "reopened": _("A further round"),
        }
        blocks = [
            {"is": "heading", "level": 2, "text": _("What changed in its time")},
            {"is": "facts", "rows": [
                {
                    "term": f"{wording.moment(each['changed_at'], zone)}: {names[each['what']]}",
                    "text": each["reason"], "language": tongue,
                }
                for each in said["changes"]
            ]},
        ]
    notes = []
    if said["later_deadlines"]:
        notes.append(n_(
            "%(num)s person or organisation was given a later deadline.",
            "%(num)s people or organisations were given a later deadline.", said["later_deadlines"],
        ))
    if said["late_submissions"]:
        notes.append(n_(
            "%(num)s submission came after closing and is counted in every figure.",
            "%(num)s submissions came after closing and are counted in every figure.", said["late_submissions"],
        ))
    return [*blocks, *({"is": "text", "text": note} for note in notes)]


def topic_blocks(topic: Outline, zone: str, tongue: str) -> list[Block]:
    """The changelog of a goal and the wordings proposed for it, each as a difference; nothing where there are none."""
    blocks: list[Block] = []
    if topic["versions"]:
        blocks += [
            {"is": "heading", "level": 3, "text": _("Versions")},
            {"is": "facts", "rows": [
                {
                    "term": _("Version %(number)s, %(date)s", number=each["version"],
                              date=wording.moment(each["published_at"], zone)),
                    "text": each["changelog"], "language": tongue,
                }
                for each in topic["versions"]
            ]},
        ]
    if topic["proposals"]:
        blocks.append({"is": "heading", "level": 3, "text": _("Proposed wordings")})
        blocks += [_proposal(each, tongue) for each in topic["proposals"]]
    return blocks


def uptake_name(uptake: str, version: int) -> str:
    return {
        "full": _("Taken up in version %(number)s", number=version),
        "part": _("Taken up in part in version %(number)s", number=version),
        "not": _("Not taken up in version %(number)s", number=version),
    }[uptake]


def _proposal(said: Outline, tongue: str) -> Block:
    comparable = said["replaces"] is not None and said["language"] == tongue
    pieces = difference(said["replaces"], said["wording"]) if comparable else [("same", said["wording"])]
    became = [
        uptake_name(each["taken_up"], each["version"]) + (f": {each['reason']}" if each["reason"] else "")
        for each in said["taken_up"]
    ]
    return {
        "is": "proposal", "language": said["language"],
        "label": " · ".join([said["number"] or _("No number yet"), *said["passages"]]),
        "pieces": [{"kind": kind, "words": words} for kind, words in pieces], "became": "; ".join(became),
    }


def _moment(moment: Any) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
