"""MinHash signatures of many texts at once, and which texts hang together by them. Pure.

After Broder, "On the resemblance and containment of documents" (1997), and Leskovec, Rajaraman and Ullman,
"Mining of Massive Datasets", chapter 3.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from consult.campaigns.numbering import Narrow, Places, Rows, Wide
from consult.campaigns.threads import THREADS, side_by_side

Pairs = npt.NDArray[np.int64]
Proof = Callable[[Pairs], npt.NDArray[np.bool_]]

# So many runs are hashed together: more would not fit the processor's cache, fewer would wait for Python.
STRETCH = 50_000
_NOTHING = np.zeros(1, np.uint64)
# So many pairs are looked at together.
PAIRS = 8_000


@dataclass(frozen=True)
class Sketches:
    """Of each text a row of least hashes; of each band of some of them a number, equal where all of them are."""

    signatures: Narrow
    bands: Narrow


def runs_of(texts: Rows, width: int) -> Rows:
    """The runs of `width` words of each text, as hashes. No text may be shorter than that."""
    size = len(texts.values) - width + 1
    words = texts.values.astype(np.uint64)
    hashed = sum((words[step : step + size] * factor for step, factor in enumerate(_factors(width))), _NOTHING)
    kept = np.ones(size, bool)
    for step in range(1, width):
        # Runs that would reach into the next text.
        kept[texts.starts[1:-1] - step] = False
    return Rows(_upper(hashed)[kept], texts.starts - (width - 1) * np.arange(len(texts.starts)))


@lru_cache
def _factors(number: int) -> Wide:
    return np.random.default_rng(20170714).integers(1, 2**64, number, dtype=np.uint64) | np.uint64(1)


def _upper(numbers: Wide) -> Narrow:
    return (((numbers ^ (numbers >> np.uint64(32))) * np.uint64(0xBF58476D1CE4E5B9)) >> np.uint64(32)).astype(np.uint32)


def sketches_of(texts: Rows, width: int, hashes: int, rows: int) -> Sketches:
    """`hashes` least hashes of each text's runs of `width` words, in bands of `rows`. No text may be shorter."""
    answer = Sketches(np.empty((len(texts), hashes), np.uint32), np.empty((hashes // rows, len(texts)), np.uint32))
    factors = (_factors(hashes) >> np.uint64(32)).astype(np.uint32) | np.uint32(1)
    mixers = _factors(rows)

    def fill(places: Places) -> None:
        least = _least(runs_of(texts.take(places), width), factors)
        answer.signatures[places] = least.T
        mixed = sum((least[step::rows] * factor for step, factor in enumerate(mixers)), _NOTHING)
        answer.bands[:, places] = _upper(mixed)

    for _none in side_by_side(fill, _stretches(texts.lengths)):
        pass
    return answer


def _least(runs: Rows, factors: Narrow) -> Narrow:
    """The least hash of each text, for each factor. A column for each text is several times as quick as a stretch."""
    columns = np.minimum(np.arange(runs.lengths.max())[:, None], runs.lengths - 1) + runs.starts[:-1]
    numbers = runs.values[columns]
    product = np.empty_like(numbers)
    return np.stack([np.multiply(numbers, factor, out=product).min(0) for factor in factors])


def _stretches(lengths: Places) -> Iterator[Places]:
    """Texts of about the same length together."""
    order = np.argsort(lengths, kind="stable")
    start = 0
    while start < len(order):
        stop = start + max(1, STRETCH // int(lengths[order[start]]))
        yield order[start:stop]
        start = stop


def joined(sketches: Sketches, likely: float, proves: Proof,
           progress: Callable[[float], None] = lambda _share: None) -> Places:
    """For each text the least of those it hangs together with by pairs that share a band and are proved alike.

    A pair is held against the proof only if its signatures agree in at least the share `likely`, if no other pairs
    have joined it already, and once.
    """
    parents = np.arange(len(sketches.signatures))
    refused = np.empty(0, np.int64)
    for done, pairs in enumerate(side_by_side(_neighbours, sketches.bands), 1):
        found = [refused]
        for start in range(0, len(pairs), PAIRS):
            chosen = pairs[start : start + PAIRS]
            chosen = chosen[_apart(_roots(parents, chosen))]
            chosen = chosen[agreement(sketches.signatures, chosen) >= likely]
            chosen = chosen[~_among(refused, _named(chosen, len(parents)))]
            if len(chosen):
                proved = proves(chosen)
                _merge(parents, _roots(parents, chosen[proved]))
                found.append(_named(chosen[~proved], len(parents)))
        refused = np.sort(np.concatenate(found))
        parents = _roots(parents, parents)
        progress(done / len(sketches.bands))
    return parents


def _named(pairs: Pairs, number: int) -> Places:
    return np.asarray(pairs.min(1) * number + pairs.max(1))


def _among(ordered: Places, names: Places) -> npt.NDArray[np.bool_]:
    places = np.searchsorted(ordered, names)
    return np.asarray(np.append(ordered, -1)[places] == names)


def _apart(ends: Pairs) -> npt.NDArray[np.bool_]:
    return np.asarray(ends[:, 0] != ends[:, 1])


def _roots(parents: Places, places: Places) -> Places:
    found = parents[places]
    while not np.array_equal(found, further := parents[found]):
        found = further
    return found


def _merge(parents: Places, edges: Pairs) -> None:
    """Join what the edges between roots join, each to the least."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    named, ends = np.unique(edges, return_inverse=True)
    ends = ends.reshape(-1, 2)
    table = coo_array((np.ones(len(ends), np.int8), (ends[:, 0], ends[:, 1])), (len(named), len(named)))
    number, parts = connected_components(table, directed=False)
    least = np.full(number, len(parents))
    np.minimum.at(least, parts, named)
    parents[named] = least[parts]


def _neighbours(band: Narrow) -> Pairs:
    """The pairs of neighbours in a bucket; then the first of each bucket with every other.

    In a large bucket not everybody is paired with everybody: that would be quadratic, and two ways to each suffice.
    """
    # The text's place in the lower half: sorting numbers is several times as quick as sorting places by number.
    key = np.sort((band.astype(np.uint64) << np.uint64(32)) | np.arange(len(band), dtype=np.uint64))
    same = (key[1:] >> np.uint64(32)) == (key[:-1] >> np.uint64(32))
    order = (key & np.uint64(0xFFFFFFFF)).astype(np.int64)
    right = np.flatnonzero(same) + 1
    begins = np.maximum.accumulate(np.where(np.concatenate([[True], ~same]), np.arange(len(order)), 0))
    later = right[begins[right] < right - 1]
    return np.stack([order[np.concatenate([right - 1, begins[later]])], order[np.concatenate([right, later])]], 1)


def agreement(signatures: Narrow, pairs: Pairs) -> npt.NDArray[np.float64]:
    """The likeness of each pair as its signatures have it."""
    return np.asarray((signatures[pairs[:, 0]] == signatures[pairs[:, 1]]).mean(1))


def likeness(texts: Rows, width: int, pairs: Pairs) -> npt.NDArray[np.float64]:
    """Jaccard's, of each pair: the runs of `width` words that are in both, over those that are in either."""
    parts = np.array_split(pairs, max(THREADS, -(-len(pairs) // PAIRS)))
    return np.concatenate(list(side_by_side(lambda part: _likeness(texts, width, part), parts)))


def _likeness(texts: Rows, width: int, pairs: Pairs) -> npt.NDArray[np.float64]:
    if len(pairs) == 0:
        return np.empty(0)
    owner = np.arange(len(pairs), dtype=np.uint64) << np.uint64(33)
    sides = []
    for side in (0, 1):
        runs = runs_of(texts.take(pairs[:, side]), width)
        sides.append(np.repeat(owner, runs.lengths) | (runs.values.astype(np.uint64) << np.uint64(1)) | np.uint64(side))
    # Not np.unique: its hash table takes many times as long for such numbers.
    keys = np.sort(np.concatenate(sides))
    keys = keys[np.diff(keys, prepend=np.uint64(1 << 63)) != 0]
    shared = (keys[1:] >> np.uint64(1)) == (keys[:-1] >> np.uint64(1))
    places = (keys >> np.uint64(33)).astype(np.int64)
    both = np.bincount(places[1:][shared], minlength=len(pairs))
    answer: npt.NDArray[np.float64] = both / (np.bincount(places, minlength=len(pairs)) - both)
    return answer
