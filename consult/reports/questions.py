"""The questions in a report: what was asked, what was corrected, and the results as soon as readers may see them."""

from typing import Any

from consult.consultations.general import SLUG as GENERAL
from consult.consultations.models import Consultation
from consult.i18n import _, n_
from consult.identifiers import name_of
from consult.questions.models import Question
from consult.questions.queries import questions_of
from consult.questions.results import Result, Table, results_of, shows_results
from consult.reports import wording

Outline = dict[str, Any]
Block = dict[str, Any]


def asked(consultation: Consultation, *, draft: bool = False) -> list[Outline]:
    """Plain data: a figure that is covered is None. `results` is None as long as the plan does not show them."""
    questions = questions_of(consultation)
    shows = draft or shows_results(consultation)
    results = results_of(consultation, questions) if shows else {}
    return [_asked(each, results.get(each.id), draft and not shows_results(consultation)) for each in questions]


def _asked(question: Question, result: Result | None, is_draft: bool) -> Outline:
    return {
        "id": f"question:{question.name}", "number": str(question.ordinal),
        "topic": question.topic.slug if question.topic else GENERAL, "section": question.section,
        "kind": question.kind.value, "text": question.text, "help": question.help, "required": question.is_required,
        "options": [{"key": key, "text": words} for key, words in question.options],
        "lines": [{"key": key, "text": words} for key, words in question.lines],
        "condition": {
            "question": f"question:{name_of(question.condition_id)}", "answers": question.condition_keys,
        } if question.condition_id else None,
        "corrections": [
            {"field": each.field, "old": each.old, "new": each.new,
             "corrected_at": each.corrected_at.strftime("%Y-%m-%dT%H:%M:%SZ")}
            for each in question.corrections
        ],
        "answered": result.answered if result else None,
        "results": [_table(each) for each in result.tables] if result else None,
        "state": "draft" if is_draft else "published",
    }


def _table(table: Table) -> Outline:
    return {
        "line": table.line or None, "text": table.text or None, "mean": table.mean, "median": table.median,
        "choices": [
            {
                "key": each.key, "text": each.text, "count": each.total, "by_group": each.by_group,
                "mean_place": (table.means or {}).get(each.key),
            }
            for each in table.choices
        ],
    }


def blocks(report: Outline) -> list[Block]:
    """Each question with its figures as bars, then by group."""
    questions = report["questions"]
    if not questions:
        return []
    language = report["consultation"]["language"]
    found: list[Block] = [
        {"is": "heading", "level": 1, "text": _("Questions and answers")},
        {"is": "text", "text": _(
            "An answer counts with its submission: once that is published, or kept unpublished at its author’s wish. "
            "“…” stands where fewer than five people answered so and some of them withheld their name, and where such "
            "a figure could be worked out."
        )},
    ]
    for each in questions:
        found.append({
            "is": "heading", "level": 2, "text": f"{each['number']}. {each['text']}", "language": language,
        })
        found += [
            {"is": "text", "text": text, "quiet": True} for text in (_corrected(each), _answered(each)) if text
        ]
        for table in each["results"] or []:
            found += _tables(each, table)
    return found


def _corrected(question: Outline) -> str:
    return "\n\n".join(
        _("Corrected on %(day)s: “%(old)s” became “%(new)s”.", day=wording.day(each["corrected_at"]), old=each["old"],
          new=each["new"])
        for each in question["corrections"]
    )


def _answered(question: Outline) -> str:
    if question["answered"] is None:
        return _("The results are shown after closing.")
    said = n_("%(num)s answer", "%(num)s answers", question["answered"])
    return _("%(answers)s; how often each came first", answers=said) if question["kind"] == "ranking" else said


def _tables(question: Outline, table: Outline) -> list[Block]:
    choices, answered = table["choices"], question["answered"]
    if not answered or not choices:
        return []
    groups = list(choices[0]["by_group"])
    caption = table["text"] or question["text"]
    found: list[Block] = [{
        "is": "bars", "caption": caption, "numeric": 1, "head": [table["text"] or _("Answer"), _("Number"), _("Share")],
        "rows": [
            {
                "key": "", "share": (each["count"] or 0) / answered,
                "cells": [
                    each["text"], _figure(each["count"]),
                    wording.share(None if each["count"] is None else each["count"] / answered),
                ],
            }
            for each in choices
        ],
    }]
    if table["mean"] is not None:
        found.append({"is": "text", "quiet": True, "text": _("Mean: %(mean)s", mean=wording.number(
            round(table["mean"], 2)))})
    # A page has no room for a column for each of nine groups: groups are rows, answers are lines of their own table.
    found.append({
        "is": "table", "caption": _("By stakeholder group: %(question)s", question=caption), "numeric": 2,
        "head": [_("Group"), _("Answer"), _("Number")],
        "rows": [
            [wording.group_name(group), each["text"], _figure(each["by_group"][group])]
            for group in groups for each in choices if each["by_group"][group] != 0
        ],
    })
    return found


def _figure(number: int | None) -> str:
    return "…" if number is None else wording.number(number)
