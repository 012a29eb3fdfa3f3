"""Many texts at once as the numbers of their words: the same words as `words_of` gives, without a string for each.

A word's number is a polynomial of its characters, a text's fingerprint one of its words, both modulo 2^64 with an odd
base, so that a part of a long row of sums is had by one multiplication with the base's inverse (Karp and Rabin,
"Efficient randomized pattern-matching algorithms", 1987). They are the same on every machine and can be kept.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from consult.campaigns.threads import side_by_side
from consult.campaigns.words import DROPPED, FOREIGN, LATIN, LOOKALIKES, UNSPACED, WORDS, folded

Places = npt.NDArray[np.int64]
Narrow = npt.NDArray[np.uint32]
Wide = npt.NDArray[np.uint64]
BASE = 0x9E3779B97F4A7C15
# So many characters are numbered together: more would not fit the processor's cache, fewer would wait for Python.
STRETCH = 200_000
_LETTER, _ALONE, _GONE, _LATIN, _FOREIGN, _ODD = 1, 2, 4, 8, 16, 32
_IDEOGRAPHS = 0x20000


@dataclass(frozen=True)
class Rows:
    """Numbers of many texts end to end: those of text i are values[starts[i]:starts[i + 1]]."""

    values: Narrow
    starts: Places

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, place: int) -> Narrow:
        return self.values[self.starts[place] : self.starts[place + 1]]

    @property
    def lengths(self) -> Places:
        return np.asarray(self.starts[1:] - self.starts[:-1])

    def take(self, places: Places) -> "Rows":
        lengths = self.lengths[places]
        starts = sums(lengths)
        return Rows(self.values[np.repeat(self.starts[places] - starts[:-1], lengths) + np.arange(starts[-1])], starts)

    def stretch(self, start: int, stop: int) -> "Rows":
        begin = self.starts[start]
        return Rows(self.values[begin : self.starts[stop]], self.starts[start : stop + 1] - begin)


def sums(lengths: npt.NDArray[Any]) -> Places:
    """Where each of so many begins, and where the last one ends."""
    answer = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=answer[1:])
    return answer


def numbered(texts: Sequence[str]) -> tuple[Rows, Wide]:
    """The numbers of all words, and a fingerprint for each text: equal for texts of the same words."""
    numbers, lengths, prints = [np.empty(0, np.uint32)], [np.empty(0, np.int64)], [np.empty(0, np.uint64)]
    for words, counts, fingerprints in side_by_side(_numbered, _stretches(texts)):
        numbers.append(words)
        lengths.append(counts)
        prints.append(fingerprints)
    return Rows(np.concatenate(numbers), sums(np.concatenate(lengths))), np.concatenate(prints)


def _stretches(texts: Sequence[str]) -> Iterator[list[str]]:
    ends = np.searchsorted(np.cumsum(_lengths(texts)), np.arange(STRETCH, _lengths(texts).sum() + STRETCH, STRETCH)) + 1
    start = 0
    for stop in np.unique(ends).tolist():
        yield list(texts[start:stop])
        start = stop


def _numbered(texts: list[str]) -> tuple[Narrow, Places, Wide]:
    words, counts = _words(texts)
    return (words >> np.uint64(32)).astype(np.uint32), counts, _prints(words, sums(counts))


def _words(texts: list[str]) -> tuple[Wide, Places]:
    """The number of each word, and how many words each text has."""
    letters, starts = _letters(texts)
    kinds = _kinds().take(letters)
    gone = (kinds & _GONE) > 0
    if gone.any():
        starts = starts - sums(gone)[starts]
        letters, kinds = letters[~gone], kinds[~gone]
    within = (kinds & _LETTER) > 0
    begins = within.copy()
    begins[1:] &= ~within[:-1] | ((kinds[1:] | kinds[:-1]) & _ALONE > 0)
    heads = np.flatnonzero(begins)
    if len(heads) == 0:
        return np.empty(0, np.uint64), np.zeros(len(texts), np.int64)
    letters = _folds().take(letters)
    if (kinds & _FOREIGN).any():
        letters = _unmixed(letters, kinds * within, begins, heads)
    power, inverse = _powers(len(letters))
    words = np.add.reduceat(letters * within * power[: len(letters)], heads) * inverse[heads]
    return _mixed(words), np.diff(np.searchsorted(heads, starts))


def _letters(texts: list[str]) -> tuple[Narrow, Places]:
    """The characters of all texts, each with a line's end, and where each text begins.

    Texts with characters that do not fold each to one other are folded first.
    """
    letters, starts = _encoded(texts)
    odd = np.flatnonzero(_kinds().take(letters) & _ODD)
    if len(odd) == 0:
        return letters, starts
    changed = texts.copy()
    for place in np.unique(np.searchsorted(starts, odd, "right") - 1).tolist():
        changed[place] = folded(texts[place])
    return _encoded(changed)


def _encoded(texts: list[str]) -> tuple[Narrow, Places]:
    letters = "\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass")
    return np.frombuffer(letters, np.uint32), sums(_lengths(texts) + 1)


def _lengths(texts: Sequence[str]) -> Places:
    return np.fromiter(map(len, texts), np.int64, len(texts))


def _unmixed(letters: Narrow, kinds: npt.NDArray[np.uint8], begins: npt.NDArray[np.bool_], heads: Places) -> Narrow:
    """Lookalike letters are Latin in the words that have Latin letters too."""
    both = _LATIN | _FOREIGN
    mixed = (np.bitwise_or.reduceat(kinds, heads) & both) == both
    chosen = np.flatnonzero((kinds & _FOREIGN > 0) & mixed[np.cumsum(begins) - 1])
    answer = letters.copy()
    answer[chosen] = _latin()[letters[chosen]]
    return answer


def _prints(words: Wide, starts: Places) -> Wide:
    power, inverse = _powers(len(words) + 1)
    total = np.concatenate([np.zeros(1, np.uint64), np.cumsum(words * power[: len(words)], dtype=np.uint64)])
    return _mixed((total[starts[1:]] - total[starts[:-1]]) * inverse[starts[:-1]])


def _mixed(numbers: Wide) -> Wide:
    """Each bit hangs on all (the finish of Steele, Lea and Flood's SplitMix, 2014)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def _powers(size: int) -> tuple[Wide, Wide]:
    return _powers_to(1 << max(size, STRETCH).bit_length())


@lru_cache(maxsize=2)
def _powers_to(size: int) -> tuple[Wide, Wide]:
    """The powers of the base and of its inverse."""
    each = [np.full(size, base, np.uint64) for base in (BASE, pow(BASE, -1, 1 << 64))]
    for row in each:
        row[0] = 1
        np.multiply.accumulate(row, out=row)
    return each[0], each[1]


@lru_cache(maxsize=1)
def _kinds() -> npt.NDArray[np.uint8]:
    """What each character is once folded, as the expressions of `words` say it."""
    every = "".join(map(chr, _folds()[:_IDEOGRAPHS])).translate(dict.fromkeys(range(0xD800, 0xE000), " "))
    answer = np.zeros(0x110000, np.uint8)
    # Beyond are only ideographs; asking the expressions about a million characters would take a second.
    answer[_IDEOGRAPHS:0x323B0] = _LETTER | _ALONE
    for expression, flags in (
        (WORDS, _LETTER), (UNSPACED, _ALONE), (DROPPED, _GONE), (LATIN, _LATIN), (FOREIGN, _FOREIGN),
    ):
        for found in expression.finditer(every):
            answer[found.start() : found.end()] |= np.uint8(flags)
    answer[[code for code in range(0x80, _IDEOGRAPHS) if _is_odd(chr(code))]] |= _ODD
    answer[0x2F800:0x2FA20] |= _ODD
    return answer


def _is_odd(letter: str) -> bool:
    """Whether it may become another with its neighbours, or several."""
    return (
        unicodedata.normalize("NFKC", letter) != letter or len(letter.casefold()) > 1
        or unicodedata.category(letter).startswith("M") or "\u1100" <= letter < "\u1200"
    )


@lru_cache(maxsize=1)
def _folds() -> Narrow:
    """What each character folds to, where that is one."""
    answer = np.arange(0x110000, dtype=np.uint32)
    for code in range(_IDEOGRAPHS):
        if len(other := chr(code).casefold()) == 1:
            answer[code] = ord(other)
    return answer


@lru_cache(maxsize=1)
def _latin() -> Narrow:
    answer = np.arange(0x530, dtype=np.uint32)
    answer[list(LOOKALIKES)] = list(LOOKALIKES.values())
    return answer
