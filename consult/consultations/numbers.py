"""The numbers block: insert-only ±1 rows and their one sum. Shown everywhere, computed here alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select

from consult.consultations.models import Consultation, Tally
from consult.db import db, transaction
from consult.identifiers import new_id

KINDS = {"submission": "submissions", "position": "positions", "comment": "comments", "answer": "answers"}
STATES = ("published", "withheld", "withdrawn", "waiting")
_DIMENSIONS = ("topic_id", "kind", "state", "by_author", "group", "country", "language", "channel", "stance", "day")
# How many steps are folded in one transaction, and how many may stand unfolded.
STRETCH, ENOUGH = 50_000, 1000

Numbers = dict[str, Any]


@dataclass(frozen=True)
class Counted:
    """What a thing is counted by. `day` is when it was received."""

    consultation_id: int
    kind: str
    group: str
    country: str
    language: str
    channel: str
    stance: str
    day: date


def count(thing: Counted, state: str, topic_ids: Iterable[int], step: int, by_author: bool = False) -> None:
    """Add a step for the consultation as a whole and for each topic; joins the caller's transaction."""
    for topic_id in (None, *topic_ids):
        db.session.add(
            Tally(
                consultation_id=thing.consultation_id, topic_id=topic_id, kind=thing.kind, state=state,
                by_author=by_author, group=thing.group, country=thing.country, language=thing.language,
                channel=thing.channel, stance=thing.stance, day=thing.day, step=step,
            )
        )


def numbers_block(consultation: Consultation) -> Numbers:
    """received = published + withheld + withdrawn + waiting; in all and by group, country, language, topic, channel."""
    rows = db.session.execute(
        select(
            Tally.topic_id, Tally.kind, Tally.state, Tally.by_author, Tally.group, Tally.country, Tally.language,
            Tally.channel, func.sum(Tally.step).label("sum"),
        )
        .where(Tally.consultation_id == consultation.id, Tally.kind.in_(KINDS))
        .group_by(
            Tally.topic_id, Tally.kind, Tally.state, Tally.by_author, Tally.group, Tally.country, Tally.language,
            Tally.channel,
        )
        .having(func.sum(Tally.step) != 0)
    ).all()
    slugs = {topic.id: topic.slug for topic in consultation.topics}
    numbers: Numbers = _empty()
    breakdowns: dict[str, dict[str, Numbers]] = {
        "by_group": {}, "by_country": {}, "by_language": {}, "by_topic": {slug: _empty() for slug in slugs.values()},
        "by_channel": {},
    }
    for row in rows:
        if row.topic_id is not None:
            _add(breakdowns["by_topic"][slugs[row.topic_id]], row)
            continue
        _add(numbers, row)
        for name, value in (
            ("by_group", row.group), ("by_country", row.country), ("by_language", row.language),
            ("by_channel", row.channel),
        ):
            _add(breakdowns[name].setdefault(value, _empty()), row)
    return numbers | {
        name: dict(sorted(parts.items())) if name != "by_topic" else parts for name, parts in breakdowns.items()
    }


def _empty() -> Numbers:
    return {name: dict.fromkeys(("received", *STATES, "withheld_by_author"), 0) for name in KINDS.values()}


def _add(numbers: Numbers, row: Any) -> None:
    part = numbers[KINDS[row.kind]]
    amount = int(row.sum)
    part["received"] += amount
    part[row.state] += amount
    if row.state == "withheld" and row.by_author:
        part["withheld_by_author"] += amount


def published_by(consultation_id: int, topic_id: int | None, kind: str, *dimensions: str) -> dict[tuple[str, ...], int]:
    """Published things of a kind by the named columns of Tally, in one query."""
    columns = [getattr(Tally, name) for name in dimensions]
    rows = db.session.execute(
        select(*columns, func.sum(Tally.step))
        .where(
            Tally.consultation_id == consultation_id,
            Tally.topic_id == topic_id if topic_id else Tally.topic_id.is_(None),
            Tally.kind == kind, Tally.state == "published",
        )
        .group_by(*columns).having(func.sum(Tally.step) > 0)
    )
    return {tuple(row[:-1]): int(row[-1]) for row in rows}


def fold(consultation_id: int) -> int:
    """Replace many steps by one for each combination; how many rows were saved. The sums stay the same."""
    columns = [getattr(Tally, name) for name in _DIMENSIONS]
    with transaction() as session:
        rows = session.execute(
            select(Tally.id, Tally.step, *columns).where(Tally.consultation_id == consultation_id)
            .with_for_update(skip_locked=True).limit(STRETCH)
        ).all()
        sums: dict[tuple[Any, ...], int] = {}
        for row in rows:
            sums[tuple(row[2:])] = sums.get(tuple(row[2:]), 0) + row.step
        kept = {key: step for key, step in sums.items() if step}
        if len(kept) >= len(rows):
            return 0
        identifiers = [row.id for row in rows]
        for start in range(0, len(identifiers), 500):
            session.execute(delete(Tally).where(Tally.id.in_(identifiers[start : start + 500])))
        session.add_all(
            Tally(id=new_id(), consultation_id=consultation_id, step=step, **dict(zip(_DIMENSIONS, key, strict=True)))
            for key, step in kept.items()
        )
        return len(rows) - len(kept)


def fold_all() -> None:
    """Fold every consultation that grew; the worker's part of keeping sums short."""
    for identifier in db.session.scalars(
        select(Tally.consultation_id).group_by(Tally.consultation_id).having(func.count() > ENOUGH)
    ).all():
        while fold(identifier) > ENOUGH:
            pass




def published_totals(consultation_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Published things by kind, and the number of countries they come from, for a list of consultations."""
    if not consultation_ids:
        return {}
    whole = (Tally.consultation_id.in_(consultation_ids), Tally.topic_id.is_(None), Tally.state == "published")
    totals: dict[int, dict[str, int]] = {identifier: {"countries": 0} for identifier in consultation_ids}
    for identifier, kind, amount in db.session.execute(
        select(Tally.consultation_id, Tally.kind, func.sum(Tally.step)).where(*whole)
        .group_by(Tally.consultation_id, Tally.kind)
    ):
        totals[identifier][kind] = int(amount)
    for identifier, _country in db.session.execute(
        select(Tally.consultation_id, Tally.country)
        .where(*whole, Tally.kind == "submission", Tally.country != "undeclared")
        .group_by(Tally.consultation_id, Tally.country).having(func.sum(Tally.step) > 0)
    ):
        totals[identifier]["countries"] += 1
    return totals
