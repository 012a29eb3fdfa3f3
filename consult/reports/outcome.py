"""The outcome in a report as blocks: goals with passages, coverage and findings, and what became of everything."""

from collections import Counter
from typing import Any

from consult.i18n import _, n_
from consult.reports import amendments, wording
from consult.reports.figures import who_answered
from consult.reports.outline import Outline

Block = dict[str, Any]


def findings(report: Outline) -> list[Block]:
    """Before an outcome is published: the goals alone, and when it is due."""
    tongue = report["consultation"]["language"]
    blocks: list[Block] = [{"is": "heading", "level": 1, "text": _("Outcome"), "fresh": True}]
    if not _has_outcome(report):
        blocks.append({"is": "text", "text": _("No outcome is published yet.")})
    if report["outcome"] and not report["outcome"]["is_final"]:
        blocks.append({"is": "text", "text": _("This is the draft outcome: it can still be challenged.")})
    if report["outcome"] and report["outcome"]["summary"]:
        blocks.append({"is": "text", "text": report["outcome"]["summary"], "language": tongue})
    if report["findings"]:
        blocks += [
            {"is": "heading", "level": 2, "text": _("On the consultation as a whole")},
            *(_finding(each, tongue, 3) for each in report["findings"]),
        ]
    for topic in report["topics"]:
        blocks += _topic(report, topic, tongue)
    return blocks


def _has_outcome(report: Outline) -> bool:
    return bool(report["outcome"]) or report["draft"]


def _topic(report: Outline, topic: Outline, tongue: str) -> list[Block]:
    blocks: list[Block] = [
        {"is": "heading", "level": 2, "text": f"{topic['number']}. {topic['title']}", "language": tongue},
    ]
    if topic["passages"]:
        blocks.append({"is": "passages", "rows": topic["passages"], "language": tongue})
    blocks += amendments.topic_blocks(topic, report["plan"]["time_zone"], tongue)
    if not _has_outcome(report):
        return blocks
    if topic["findings"]:
        blocks.append({"is": "heading", "level": 3, "text": _("Findings")})
        blocks += [_finding(each, tongue, 4) for each in topic["findings"]]
        blocks.append({"is": "text", "text": who_answered(), "quiet": True})
    else:
        blocks.append({"is": "text", "text": _("No finding on this goal.")})
    return [*blocks, *_coverage(topic)]


def _coverage(topic: Outline) -> list[Block]:
    coverage = topic["coverage"]
    if coverage["all"] is None:
        return []
    rows = [
        {"key": group, "share": share, "cells": [wording.group_name(group), wording.share(share)]}
        for group, share in coverage["by_group"].items()
    ]
    rows.append({"key": "", "share": coverage["all"], "cells": [_("All"), wording.share(coverage["all"])]})
    return [
        {"is": "heading", "level": 3, "text": _("Dealt with")},
        {"is": "text", "text": _(
            "%(dealt)s of %(published)s published contributions on this goal have a place in the outcome.",
            dealt=wording.number(coverage["dealt_with"]), published=wording.number(coverage["published"]),
        )},
        {"is": "bars", "caption": _("Dealt with, by group"), "numeric": 1, "head": [_("Group"), _("Share")],
         "rows": rows},
    ]


def _finding(finding: Outline, tongue: str, level: int, is_minority: bool = False) -> Block:
    return {
        "is": "finding", "level": level, "id": finding["id"], "number": finding["number"],
        "text": finding["text"], "language": tongue,
        "name": _("Minority view %(number)s", number=finding["number"]) if is_minority else
        _("Finding %(number)s", number=finding["number"]),
        "designation": _designation(finding),
        "designation_key": finding["designation"] or "",
        "state": _("Draft, not published") if finding["state"] == "draft" else "",
        "support": _support(finding["support"]),
        "citations": [_citation(each, tongue) for each in finding["citations"]],
        "minority": [_finding(each, tongue, level + 1, True) for each in finding["minority_views"]],
    }


def _designation(finding: Outline) -> str:
    """Where a person chose otherwise than the figures speak for, both, and why."""
    name, proposed = wording.designation_name(finding["designation"]), finding["proposed_designation"]
    if not finding["designation"] or not proposed or proposed == finding["designation"]:
        return name
    return name + ". " + _(
        "The figures speak for: %(designation)s.", designation=wording.designation_name(proposed)
    ) + " " + (
        f"{_('Why it was chosen otherwise:')} {finding['designation_reason']}" if finding["designation_reason"]
        else _("No reason is given for choosing otherwise.")
    )


def _support(support: Outline) -> list[dict[str, str]]:
    """Raw, unique and equal weight always stand together; each alone misleads."""
    left_out = ", ".join(f"{wording.group_name(each['group'])} ({each['published']})" for each in support["left_out"])
    groups = n_(
        "mean over %(num)s group with five or more", "mean over %(num)s groups with five or more", support["groups"]
    ) if support["groups"] else _("no group has five or more contributions")
    return [
        {"term": _("Raw"), "value": wording.number(support["raw"]),
         "note": _("of %(number)s published contributions", number=wording.number(support["published"]))},
        {"term": _("Unique"), "value": wording.number(support["unique"]), "note": _campaigns(support)},
        {"term": _("Equal weight"), "value": wording.share(support["equal_weight"]),
         "note": groups + (_("; too small: %(groups)s", groups=left_out) if left_out else "")},
    ]


def _campaigns(support: Outline) -> str:
    """Each as one argument, with how many stand behind it."""
    told = ", ".join(
        n_("one argument with %(num)s supporter", "one argument with %(num)s supporters", each["supporters"])
        for each in support["campaigns"]
    )
    return _("each campaign counted once") + (f": {told}" if told else "")


def _citation(citation: Outline, tongue: str) -> Block:
    label = citation["number"] or ""
    if citation["text"] is None:
        return {"label": label, "who": "", "text": "", "language": tongue, "to": "",
                "void": _("This citation no longer holds: %(reason)s.", reason=wording.void_reason(citation["void"]))}
    if citation["source"].startswith("finding:"):
        label = _("Finding %(number)s", number=label)
        return {"label": label, "who": "", "text": citation["text"], "language": tongue, "void": "",
                "to": citation["source"]}
    return {
        "label": label, "who": who(citation), "text": citation["text"], "language": citation["language"] or tongue,
        "void": "", "to": citation["source"],
    }


def who(said: Outline) -> str:
    """Name, organisation, group and country of whoever said something, as far as they want it known."""
    names = [_("Name withheld")] if said["nameless"] else [
        name for name in dict.fromkeys((said["author"], said["organisation"])) if name
    ]
    if said["group"]:
        names.append(wording.group_name(said["group"]))
    if said["country"] and said["country"] != "undeclared":
        names.append(wording.country(said["country"]))
    return ", ".join(names)


def dispositions(report: Outline) -> list[Block]:
    """What became of the published contributions, by goal."""
    if not _has_outcome(report):
        return []
    kinds = ("cited", "represented", "campaign", "considered")
    counts: dict[str, Counter[str]] = {topic["slug"]: Counter() for topic in report["topics"]}
    reasons: Counter[str] = Counter()
    for contribution in report["contributions"]:
        for each in contribution["dispositions"]:
            counts[each["topic"]][each["kind"]] += 1
            if each["kind"] == "considered":
                reasons[each["reason"]] += 1
    blocks: list[Block] = [
        {"is": "heading", "level": 1, "text": _("What became of the contributions")},
        {"is": "table", "caption": _("Contributions by what became of them, in each goal"), "numeric": 1,
         "head": [_("Goal"), *(wording.disposition_name(kind) for kind in kinds)],
         "rows": [
             [f"{topic['number']}. {topic['title']}",
              *(wording.number(counts[topic["slug"]][kind]) for kind in kinds)] for topic in report["topics"]
         ]},
    ]
    if reasons:
        blocks.append({
            "is": "table", "caption": _("Considered, not cited: why"), "numeric": 1,
            "head": [_("Reason"), _("Contributions")],
            "rows": [[wording.disposition_reason(reason), wording.number(total)] for reason, total in
                     reasons.most_common()],
        })
    return blocks
