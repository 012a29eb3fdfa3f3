"""The figures of a report as blocks: the numbers block, and who takes part, each chart with its table."""

from collections.abc import Callable
from typing import Any

from consult.i18n import _
from consult.reports import wording
from consult.reports.outline import Outline

Block = dict[str, Any]


def who_answered() -> str:
    return _("Those who chose to answer. Not representative of any population.")


def equations(numbers: Outline) -> Block:
    """received = published + withheld + withdrawn + waiting, for submissions, positions and comments."""
    kinds = [("submissions", _("Submissions")), ("positions", _("Positions")), ("comments", _("Comments"))]
    if numbers["answers"]["received"]:
        kinds.append(("answers", _("Answers in words")))
    parts = ("received", "published", "withheld", "withheld_by_author", "withdrawn", "waiting")
    return {
        "is": "table", "caption": _("Received = published + withheld + withdrawn + waiting"), "numeric": 1,
        "head": [
            _("Of"), _("Received"), _("Published"), _("Withheld"), _("of these at the author’s wish"), _("Withdrawn"),
            _("Waiting"),
        ],
        "rows": [[label, *(wording.number(numbers[kind][part]) for part in parts)] for kind, label in kinds],
    }


def numbers(report: Outline) -> list[Block]:
    """By group, country, language, goal and channel."""
    block = report["numbers"]
    titles = {topic["slug"]: f"{topic['number']}. {topic['title']}" for topic in report["topics"]}
    names: list[tuple[str, str, str, Callable[[str], str]]] = [
        ("by_group", _("By stakeholder group"), _("Group"), wording.group_name),
        ("by_country", _("By country"), _("Country"), wording.country),
        ("by_language", _("By language"), _("Language"), wording.language),
        ("by_topic", _("By goal"), _("Goal"), lambda slug: titles.get(slug, slug)),
        ("by_channel", _("By channel"), _("Channel"), wording.channel_name),
    ]
    blocks: list[Block] = [
        {"is": "heading", "level": 1, "text": _("Numbers")},
        {"is": "text", "text": _(
            "A draft is not received. “Withheld” are contributions kept back by a moderator or at their author’s wish; "
            "“waiting” are those not yet reviewed. A position on several goals counts in each of them."
        )},
        equations(block),
    ]
    for key, title, head, name in names:
        blocks.append({"is": "heading", "level": 2, "text": title})
        blocks.append(_bars(block[key], title, head, name, key == "by_topic"))
    return blocks


def _bars(parts: Outline, caption: str, head: str, name: Callable[[str], str], in_order: bool) -> Block:
    rows = list(parts.items()) if in_order else sorted(
        parts.items(), key=lambda item: (-item[1]["positions"]["published"], item[0])
    )
    most = max((part["positions"]["published"] for _key, part in rows), default=0) or 1
    return {
        "is": "bars", "caption": caption, "numeric": 1,
        "head": [head, _("Published positions"), _("Published comments"), _("Submissions received")],
        "rows": [
            {
                "key": key if caption == _("By stakeholder group") else "",
                "share": part["positions"]["published"] / most,
                "cells": [
                    name(key), wording.number(part["positions"]["published"]),
                    wording.number(part["comments"]["published"]), wording.number(part["submissions"]["received"]),
                ],
            }
            for key, part in rows
        ],
    }


def participation(report: Outline) -> list[Block]:
    matrix, stretches = report["participation"]["by_group_and_region"], report["participation"]["over_time"]
    blocks: list[Block] = [
        {"is": "heading", "level": 1, "text": _("Who takes part")}, {"is": "text", "text": who_answered()},
        {"is": "heading", "level": 2, "text": _("By group and region")}, _matrix(matrix),
    ]
    if stretches:
        blocks += [{"is": "heading", "level": 2, "text": _("Over time")}, _columns(stretches)]
    return blocks


def _matrix(matrix: Outline) -> Block:
    regions = list(next(iter(matrix.values())))
    totals = {group: sum(row.values()) for group, row in matrix.items()}
    largest = max(totals, key=lambda group: totals[group])
    empty = sum(not value for row in matrix.values() for value in row.values())
    return {
        "is": "matrix", "caption": _("Published positions by group and region. A dotted ring: nobody yet."),
        "alt": _(
            "Dots by group and region. The largest group is %(group)s with %(number)s of %(total)s published "
            "positions. In %(empty)s places there is nobody yet. The table below holds every figure.",
            group=wording.group_name(largest), number=totals[largest], total=sum(totals.values()), empty=empty,
        ),
        "head": [_("Group"), *(wording.region_name(region) for region in regions), _("All")],
        "most": max(max(row.values()) for row in matrix.values()),
        "rows": [
            {"key": group, "name": wording.group_name(group), "numbers": list(row.values()), "total": totals[group]}
            for group, row in matrix.items()
        ],
    }


def _columns(stretches: list[Outline]) -> Block:
    most = max(each["positions"] for each in stretches) or 1
    busiest = max(stretches, key=lambda each: each["positions"])
    return {
        "is": "columns", "caption": _("Published positions by the day they were received."), "most": most,
        "alt": _(
            "Columns from %(first)s to %(last)s; the highest is %(number)s, from %(day)s on. The table below holds "
            "every figure.", first=wording.day(stretches[0]["start"]), last=wording.day(stretches[-1]["end"]),
            number=most, day=wording.day(busiest["start"]),
        ),
        "head": [_("From"), _("To"), _("Positions")],
        "first": wording.day(stretches[0]["start"]), "last": wording.day(stretches[-1]["end"]),
        "values": [each["positions"] for each in stretches],
        "rows": [
            [wording.day(each["start"]), wording.day(each["end"]), wording.number(each["positions"])]
            for each in stretches
        ],
    }
