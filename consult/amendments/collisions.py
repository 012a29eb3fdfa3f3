"""Which proposed wordings of one passage touch the same words. Pure."""

from collections.abc import Hashable, Mapping
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple, TypeVar

from consult.difference import difference

Name = TypeVar("Name", bound=Hashable)


class Touch(NamedTuple):
    """A place of the passage that a proposal changes: words from `start` to `end` go, and `words` come.

    `start` equal to `end` is a place between two words.
    """

    start: int
    end: int
    words: str


@lru_cache(maxsize=4096)
def touches(passage: str, wording: str) -> tuple[Touch, ...]:
    """What a wording changes in the passage, in order; offsets are code points of the passage."""
    found: list[Touch] = []
    place, gone, new = 0, 0, ""
    for kind, words in [*difference(passage, wording), ("same", "")]:
        if kind == "same":
            if gone or new:
                found.append(Touch(place - gone, place, new))
            place, gone, new = place + len(words), 0, ""
        elif kind == "gone":
            place, gone = place + len(words), gone + len(words)
        else:
            new += words
    return tuple(found)


def collide(passage: str, one: str, other: str) -> bool:
    """Whether two wordings cannot both be taken up as they stand: they change the same words, and differently."""
    mine, theirs = set(touches(passage, one)), set(touches(passage, other))
    return any(_meet(each, beside) for each in mine - theirs for beside in theirs - mine)


def _meet(one: Touch, other: Touch) -> bool:
    """Whether two places share a word; what is put between two words meets what is put there or takes one of them."""
    if one.start == one.end or other.start == other.end:
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end


def collisions(passage: str, wordings: Mapping[Name, str]) -> dict[Name, set[Name]]:
    """For each proposal, those it collides with."""
    found: dict[Name, set[Name]] = {name: set() for name in wordings}
    for one, other in combinations(wordings, 2):
        if collide(passage, wordings[one], wordings[other]):
            found[one].add(other)
            found[other].add(one)
    return found
