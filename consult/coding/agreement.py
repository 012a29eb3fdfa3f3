"""Whether two people coding by themselves agree: Krippendorff's alpha for named categories. Pure.

K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), repository.upenn.edu/asc_papers/43. Any number of
coders, gaps allowed. A unit that only one person coded says nothing and is left out.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

RELIABLE, TENTATIVE = 0.800, 0.667
RESAMPLES = 1_000
SEED = 2011

Unit = Sequence[Hashable]


@dataclass(frozen=True)
class Agreement:
    """`alpha` is None where everybody always said the same: then it is not defined, and `raw` alone tells.

    `low` and `high` hold 95 of 100 values when the units are drawn anew.
    """

    alpha: float | None
    low: float | None
    high: float | None
    raw: float | None
    units: int

    @property
    def verdict(self) -> str:
        return verdict_on(self.alpha)


def verdict_on(alpha: float | None) -> str:
    """`reliable` from .800 on, `tentative` from .667 on, else `unreliable`; `undefined` without variation."""
    if alpha is None:
        return "undefined"
    return "reliable" if alpha >= RELIABLE else "tentative" if alpha >= TENTATIVE else "unreliable"


def alpha_of(units: Sequence[Unit]) -> float | None:
    """One minus the disagreement seen over that expected by chance. A unit is the values its coders gave it."""
    pairable = [Counter(unit) for unit in units if len(unit) > 1]
    totals: Counter[Hashable] = Counter()
    for unit in pairable:
        totals.update(unit)
    return _alpha(sum(map(_disagreement, pairable)), list(totals.values()))


def _disagreement(unit: Mapping[Hashable, int]) -> float:
    size = sum(unit.values())
    return sum(number * (size - number) for number in unit.values()) / (size - 1)


def _alpha(seen: float, totals: Sequence[float]) -> float | None:
    everything = sum(totals)
    chance = everything**2 - sum(each**2 for each in totals)
    return 1 - (everything - 1) * seen / chance if chance else None


def raw_agreement(units: Sequence[Unit]) -> float | None:
    """The share of pairs of coders who said the same, averaged over the units."""
    pairable = [Counter(unit) for unit in units if len(unit) > 1]
    if not pairable:
        return None
    shares = []
    for unit in pairable:
        size = sum(unit.values())
        shares.append(sum(number * (number - 1) for number in unit.values()) / (size * (size - 1)))
    return sum(shares) / len(shares)


def agreement_on(units: Sequence[Unit], resamples: int = RESAMPLES) -> Agreement:
    """Alpha with its interval. The order of the units does not matter: they are sorted before they are drawn."""
    pairable = sorted((sorted(unit, key=repr) for unit in units if len(unit) > 1), key=repr)
    alpha = alpha_of(pairable)
    low, high = _interval(pairable, resamples) if alpha is not None else (None, None)
    return Agreement(alpha, low, high, raw_agreement(pairable), len(pairable))


def _interval(units: Sequence[Unit], resamples: int) -> tuple[float | None, float | None]:
    import numpy

    values = sorted({value for unit in units for value in unit}, key=repr)
    counts = [Counter(unit) for unit in units]
    rows = numpy.array([[_disagreement(each), *(each[value] for value in values)] for each in counts], dtype=float)
    drawn = numpy.random.default_rng(SEED).multinomial(len(units), [1 / len(units)] * len(units), size=resamples)
    found = sorted(
        alpha for row in drawn @ rows if (alpha := _alpha(float(row[0]), [float(each) for each in row[1:]])) is not None
    )
    if not found:
        return None, None
    return found[int(0.025 * (len(found) - 1))], found[round(0.975 * (len(found) - 1))]


def agreement_by_code(
    codes: Sequence[str], readings: Sequence[Sequence[frozenset[str]]]
) -> dict[str, Agreement]:
    """For each code: do the coders of a unit agree that it applies? `readings` holds, by unit, a set for each coder."""
    return {code: agreement_on([[code in each for each in unit] for unit in readings]) for code in codes}
