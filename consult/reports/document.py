"""The report as a document: an outline put into words and order, as blocks that every document format lays out.

A block is a dict whose `is` says what it is: heading, text, facts, table, bars, matrix, columns, finding, contribution.
Texts of people carry their language; all other words are in the language of the reader.
"""

from typing import Any

from consult.i18n import _, n_
from consult.reports import (
    aftermath,
    amendments,
    annex,
    figures,
    handling,
    method,
    opinions,
    organisations,
    outcome,
    questions,
    wording,
)
from consult.reports.outline import Outline

Block = dict[str, Any]


def document(report: Outline) -> dict[str, Any]:
    """Title page and blocks."""
    consultation = report["consultation"]
    return {
        "title": _("Report: %(title)s", title=consultation["title"]),
        "language": consultation["language"],
        "cover": cover(report),
        "blocks": [
            *plan(report), *amendments.time_blocks(report),
            *figures.numbers(report), *figures.participation(report), *organisations.organisations(report),
            *handling.campaigns(report),
            *questions.blocks(report),
            *outcome.findings(report), *aftermath.blocks(report), *opinions.opinions(report),
            *outcome.dispositions(report),
            *method.blocks(report), *handling.moderation(report), *annex.contributions(report),
        ],
    }


def cover(report: Outline) -> dict[str, Any]:
    """What stands on the first page: what this is, where it stands, and how many took part."""
    consultation, zone = report["consultation"], report["plan"]["time_zone"]
    notes = []
    if report["draft"]:
        notes.append(_("Draft. It holds findings and decisions that are not published; they are marked as drafts."))
    if consultation["is_fictional"]:
        notes.append(_("All people and organisations in this consultation are fictional."))
    return {
        "kind": _("Report on a consultation"), "title": consultation["title"],
        "institution": consultation["institution"], "summary": consultation["summary"],
        "language": consultation["language"],
        "facts": _facts([
            (_("State"), wording.phase_name(consultation["phase"])),
            (_("Open"), _period(report)),
            (_("Address"), consultation["url"]),
            (_("This report"), _("as of %(moment)s", moment=wording.moment(report["generated_at"], zone))),
            (_("Not individually analysed"), _not_analysed(report)),
            (_("Open objections"), aftermath.open_issues(report)),
            (_("Confidential annexes"), _annexes(report)),
        ]),
        "numbers": figures.equations(report["numbers"]),
        "who": figures.who_answered(),
        "notes": notes,
    }


def _period(report: Outline) -> str:
    plan_of = report["plan"]
    if not plan_of["opens_at"] or not plan_of["closes_at"]:
        return ""
    return _(
        "%(first)s to %(last)s", first=wording.day(plan_of["opens_at"]),
        last=wording.moment(plan_of["closes_at"], plan_of["time_zone"]),
    )


def _annexes(report: Outline) -> str:
    number = report["confidential_annexes"]
    return n_("%(num)s received, read by the team alone", "%(num)s received, read by the team alone", number) \
        if number else ""


def _not_analysed(report: Outline) -> str:
    number = report["not_individually_analysed"]
    if number is None:
        return ""
    return n_("%(num)s published contribution", "%(num)s published contributions", number)


def plan(report: Outline) -> list[Block]:
    """The published plan: who decides, what can change, when, and by which rules."""
    said, zone, tongue = report["plan"], report["plan"]["time_zone"], report["consultation"]["language"]
    rules = [
        (_("Moderation"), _("Before publication") if said["moderation"] == "before" else _("After publication")),
        (_("Draft outcome"), _("Published first, open to challenge for %(days)s days", days=said["challenge_days"])
         if said["has_draft_outcome"] else _("Off: the outcome is final at once")),
        (_("Late submissions"), _("Accepted") if said["late_submissions"] == "accepted" else _("Listed apart")),
        (_("Closing grace"), n_("%(num)s minute", "%(num)s minutes", said["grace_minutes"])),
        (_("Votes"), _("On") if said["votes"] else _("Off")),
        (_("Languages"), ", ".join(wording.language(code) for code in report["consultation"]["languages"])),
    ]
    dates = [
        (_("Announced"), wording.moment(said["announced_at"], zone)),
        (_("Opens"), wording.moment(said["opens_at"], zone)),
        (_("Closes"), wording.moment(said["closes_at"], zone)),
        (_("Outcome due"), wording.day(said["outcome_due"])),
    ]
    purpose = [
        (_("Who decides"), said["decides"]), (_("Can change"), said["can_change"]),
        (_("Cannot change"), said["cannot_change"]), (_("Whom it must reach"), "; ".join(said["must_reach"])),
    ]
    return [
        {"is": "heading", "level": 1, "text": _("The plan")},
        {"is": "facts", "rows": _facts([*((*each, tongue) for each in purpose), *dates, *rules])},
    ]


def _facts(rows: list[Any]) -> list[dict[str, str]]:
    """Terms with what is said of each; those of which nothing is said are left out."""
    return [
        {"term": row[0], "text": row[1], "language": row[2] if len(row) > 2 else ""} for row in rows if row[1]
    ]
