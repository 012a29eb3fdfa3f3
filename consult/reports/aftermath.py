"""What followed the outcome in a report: challenges with replies, the ledger of objections, answers and promises."""

from collections.abc import Iterator
from typing import Any

from consult.challenges.data import challenges_as_data, issues_as_data
from consult.consultations.models import Consultation
from consult.i18n import _
from consult.reports import wording
from consult.reports.sheet import Table
from consult.responses.data import responses_as_data

Outline = dict[str, Any]
Block = dict[str, Any]


def aftermath_of(consultation: Consultation) -> Outline:
    """As readers may see it: empty before there is an outcome."""
    return {
        "challenges": challenges_as_data(consultation), "issues": issues_as_data(consultation),
        "responses": responses_as_data(consultation),
    }


def blocks(report: Outline) -> list[Block]:
    tongue = report["consultation"]["language"]
    return [*_responses(report, tongue), *_issues(report, tongue), *_challenges(report, tongue)]


def open_issues(report: Outline) -> str:
    """For the first page; empty before there is an outcome."""
    if report["outcome"] is None:
        return ""
    return wording.number(sum(1 for each in report["issues"] if each["status"] == "open"))


def _responses(report: Outline, tongue: str) -> list[Block]:
    if not report["responses"]:
        return []
    found: list[Block] = [{"is": "heading", "level": 1, "text": _("The institution’s answer")}]
    for each in report["responses"]:
        kind = wording.macro("responses/_words.html", "kind_name", each["kind"])
        found += [
            {"is": "heading", "level": 2, "text": _(
                "On finding %(numbers)s: %(kind)s", numbers=", ".join(each["finding_numbers"]), kind=kind)},
            {"is": "text", "text": each["words"], "language": tongue},
        ]
        if each["by_when"]:
            found.append({"is": "text", "quiet": True, "text": _("By %(date)s.", date=wording.day(each["by_when"]))})
        if each["follow_up"]:
            found.append({
                "is": "table", "caption": _("What is done about it"), "numeric": 4,
                "head": [_("Promise"), _("Where it stands"), _("Noted"), _("In words")],
                "rows": [
                    [one["words"], wording.macro("responses/_words.html", "follow_up_name", step["status"]),
                     wording.day(step["noted_on"]), step["words"] or ""]
                    for one in each["follow_up"] for step in one["steps"]
                ],
            })
    return found


def _issues(report: Outline, tongue: str) -> list[Block]:
    if not report["issues"]:
        return []
    found: list[Block] = [{"is": "heading", "level": 1, "text": _("Objections")}]
    for each in report["issues"]:
        status = wording.macro("challenges/_challenge.html", "status_name", each["status"])
        found += [
            {"is": "heading", "level": 2, "text": f"{each['number']}. {status}"},
            {"is": "text", "text": each["words"], "language": tongue},
            {"is": "text", "quiet": True, "text": " · ".join(_about(each))},
        ]
        if each["why"]:
            found.append({"is": "text", "text": each["why"], "language": tongue})
    return found


def _about(issue: Outline) -> Iterator[str]:
    yield _("Raised %(date)s", date=wording.day(issue["raised_on"]))
    if issue["finding_number"]:
        yield _("finding %(number)s", number=issue["finding_number"])
    if issue["challenge"]:
        yield _("from a challenge")
    if issue["settled_on"]:
        yield _("Addressed %(date)s", date=wording.day(issue["settled_on"]))


def _challenges(report: Outline, tongue: str) -> list[Block]:
    if not report["challenges"]:
        return []
    found: list[Block] = [{"is": "heading", "level": 1, "text": _("Challenges")}]
    for each in report["challenges"]:
        reply, by = each["reply"], each["by"] or _("Name withheld")
        found += [
            {"is": "heading", "level": 2, "text": _(
                "To finding %(number)s, version %(version)s", number=each["finding_number"] or "",
                version=each["finding_version"])},
            {"is": "text", "text": each["words"], "language": each["language"]},
            {"is": "text", "quiet": True, "text": f"{by}, {wording.day(each['made_on'])}"},
        ]
        if reply is None:
            found.append({"is": "text", "text": _("Not answered. A reply is owed by %(date)s.",
                                                  date=wording.day(each["reply_due"]))})
        else:
            verdict = wording.macro("challenges/_challenge.html", "verdict_name", reply["verdict"])
            found += [
                {"is": "text", "text": _("%(verdict)s, %(date)s:", verdict=verdict, date=wording.day(reply["on"]))},
                {"is": "text", "text": reply["words"], "language": tongue},
            ]
    return found


def tables(found: Outline) -> Iterator[Table]:
    yield challenge_table(found)
    yield issue_table(found)
    yield response_table(found)


def challenge_table(found: Outline) -> Table:
    plain = ("id", "finding", "finding_number", "finding_version", "words", "language", "by", "made_on", "reply_due",
             "is_overdue")
    return Table(
        _("Challenges"), _("What was said against findings, and the reply; empty while one is owed."),
        (*plain, "verdict", "reply", "replied_on"),
        [
            (*(each[name] for name in plain), *((each["reply"] or {}).get(name) for name in ("verdict", "words", "on")))
            for each in found["challenges"]
        ],
    )


def issue_table(found: Outline) -> Table:
    columns = ("id", "number", "status", "words", "why", "finding", "finding_number", "challenge", "contribution",
               "raised_on", "settled_on")
    return Table(_("Objections"), _("Each significant objection, and how it was dealt with."), columns, [
        tuple(each[name] for name in columns) for each in found["issues"]
    ])


def response_table(found: Outline) -> Table:
    """A row for each step of what was promised; an answer without a promise has one row."""
    return Table(
        _("Answers and follow-up"),
        _("What the institution answers to findings, what it promises, and each step since; an answer stands in as "
          "many rows as there were steps."),
        ("id", "version", "finding_numbers", "kind", "words", "by_when", "written_on", "follow_up", "promise", "status",
         "noted", "noted_on"),
        [
            (each["id"], each["version"], ";".join(each["finding_numbers"]), each["kind"], each["words"],
             each["by_when"], each["written_on"], *step)
            for each in found["responses"] for step in list(_steps(each)) or [(None,) * 5]
        ],
    )


def _steps(response: Outline) -> Iterator[tuple[Any, ...]]:
    for promise in response["follow_up"]:
        for step in promise["steps"]:
            yield promise["id"], promise["words"], step["status"], step["words"], step["noted_on"]
