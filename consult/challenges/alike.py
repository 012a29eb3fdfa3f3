"""Pure: which challenges make one point, suggested by their words. A person decides which are answered together."""

from collections.abc import Sequence

from consult.challenges.models import Challenge

# How much of the words of the shorter must be in the longer, of 100.
ALIKE = 60


def groups_of(challenges: Sequence[Challenge]) -> list[list[Challenge]]:
    """By finding, then by their words; whatever the order in which they came. The first of a group is the oldest."""
    from rapidfuzz.fuzz import token_set_ratio

    groups: list[list[Challenge]] = []
    for each in sorted(challenges, key=lambda one: (one.made_at, one.id)):
        for group in groups:
            first = group[0]
            if first.finding_id == each.finding_id and token_set_ratio(
                first.words.casefold(), each.words.casefold()
            ) >= ALIKE:
                group.append(each)
                break
        else:
            groups.append([each])
    return groups
