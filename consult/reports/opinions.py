"""Votes and the map of opinion in a report: as plain data, and as blocks. Nothing about fewer than five people.

While people vote, claims stand without their figures, but for those that the page of the map shows to everybody.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from consult.consultations.models import Consultation, Topic
from consult.consultations.phases import takes_contributions
from consult.db import db
from consult.i18n import _, n_
from consult.opinion.models import ClaimStanding, Opinion
from consult.opinion.queries import ByGroup, Claim, claims_named, tallies_by_group
from consult.opinion.suppression import may_show
from consult.reports import wording

Outline = dict[str, Any]
Block = dict[str, Any]


def opinions_on(consultation: Consultation, topics: Sequence[Topic]) -> dict[str, Outline]:
    """By topic slug, where people vote and at least five did."""
    has_ended = not takes_contributions(consultation)
    return {slug: _opinion(kept, has_ended, has_ended) for slug, kept in _kept(consultation, topics).items()}


def opinion_on(consultation: Consultation, topic: Topic) -> Outline | None:
    """One goal's, with the figures of those claims alone that its map shows, however many there are."""
    kept = _kept(consultation, [topic]).get(topic.slug)
    return _opinion(kept, not takes_contributions(consultation), whole=False) if kept else None


def _kept(consultation: Consultation, topics: Sequence[Topic]) -> dict[str, Opinion]:
    if not consultation.votes:
        return {}
    kept = {
        each.topic_id: each for each in db.session.scalars(
            select(Opinion).where(Opinion.topic_id.in_([topic.id for topic in topics]), Opinion.made_at.is_not(None))
        )
    }
    return {
        topic.slug: kept[topic.id] for topic in topics if topic.id in kept and may_show(kept[topic.id].people)
    }


def _opinion(kept: Opinion, has_ended: bool, whole: bool) -> Outline:
    result = kept.result
    unites = [claim for claim, _share in result["unites"]]
    marks = [claim for group in result["groups"] for claim, _side in group["representative"]]
    told = [*unites, *result["divides"]]
    if whole:
        told += db.session.scalars(
            select(ClaimStanding.position_id).where(ClaimStanding.topic_id == kept.topic_id)
            .order_by(ClaimStanding.position_id)
        )
    named = claims_named(list(dict.fromkeys([*told, *marks])))
    return {
        "people": kept.people, "votes": kept.votes, "claims": kept.claims, "has_ended": has_ended,
        "made_at": kept.made_at.strftime("%Y-%m-%dT%H:%M:%SZ") if kept.made_at else None,
        "groups": [
            {
                "id": str(number), "size": group["size"] if group["is_told"] else None,
                "representative": [
                    {"claim": f"position:{named[claim].name}", "text": named[claim].text, "direction": side}
                    for claim, side in group["representative"] if claim in named
                ],
            }
            for number, group in enumerate(result["groups"])
        ],
        "unites": [
            {"claim": f"position:{named[claim].name}", "text": named[claim].text, "lowest_share": share}
            for claim, share in result["unites"] if claim in named
        ],
        "divides": [
            {"claim": f"position:{named[claim].name}", "text": named[claim].text}
            for claim in result["divides"] if claim in named
        ],
        "tallies": tallies_on([named[claim] for claim in dict.fromkeys(told) if claim in named]),
    }


def tallies_on(claims: Sequence[Claim]) -> list[Outline]:
    tallies = tallies_by_group([claim.id for claim in claims])
    return [
        {
            "claim": f"position:{claim.name}", "text": claim.text, "language": claim.language,
            **_tally(tallies[claim.id]),
        }
        for claim in claims
    ]


def _tally(shown: ByGroup) -> Outline:
    """`hidden` names the groups whose figures are left out, and those the total would give away."""
    return {"all": shown.total, "by_group": shown.tallies, "hidden": shown.hidden}


def opinions(report: Outline) -> list[Block]:
    """A part of its own, after the outcome; nothing where nobody votes."""
    with_votes = [topic for topic in report["topics"] if topic.get("opinion")]
    if not with_votes:
        return []
    blocks: list[Block] = [
        {"is": "heading", "level": 1, "text": _("Votes and the map of opinion")},
        {"is": "text", "text": _(
            "People who are signed in agree, disagree or pass on each other’s main points. What unites is in the order "
            "of the lowest share of agreement in any declared group. Figures for fewer than five people are left out."
        )},
        {"is": "text", "text": _("Those who chose to answer. Not representative of any population.")},
    ]
    for topic in with_votes:
        blocks += _blocks(topic, topic["opinion"], report["consultation"]["language"])
    return blocks


def _blocks(topic: Outline, opinion: Outline, tongue: str) -> list[Block]:
    blocks: list[Block] = [
        {"is": "heading", "level": 2, "text": f"{topic['number']}. {topic['title']}", "language": tongue},
        {"is": "text", "text": _(
            "%(people)s people gave %(votes)s votes on %(claims)s main points.",
            people=wording.number(opinion["people"]), votes=wording.number(opinion["votes"]),
            claims=wording.number(opinion["claims"]),
        )},
    ]
    tallies = {each["claim"]: each for each in opinion["tallies"]}
    for title, part in ((_("What unites"), opinion["unites"]), (_("What divides"), opinion["divides"])):
        if part:
            blocks.append(_by_group(title, [tallies[each["claim"]] for each in part]))
    told = [group for group in opinion["groups"] if group["size"]]
    if len(told) > 1:
        blocks.append({
            "is": "table", "caption": _("Groups of opinion"), "numeric": 1,
            "head": [_("Group"), _("People"), _("Together on")],
            "rows": [
                [chr(ord("A") + int(group["id"])), wording.number(group["size"]), "; ".join(
                    _("Agree: %(claim)s", claim=each["text"]) if each["direction"] == "agree"
                    else _("Disagree: %(claim)s", claim=each["text"]) for each in group["representative"]
                )]
                for group in told
            ],
        })
    return blocks


def _by_group(title: str, rows: list[Outline]) -> Block:
    groups = list(dict.fromkeys(group for row in rows for group in row["by_group"]))
    return {
        "is": "table", "caption": _("%(title)s: share that agrees, of how many votes", title=title), "numeric": 1,
        "head": [_("Main point"), *(wording.group_name(group) for group in groups), _("All")],
        "rows": [
            [row["text"], *(_share(row["by_group"].get(group)) for group in groups), _share(row["all"])] for row in rows
        ],
    }


def _share(tally: dict[str, int] | None) -> str:
    if tally is None:
        return "–"
    votes = sum(tally.values())
    return n_("%(share)s of %(num)s", "%(share)s of %(num)s", votes, share=wording.share(tally["agree"] / votes))
