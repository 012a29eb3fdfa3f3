"""When more came at once than chance would bring, held against the rhythm of all others in the consultation. Pure.

Arrivals of two kinds at the same times of day, and in the same last-minute rush, are two Poisson processes of one
rhythm. Then of the arrivals of one hour each is of the one kind with the share that kind has of all, whatever the hour:
the exact conditional test of Przyborowski and Wilenski, "Homogeneity of results in testing samples from Poisson
series", Biometrika 31 (1940). It needs no estimate of the rhythm, so that few arrivals make it careful, not wrong.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

HOUR = timedelta(hours=1)
# Of a hundred sets of arrivals that follow the rhythm of the others, at most one is said to have a burst.
FALSE_ALARMS = 0.01
# Fewer at once are no burst worth a look.
LEAST = 5


@dataclass(frozen=True)
class Burst:
    """`number` came from `begins` until `ends`, where by the rhythm of the others `expected` would have."""

    begins: datetime
    ends: datetime
    number: int
    expected: float

    @property
    def hours(self) -> int:
        return (self.ends - self.begins) // HOUR


def bursts(arrivals: Mapping[datetime, int], others: Mapping[datetime, int]) -> list[Burst]:
    """The hours, adjacent ones as one, in which unlikely many arrived. Expects how many did in each full hour."""
    own, rest = Counter(arrivals), Counter(others)
    share = own.total() / max(1, own.total() + rest.total())
    # Each hour that could be one is a chance of a false alarm.
    limit = FALSE_ALARMS / max(1, sum(number >= LEAST for number in (own + rest).values()))
    unlikely = sorted(
        hour for hour, number in own.items()
        if number >= LEAST and _chance(number, number + rest[hour], share) <= limit
    )
    found = []
    for _start, run in groupby(enumerate(unlikely), lambda each: each[1] - each[0] * HOUR):
        hours = [hour for _rank, hour in run]
        number = sum(own[hour] for hour in hours)
        found.append(Burst(hours[0], hours[-1] + HOUR, number, (number + sum(rest[hour] for hour in hours)) * share))
    return found


def _chance(number: int, total: int, share: float) -> float:
    """Of a binomial of `total` with `share`: that it is `number` or more."""
    from scipy.special import bdtrc

    return float(bdtrc(number - 1, total, share))
