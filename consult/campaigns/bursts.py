"""When more came at once than chance would bring, held against the rhythm of all others in the consultation. Pure.

Arrivals of two kinds at the same times of day, and in the same last-minute rush, are two Poisson processes of one
rhythm. Then of the arrivals of one hour each is of the one kind with the share that kind has of all, whatever the hour:
the exact conditional test of Przyborowski and Wilenski, "Homogeneity of results in testing samples from Poisson
series", Biometrika 31 (1940). It needs no estimate of the rhythm, so that few arrivals make it careful, not wrong.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
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


def bursts(arrivals: Iterable[datetime], others: Iterable[datetime], width: timedelta = HOUR) -> list[Burst]:
    """The stretches of the hour (or another width), adjacent ones as one, in which unlikely many arrived."""
    own, rest = _counted(arrivals, width), _counted(others, width)
    share = own.total() / max(1, own.total() + rest.total())
    # Each stretch that could be one is a chance of a false alarm.
    limit = FALSE_ALARMS / max(1, sum(number >= LEAST for number in (own + rest).values()))
    unlikely = sorted(
        place for place, number in own.items()
        if number >= LEAST and _chance(number, number + rest[place], share) <= limit
    )
    found = []
    for _gap, run in groupby(enumerate(unlikely), lambda each: each[1] - each[0]):
        places = [place for _rank, place in run]
        number = sum(own[place] for place in places)
        expected = sum(own[place] + rest[place] for place in places) * share
        found.append(Burst(_moment(places[0], width), _moment(places[-1] + 1, width), number, expected))
    return found


_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def _counted(moments: Iterable[datetime], width: timedelta) -> Counter[int]:
    return Counter((moment - _BEGINNING) // width for moment in moments)


def _moment(place: int, width: timedelta) -> datetime:
    return _BEGINNING + place * width


def _chance(number: int, total: int, share: float) -> float:
    """Of a binomial of `total` with `share`: that it is `number` or more."""
    from scipy.special import bdtrc

    return float(bdtrc(number - 1, total, share))
