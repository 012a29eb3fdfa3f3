"""How long the rest will take, at the pace seen so far. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

# A longer pause is a break: it says nothing about the work.
BREAK = timedelta(minutes=15)
FEWEST = 5


class Act(NamedTuple):
    """At one moment a person dealt with so many contributions."""

    at: datetime
    by: int
    number: int


@dataclass(frozen=True)
class Forecast:
    """`hours` is for one person without breaks, one by one; None before enough was done to tell. `people` did it."""

    hours: float | None
    people: int
    left: int


def forecast(acts: Iterable[Act], left: int) -> Forecast:
    """From the acts of late, in any order, as if the rest were read one by one.

    What was dealt with several at a time says nothing about it: one bulk act once made a minute of the 2,321 left.
    """
    by_person: dict[int, list[Act]] = {}
    for act in acts:
        by_person.setdefault(act.by, []).append(act)
    worked, done = timedelta(), 0
    for theirs in by_person.values():
        theirs.sort()
        for before, after in zip(theirs, theirs[1:], strict=False):
            if after.number == 1 and after.at - before.at <= BREAK:
                worked += after.at - before.at
                done += 1
    if done < FEWEST or not worked:
        return Forecast(0.0 if not left else None, len(by_person), left)
    return Forecast(left * worked.total_seconds() / done / 3600, len(by_person), left)
