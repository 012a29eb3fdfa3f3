"""Which claim comes next: the published formula, with its published values."""

from collections import Counter

import pytest

from consult.opinion.routing import NEW, Candidate, importance, next_claim, priority


def test_the_check_values_hold() -> None:
    assert importance(1, 0, 1, 0) == pytest.approx(0.444, abs=5e-4)
    assert priority(1, 0, 1, 0) == pytest.approx(12.53, abs=5e-3)
    assert priority(20, 3, 20, 0) == pytest.approx(1.37, abs=5e-3)
    assert priority(18, 3, 20, 1) == pytest.approx(4.49, abs=5e-3)


def test_a_new_claim_comes_before_one_that_many_have_seen() -> None:
    assert 3 * priority(40, 0, 40, 0) < NEW


def test_claims_come_as_often_as_their_priority_says() -> None:
    candidates = [Candidate("a", 3.0), Candidate("b", 1.0)]

    first = Counter(next_claim(candidates, f"person {each}").name for each in range(4000))  # type: ignore[union-attr]

    assert 0.70 < first["a"] / 4000 < 0.80


def test_one_person_gets_the_same_claim_until_they_vote_in_whatever_order_claims_are_read() -> None:
    candidates = [Candidate(f"claim {each}", 1.0 + each % 3) for each in range(30)]

    assert next_claim(candidates, "ann") == next_claim(reversed(candidates), "ann")
    assert len({next_claim(candidates, f"person {each}") for each in range(50)}) > 10
    assert next_claim([], "ann") is None
