"""Whether everybody is heard: who is cited more or less than their share, who dominates, who is silent. Pure.

Nothing here depends on the order in which things came.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from consult.organisations.vocabularies import REGIONS, Group, group_named

UNDER, OVER = 0.8, 1.25
DOMINANT = 0.5
# A theme that so many hold, or most of a group that is large enough, must not be lost.
HOLDERS, SMALLEST_GROUP = 5, 5


def citation_ratios(cited: Mapping[str, int], published: Mapping[str, int]) -> dict[str, float]:
    """By group: its share of what is cited over its share of what is published; 1 is proportionate.

    Empty while nothing is cited, for then nobody is cited less than others.
    """
    all_cited, all_published = sum(cited.values()), sum(published.values())
    if not all_cited or not all_published:
        return {}
    return {
        group: (cited.get(group, 0) / all_cited) / (total / all_published)
        for group, total in published.items() if total
    }


def is_out_of_balance(ratio: float) -> bool:
    return ratio < UNDER or ratio > OVER


@dataclass(frozen=True)
class Spread:
    """How evenly published contributions are spread over groups.

    `evenness` is Pielou's J (1 is even; None with fewer than two groups), `effective` the inverse of Simpson's sum of
    squares: as many groups of equal size would be as diverse. `largest` is None where nothing is published.
    """

    evenness: float | None
    effective: float
    largest: str | None
    largest_share: float

    @property
    def is_dominated(self) -> bool:
        return self.largest_share > DOMINANT


def spread_over(published: Mapping[str, int]) -> Spread:
    counts = {group: number for group, number in sorted(published.items()) if number > 0}
    everything = sum(counts.values())
    if not everything:
        return Spread(None, 0.0, None, 0.0)
    shares = {group: number / everything for group, number in counts.items()}
    evenness = None
    if len(shares) > 1:
        evenness = min(1.0, -math.fsum(share * math.log(share) for share in shares.values()) / math.log(len(shares)))
    largest = max(shares, key=lambda group: (shares[group], group))
    return Spread(
        evenness, 1 / math.fsum(share**2 for share in shares.values()), largest, shares[largest]
    )


@dataclass(frozen=True)
class Reach:
    """Whom the plan names: those of whom nobody came, and those whom only a person can judge."""

    silent: Sequence[str]
    unknown: Sequence[str]


def reach_of(must_reach: Iterable[str], groups: Mapping[str, int], regions: Mapping[str, int]) -> Reach:
    """A line that names a stakeholder group or a region of the world can be checked; silence of all is silence of some.
    """
    silent, unknown = [], []
    for line in must_reach:
        named = _named_in(line)
        if not named:
            unknown.append(line)
        elif not any(groups.get(each, 0) or regions.get(each, 0) for each in named):
            silent.append(line)
    return Reach(silent, unknown)


def _named_in(line: str) -> set[str]:
    """The groups and regions a line names, by any stretch of up to three of its words."""
    words = re.sub(r"[\W_]+", " ", line).strip().lower().split()
    found: set[str] = set()
    for size in (3, 2, 1):
        for start in range(len(words) - size + 1):
            phrase = " ".join(words[start : start + size])
            group = group_named(phrase)
            if group is not None and group is not Group.UNDECLARED:
                found.add(group.value)
            if phrase in REGIONS:
                found.add(phrase)
    return found


@dataclass(frozen=True)
class Retention:
    """Of the themes that many hold, or most of a group, how many appear in a finding. `lost` names the others."""

    kept: int
    held: int
    lost: Sequence[str]

    @property
    def share(self) -> float | None:
        return self.kept / self.held if self.held else None


def retention_of(
    themes: Mapping[str, Mapping[str, int]], kept: Iterable[str], published: Mapping[str, int]
) -> Retention:
    """`themes` holds, by name, how many of each group have it; `kept` those of which a finding speaks."""
    held = {name for name, by_group in themes.items() if _counts(by_group, published)}
    there = held & set(kept)
    return Retention(len(there), len(held), sorted(held - there))


def _counts(by_group: Mapping[str, int], published: Mapping[str, int]) -> bool:
    return sum(by_group.values()) >= HOLDERS or any(
        published.get(group, 0) >= SMALLEST_GROUP and number > published[group] / 2
        for group, number in by_group.items()
    )
