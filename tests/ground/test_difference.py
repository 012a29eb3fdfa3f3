"""Both texts can be read out of what changed between them, and words stay whole."""

import time

from hypothesis import given
from hypothesis import strategies as st

from consult.difference import difference


@given(st.text(max_size=200), st.text(max_size=200))
def test_both_texts_stand_in_the_difference(before: str, after: str) -> None:
    found = difference(before, after)

    assert "".join(each.words for each in found if each.kind != "new") == before
    assert "".join(each.words for each in found if each.kind != "gone") == after


def test_words_change_as_a_whole() -> None:
    assert difference("Costs are public.", "Costs are published.") == [
        ("same", "Costs are "), ("gone", "public"), ("new", "published"), ("same", ".")]


def test_marks_stay_on_their_letters_and_characters_stand_alone() -> None:
    assert ("gone", "أربعةُ") in difference("أربعةُ أسابيع", "ستةُ أسابيع")
    assert difference("公众意见", "公众的意见") == [("same", "公众"), ("new", "的"), ("same", "意见")]


def test_a_long_hostile_pair_is_answered_soon() -> None:
    begun = time.monotonic()

    difference(" ".join(map(str, range(20_000))), " ".join(map(str, range(20_000, 0, -1))))

    assert time.monotonic() - begun < 5
