"""The words around a match, and which of them to mark. Pure; `markup` makes it safe to show."""

from collections.abc import Sequence

from consult.coding.stems import base_of
from consult.search.words import Term, token_of, words_in
from consult.text import Span

LENGTH = 260
BEFORE = 60
READ = 60_000


def matches_in(text: str, language: str, terms: Sequence[Term]) -> list[Span]:
    """Where words stand that were asked for, in order; overlapping pairs of letters as one."""
    exact = {token for term in terms for tokens in term.alternatives for token in tokens}
    beginnings = tuple(tokens[0] for term in terms if term.begins for tokens in term.alternatives)
    tongue = base_of(language)
    spans: list[Span] = []
    for word in words_in(text[:READ]):
        own = token_of(word, tongue)
        if own not in exact and not (beginnings and own.startswith(beginnings)):
            continue
        if word.is_unspaced and spans and word.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], word.end)
        else:
            spans.append((word.start, word.end))
    return spans


def excerpt(text: str, language: str, terms: Sequence[Term]) -> tuple[str, list[Span]]:
    """A stretch of the text about its first match, on one line, with the matches in it."""
    flat = " ".join(text[:READ].split())
    spans = matches_in(flat, language, terms)
    start = max(0, spans[0][0] - BEFORE) if spans else 0
    if start:
        blank = flat.find(" ", start, spans[0][0])
        start = blank + 1 if blank >= 0 else start
    end = min(len(flat), start + LENGTH)
    if end < len(flat):
        blank = flat.rfind(" ", start, end)
        end = blank if blank > start + LENGTH // 2 else end
    lead, tail = "…" if start else "", "…" if end < len(flat) else ""
    inside = [
        (max(left, start) - start + len(lead), min(right, end) - start + len(lead))
        for left, right in spans if left < end and right > start
    ]
    return f"{lead}{flat[start:end]}{tail}", inside
