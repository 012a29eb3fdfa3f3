"""The map of opinion: the same votes, the same map, in any order; as Polis's published mathematics says."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.opinion import measures
from consult.opinion.groups import Opinion, Votes, opinion_of, place_of
from consult.opinion.measures import Counts
from consult.opinion.suppression import SMALLEST, hidden_among

API = Path(__file__).parents[3] / "shared" / "data" / "polis-api-json"
FOLDERS = sorted(API.glob("*/math-pca2.json"))

Entries = list[tuple[int, int, int]]


def made(entries: Entries, seen_by_all: int = 0) -> Opinion:
    people = sorted({person for person, _claim, _value in entries})
    claims = sorted({claim for _person, claim, _value in entries})
    return opinion_of(votes(entries, people, claims), seen_by_all)


def votes(entries: Entries, people: list[int], claims: list[int]) -> Votes:
    return Votes(
        people, claims, np.array([people.index(each[0]) for each in entries], np.int32),
        np.array([claims.index(each[1]) for each in entries], np.int32),
        np.array([each[2] for each in entries], np.int8),
    )


def camps(number: int = 30, claims: int = 10) -> Entries:
    """Two thirds and one third of the people, of opposite minds; the first claim unites them."""
    return [
        (person, claim, 1 if claim == 0 or (person % 3 == 0) == (claim % 2 == 0) else -1)
        for person in range(number) for claim in range(claims) if (person * 7 + claim * 3) % 10
    ]


table = st.dictionaries(
    st.tuples(st.integers(0, 25), st.integers(0, 9)), st.sampled_from([1, 0, -1]), min_size=1, max_size=200
)


@settings(max_examples=60, deadline=None)
@given(table, st.randoms(use_true_random=False))
def test_the_order_of_votes_people_and_claims_changes_nothing(
    cells: dict[tuple[int, int], int], chance: object
) -> None:
    entries = [(*pair, value) for pair, value in cells.items()]
    first = made(entries)
    people, claims = list(first.people), list(first.claims)
    for each in (entries, people, claims):
        chance.shuffle(each)  # type: ignore[attr-defined]

    second = opinion_of(votes(entries, people, claims))  # type: ignore[arg-type]

    assert second.people == first.people
    assert np.array_equal(second.places, first.places)
    assert np.array_equal(second.group, first.group)
    assert second.representative == first.representative


@settings(max_examples=60, deadline=None)
@given(table)
def test_every_counted_person_is_in_one_group_and_every_vote_counts_once(cells: dict[tuple[int, int], int]) -> None:
    found = made([(*pair, value) for pair, value in cells.items()])

    counted = found.group >= 0
    assert sum(found.sizes) == counted.sum()
    assert len(found.sizes) <= 5
    assert found.sizes == sorted(found.sizes, reverse=True)
    assert found.totals.seen.sum() == len(cells)
    assert ((found.group_informed > 0) & (found.group_informed < 1)).all()
    assert np.isfinite(found.places).all()


def test_two_camps_are_told_apart_and_what_unites_them_is_found() -> None:
    found = made(camps())

    labels = dict(zip(found.people, found.group, strict=True))
    assert found.sizes == [20, 10]
    assert {labels[person] for person in range(0, 30, 3)} == {1}
    assert found.claims[int(found.group_informed.argmax())] == 0
    assert found.divisiveness[0] < 0.2 < found.divisiveness[1]
    assert found.majority["agree"][0] == 0
    assert all(each.claim != 0 for group in found.representative for each in group)


def test_people_with_few_votes_are_placed_and_not_counted() -> None:
    found = made([*camps(), (99, 1, 1), (99, 2, -1)])

    assert found.group[found.people.index(99)] == -1
    assert sum(found.sizes) == 30


def test_ones_own_place_is_the_one_on_the_map() -> None:
    entries = camps()
    found = made(entries, seen_by_all=3)
    axes = {claim: (found.means[place], *found.axes[place]) for place, claim in enumerate(found.claims)}
    own = {claim: value for person, claim, value in entries if person == 4}

    assert place_of(own, axes, len(found.claims), 3) == pytest.approx(tuple(found.places[found.people.index(4)]))  # type: ignore[arg-type]


@pytest.mark.parametrize("entries", [[(1, 1, 1)], [(1, 1, 0), (2, 1, 0)], [(1, each, 1) for each in range(9)]])
def test_what_makes_no_map_makes_no_fault(entries: Entries) -> None:
    found = made(entries)

    assert len(found.sizes) <= 1
    assert found.representative in ([], [[]])


def test_nobody_stands_apart_as_a_group_of_their_own() -> None:
    found = made([*camps(60), *[(99, claim, -1 if claim < 5 else 1) for claim in range(10)]])

    assert min(found.sizes) >= 5


def test_the_worked_formulas_hold() -> None:
    counts = Counts(np.array([[9.0], [1.0]]), np.array([[1.0], [9.0]]), np.array([[10.0], [10.0]]))

    assert measures.group_informed(counts)[0] == pytest.approx(10 / 12 * 2 / 12)
    assert measures.divisiveness(counts)[0] == pytest.approx(8 / 12)
    assert measures.proportion_test(np.array([9.0]), np.array([10.0]))[0] == pytest.approx(
        2 * 11**0.5 * (10 / 11 - 0.5))
    same = np.array([4.0])
    assert measures.difference_test(same, same, same, same)[0] == 0


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40)))
def test_what_is_hidden_cannot_be_worked_out(sizes: dict[str, int]) -> None:
    hidden = hidden_among(sizes)

    filled = {name for name, size in sizes.items() if size}
    assert {name for name in filled if sizes[name] < SMALLEST} <= hidden <= filled
    if hidden and hidden != filled:
        assert len(hidden) >= 2
        assert sum(sizes[name] for name in hidden) >= SMALLEST


@pytest.mark.skipif(not FOLDERS, reason="NO DATA: ../shared/data/polis-api-json is missing")
@pytest.mark.parametrize("path", FOLDERS, ids=lambda path: path.parent.name)
def test_axes_consensus_and_marks_are_those_of_polis(path: Path) -> None:
    from benchmarks.opinion import against_polis

    figures = against_polis(path.parent)

    assert min(figures.axes) >= 0.999
    assert figures.group_informed >= 0.999
    assert figures.representative >= 0.8
    assert figures.majority == 1
