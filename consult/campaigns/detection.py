"""Which texts were made from one template. Pure: texts in, groups out, whatever the order they come in.

Three kinds, each found among what the one before left: texts of the same words; near-duplicates (Jaccard's likeness of
their runs of five words at least NEAR); and filled-in templates, where most of the words stand in the same order in
every member and the rest are slots. What is published about the method is here: the constants are its thresholds.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import LCSseq

from consult.campaigns.sketches import Signatures, Words, estimates, likeness, pairs_of, shingles_of, signatures_of
from consult.campaigns.words import Numbers, fingerprint, words_of

# Shorter texts are alike by chance: "I agree with this" is nobody's campaign.
SHORTEST = 8
# The least number of contributions that is worth a moderator's look.
SMALLEST = 5
NEAR, NEAR_WIDTH, NEAR_HASHES, NEAR_ROWS = 0.8, 5, 64, 4
# Of a template at least half the words are the same everywhere, and a member has at least four fifths of those.
CONSTANT, KEPT, LOOSE_WIDTH, LOOSE_HASHES, LOOSE_ROWS = 0.5, 0.8, 2, 96, 3
# Two texts of one template share at least so much of their runs of two words; estimates stray by the margin.
LOOSE, MARGIN = 0.15, 0.12
# So many members tell what is constant in a template; everyone is then held against it.
SAMPLE = 40
SLOT = "…"


@dataclass(frozen=True)
class Group:
    """`members` are places in the list given; `template` the exemplar's words with … for each slot."""

    kind: str
    exemplar: int
    members: tuple[int, ...]
    template: str


@dataclass(frozen=True)
class _Text:
    """A distinct text, and everyone who sent it."""

    digest: bytes
    words: list[str]
    numbers: Words
    senders: list[int]


Progress = Callable[[float], None]


def find(texts: Iterable[str], progress: Progress = lambda _share: None) -> list[Group]:
    """The groups of five and more, the largest first."""
    distinct = _distinct(texts)
    progress(0.3)
    if not distinct:
        return []
    near = _near([each.numbers for each in distinct])
    progress(0.6)
    filled, alone = _filled(distinct, near)
    progress(0.9)
    groups = [_told("template", distinct, members, constant) for members, constant in filled]
    for members in alone:
        kind = "near" if len(members) > 1 else "exact"
        if sum(len(distinct[each].senders) for each in members) >= SMALLEST:
            groups.append(_told(kind, distinct, members, _constant(distinct, members)))
    progress(1.0)
    return sorted(groups, key=lambda group: (-len(group.members), group.template, group.exemplar))


def _distinct(texts: Iterable[str]) -> list[_Text]:
    """In the order of their fingerprints, so that nothing hangs on the order of arrival."""
    numbers = Numbers()
    found: dict[bytes, _Text] = {}
    for place, text in enumerate(texts):
        words = words_of(text)
        if len(words) < SHORTEST:
            continue
        digest = fingerprint(words)
        known = found.get(digest)
        if known is None:
            coded = np.fromiter((numbers[word] for word in words), np.uint64, len(words))
            found[digest] = _Text(digest, words, coded, [place])
        else:
            known.senders.append(place)
    return sorted(found.values(), key=lambda each: each.digest)


def _near(texts: Sequence[Words]) -> list[list[int]]:
    """Every text in exactly one list. A chain of likenesses is cut where it leads away from its exemplar."""
    signatures = signatures_of(texts, NEAR_WIDTH, NEAR_HASHES)
    pairs = _likely(signatures, NEAR_ROWS, NEAR)
    cached: dict[int, Words] = {}

    def shingles(place: int) -> Words:
        if place not in cached:
            cached[place] = shingles_of(texts[place], NEAR_WIDTH)
        return cached[place]

    edges = [(a, b) for a, b in pairs if likeness(shingles(a), shingles(b)) >= NEAR]
    return _parted(len(texts), edges, lambda a, b: likeness(shingles(a), shingles(b)) >= NEAR - MARGIN)


def _likely(signatures: Signatures, rows: int, threshold: float) -> list[tuple[int, int]]:
    pairs = pairs_of(signatures, rows)
    chosen = pairs[estimates(signatures, pairs) >= threshold - MARGIN]
    return [(int(a), int(b)) for a, b in chosen]


def _parted(total: int, edges: Sequence[tuple[int, int]], alike: Callable[[int, int], bool]) -> list[list[int]]:
    """Components of the edges, each cut into those who are like its best connected member, and so on with the rest."""
    degree = Counter(place for edge in edges for place in edge)
    answer = []
    for component in _components(total, edges):
        left = component
        while left:
            exemplar = max(left, key=lambda place: (degree[place], -place))
            inside = [place for place in left if place == exemplar or alike(exemplar, place)]
            chosen = set(inside)
            answer.append(inside)
            left = [place for place in left if place not in chosen]
    return answer


def _components(total: int, edges: Sequence[tuple[int, int]]) -> list[list[int]]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ends = np.array(edges, np.int64).reshape(-1, 2)
    table = coo_array((np.ones(len(ends), np.int8), (ends[:, 0], ends[:, 1])), (total, total))
    labels = connected_components(table, directed=False)[1]
    found: dict[int, list[int]] = defaultdict(list)
    for place, label in enumerate(labels):
        found[int(label)].append(place)
    return list(found.values())


def _filled(
    distinct: Sequence[_Text], near: Sequence[list[int]]
) -> tuple[list[tuple[list[int], list[str]]], list[list[int]]]:
    """Templates with their constant words, and the near groups that belong to none."""
    heads = [members[0] for members in near]
    signatures = signatures_of([distinct[each].numbers for each in heads], LOOSE_WIDTH, LOOSE_HASHES)
    edges = [
        (a, b) for a, b in _likely(signatures, LOOSE_ROWS, LOOSE + MARGIN)
        if _in_order(distinct[heads[a]].words, distinct[heads[b]].words) >= CONSTANT
    ]
    filled, alone = [], []
    for component in _components(len(heads), edges):
        left = component
        while len(left) > 1:
            constant = _constant(distinct, [heads[each] for each in left])
            inside = [each for each in left if _holds(constant, distinct[heads[each]].words)]
            members = [member for each in inside for member in near[each]]
            if len(inside) < 2 or sum(len(distinct[each].senders) for each in members) < SMALLEST:
                break
            filled.append((members, constant))
            chosen = set(inside)
            left = [each for each in left if each not in chosen]
        alone += [near[each] for each in left]
    return filled, alone


def _in_order(left: Sequence[str], right: Sequence[str]) -> float:
    """The share of the longer text's words that stand in both in the same order."""
    return float(LCSseq.similarity(left, right)) / max(len(left), len(right))


def _constant(distinct: Sequence[_Text], members: Sequence[int]) -> list[str]:
    """The words every member has in the same order: of the middle one, those that nearly all of a sample share."""
    step = max(1, len(members) // SAMPLE)
    sample = [distinct[each].words for each in members[::step]][:SAMPLE]
    middle = max(sample, key=lambda words: (sum(LCSseq.similarity(words, other) for other in sample) / len(words),
                                           words))
    seen = np.zeros(len(middle), np.int64)
    for other in sample:
        for block in LCSseq.editops(middle, other).as_matching_blocks():
            seen[block.a : block.a + block.size] += 1
    return [word for word, often in zip(middle, seen, strict=True) if often >= 0.8 * len(sample)]


def _holds(constant: Sequence[str], words: Sequence[str]) -> bool:
    """Whether a text was made from the template: it has nearly all its constant words, and not too many others."""
    if len(constant) < SHORTEST:
        return False
    shared = LCSseq.similarity(constant, words)
    return shared >= KEPT * len(constant) and shared >= CONSTANT * len(words)


def _told(kind: str, distinct: Sequence[_Text], members: Sequence[int], constant: Sequence[str]) -> Group:
    exemplar = max(members, key=lambda each: (LCSseq.similarity(constant, distinct[each].words)
                                              / max(len(distinct[each].words), 1), distinct[each].digest))
    places = sorted(place for each in members for place in distinct[each].senders)
    return Group(kind, distinct[exemplar].senders[0], tuple(places), template_of(constant, distinct[exemplar].words))


def template_of(constant: Sequence[str], words: Sequence[str]) -> str:
    """The constant words of a member in its order, with … where it has others."""
    kept = np.zeros(len(words), bool)
    for block in LCSseq.editops(constant, words).as_matching_blocks():
        kept[block.b : block.b + block.size] = True
    told: list[str] = []
    for word, stays in zip(words, kept, strict=True):
        if stays or not told or told[-1] != SLOT:
            told.append(word if stays else SLOT)
    return " ".join(told)
