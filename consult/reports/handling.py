"""How contributions were handled: figures of moderation, and confirmed campaigns. Data, then blocks, then tables."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from consult.campaigns.models import CampaignState
from consult.campaigns.queries import campaigns_in, templates_of
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution
from consult.db import db
from consult.i18n import _, n_
from consult.moderation.models import Act, FlagReason, Reason
from consult.moderation.openness import rows_of, transparency_of
from consult.moderation.wording import ACTS, FLAG_REASONS, RULES
from consult.reports import wording
from consult.reports.sheet import Table

Outline = dict[str, Any]
Block = dict[str, Any]


def facts(consultation: Consultation) -> Outline:
    """The figures of its page of transparency, and what a person confirmed as campaigns, the largest first."""
    found = campaigns_in(consultation, CampaignState.CONFIRMED)
    templates = templates_of([campaign.id for campaign, _size in found])
    languages = dict(db.session.execute(
        select(Contribution.id, Contribution.language)
        .where(Contribution.id.in_([campaign.exemplar_id for campaign, _size in found]))
    ).tuples().all())
    return {
        "moderation": transparency_of(consultation),
        "campaigns": [
            {
                "id": campaign.subject, "number": number, "kind": campaign.kind.value, "contributions": size,
                "template": templates[campaign.id], "language": languages.get(campaign.exemplar_id or 0),
            }
            for number, (campaign, size) in enumerate(found, 1)
        ],
    }


def campaigns(report: Outline) -> list[Block]:
    if not report["campaigns"]:
        return []
    blocks: list[Block] = [
        {"is": "heading", "level": 1, "text": _("Campaigns")},
        {"is": "text", "text": _(
            "Contributions made from one template. Each of them stays public and counts in “raw”; in “unique” the "
            "campaign counts once, as one argument with its supporters."
        )},
    ]
    for each in report["campaigns"]:
        size = n_("%(num)s contribution", "%(num)s contributions", each["contributions"])
        kind = wording.macro("campaigns/_words.html", "kind_name", each["kind"])
        blocks += [
            {"is": "heading", "level": 2, "text": _("Campaign %(number)s", number=each["number"])},
            {"is": "text", "quiet": True, "text": f"{size} · {kind}"},
            {"is": "text", "text": each["template"], "language": each["language"] or ""},
        ]
    return blocks


def campaign_numbers(report: Outline) -> dict[str, int]:
    return {each["id"]: each["number"] for each in report["campaigns"]}


def moderation(report: Outline) -> list[Block]:
    """Nothing where nothing was decided, flagged or appealed."""
    total = report["moderation"]["total"]
    if not report["moderation"]["months"]:
        return []
    blocks: list[Block] = [
        {"is": "heading", "level": 1, "text": _("Moderation")},
        {"is": "text", "text": _(
            "What moderation did, why, and how often it was wrong. Decisions that were taken back within ten minutes "
            "are left out."
        )},
        {"is": "facts", "rows": [
            {"term": term, "text": said, "language": ""} for term, said in _totals(total) if said]},
        _table(_("Decisions by kind"), _("Decision"), {str(ACTS[Act(act)]): n for act, n in total["by_act"].items()}),
    ]
    for title, head, rows in (
        (_("What was withheld or covered, by rule"), _("Rule"),
         {str(RULES[Reason(reason)]): number for reason, number in total["by_reason"].items() if number}),
        (_("Flags and notices"), _("What people said"),
         {str(FLAG_REASONS[FlagReason(reason)]): n for reason, n in total["flags"]["by_reason"].items() if n}),
    ):
        if rows:
            blocks.append(_table(title, head, rows))
    return [*blocks, _by_month(report["moderation"]["months"])]


def _totals(total: Outline) -> Iterator[tuple[str, str]]:
    flags, appeals = total["flags"], total["appeals"]
    held = _("%(number)s after a rule held it", number=wording.number(total["held_by_a_rule"]))
    yield _("Decisions"), f"{wording.number(total['decisions'])} · {held}"
    yield _("Median time from arrival or flag to decision"), _hours(total["median_hours"])
    yield _("Flags and notices"), _(
        "%(received)s received = %(acted)s acted on + %(stands)s left to stand + %(open)s open",
        **{name: wording.number(flags[name]) for name in ("received", "acted", "stands", "open")},
    ) if flags["received"] else ""
    yield _("Reversed on appeal"), _(
        "%(reversed)s of %(judged)s judged", reversed=wording.number(appeals["reversed"]),
        judged=wording.number(appeals["judged"]),
    ) if appeals["received"] else ""


def _hours(value: float | None) -> str:
    return "" if value is None else _("%(number)s h", number=wording.number(value))


def _table(title: str, head: str, rows: dict[str, int]) -> Block:
    return {
        "is": "table", "caption": title, "numeric": 1, "head": [head, _("How many")],
        "rows": [[name, wording.number(number)] for name, number in rows.items()],
    }


def _by_month(months: Outline) -> Block:
    return {
        "is": "table", "caption": _("By month"), "numeric": 1,
        "head": [_("Month"), _("Decisions"), _("Median"), _("Flags"), _("Reversed")],
        "rows": [
            [month, wording.number(part["decisions"]), _hours(part["median_hours"]) or "–",
             wording.number(part["flags"]["received"]), wording.number(part["appeals"]["reversed"])]
            for month, part in months.items()
        ],
    }


def tables(report: Outline) -> Iterator[Table]:
    yield Table(_("Moderation"), _("What moderation did, in all and by month; all months have an empty one."), (
        "month", "part", "what", "amount",
    ), [(*row[:3], None if row[3] == "" else row[3]) for row in rows_of(report["moderation"])]
        if report["moderation"]["months"] else [])
    columns = ("id", "number", "kind", "contributions", "language", "template")
    yield Table(_("Campaigns"), _("Contributions made from one template, as a person confirmed."), columns, [
        tuple(each[name] for name in columns) for each in report["campaigns"]
    ])
