"""Whether a group is cited more or less than its share. Pure."""

from collections.abc import Mapping

UNDER, OVER = 0.8, 1.25


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
