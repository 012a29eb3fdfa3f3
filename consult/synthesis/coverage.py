"""How much of what was said is dealt with: in all, and by stakeholder group. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Coverage:
    """Shares run 0 to 1; `counts` holds (dealt with, published) by group."""

    all: float
    by_group: dict[str, float]
    dealt: int
    published: int
    counts: dict[str, tuple[int, int]]

    @property
    def missing(self) -> int:
        """How many published contributions have no disposition yet."""
        return self.published - self.dealt

    @property
    def missing_by_group(self) -> dict[str, int]:
        """Only the groups from which something is missing."""
        return {group: total - done for group, (done, total) in self.counts.items() if total > done}


def coverage_from(dealt: Mapping[str, int], published: Mapping[str, int]) -> Coverage:
    """From counts by group. Where nothing is published, nothing is missing: 1."""
    groups = sorted(group for group, total in published.items() if total > 0)
    counts = {group: (min(dealt.get(group, 0), published[group]), published[group]) for group in groups}
    done = sum(each for each, _total in counts.values())
    total = sum(each for _done, each in counts.values())
    return Coverage(
        all=done / total if total else 1.0,
        by_group={group: each / whole for group, (each, whole) in counts.items()},
        dealt=done, published=total, counts=counts,
    )


def together(coverages: Mapping[str, Coverage]) -> Coverage:
    """Of several topics. What is about two topics is dealt with in each, and counts in each."""
    dealt: dict[str, int] = {}
    published: dict[str, int] = {}
    for coverage in coverages.values():
        for group, (done, total) in coverage.counts.items():
            dealt[group] = dealt.get(group, 0) + done
            published[group] = published.get(group, 0) + total
    return coverage_from(dealt, published)
