"""Words as the index keeps them: folded, stemmed, spelt in plain letters. Pure.

Both databases split a text their own way. So that they find the same, each gets blank-separated tokens of a-z and 0-9
alone, about which none of their rules differ; any other letter is spelt by its number.
"""

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from consult.coding.stems import empty_words, stem

LONGEST_TOKEN = 40
# A text repeats a word no more often, and has no more words, than PostgreSQL keeps places of.
MOST_REPEATED = 200
MOST_TOKENS = 12_000
# PostgreSQL refuses what makes a tsvector of a megabyte.
LONGEST_LEX = 400_000

_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ـ": None})
_ARABIC_SIGNS = re.compile("[\u064b-\u0652\u0670]")


@dataclass(frozen=True)
class Word:
    """A word of a text, where it stands, and whether it is one letter of a script without blanks, or a pair of them."""

    text: str
    start: int
    end: int
    is_unspaced: bool = False


@functools.cache
def _pattern() -> re.Pattern[str]:
    """Letters with the marks on them (which Python's \\w leaves out), scripts without blanks apart."""
    marks = "".join(letter for letter in map(chr, range(0x300, 0x20D1)) if unicodedata.category(letter)[0] == "M")
    return re.compile(f"[{_UNSPACED}]+|(?:(?![{_UNSPACED}])[^\\W_][{marks}]*)+")


def words_in(text: str) -> Iterator[Word]:
    """In order. A run of a script that sets no blanks gives each pair of its letters, then its last."""
    for found in _pattern().finditer(text):
        if not _IS_UNSPACED.match(found.group()):
            yield Word(found.group(), found.start(), found.end())
            continue
        for place in range(found.start(), found.end()):
            end = min(place + 2, found.end())
            yield Word(text[place:end], place, end, True)


@functools.lru_cache(maxsize=100_000)
def folded(word: str) -> str:
    """Without case, without accents on Latin letters, without the vowel signs of Arabic."""
    plain = unicodedata.normalize("NFKC", word).casefold().translate(_LIGATURES)
    if plain.isascii():
        return plain
    letters = []
    for letter in unicodedata.normalize("NFC", plain):
        base = unicodedata.normalize("NFD", letter)[0]
        letters.append(base if base.isascii() else letter)
    return _ARABIC_SIGNS.sub("", "".join(letters))


@functools.lru_cache(maxsize=200_000)
def token(word: str, language: str) -> str:
    """A word as the index keeps it, stemmed by the rules of its language."""
    return spelt(stem([folded(word)], language)[0])


def token_of(word: Word, language: str) -> str:
    return spelt(folded(word.text)) if word.is_unspaced else token(word.text, language)


def spelt(word: str) -> str:
    """In the letters a to z and digits, beginning with a letter."""
    plain = "".join(
        letter if letter.isascii() and letter.isalnum() else f"q{ord(letter):x}q" for letter in word[:LONGEST_TOKEN]
    )
    return plain if plain[:1].isalpha() else f"n{plain}"


def lex_of(text: str, language: str) -> str:
    """A whole text as the index keeps it."""
    seen: Counter[str] = Counter()
    tokens: list[str] = []
    length = 0
    for word in words_in(text):
        own = token_of(word, language)
        seen[own] += 1
        if seen[own] <= MOST_REPEATED:
            tokens.append(own)
            length += len(own) + 1
        if len(tokens) >= MOST_TOKENS or length >= LONGEST_LEX:
            break
    return " ".join(tokens)


def vocabulary(text: str, language: str) -> dict[str, str]:
    """The words of a text by their tokens, for whoever misspells them."""
    return {
        token_of(word, language): folded(word.text)[:LONGEST_TOKEN] for word in words_in(text) if not word.is_unspaced
    }


@dataclass(frozen=True)
class Term:
    """Something that must be found: alternatives, each tokens that follow each other; perhaps the last only begins.

    `is_run`: they are the pairs of letters of a script without blanks, which overlap.
    """

    said: str
    alternatives: tuple[tuple[str, ...], ...]
    begins: bool = False
    is_run: bool = False


LONGEST_QUERY = 300
MOST_TERMS = 12
_PARTS = re.compile(r'"([^"]*)"?|([^\s"]+)')


def terms_of(asked: str, languages: Sequence[str], spoken: Iterable[str]) -> list[Term]:
    """What somebody asked for. Which language they wrote in is not known: every stem that those texts may have counts.

    Words without a subject are left out, unless in a phrase or alone; `spoken` are the languages they may be of.
    """
    tongues = list(dict.fromkeys([*languages, ""]))
    empty = frozenset().union(*(empty_words(language) for language in spoken))
    kept: list[Term] = []
    left: list[Term] = []
    for found in _PARTS.finditer(asked[:LONGEST_QUERY].replace("“", '"').replace("”", '"').replace("„", '"')):
        phrase, word = found.groups()
        words = list(words_in(phrase if word is None else word))[:MOST_TERMS]
        if not words:
            continue
        groups = [words] if word is None else _groups(words)
        for group in groups:
            term = _term(group, tongues)
            is_empty = word is not None and not group[0].is_unspaced and (
                term.said.lower() in empty or len(term.said) < 2)
            (left if is_empty else kept).append(term)
    return list(dict.fromkeys(kept or left))[:MOST_TERMS]


def _groups(words: list[Word]) -> list[list[Word]]:
    """Each word by itself; pairs of letters of one run together, as a phrase."""
    groups: list[list[Word]] = []
    for word in words:
        if word.is_unspaced and groups and groups[-1][-1].is_unspaced and word.start <= groups[-1][-1].end - 1:
            groups[-1].append(word)
        else:
            groups.append([word])
    return groups


def _term(words: list[Word], languages: Sequence[str]) -> Term:
    said = " ".join(word.text for word in words)
    if all(word.is_unspaced for word in words):
        said = "".join([words[0].text[0], *(word.text[0] for word in words[1:])])
        # The last pair says all: the letter alone after it stands there only where the run ends.
        if len(words) > 1 and len(words[-1].text) == 1:
            words = words[:-1]
        tokens = tuple(token_of(word, "") for word in words)
        return Term(said, (tokens,), begins=len(words) == 1 and len(words[0].text) == 1, is_run=True)
    return Term(said, tuple(dict.fromkeys(tuple(token_of(word, each) for word in words) for each in languages)))
