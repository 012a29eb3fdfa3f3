"""A covered cell cannot be worked out from what is shown: tried by algebra on random tables."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.questions.suppression import ALL, FEW, suppressed, with_sums

ROWS, COLUMNS = ["a", "b", "c"], ["x", "y", "z"]
cell = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda pair: (pair[0], min(pair)))
tables = st.fixed_dictionaries({(row, column): cell for row in ROWS for column in COLUMNS})


def worked_out(cells, covered, adds_up):
    """The covered cells that the sums determine: their unit vector lies in the row space of what is known."""
    hidden = sorted(covered)
    if not hidden:
        return []
    equations = []
    lines = [[(row, c) for c in [*COLUMNS, ALL]] for row in [*ROWS, ALL] if (row, ALL) in cells]
    if adds_up:
        lines += [[(r, column) for r in [*ROWS, ALL]] for column in [*COLUMNS, ALL]]
    for line in lines:
        equations.append([(1 if place in line else 0) * (-1 if place == line[-1] else 1) for place in hidden])
    matrix = np.array(equations, dtype=float)
    rank = np.linalg.matrix_rank(matrix)
    return [
        place for at, place in enumerate(hidden)
        if np.linalg.matrix_rank(np.vstack([matrix, np.eye(len(hidden))[at]])) == rank
    ]


@given(tables, st.booleans())
@settings(max_examples=300, deadline=None)
def test_nothing_covered_can_be_worked_out(counts, adds_up):
    covered = suppressed(counts, adds_up=adds_up)

    assert worked_out(with_sums(counts, adds_up=adds_up), covered, adds_up) == []


@given(tables, st.booleans())
def test_every_small_cell_with_somebody_without_name_is_covered(counts, adds_up):
    covered = suppressed(counts, adds_up=adds_up)

    assert {place for place, (number, hidden) in counts.items() if hidden and number < FEW} <= covered


@given(tables, st.booleans())
def test_where_all_gave_their_names_nothing_is_covered(counts, adds_up):
    named = {place: (number, 0) for place, (number, _hidden) in counts.items()}

    assert suppressed(named, adds_up=adds_up) == set()
