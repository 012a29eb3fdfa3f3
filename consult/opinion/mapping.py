"""Making the map of a topic from its votes, and keeping it: pages only read what is kept here."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, exists, func, insert, select

from consult.clock import now
from consult.consultations.models import Topic
from consult.contributions.models import Contribution, ContributionTopic, Kind, State, Version
from consult.db import db, transaction
from consult.opinion.actions import fold
from consult.opinion.following import follow
from consult.opinion.models import ClaimStanding, Opinion, Vote
from consult.opinion.queries import share_of, tallies_by_group
from consult.opinion.routing import NEW, priority
from consult.opinion.suppression import SMALLEST

if TYPE_CHECKING:
    from consult.opinion.groups import Opinion as Map

# How many claims a list on the page holds, and how many dots its picture.
LISTED, DOTS = 5, 300
# What unites has more than half of every group behind it.
MOST = 0.5
# A map is made again at most this often, and never for more than a twentieth of the time.
PAUSE, SHARE = timedelta(seconds=10), 20


@dataclass
class Table:
    """The published claims of a topic, the latest votes on them, and how many voted claims were taken away."""

    claims: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    person: Any = None
    claim: Any = None
    value: Any = None
    taken_away: int = 0


def update() -> None:
    """Fold what is new, see what became of claims, and make every map again that is due; the worker's part."""
    fold()
    follow()
    for topic_id in db.session.scalars(select(Opinion.topic_id).where(Opinion.due_at.is_not(None))).all():
        opinion = db.session.get_one(Opinion, topic_id)
        rest = max(PAUSE, timedelta(seconds=opinion.seconds * SHARE))
        if opinion.made_at is None or opinion.made_at + rest <= now():
            make(db.session.get_one(Topic, topic_id))


def make(topic: Topic) -> "Map | None":
    """Make the map of a topic and keep it; None where nobody has voted."""
    # Imported here: numpy and scipy take half a second that no page needs.
    from consult.opinion.groups import Votes, opinion_of

    began = time.monotonic()
    topic_id, asked = topic.id, now()
    table = read(topic_id)
    found = None
    if len(table.value):
        found = opinion_of(Votes(table.people, table.claims, table.person, table.claim, table.value), table.taken_away)
    result = _result(found) if found else {}
    with transaction() as session:
        kept = session.get(Opinion, topic_id, with_for_update=True) or Opinion(topic_id=topic_id, result={})
        session.add(kept)
        if kept.due_at is not None and kept.due_at <= asked:
            kept.due_at = None
        kept.made_at, kept.result, kept.seconds = now(), result, time.monotonic() - began
        kept.people, kept.votes = len(table.people), len(table.value)
        kept.claims = len(table.claims)
        session.execute(delete(ClaimStanding).where(ClaimStanding.topic_id == topic_id))
        standings = _standings(topic_id, table, found)
        if standings:
            session.execute(insert(ClaimStanding), standings)
    return found


def read(topic_id: int) -> Table:
    import numpy as np

    session = db.session
    here = and_(ContributionTopic.topic_id == topic_id, ContributionTopic.kind == Kind.POSITION)
    claims = list(session.scalars(
        select(ContributionTopic.contribution_id)
        .join(Contribution.__table__, Contribution.id == ContributionTopic.contribution_id)
        .join(Version, and_(Version.contribution_id == Contribution.id, Version.version == Contribution.public_version))
        .where(here, Contribution.state == State.PUBLISHED, Version.public_claim != "")
        .order_by(ContributionTopic.contribution_id)
    ))
    table = Table(claims=claims)
    rows = session.connection().execute(
        select(Vote.position_id, Vote.stakeholder_id, Vote.value)
        .join(ContributionTopic, ContributionTopic.contribution_id == Vote.position_id).where(here),
        execution_options={"yield_per": 50_000},
    )
    blocks = [np.array([tuple(row) for row in part], np.int64) for part in rows.partitions()]
    claim, person, value = np.concatenate([np.empty((0, 3), np.int64), *blocks]).T
    known = np.array(claims, np.int64)
    inside = np.isin(claim, known)
    people, numbers = np.unique(person[inside], return_inverse=True)
    table.people = [int(each) for each in people]
    table.person, table.value = numbers.astype(np.int32), value[inside].astype(np.int8)
    table.claim = np.searchsorted(known, claim[inside]).astype(np.int32)
    table.taken_away = session.scalar(
        select(func.count()).select_from(ContributionTopic)
        .join(Contribution.__table__, Contribution.id == ContributionTopic.contribution_id)
        .where(here, Contribution.state == State.WITHHELD,
               exists().where(Vote.position_id == ContributionTopic.contribution_id))
    ) or 0
    return table


def _standings(topic_id: int, table: Table, found: "Map | None") -> list[dict[str, Any]]:
    """Every published claim has one, so that a claim without votes comes first in its turn."""
    rows = {
        claim: {"topic_id": topic_id, "position_id": claim, "priority": NEW, "mean": 0.0, "x": 0.0, "y": 0.0}
        for claim in table.claims
    }
    if found:
        agree, disagree, seen = (values[0] for values in (found.totals.agree, found.totals.disagree, found.totals.seen))
        for place, claim in enumerate(found.claims):
            passed = seen[place] - agree[place] - disagree[place]
            rows[claim] |= {  # type: ignore[index]
                "priority": priority(int(agree[place]), int(passed), int(seen[place]), float(found.extremity[place])),
                "mean": float(found.means[place]), "x": float(found.axes[place, 0]), "y": float(found.axes[place, 1]),
            }
    return list(rows.values())


def _result(found: "Map") -> dict[str, Any]:
    """What the page shows, as plain data. Groups of fewer than five people are counted and not told of."""
    from consult.opinion.clustering import hulls

    counted = found.places[found.group >= 0]
    labels = found.group[found.group >= 0]
    outlines = list(hulls(counted, labels, len(found.sizes)))
    told = [size >= SMALLEST for size in found.sizes]
    unites = _unites(found)
    divides = [
        found.claims[place] for place in sorted(range(len(found.claims)), key=lambda each: -found.divisiveness[each])
        if found.divisiveness[place] > 0 and _well_voted(found, place, told)
    ][:LISTED] if sum(told) > 1 else []
    step = max(1, len(counted) // DOTS)
    order = sorted(range(len(counted)), key=lambda each: tuple(counted[each]))[::step]
    listed = {*(claim for claim, _share in unites), *divides}
    columns = {claim: place for place, claim in enumerate(found.claims)}
    return {
        "groups": [
            {
                "size": size, "is_told": told[number],
                "outline": [
                    [round(float(x), 3), round(float(y), 3)] for x, y in outlines[number] if told[number]
                ],
                "centre": [round(float(each), 4) for each in found.centres[number]],
                "representative": [
                    [found.claims[each.claim], each.direction] for each in found.representative[number]
                ] if told[number] else [],
            }
            for number, size in enumerate(found.sizes)
        ],
        "dots": [[round(float(counted[each, 0]), 3), round(float(counted[each, 1]), 3), int(labels[each])]
                 for each in order if told[labels[each]]],
        "placed": int((found.group < 0).sum()), "taken_away": found.seen_by_all,
        "unites": [[claim, share] for claim, share in unites], "divides": divides,
        "by_opinion": {
            str(claim): [
                [int(found.counts.agree[number, columns[claim]]), int(found.counts.disagree[number, columns[claim]]),
                 int(found.counts.seen[number, columns[claim]])]
                for number in range(len(found.sizes))
            ]
            for claim in listed
        },
    }


def _well_voted(found: "Map", place: int, told: Sequence[bool]) -> bool:
    return all(found.counts.seen[number, place] >= SMALLEST for number, is_told in enumerate(told) if is_told)


def _unites(found: "Map") -> list[tuple[Any, float]]:
    """By declared group: the claims whose lowest share of agreement, among the groups with five votes and more on
    them, is highest. Only claims on which at least half of the groups that vote have such a voice are compared.

    A group may be hidden because the total would tell of a smaller one: its figures are not shown, and yet nothing
    counts as uniting that it rejects.
    """
    voted = [found.claims[place] for place in range(len(found.claims)) if found.totals.seen[0, place] >= SMALLEST]
    tallies = tallies_by_group(voted)  # type: ignore[arg-type]
    voices = len({group for shown in tallies.values() for group in shown.tallies})
    lowest = {
        claim: min(share_of(tally) for tally in shown.tallies.values()) for claim, shown in tallies.items()
        if shown.lowest > MOST and shown.tallies and 2 * len(shown.tallies) >= voices
    }
    best = sorted(lowest, key=lambda claim: (-lowest[claim], -tallies[claim].number, claim))
    return [(claim, round(lowest[claim], 4)) for claim in best][:LISTED]
