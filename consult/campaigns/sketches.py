"""MinHash signatures of many texts at once, and the pairs that share a band of them. Pure.

After Broder, "On the resemblance and containment of documents" (1997), and Leskovec, Rajaraman and Ullman,
"Mining of Massive Datasets", chapter 3.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Signatures = npt.NDArray[np.uint32]
Pairs = npt.NDArray[np.int64]

# So many shingles are hashed together: more would not fit the processor's cache, fewer would wait for Python.
STRETCH = 200_000


def shingles_of(words: Words, width: int) -> Words:
    """The distinct runs of `width` words, as sorted numbers; a shorter text is one run."""
    return np.unique(_runs(words, min(width, len(words))))


def _runs(words: Words, width: int) -> Words:
    total = np.zeros(max(len(words) - width + 1, 0), np.uint64)
    for step in range(width):
        total = (total * np.uint64(0x9E3779B97F4A7C15)) ^ words[step : step + len(total)]
        total ^= total >> np.uint64(29)
    return total * np.uint64(0xBF58476D1CE4E5B9)


def signatures_of(texts: Sequence[Words], width: int, hashes: int) -> Signatures:
    """A row of least hashes for each text, over its runs of `width` words. No text may be empty."""
    chance = np.random.default_rng(20170714)
    factors = chance.integers(1, 2**63, hashes, dtype=np.uint64) | np.uint64(1)
    answer = np.empty((len(texts), hashes), np.uint32)
    start = 0
    while start < len(texts):
        stop, total = start, 0
        while stop < len(texts) and (total < STRETCH or stop == start):
            total += len(texts[stop])
            stop += 1
        answer[start:stop] = _least(texts[start:stop], width, factors)
        start = stop
    return answer


def _least(texts: Sequence[Words], width: int, factors: Words) -> Signatures:
    """Runs that reach into the next text are hashed with the others and left out by what is taken of each text."""
    lengths = np.fromiter((len(each) for each in texts), np.int64, len(texts))
    runs = np.concatenate([*texts, np.zeros(width, np.uint64)])
    hashed = _runs(runs, width)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    counts = np.maximum(lengths - width + 1, 1)
    kept = np.repeat(starts - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts) + np.arange(counts.sum())
    hashed = hashed[kept]
    begins = np.concatenate([[0], np.cumsum(counts)[:-1]])
    for place in np.flatnonzero(lengths < width):
        hashed[begins[place]] = _runs(texts[int(place)], int(lengths[place]))[0]
    answer = np.empty((len(texts), len(factors)), np.uint32)
    for column, factor in enumerate(factors):
        answer[:, column] = np.minimum.reduceat(((hashed * factor) >> np.uint64(32)).astype(np.uint32), begins)
    return answer


def pairs_of(signatures: Signatures, rows: int) -> Pairs:
    """Each pair of neighbours in a bucket of any band of `rows` hashes, once; the first of a bucket with every other.

    In a large bucket not everybody is paired with everybody: that would be quadratic, and two ways to each suffice.
    """
    found = []
    for band in range(0, signatures.shape[1], rows):
        key = np.zeros(len(signatures), np.uint64)
        for column in range(band, band + rows):
            key = key * np.uint64(0x9E3779B97F4A7C15) + signatures[:, column]
            key ^= key >> np.uint64(31)
        order = np.argsort(key, kind="stable")
        same = key[order[1:]] == key[order[:-1]]
        if not same.any():
            continue
        begin = np.maximum.accumulate(np.where(np.concatenate([[True], ~same]), np.arange(len(order)), 0))
        right = np.flatnonzero(same) + 1
        found.append(np.stack([order[right - 1], order[right]], 1))
        found.append(np.stack([order[begin[right]], order[right]], 1))
    if not found:
        return np.empty((0, 2), np.int64)
    joined = np.sort(np.concatenate(found), 1)
    single = np.unique(joined[:, 0] * np.int64(len(signatures)) + joined[:, 1])
    return np.stack([single // len(signatures), single % len(signatures)], 1)


def likeness(left: Words, right: Words) -> float:
    """Jaccard's: what is in both, over what is in either. Both sorted and distinct."""
    shared = len(np.intersect1d(left, right, assume_unique=True))
    return shared / (len(left) + len(right) - shared)


def estimates(signatures: Signatures, pairs: Pairs) -> npt.NDArray[np.float64]:
    """The likeness of each pair as its signatures have it."""
    answer = np.empty(len(pairs))
    for start in range(0, len(pairs), STRETCH):
        chosen = pairs[start : start + STRETCH]
        answer[start : start + STRETCH] = (signatures[chosen[:, 0]] == signatures[chosen[:, 1]]).mean(1)
    return answer
