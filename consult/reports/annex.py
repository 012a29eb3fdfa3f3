"""The annex of a report as blocks: every published contribution in full, and what became of it."""

from typing import Any

from consult.i18n import _, n_
from consult.reports import amendments, wording
from consult.reports.handling import campaign_numbers
from consult.reports.organisations import joint_facts
from consult.reports.outcome import who
from consult.reports.outline import Outline

Block = dict[str, Any]


def contributions(report: Outline) -> list[Block]:
    published = report["contributions"]
    numbers = {each["id"]: each["number"] for each in published}
    titles = {topic["slug"]: f"{topic['number']}. {topic['title']}" for topic in report["topics"]}
    campaigns = campaign_numbers(report)
    return [
        {"is": "heading", "level": 1, "text": _("Annex: all published contributions"), "fresh": True},
        {"is": "text", "text": n_(
            "%(num)s contribution, in the order of its number and as its author wrote it. █ stands for a letter that a "
            "moderator has covered.",
            "%(num)s contributions, in the order of their numbers and as their authors wrote them. █ stands for a "
            "letter that a moderator has covered.",
            len(published),
        )},
        *(_contribution(each, titles, numbers, campaigns) for each in published),
    ]


def _contribution(
    contribution: Outline, titles: dict[str, str], numbers: dict[str, str | None], campaigns: dict[str, int]
) -> Block:
    replied_to = numbers.get(contribution["replies_to"] or "")
    facts = [
        wording.kind_name(contribution["kind"]),
        _("in reply to %(number)s", number=replied_to) if replied_to else "",
        wording.stance_name(contribution["stance"]),
        _("on %(goals)s", goals="; ".join(titles[slug] for slug in contribution["topics"])),
        wording.language(contribution["language"]), wording.channel_name(contribution["channel"]),
        _("round %(number)s", number=contribution["round"]) if contribution["round"] > 1 else "",
        _("late") if contribution["late"] else "",
        _("in campaign %(number)s", number=campaigns[contribution["campaign"]])
        if contribution["campaign"] in campaigns else "",
        *(amendments.uptake_name(each["taken_up"], each["version"]) for each in contribution["taken_up"]),
        _("their reference: %(name)s", name=contribution["external_id"]) if contribution["external_id"] else "",
    ]
    facts += joint_facts(contribution)
    latest = contribution["versions"][-1]
    return {
        "is": "contribution", "id": contribution["id"],
        "number": contribution["number"] or _("No number yet"), "who": who(contribution), "key": contribution["group"],
        "facts": [fact for fact in facts if fact], "language": contribution["language"],
        "latest": _text(latest), "earlier": [_text(each) for each in reversed(contribution["versions"][:-1])],
        "became_name": _("What became of it"),
        "became": [_became(each, titles) for each in contribution["dispositions"]],
        "found_in": [
            {"number": number, "to": identifier} for identifier, number in dict(
                pair for each in contribution["dispositions"]
                for pair in zip(each["findings"], each["finding_numbers"], strict=True)
            ).items()
        ],
    }


def _text(version: Outline) -> Block:
    return {
        "name": _("Version %(number)s, %(date)s", number=version["version"], date=wording.day(version["submitted_at"])),
        "claim": version["claim"], "body": version["body"], "wording": version["wording"],
        "claim_note": _("Main point written by the team") if version["claim_is_ours"] else "",
        "wording_name": _("Proposed wording"),
    }


def _became(disposition: Outline, titles: dict[str, str]) -> str:
    parts = [wording.disposition_name(disposition["kind"])]
    if disposition["finding_numbers"]:
        parts.append(_("finding %(numbers)s", numbers=", ".join(disposition["finding_numbers"])))
    if disposition["reason"]:
        parts.append(wording.disposition_reason(disposition["reason"]))
    line = f"{titles[disposition['topic']]}: {', '.join(parts)}"
    return _("%(line)s (draft)", line=line) if disposition["state"] == "draft" else line
