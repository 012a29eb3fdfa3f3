"""What the senders of one template wrote into each of its slots. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from consult.campaigns.spelling import Written
from consult.campaigns.templates import SLOT

# A slot with no more values than this was offered as a choice; each is shown with how many took it.
FEW = 12


@dataclass(frozen=True)
class Slot:
    """What stands in one slot, the commonest first; the empty text where nothing does."""

    values: tuple[tuple[str, int], ...]

    @property
    def is_choice(self) -> bool:
        """Whether few values, each of them written by several, fill it."""
        return len(self.values) <= FEW and 2 * len(self.values) <= sum(number for _value, number in self.values)


def slots_of(template: str, members: Iterable[Written]) -> list[Slot]:
    """One for each … of the template, from the words of those who sent it. What is alike without case is one value."""
    constant, bounds = _parts(template)
    found: list[dict[str, Counter[str]]] = [{} for _bound in bounds]
    for member in members:
        places = _places(constant, set(bounds), member.words)
        for slot, bound in zip(found, bounds, strict=True):
            first, end = places[bound] + 1, places[bound + 1]
            slot.setdefault(" ".join(member.words[first:end]), Counter())[member.passage(first, end)] += 1
    return [Slot(tuple(sorted(map(_commonest, each.values()), key=lambda pair: (-pair[1], pair[0])))) for each in found]


def _commonest(spellings: Counter[str]) -> tuple[str, int]:
    """How it is mostly spelled, and how many wrote it in whatever way."""
    return min(spellings, key=lambda each: (-spellings[each], each)), spellings.total()


def added_to(template: str, text: Written) -> list[str]:
    """What a text has that its template has not, in its order: one run of words for each place where it has any."""
    constant, bounds = _parts(template)
    runs, last = [], 0
    for place in [*sorted(_found(constant, set(bounds), text.words).values()), len(text.words)]:
        runs.append(text.passage(last, place))
        last = place + 1
    return [each for each in runs if each]


def _parts(template: str) -> tuple[list[str], list[int]]:
    """The constant words, and before which of them each slot stands."""
    constant: list[str] = []
    bounds = []
    for word in template.split():
        if word == SLOT:
            bounds.append(len(constant))
        else:
            constant.append(word)
    return constant, bounds


def _places(constant: Sequence[str], bounds: set[int], words: Sequence[str]) -> list[int]:
    """Where each constant word stands, between the ends of the text before and after them.

    One that a sender left out stands with the one after it, so that the slot before holds what was written instead.
    """
    found = _found(constant, bounds, words)
    places = [len(words)]
    for place in reversed(range(len(constant))):
        places.append(found.get(place, places[-1]))
    return [-1, *reversed(places)]


def _found(constant: Sequence[str], bounds: set[int], words: Sequence[str]) -> dict[int, int]:
    """Where a text has the constant words, in their order.

    A word that stands on both sides of what fills a slot is taken for the one beside its neighbour in the template.
    """
    found: dict[int, int] = {}
    for block in LCSseq.editops(constant, words).as_matching_blocks():
        found.update(zip(range(block.a, block.a + block.size), range(block.b, block.b + block.size), strict=True))
    for place in reversed(range(len(constant) - 1)):
        if place + 1 not in bounds and place in found and place + 1 in found:
            beside = found[place + 1] - 1
            if words[beside] == constant[place] and beside > found[place]:
                found[place] = beside
    return found
