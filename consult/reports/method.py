"""How the summary was made and whether it is fair: themes by group, agreement of coders, balance. Data, then blocks."""

from typing import Any

from consult.coding.queries import agreements_of, codebook_of, themes_by_group
from consult.consultations.models import Consultation
from consult.i18n import _
from consult.reports import wording
from consult.synthesis.standing import Part, balance_of

Outline = dict[str, Any]
Block = dict[str, Any]


NOTHING_YET: Outline = {"themes": [], "agreement": [], "balance": None}


def facts(consultation: Consultation, draft: bool = False) -> Outline:
    return {
        "themes": themes(consultation), "agreement": agreement(consultation), "balance": balance(consultation, draft)
    }


def themes(consultation: Consultation) -> list[Outline]:
    """The codebook, with how many published contributions have each theme, in all and by group."""
    by_group = themes_by_group(consultation)
    return [
        {
            "label": each.label, "definition": each.definition, "version": each.version,
            "contributions": each.contributions, "by_group": dict(sorted(by_group.get(each.id, {}).items())),
        }
        for each in codebook_of(consultation)
    ]


def agreement(consultation: Consultation) -> list[Outline]:
    """Of the latest sample that two people coded: Krippendorff's alpha by theme, as it was before they talked."""
    return [
        {name: each[name] for name in ("label", "alpha", "low", "high", "raw", "units", "verdict")}
        for each in agreements_of(consultation)
    ]


def balance(consultation: Consultation, draft: bool) -> Outline:
    found = balance_of(consultation, None, draft=draft)
    return {
        "by_group": _parts(found.by_group), "by_region": _parts(found.by_region),
        "by_language": _parts(found.by_language),
        "evenness": found.spread.evenness, "effective_groups": found.spread.effective,
        "largest_group": found.spread.largest, "largest_share": found.spread.largest_share,
        "silent": list(found.reach.silent), "not_checked": list(found.reach.unknown),
        "themes_held": found.retention.held, "themes_kept": found.retention.kept,
        "themes_lost": list(found.retention.lost),
    }


def _parts(parts: Any) -> list[Outline]:
    return [_part(each) for each in parts]


def _part(part: Part) -> Outline:
    return {
        "name": part.name, "published": part.published, "cited": part.cited, "citation_ratio": part.ratio,
        "flagged": part.is_flagged,
    }


def blocks(report: Outline) -> list[Block]:
    """Nothing before an outcome is published."""
    if report["balance"] is None:
        return []
    return [
        {"is": "heading", "level": 1, "text": _("How the summary was made")},
        *_themes(report["themes"]), *_agreement(report["agreement"]), *_balance(report["balance"], report),
    ]


def _themes(rows: list[Outline]) -> list[Block]:
    if not rows:
        return [{"is": "text", "text": _("No themes were used.")}]
    groups = sorted({group for row in rows for group in row["by_group"]})
    return [
        {"is": "heading", "level": 2, "text": _("Themes")},
        {"is": "table", "caption": _("Published contributions by theme and stakeholder group"), "numeric": 1,
         "head": [_("Theme"), _("All"), *(wording.group_name(group) for group in groups)],
         "rows": [
             [row["label"], wording.number(row["contributions"]),
              *(wording.number(row["by_group"].get(group, 0)) for group in groups)] for row in rows
         ]},
    ]


def _agreement(rows: list[Outline]) -> list[Block]:
    if not rows:
        return [{"is": "text", "text": _("No sample was coded by two people.")}]
    verdicts = {
        "reliable": _("reliable"), "tentative": _("tentative only"), "unreliable": _("draw no conclusions"),
        "undefined": _("not defined: no variation"),
    }
    return [
        {"is": "heading", "level": 2, "text": _("Agreement of two coders")},
        {"is": "text", "text": _(
            "Krippendorff’s alpha for each theme as a yes or no, before the two coders talked. From .800 on reliable; "
            "from .667 on tentative only."
        )},
        {"is": "table", "caption": _("Agreement of two coders, by theme"), "numeric": 1,
         "head": [_("Theme"), _("Alpha"), _("95 % interval"), _("Raw agreement"), _("Contributions"),
                  _("What it allows")],
         "rows": [
             [row["label"], _decimal(row["alpha"], 3),
              "–" if row["low"] is None else f"{_decimal(row['low'], 2)} … {_decimal(row['high'], 2)}",
              "–" if row["raw"] is None else wording.share(row["raw"]), wording.number(row["units"]),
              verdicts[row["verdict"]]] for row in rows
         ]},
    ]


def _balance(found: Outline, report: Outline) -> list[Block]:
    named: list[tuple[str, str, Any]] = [
        ("by_group", _("By stakeholder group"), wording.group_name), ("by_region", _("By region"), wording.region_name),
        ("by_language", _("By language"), wording.language),
    ]
    blocks: list[Block] = [
        {"is": "heading", "level": 2, "text": _("Balance")},
        {"is": "text", "text": _(
            "Citation share: a group’s share of the contributions cited, over its share of those published. 1.00 is "
            "proportionate; under 0.80 and over 1.25 is marked."
        )},
    ]
    for key, title, name in named:
        if found[key]:
            blocks.append({
                "is": "table", "caption": title, "numeric": 1,
                "head": [title, _("Published"), _("Cited"), _("Citation share"), _("Marked")],
                "rows": [
                    [name(part["name"]), wording.number(part["published"]), wording.number(part["cited"]),
                     _decimal(part["citation_ratio"], 2), _("yes") if part["flagged"] else ""] for part in found[key]
                ],
            })
    tongue = report["consultation"]["language"]
    if found["largest_group"]:
        blocks.append({"is": "text", "text": _(
            "The largest group is %(group)s with %(share)s of what is published.",
            group=wording.group_name(found["largest_group"]), share=wording.share(found["largest_share"]),
        )})
    for words, lines in (
        (_("Silent, though the plan names them:"), found["silent"]),
        (_("The plan also names these; whether they came, only a person can tell:"), found["not_checked"]),
        (_("Themes that many hold, or most of a group, and no finding speaks of:"), found["themes_lost"]),
    ):
        if lines:
            blocks += [{"is": "text", "text": words}, {"is": "text", "text": "; ".join(lines), "language": tongue}]
    return blocks


def _decimal(value: float | None, places: int) -> str:
    return "–" if value is None else f"{value:.{places}f}"
