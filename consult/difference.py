"""What changed between two texts, in whole words, so that a reader sees which words go and which come."""

import re
from typing import NamedTuple

from flask import Flask

# Chinese and Japanese set no space between words: there each character stands for itself.
_PIECES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W\d_]+|\d+|\s+|.", re.DOTALL)
_MARKS = re.compile(r"[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u065f\u0670\u0900-\u0dff\u0e31-\u0e4e]")
# A hostile pair of texts may take this long and is then shown as one replaced by the other.
_SECONDS = 0.2


class Stretch(NamedTuple):
    """Words that stayed (`same`), went (`gone`) or came (`new`)."""

    kind: str
    words: str


def difference(before: str, after: str) -> list[Stretch]:
    """Both texts as one run of stretches: all but the new are the earlier text, all but the gone the later one."""
    from fast_diff_match_patch import diff

    letters: dict[str, str] = {}
    old, new = _encoded(before, letters), _encoded(after, letters)
    words = {letter: piece for piece, letter in letters.items()}
    kinds = {"=": "same", "-": "gone", "+": "new"}
    found = diff(old, new, timelimit=_SECONDS, checklines=False, cleanup="Semantic", counts_only=False)
    return [Stretch(kinds[sign], "".join(words[letter] for letter in run)) for sign, run in found]


def _encoded(text: str, letters: dict[str, str]) -> str:
    """One character for each word, the same for the same word; the differ compares characters."""
    return "".join(letters.setdefault(piece, _letter(len(letters))) for piece in _words(text))


def _words(text: str) -> list[str]:
    """The pieces of the text, a mark with the letter it sits on."""
    pieces: list[str] = []
    joins = False
    for piece in _PIECES.findall(text):
        is_mark = _MARKS.fullmatch(piece) is not None
        if pieces and (is_mark or (joins and piece[0].isalpha())):
            pieces[-1] += piece
        else:
            pieces.append(piece)
        joins = is_mark
    return pieces


def _letter(number: int) -> str:
    """Letters from a plane of Unicode that has room for every word and holds no surrogate."""
    return chr(0x10000 + number)


def register(app: Flask) -> None:
    app.jinja_env.globals["difference_of"] = difference
