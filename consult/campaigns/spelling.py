"""Where words that are compared without case and signs stand in their text: people read what was written. Pure."""

import unicodedata
from dataclasses import dataclass
from itertools import accumulate

from consult.campaigns.templates import SLOT
from consult.campaigns.words import SIGNED, words_of


@dataclass(frozen=True)
class Written:
    """A text, its words as they are compared, and from where to where each stands in it."""

    text: str
    words: list[str]
    spans: list[tuple[int, int]]

    def passage(self, first: int, end: int) -> str:
        """From the word at `first` to the one before `end`."""
        return self.text[self.spans[first][0] : self.spans[end - 1][1]] if first < end else ""

    def between(self, word: int) -> str:
        """What stands before this word and after the one before it."""
        start = self.spans[word - 1][1] if word else 0
        return self.text[start : self.spans[word][0] if word < len(self.spans) else None]


def written(text: str) -> Written:
    """The text in the form of Unicode in which its words are found one by one; where there is none, its words alone."""
    words = words_of(text)
    for form in ("NFC", "NFKC"):
        normal, spans, found = unicodedata.normalize(form, text), [], []
        for token in SIGNED.finditer(normal):
            said = words_of(token.group())
            found += said
            # What falls into several (½) stands for the first, and the others for nothing.
            spans += [token.span(), *[(token.end(), token.end())] * (len(said) - 1)] if said else []
        if found == words:
            return Written(normal, words, spans)
    ends = accumulate(len(word) + 1 for word in words)
    spans = [(end - 1 - len(word), end - 1) for end, word in zip(ends, words, strict=True)]
    return Written(" ".join(words), words, spans)


def as_written(template: str, exemplar: Written) -> str:
    """The template as the text it was read from spells it; as it is compared where that text is another by now."""
    runs = [run.split() for run in template.split(SLOT)]
    starts = _starts(runs, exemplar.words)
    if starts is None:
        return template
    told, end = "", 0
    for number, (start, run) in enumerate(zip(starts, runs, strict=True)):
        if number:
            told += f"{exemplar.between(end)}{SLOT}{exemplar.between(start)}"
        end = start + len(run)
        told += exemplar.passage(start, end)
    return " ".join((told + (exemplar.between(end) if runs[-1] else "")).split())


def _starts(runs: list[list[str]], words: list[str]) -> list[int] | None:
    """Where each run of constant words begins, with at least one word of the sender's before all but the first."""
    starts, place = [], 0
    for number, run in enumerate(runs):
        last = len(words) - len(run)
        choice = range(last if number == len(runs) - 1 else place, last + 1)
        if number == 0:
            choice = range(1)
        start = next((each for each in choice if each >= place and words[each : each + len(run)] == run), None)
        if start is None:
            return None
        starts.append(start)
        place = start + len(run) + 1
    return starts if starts[-1] == last else None
