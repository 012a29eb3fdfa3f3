"""Which figures about votes may be shown: no cell of fewer than five people, and none that can be worked out. Pure."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

SMALLEST = 5

Name = TypeVar("Name", bound=Hashable)


def hidden_among(sizes: Mapping[Name, int]) -> set[Name]:
    """The cells to hide, where the total of all is known as well.

    Cells of one to four are hidden; further ones, smallest first, until what is left to guess is at least two cells
    with five people in them together: else the total would tell.
    """
    filled = sorted((name for name in sizes if sizes[name]), key=lambda name: (sizes[name], str(name)))
    hidden = {name for name in filled if sizes[name] < SMALLEST}
    if not hidden:
        return hidden
    for name in filled:
        if len(hidden) > 1 and sum(sizes[each] for each in hidden) >= SMALLEST:
            break
        hidden.add(name)
    return hidden


def may_show(size: int) -> bool:
    """Whether a figure about so many people may be shown."""
    return size >= SMALLEST
