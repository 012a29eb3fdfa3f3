"""Many votes at once, as a file brings them; those that are there already are left as they are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select, update

from consult.clock import now
from consult.db import db
from consult.identifiers import new_id
from consult.jobs import wake
from consult.opinion.models import Vote, VoteTally
from consult.organisations.vocabularies import Group

Pair = tuple[int, int]
BATCH = 20_000


def take_votes(votes: Mapping[Pair, tuple[int, datetime | None]], group: Group = Group.UNDECLARED) -> int:
    """Store the latest vote of each (position, stakeholder); how many were new or had changed.

    Joins the caller's transaction.
    """
    known = _known(sorted({position for position, _person in votes}))
    steps: Counter[tuple[int, int]] = Counter()
    fresh, changed = [], []
    for pair, (value, moment) in votes.items():
        before, since = known.get(pair, (None, None))
        if before == value or (since and moment and moment < since):
            continue
        position, person = pair
        steps[position, value] += 1
        if before is None:
            fresh.append({
                "position_id": position, "stakeholder_id": person, "value": value, "group": group,
                "cast_at": moment or now(),
            })
        else:
            steps[position, before] -= 1
            changed.append({
                "position_id": position, "stakeholder_id": person, "value": value, "cast_at": moment or now(),
            })
    for start in range(0, len(fresh), BATCH):
        db.session.execute(insert(Vote), fresh[start : start + BATCH])
    if changed:
        db.session.execute(update(Vote), changed)
    _count(steps, group)
    wake("opinion.update")
    return len(fresh) + len(changed)


def _known(positions: Sequence[int]) -> dict[Pair, tuple[int, datetime]]:
    found: dict[Pair, tuple[int, datetime]] = {}
    for start in range(0, len(positions), 500):
        rows = db.session.execute(
            select(Vote.position_id, Vote.stakeholder_id, Vote.value, Vote.cast_at)
            .where(Vote.position_id.in_(positions[start : start + 500]))
        )
        found.update(((row.position_id, row.stakeholder_id), (row.value, row.cast_at)) for row in rows)
    return found


def _count(steps: Counter[tuple[int, int]], group: Group) -> None:
    rows = [
        {"id": new_id(), "position_id": position, "group": group, "value": value, "step": step}
        for (position, value), step in steps.items() if step
    ]
    if rows:
        db.session.execute(insert(VoteTally), rows)
