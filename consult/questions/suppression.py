"""Small cells of people who withheld their name are not shown, nor can they be worked out from the others. Pure.

A table is cells by (row, column), with (how many, how many of them withheld their name). A cell that holds such a
person and fewer than FEW people is covered. Sums are shown too, so a covered cell alone in its row or column could
be worked out by subtracting: others are covered with it, the smallest first, until none can.
"""

from collections.abc import Mapping

FEW = 5
ALL = ""

Place = tuple[str, str]
Counts = Mapping[Place, tuple[int, int]]


def with_sums(counts: Counts, *, adds_up: bool) -> dict[Place, int]:
    """Every cell with the sums of rows, and, where each person is in one row alone, of columns."""
    cells = {place: number for place, (number, _hidden) in counts.items()}
    for (row, column), (number, _hidden) in counts.items():
        for sum_of in ((row, ALL), (ALL, column), (ALL, ALL)) if adds_up else ((row, ALL),):
            cells[sum_of] = cells.get(sum_of, 0) + number
    return cells


def suppressed(counts: Counts, *, adds_up: bool) -> set[Place]:
    """Which cells of `with_sums` must not be shown."""
    cells = with_sums(counts, adds_up=adds_up)
    covered = {place for place, (number, hidden) in counts.items() if hidden and number < FEW}
    while (weak := _worked_out(cells, covered, adds_up)) is not None:
        place, sides = weak
        helpers = [
            each for each in cells
            if each not in covered and any(node in sides for node in _nodes(each, adds_up))
            and not all(node in sides for node in _nodes(each, adds_up))
        ]
        if not helpers:
            helpers = [each for each in cells if each not in covered and each[0] == place[0]]
        if not helpers:
            break
        covered.add(min(helpers, key=lambda each: (cells[each] == 0, ALL in each, cells[each], each)))
    return covered


def _nodes(place: Place, adds_up: bool) -> tuple[tuple[str, str], tuple[str, str]]:
    """The two equations a cell stands in: its row's and its column's. A column that does not add up is none."""
    return ("row", place[0]), ("column", place[1] if adds_up else f"{place[0]}\0{place[1]}")


def _worked_out(
    cells: Mapping[Place, int], covered: set[Place], adds_up: bool
) -> tuple[Place, set[tuple[str, str]]] | None:
    """A covered cell that subtracting gives away, with the equations on its row's side; None where there is none.

    Covered cells are lines between the row and the column they stand in. One is given away just when no other way
    leads from its row to its column.
    """
    for place in sorted(covered):
        start, end = _nodes(place, adds_up)
        if not adds_up:
            if sum(1 for each in covered if each[0] == place[0]) < 2:
                return place, {start}
            continue
        reached, fresh = {start}, [start]
        while fresh:
            node = fresh.pop()
            for other in covered:
                if other != place and node in (ends := _nodes(other, adds_up)):
                    new = [each for each in ends if each not in reached]
                    reached.update(new)
                    fresh += new
        if end not in reached:
            return place, reached
    return None
