"""What a group stands for, what unites the groups and what divides them, from counts of votes. Pure.

The formulas are Polis's, published as facts in its documentation and named in practice.md D3: every share is
(A+1)/(S+2), a test is one-sided at 90 %, so |z| > 1.2816. The groups may be groups of opinion or those that people
declare themselves: the same formulas hold for both.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

SIGNIFICANT = 1.2816
MOST = 5


@dataclass(frozen=True)
class Counts:
    """Votes by group (rows) and claim (columns): how many agree, how many disagree, how many voted at all."""

    agree: Floats
    disagree: Floats
    seen: Floats


@dataclass(frozen=True, slots=True)
class Representative:
    """A claim that a group holds more than the others do. `claim` is its column."""

    claim: int
    direction: str
    share: float
    strength: float


def proportion_test(successes: Floats, trials: Floats) -> Floats:
    """Against one half: z = 2·√(n+1)·((s+1)/(n+1) − ½)."""
    return np.asarray(2 * np.sqrt(trials + 1) * ((successes + 1) / (trials + 1) - 0.5))


def difference_test(first: Floats, of_first: Floats, second: Floats, of_second: Floats) -> Floats:
    """Of two proportions, every count with one added; 0 where all are of one mind."""
    first, of_first, second, of_second = first + 1, of_first + 1, second + 1, of_second + 1
    pooled = (first + second) / (of_first + of_second)
    spread = np.sqrt(np.clip(pooled * (1 - pooled), 0, None) * (1 / of_first + 1 / of_second))
    difference = first / of_first - second / of_second
    return np.divide(difference, spread, out=np.zeros_like(difference), where=spread > 0)


def group_informed(counts: Counts) -> Floats:
    """How far every group agrees with a claim: Π over groups of (A+1)/(S+2)."""
    return np.asarray(np.prod((counts.agree + 1) / (counts.seen + 2), axis=0))


def divisiveness(counts: Counts) -> Floats:
    """How far the groups lie apart on a claim: the largest difference between their shares of agreement."""
    shares = (counts.agree + 1) / (counts.seen + 2)
    return np.asarray(shares.max(0) - shares.min(0))


def representative(counts: Counts, most: int = MOST) -> list[list[Representative]]:
    """For each group the claims that mark it, at least one where it voted on any, agreement first."""
    return [_representative_of(counts, group, most) for group in range(len(counts.seen))]


def _representative_of(counts: Counts, group: int, most: int) -> list[Representative]:
    seen, others = counts.seen[group], counts.seen.sum(0) - counts.seen[group]
    sides: dict[str, tuple[Floats, ...]] = {}
    for direction, votes in (("agree", counts.agree), ("disagree", counts.disagree)):
        share = (votes[group] + 1) / (seen + 2)
        rest = votes.sum(0) - votes[group]
        ratio = share / ((rest + 1) / (others + 2))
        own_test = proportion_test(votes[group], seen)
        test = difference_test(votes[group], seen, rest, others)
        sides[direction] = (share, ratio, own_test, test)
    voted = [int(claim) for claim in np.flatnonzero(seen > 0)]
    chosen = [found for claim in voted if (found := _significant(claim, sides))]
    chosen.sort(key=lambda each: (-each.strength, each.claim))
    if not chosen:
        weak = [_side(claim, direction, sides) for claim in voted for direction in sides]
        chosen = sorted(weak, key=lambda each: (-each.strength, each.claim, each.direction))[:1]
    best = next((each for each in chosen if each.direction == "agree"), None)
    kept = ([best] if best else []) + [each for each in chosen if each is not best]
    return sorted(kept[:most], key=lambda each: each.direction != "agree")


def _significant(claim: int, sides: dict[str, tuple[Floats, ...]]) -> Representative | None:
    passing = [
        direction for direction, (_share, _ratio, own_test, test) in sides.items()
        if own_test[claim] > SIGNIFICANT and test[claim] > SIGNIFICANT
    ]
    if not passing:
        return None
    # Where both pass, the side on which the group stands out more.
    return _side(claim, max(passing, key=lambda direction: float(sides[direction][3][claim])), sides)


def _side(claim: int, direction: str, sides: dict[str, tuple[Floats, ...]]) -> Representative:
    share, ratio, own_test, test = (float(values[claim]) for values in sides[direction])
    return Representative(claim, direction, share, ratio * test * share * own_test)


def majority(counts: Counts, most: int = MOST) -> dict[str, list[int]]:
    """The claims that most people agree with, and those they disagree with, whatever the group."""
    seen = counts.seen.sum(0)
    found = {}
    for direction, votes in (("agree", counts.agree.sum(0)), ("disagree", counts.disagree.sum(0))):
        share, test = (votes + 1) / (seen + 2), proportion_test(votes, seen)
        passing = np.flatnonzero((share > 0.5) & (test > SIGNIFICANT))
        found[direction] = [
            int(claim) for claim in sorted(passing, key=lambda each: (-share[each] * test[each], each))[:most]
        ]
    return found


def first(values: Floats, most: int, among: Iterable[int] | None = None) -> list[int]:
    """The columns with the largest values, in order."""
    columns = range(len(values)) if among is None else among
    return sorted(columns, key=lambda each: (-values[each], each))[:most]
