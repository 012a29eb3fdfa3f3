"""Krippendorff's alpha against worked examples, and its own laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.coding.agreement import agreement_by_code, agreement_on, alpha_of, raw_agreement, verdict_on

# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): sections A (binary), B (nominal, two observers)
# and C (four observers with gaps), with the values printed there.
BINARY = ("0100000010", "1110010000")
TWO = ("aabbdcccedda", "babbbccceddd")
FOUR = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


def units_of(*observers: str) -> list[list[str]]:
    return [[value for value in unit if value != "."] for unit in zip(*observers, strict=True)]


@pytest.mark.parametrize(("observers", "published"), [(BINARY, 0.095), (TWO, 0.692), (FOUR, 0.743)])
def test_alpha_is_that_of_the_published_examples(observers: tuple[str, ...], published: float) -> None:
    assert alpha_of(units_of(*observers)) == pytest.approx(published, abs=0.0005)


def test_raw_agreement_is_the_share_of_equal_pairs() -> None:
    assert raw_agreement(units_of(*BINARY)) == pytest.approx(0.6)
    assert raw_agreement([["a"], []]) is None


@pytest.mark.parametrize(("alpha", "verdict"), [
    (1.0, "reliable"), (0.8, "reliable"), (0.7999, "tentative"), (0.667, "tentative"), (0.6669, "unreliable"),
    (-0.2, "unreliable"), (None, "undefined"),
])
def test_the_gates_are_800_and_667(alpha: float | None, verdict: str) -> None:
    assert verdict_on(alpha) == verdict


def test_the_interval_holds_the_value_and_is_the_same_each_time() -> None:
    units = units_of(*FOUR) * 4

    found = agreement_on(units)

    assert found.low is not None
    assert found.high is not None
    assert found.alpha is not None
    assert found.low < found.alpha < found.high
    assert agreement_on(list(reversed(units))) == found


def test_where_everybody_says_the_same_alpha_is_not_defined() -> None:
    found = agreement_on([[True, True], [True, True]])

    assert (found.alpha, found.raw, found.verdict) == (None, 1.0, "undefined")


def test_by_code_each_is_a_yes_or_no() -> None:
    cost, speed = frozenset({"cost"}), frozenset({"speed"})

    found = agreement_by_code(["cost", "speed"], [(cost, cost), (speed, cost | speed), (frozenset(), frozenset())] * 5)

    assert found["speed"].alpha == 1.0
    assert found["cost"].alpha is not None
    assert found["cost"].alpha < 1.0
    assert found["cost"].units == 15


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=0, max_size=4), max_size=20), st.randoms())
def test_the_order_of_units_and_of_coders_does_not_matter(units: list[list[str]], chance) -> None:
    shuffled = [chance.sample(unit, len(unit)) for unit in chance.sample(units, len(units))]

    assert agreement_on(shuffled, 20) == agreement_on(units, 20)


@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=30))
def test_agreement_in_everything_is_one(values: list[str]) -> None:
    alpha = alpha_of([[value, value] for value in values])

    assert alpha is None if len(set(values)) == 1 else alpha == 1.0
