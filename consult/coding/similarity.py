"""Which texts say what others say, by the words they share. Pure, and it can say why."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from consult.coding.stems import stems_of

READ = 4_000
Stems = Sequence[str]


@dataclass(frozen=True)
class Match:
    """`likeness` runs 0 to 1; `shared` are the stems that made it, the weightiest first."""

    id: int
    likeness: float
    shared: Sequence[str]


def stems_in(texts: Iterable[tuple[str, str]]) -> list[str]:
    """Of (text, language) pairs, one after the other."""
    return [each for text, language in texts for each in stems_of(text[:READ], language)]


def most_alike(
    wanted: Stems, candidates: Mapping[int, Stems], most: int, least: float = 0.08
) -> list[Match]:
    """The candidates nearest to what is wanted: cosine of TF-IDF, rarer words weighing more. Ties go by id."""
    if not wanted or not candidates:
        return []
    spread: Counter[str] = Counter()
    for stems in candidates.values():
        spread.update(set(stems))
    total = len(candidates) + 1

    def vector(stems: Stems) -> dict[str, float]:
        return {
            each: (1 + math.log(number)) * math.log(1 + total / (1 + spread[each]))
            for each, number in Counter(stems).items()
        }

    query = vector(wanted)
    length = math.sqrt(sum(each**2 for each in query.values()))
    found = []
    for identifier, stems in candidates.items():
        common = query.keys() & set(stems)
        if not common:
            continue
        other = vector(stems)
        products = {each: query[each] * other[each] for each in common}
        norm = length * math.sqrt(sum(each**2 for each in other.values()))
        likeness = round(math.fsum(products.values()) / norm, 9) if norm else 0.0
        if likeness >= least:
            shared = sorted(products, key=lambda each: (-products[each], each))
            found.append(Match(identifier, likeness, shared[:4]))
    return sorted(found, key=lambda each: (-each.likeness, each.id))[:most]
