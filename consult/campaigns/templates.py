"""What texts of one template have in common, word for word and in order. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cdist, cpdist

from consult.campaigns.numbering import Places, Rows
from consult.campaigns.threads import THREADS

# Shorter texts are alike by chance: "I agree with this" is nobody's campaign.
SHORTEST = 8
# Of a template at least half the words are the same everywhere, and a member has at least four fifths of those.
CONSTANT, KEPT = 0.5, 0.8
# So many members tell what is constant in a template; everyone is then held against it.
SAMPLE = 40
# A word is constant that so many of them have.
NEARLY_ALL = 0.8
SLOT = "…"


@dataclass(frozen=True)
class Constant:
    """The words a template has everywhere, spelled, and which of a sample is the one in its middle."""

    middle: int
    letters: str


def spelled(texts: Rows) -> list[str]:
    """Each word as one character, of the upper 20 bits of its number: strings are compared many times as quickly.

    The planes beyond the first have just so many characters. Two words of a million are confused.
    """
    letters = ((texts.values >> np.uint32(12)) + np.uint32(0x10000)).tobytes().decode("utf-32-le")
    return [letters[start:stop] for start, stop in pairwise(texts.starts.tolist())]


def in_order(left: Sequence[str], right: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Whether in each pair so many of the longer text's words stand in both in the same order, as in one template."""
    return np.asarray(cpdist(
        left, right, scorer=LCSseq.normalized_similarity, score_cutoff=CONSTANT, dtype=np.float64, workers=THREADS,
    ) >= CONSTANT)


def shared(constants: Sequence[str], texts: Sequence[str]) -> npt.NDArray[np.int64]:
    """How many of its words each text has in order, of each template: a row for each template."""
    return np.asarray(cdist(texts, constants, scorer=LCSseq.similarity, dtype=np.int64, workers=THREADS).T)


def made_from(constants: Sequence[str], texts: Sequence[str]) -> npt.NDArray[np.float64]:
    """The share that a text and a template have of the longer; 0 unless the text was made from the template.

    It was if it has nearly all its words, and not too many others. A row for each template.
    """
    kept, lengths, sizes = shared(constants, texts), _lengths(texts), _lengths(constants)[:, None]
    whole = (sizes >= SHORTEST) & (kept >= KEPT * sizes) & (kept >= CONSTANT * lengths)
    return np.asarray(whole * kept / np.maximum(np.maximum(lengths, sizes), 1))


def _lengths(texts: Sequence[str]) -> Places:
    return np.fromiter(map(len, texts), np.int64, len(texts))


def constant_of(sample: Sequence[str]) -> Constant:
    """Of the text in the middle of a sample, the words that nearly all of those like it have in order."""
    ranked = cdist(sample, sample, scorer=LCSseq.normalized_similarity, dtype=np.float64)
    middle = max(range(len(sample)), key=lambda each: (ranked[each].sum(), sample[each]))
    kin = np.flatnonzero(ranked[middle] >= CONSTANT)
    seen = np.zeros(len(sample[middle]), np.int64)
    for other in kin.tolist():
        for block in LCSseq.editops(sample[middle], sample[other]).as_matching_blocks():
            seen[block.a : block.a + block.size] += 1
    places = np.flatnonzero(seen >= NEARLY_ALL * len(kin)).tolist()
    return Constant(middle, "".join(sample[middle][each] for each in places))


def template_of(constant: str, exemplar: str, words: Sequence[str], sample: Sequence[str]) -> str:
    """The constant words of a member in its order, with … where it has others; all but `words` are spelled."""
    kept = _settled([
        each for block in LCSseq.editops(constant, exemplar).as_matching_blocks()
        for each in range(block.b, block.b + block.size)
    ], exemplar, sample)
    told: list[str] = []
    for place in range(len(words)):
        if place in kept:
            told.append(words[place])
        elif not told or told[-1] != SLOT:
            told.append(SLOT)
    return " ".join(told)


def _settled(kept: list[int], exemplar: str, sample: Sequence[str]) -> set[int]:
    """Where a constant word stands at both ends of a slot, the end at which more of the sample have it beside the next.

    “in a … connection” and “in … A connection” are the same words of “in a village. A connection”; who wrote “in the
    village. A connection” tells which.
    """
    for number in reversed(range(len(kept) - 1)):
        here, after = kept[number], kept[number + 1] - 1
        if here < after and exemplar[here] == exemplar[after]:
            left, right = exemplar[max(here - 1, 0) : here + 1], exemplar[after : after + 2]
            if sum(right in each for each in sample) > sum(left in each for each in sample):
                kept[number] = after
    return set(kept)
