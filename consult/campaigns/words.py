"""A text as the words it is compared by: what looks alike to a reader is alike here. Pure."""

import re
import unicodedata

# Scripts written without spaces between words: each of their characters stands for a word.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U000323af"
)
# Vowel signs of Indic scripts and Tibetan: no letters to Unicode, but a word is not over where one stands.
_JOINED = "\u0900-\u0963\u0966-\u0df3\u0f18\u0f19\u0f35\u0f37\u0f39\u0f71-\u0f84\u0f86-\u0fbc"
UNSPACED = re.compile(f"[{_UNSPACED}]")
_LETTER = rf"(?![{_UNSPACED}])(?:[^\W_]|[{_JOINED}])"
WORDS = re.compile(rf"[{_UNSPACED}]|(?:{_LETTER})+")
# Apostrophes, what nobody sees, vowel points of Hebrew and Arabic, and accents heaped on letters that have none.
DROPPED = re.compile(
    "['‘’ʼ\u00ad\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u0640\u064b-\u065f\u0670"  # noqa: RUF001
    "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]"
)
# The same words in a text whose signs stand.
SIGNED = re.compile(rf"[{_UNSPACED}](?:{DROPPED.pattern})*|(?:{_LETTER}|{DROPPED.pattern})+")
# Letters of other scripts that look Latin: with one of them in each copy, copies would not be seen as such.
LOOKALIKES = str.maketrans(  # noqa: RUF001
    "авекмнорстухһіјѕԁԛԝӏαβεικνορτυχ", "abekmhopctyxhijsdqwlabeikvoptux",
)
LATIN = re.compile("[a-z]")
FOREIGN = re.compile("[\u0370-\u052f]")


def words_of(text: str) -> list[str]:
    """The words of a text without case, signs and lookalike letters. `numbering` does the same for many at once."""
    found = WORDS.findall(DROPPED.sub("", folded(text)))
    return found if text.isascii() else [_plain(word) if FOREIGN.search(word) else word for word in found]


def folded(text: str) -> str:
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def _plain(word: str) -> str:
    """A word with Latin and lookalike letters mixed is Latin; one wholly in its own script stays as it is."""
    return word.translate(LOOKALIKES) if LATIN.search(word) else word
