"""A text as the words it is compared by: what looks alike to a reader is alike here. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from hashlib import blake2b

# Letters of other scripts that look Latin: with one of them in each copy, copies would not be seen as such.
_LOOKALIKES = str.maketrans(  # noqa: RUF001
    "авекмнорстухіјѕԁαβεικνορτυχ’‘ʼ", "abekmhopctyxijsdabeikvoptux'''",
)
# Scripts written without spaces between words: each of their characters stands for a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORDS = re.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\W_])+")
_MARKS = re.compile(r"['\u00ad\u200b-\u200f\u2060\ufeff]")
_LATIN = re.compile(r"[a-z]")
_FOREIGN = re.compile(r"[\u0370-\u04ff\u0500-\u052f]")


def words_of(text: str) -> list[str]:
    """The words of a text without case, signs and lookalike letters."""
    if text.isascii():
        return _WORDS.findall(text.lower().replace("'", ""))
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_SIGNS)
    found = _WORDS.findall(_MARKS.sub("", folded))
    return [_plain(word) if _FOREIGN.search(word) else word for word in found]


def _plain(word: str) -> str:
    """A word with Latin and lookalike letters mixed is Latin; one wholly in its own script stays as it is."""
    return word.translate(_LOOKALIKES) if _LATIN.search(word) else word


_SIGNS = str.maketrans("’‘ʼ", "'''")


class Numbers(dict[str, int]):
    """The number of each word: the same on every machine, so that what is computed here can be kept."""

    def __missing__(self, word: str) -> int:
        number = int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big")
        self[word] = number
        return number


def fingerprint(words: Sequence[str]) -> bytes:
    """Equal for texts of the same words."""
    return blake2b(" ".join(words).encode(), digest_size=16).digest()
