"""Proposals that touch the same words."""

from hypothesis import given
from hypothesis import strategies as st

from consult.amendments.collisions import collide, collisions, touches

PASSAGE = "At least four weeks should be given to answer a consultation."

words = st.lists(st.sampled_from(["at", "four", "eight", "weeks", "open", "be", "given", ","]), max_size=9)
texts = words.map(" ".join)


def test_two_that_change_the_same_words_collide_and_two_that_do_not_stand_together() -> None:
    eight = PASSAGE.replace("four", "eight")
    twelve = PASSAGE.replace("four", "twelve")
    elsewhere = PASSAGE.replace("a consultation", "every consultation")

    assert collide(PASSAGE, eight, twelve)
    assert not collide(PASSAGE, eight, elsewhere)
    assert collisions(PASSAGE, {"a": eight, "b": twelve, "c": elsewhere}) == {"a": {"b"}, "b": {"a"}, "c": set()}


def test_two_that_say_the_same_do_not_collide() -> None:
    assert not collide(PASSAGE, PASSAGE.replace("four", "eight"), PASSAGE.replace("four", "eight"))


def test_two_words_put_in_the_same_place_collide() -> None:
    assert collide("Costs are published.", "Costs are always published.", "Costs are promptly published.")


@given(texts, texts, texts)
def test_colliding_is_symmetric_and_nothing_collides_with_itself(passage: str, one: str, other: str) -> None:
    assert collide(passage, one, other) == collide(passage, other, one)
    assert not collide(passage, one, one)
    assert not collide(passage, passage, one)


@given(texts, st.dictionaries(st.integers(0, 9), texts, max_size=5), st.randoms(use_true_random=False))
def test_the_order_in_which_they_came_changes_nothing(passage: str, wordings: dict[int, str], chance: object) -> None:
    names = list(wordings)
    chance.shuffle(names)  # type: ignore[attr-defined]

    assert collisions(passage, wordings) == collisions(passage, {name: wordings[name] for name in names})


@given(texts, texts)
def test_putting_the_new_words_in_their_places_gives_the_wording(passage: str, wording: str) -> None:
    built, place = "", 0
    for start, end, new in touches(passage, wording):
        built += passage[place:start] + new
        place = end

    assert built + passage[place:] == wording
