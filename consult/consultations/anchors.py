"""Where each passage of a text went in its next version, so that what is anchored to it follows. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

# From this share of common words and pairs of words on, two passages are one passage, changed.
ALIKE = 0.4
# From this share of its own words on that stand in a longer passage, one is a part of the other.
PART = 0.6
# A passage of few words stands in many by chance.
FEWEST_SHARED = 4


class Fate(StrEnum):
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    REMOVED = "removed"


@dataclass(frozen=True)
class Carried:
    """What became of one passage, and where it stands now: places in the next version, none where it was removed."""

    fate: Fate
    places: tuple[int, ...]


@dataclass(frozen=True)
class Alignment:
    """Every passage of the earlier version in order, and the places of the later one that are new."""

    carried: tuple[Carried, ...]
    added: tuple[int, ...]


def align(before: Sequence[str], after: Sequence[str]) -> Alignment:
    """Follow each passage into the next version: first equal texts, then the likest, then parts of a whole.

    The same whichever of the two is called the earlier: what one way is split is merged the other way.
    """
    pairs = _equal(before, after)
    kept = set(pairs)
    olds = [_features(text) for text in before]
    news = [_features(text) for text in after]
    pairs |= _likest(olds, news, pairs)
    pairs |= _parts(olds, news, pairs, kept)
    return _told(len(before), len(after), pairs, kept)


def _equal(before: Sequence[str], after: Sequence[str]) -> set[tuple[int, int]]:
    """The same words: the first of the one with the first of the other, and so on."""
    places: dict[str, list[int]] = {}
    for place, text in enumerate(after):
        places.setdefault(_flat(text), []).append(place)
    waiting = {text: iter(found) for text, found in places.items()}
    pairs = ((old, next(waiting.get(_flat(text), iter(())), None)) for old, text in enumerate(before))
    return {(old, new) for old, new in pairs if new is not None}


def _likest(
    olds: Sequence[frozenset[object]], news: Sequence[frozenset[object]], taken: Iterable[tuple[int, int]]
) -> set[tuple[int, int]]:
    """The likest of those that are left, each in one pair; the nearer of two as like."""
    free_olds = set(range(len(olds))) - {old for old, _new in taken}
    free_news = set(range(len(news))) - {new for _old, new in taken}
    scored = sorted(
        (-_likeness(olds[old], news[new]), abs(old - new), old + new, old, new)
        for old in free_olds for new in free_news
    )
    pairs = set()
    for score, _distance, _sum, old, new in scored:
        if -score >= ALIKE and old in free_olds and new in free_news:
            pairs.add((old, new))
            free_olds.remove(old)
            free_news.remove(new)
    return pairs


def _parts(
    olds: Sequence[frozenset[object]], news: Sequence[frozenset[object]], pairs: set[tuple[int, int]],
    kept: set[tuple[int, int]],
) -> set[tuple[int, int]]:
    """What is left and stands within a passage that changed, or that has no other place: parts of it."""
    left_olds = set(range(len(olds))) - {old for old, _new in pairs}
    left_news = set(range(len(news))) - {new for _old, new in pairs}
    open_olds = sorted(set(range(len(olds))) - {old for old, _new in kept})
    open_news = sorted(set(range(len(news))) - {new for _old, new in kept})
    found = set()
    for new in left_news:
        whole = _whole(new, news[new], open_olds, olds)
        if whole is not None:
            found.add((whole, new))
    for old in left_olds:
        whole = _whole(old, olds[old], open_news, news)
        if whole is not None:
            found.add((old, whole))
    return found


def _whole(
    place: int, part: frozenset[object], candidates: Iterable[int], texts: Sequence[frozenset[object]]
) -> int | None:
    """The passage this one is a part of, the nearer of two."""
    best, found = PART, None
    for each in sorted(candidates, key=lambda other: (abs(other - place), other)):
        shared = len(part & texts[each])
        if shared >= FEWEST_SHARED and len(texts[each]) > len(part) and shared / len(part) > best:
            best, found = shared / len(part), each
    return found


def _told(befores: int, afters: int, pairs: set[tuple[int, int]], kept: set[tuple[int, int]]) -> Alignment:
    places: dict[int, list[int]] = {}
    sources: dict[int, list[int]] = {}
    for old, new in sorted(pairs):
        places.setdefault(old, []).append(new)
        sources.setdefault(new, []).append(old)
    in_order = _longest_in_order(sorted(kept))
    carried = []
    for old in range(befores):
        found = tuple(places.get(old, ()))
        if not found:
            fate = Fate.REMOVED
        elif len(found) > 1:
            fate = Fate.SPLIT
        elif len(sources[found[0]]) > 1:
            fate = Fate.MERGED
        elif (old, found[0]) not in kept:
            fate = Fate.CHANGED
        else:
            fate = Fate.UNCHANGED if (old, found[0]) in in_order else Fate.MOVED
        carried.append(Carried(fate, found))
    return Alignment(tuple(carried), tuple(new for new in range(afters) if new not in sources))


def _longest_in_order(pairs: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """The most pairs that kept their order; the others were moved."""
    chains: list[list[tuple[int, int]]] = [[]]
    for pair in pairs:
        chains.append([*_longest([chain for chain in chains if not chain or chain[-1][1] < pair[1]]), pair])
    return set(_longest(chains))


def _longest(chains: list[list[tuple[int, int]]]) -> list[tuple[int, int]]:
    return max(chains, key=lambda chain: len(chain))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _features(text: str) -> frozenset[object]:
    """Its words, and each two that follow one another."""
    words = re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|\w+", text.casefold())
    return frozenset([*words, *pairwise(words)])


def _likeness(one: frozenset[object], other: frozenset[object]) -> float:
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0
