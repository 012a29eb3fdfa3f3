"""What the page of the map shows: everything is read off what was kept; only one's own place is worked out."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from consult.accounts.models import Account
from consult.consultations.models import Consultation, Topic
from consult.consultations.phases import takes_contributions
from consult.db import db
from consult.opinion.models import ClaimStanding, Opinion, Vote
from consult.opinion.queries import (
    Claim,
    ballots_on,
    claims_named,
    opinion_on,
    tallies_by_group,
)
from consult.opinion.suppression import may_show
from consult.organisations.queries import stakeholder_of

LETTERS = "ABCDE"
WIDTH, HEIGHT, EDGE = 340.0, 300.0, 26.0
NEEDY = 3


@dataclass(frozen=True)
class Share:
    """How one group of opinion voted on a claim."""

    letter: str
    agree: int
    passed: int
    disagree: int

    @property
    def number(self) -> int:
        return self.agree + self.passed + self.disagree

    @property
    def tally(self) -> dict[str, int]:
        return {"agree": self.agree, "disagree": self.disagree, "pass": self.passed}


@dataclass(frozen=True)
class OpinionGroup:
    """A group on the picture. `is_told` is False where it holds fewer than five people."""

    letter: str
    size: int
    is_told: bool
    outline: list[tuple[float, float]]
    label: tuple[float, float]
    marks: list[tuple[Claim, str]]


@dataclass
class Picture:
    """Coordinates on the drawing, in points of its view box."""

    groups: list[OpinionGroup] = field(default_factory=list)
    dots: list[tuple[float, float, str]] = field(default_factory=list)
    you: tuple[float, float] | None = None
    your_group: str = ""
    your_votes: int = 0


def map_page(consultation: Consultation, topic: Topic, account: Account | None) -> dict[str, Any]:
    """A fixed number of queries, whatever the number of votes."""
    found = opinion_on(topic)
    is_open = consultation.votes and takes_contributions(consultation)
    if found is None or not may_show(found.people):
        return {"opinion": found, "is_open": is_open, "picture": None, "unites": [], "divides": [], "needy": []}
    result = found.result
    unites, divides = [claim for claim, _share in result["unites"]], result["divides"]
    marks = [claim for group in result["groups"] for claim, _direction in group["representative"]]
    needy = needy_claims(topic) if is_open else []
    claims = claims_named(list(dict.fromkeys([*unites, *divides, *marks, *needy])))
    tallies = tallies_by_group(unites)
    return {
        "opinion": found, "is_open": is_open, "picture": _picture(topic, found, claims, account),
        "unites": [(claims[each], tallies[each]) for each in unites if each in claims],
        "divides": [(claims[each], shares_of(result, each)) for each in divides if each in claims],
        "needy": [claims[each] for each in needy if each in claims],
        "ballots": ballots_on(consultation, needy, account),
    }


def needy_claims(topic: Topic) -> list[int]:
    """Those that most need votes."""
    return list(db.session.scalars(
        select(ClaimStanding.position_id).where(ClaimStanding.topic_id == topic.id)
        .order_by(ClaimStanding.priority.desc(), ClaimStanding.position_id).limit(NEEDY)
    ))


def shares_of(result: dict[str, Any], claim: int) -> list[Share]:
    """By group of opinion, of the groups that are told of and gave it five votes."""
    return [
        Share(LETTERS[number], agree, seen - agree - disagree, disagree)
        for number, (agree, disagree, seen) in enumerate(result["by_opinion"].get(str(claim), []))
        if result["groups"][number]["is_told"] and may_show(seen)
    ]


def _picture(topic: Topic, found: Opinion, claims: dict[int, Claim], account: Account | None) -> Picture | None:
    result = found.result
    if not result.get("dots"):
        return None
    place = _own_place(topic, found, account)
    points = [(x, y) for x, y, _group in result["dots"]]
    points += [(x, y) for group in result["groups"] for x, y in group["outline"]]
    if place:
        points.append(place[:2])
    scale = _scale(points)
    picture = Picture(dots=[(*scale(x, y), LETTERS[group]) for x, y, group in result["dots"]])
    for number, group in enumerate(result["groups"]):
        outline = [scale(x, y) for x, y in group["outline"]]
        top = min(outline, key=lambda point: point[1], default=scale(*group["centre"]))
        picture.groups.append(OpinionGroup(
            LETTERS[number], group["size"], group["is_told"], outline, (top[0], top[1] - 7),
            [(claims[claim], direction) for claim, direction in group["representative"] if claim in claims],
        ))
    if place:
        picture.you, picture.your_votes = scale(*place[:2]), place[2]
        if place[3]:
            picture.your_group = _nearest(result, place[:2])
    return picture


def _own_place(topic: Topic, found: Opinion, account: Account | None) -> tuple[float, float, int, bool] | None:
    """Where the reader stands, on how many votes, and whether these are enough to be counted in a group."""
    # Imported here: it loads numpy.
    from consult.opinion.groups import ENOUGH, place_of

    profile = stakeholder_of(account) if account else None
    if profile is None:
        return None
    rows = db.session.execute(
        select(Vote.position_id, Vote.value, ClaimStanding.mean, ClaimStanding.x, ClaimStanding.y)
        .join(ClaimStanding, ClaimStanding.position_id == Vote.position_id)
        .where(Vote.stakeholder_id == profile.id, ClaimStanding.topic_id == topic.id)
    ).all()
    if not rows:
        return None
    votes = {row.position_id: row.value for row in rows}
    axes = {row.position_id: (row.mean, row.x, row.y) for row in rows}
    x, y = place_of(votes, axes, found.claims, found.result["taken_away"])
    return x, y, len(rows), len(rows) >= min(ENOUGH, max(1, found.claims))


def _nearest(result: dict[str, Any], place: tuple[float, float]) -> str:
    away = [
        (place[0] - group["centre"][0]) ** 2 + (place[1] - group["centre"][1]) ** 2 for group in result["groups"]
    ]
    nearest = away.index(min(away))
    return LETTERS[nearest] if result["groups"][nearest]["is_told"] else ""


def _scale(points: list[tuple[float, float]]):  # type: ignore[no-untyped-def]
    """From the plane to the drawing, the same in both directions, so that distances stay true."""
    left, right = min(x for x, _y in points), max(x for x, _y in points)
    low, high = min(y for _x, y in points), max(y for _x, y in points)
    factor = min((WIDTH - 2 * EDGE) / max(right - left, 1e-9), (HEIGHT - 2 * EDGE) / max(high - low, 1e-9))

    def scale(x: float, y: float) -> tuple[float, float]:
        return (
            round(WIDTH / 2 + (x - (left + right) / 2) * factor, 1),
            round(HEIGHT / 2 + 6 - (y - (low + high) / 2) * factor, 1),
        )

    return scale
