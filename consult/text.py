"""People's text as it is stored: normalised once, measured in code points."""

import re
import unicodedata
from collections.abc import Sequence

REDACTED = "█"
_REMOVED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_WORDLESS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*")

Span = tuple[int, int]


def normalise(text: str) -> str:
    """NFC, LF, without NUL, surrogates or other controls, without blank space at the ends."""
    text = _REMOVED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", text).strip()


def is_blank(text: str) -> bool:
    """True when nothing in the text can be seen."""
    return _WORDLESS.fullmatch(text) is not None


def redact(text: str, spans: Sequence[Span]) -> str:
    """The text with each code point of the spans replaced by █, so that offsets hold."""
    letters = list(text)
    for start, end in spans:
        letters[start:end] = REDACTED * len(letters[start:end])
    return "".join(letters)


def find_span(text: str, words: str) -> Span | None:
    """Where the words stand in the text, blank space counting alike; None unless in exactly one place."""
    wanted = words.split()
    if not wanted:
        return None
    found = re.finditer(r"\s+".join(re.escape(word) for word in wanted), text)
    first, second = next(found, None), next(found, None)
    return first.span() if first and not second else None


def first_sentence(text: str, limit: int) -> tuple[str, bool]:
    """The first sentence, and whether it had to be cut with an ellipsis to stay within `limit`."""
    flat = " ".join(text.split())
    found = re.match(r"(.+?[.!?…。！？؟])(?:\s|$)", flat)
    sentence = found.group(1) if found else flat
    return shorten(sentence, limit), len(sentence) > limit


def shorten(text: str, limit: int) -> str:
    """The text, or as many of its words as fit with an ellipsis within `limit`."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    blank = cut.rfind(" ")
    return (cut[:blank].rstrip() if blank > limit // 2 else cut) + "…"


def slugify(text: str) -> str:
    """Lower-case letters, digits and hyphens, at most 60; `topic` where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-") or "topic"
