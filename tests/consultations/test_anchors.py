"""Passages followed from one version of a text to the next."""

from hypothesis import given
from hypothesis import strategies as st

from consult.consultations.anchors import Alignment, Carried, Fate, align

WEEKS = "Consultations should give everyone at least four weeks to read the goals and to answer them in writing."
COSTS = "The costs of taking part should be published, and met for those who could not answer otherwise."
TONGUE = "Everyone may answer in their own language, and the outcome is translated for those who did."

vocabulary = ["open", "costs", "weeks", "language", "outcome", "answer", "public", "should", "be", "the", "of", "to"]
passages = st.lists(st.sampled_from(vocabulary), min_size=1, max_size=14).map(" ".join)
versions = st.lists(passages, max_size=7)
shuffled = st.lists(passages, max_size=7, unique=True).flatmap(
    lambda each: st.tuples(st.just(each), st.permutations(each))
)
FATES = {Fate.SPLIT: Fate.MERGED, Fate.MERGED: Fate.SPLIT}


def fates(before: list[str], after: list[str]) -> list[tuple[str, tuple[int, ...]]]:
    return [(each.fate.value, each.places) for each in align(before, after).carried]


def test_a_changed_passage_is_followed_and_one_put_before_it_is_new() -> None:
    found = align([WEEKS, COSTS], ["Something of quite another kind.", WEEKS.replace("four", "eight"), COSTS])

    assert found == Alignment((Carried(Fate.CHANGED, (1,)), Carried(Fate.UNCHANGED, (2,))), (0,))


def test_a_passage_that_changed_its_place_is_found_there() -> None:
    assert fates([WEEKS, COSTS, TONGUE], [TONGUE, WEEKS, COSTS]) == [
        ("unchanged", (1,)), ("unchanged", (2,)), ("moved", (0,))]


def test_a_split_passage_stands_in_its_parts_and_merged_ones_in_the_whole() -> None:
    whole = f"{WEEKS} {COSTS}"

    assert fates([whole, TONGUE], [WEEKS, COSTS, TONGUE]) == [("split", (0, 1)), ("unchanged", (2,))]
    assert fates([WEEKS, COSTS, TONGUE], [whole, TONGUE]) == [
        ("merged", (0,)), ("merged", (0,)), ("unchanged", (1,))]


def test_a_removed_passage_is_nowhere() -> None:
    assert fates([WEEKS, COSTS], [COSTS]) == [("removed", ()), ("unchanged", (0,))]


@given(versions)
def test_an_unchanged_text_stays_where_it_is(texts: list[str]) -> None:
    found = align(texts, texts)

    assert found == Alignment(tuple(Carried(Fate.UNCHANGED, (place,)) for place in range(len(texts))), ())


@given(shuffled)
def test_whatever_the_order_each_passage_is_found_where_its_words_are(both: tuple[list[str], list[str]]) -> None:
    before, after = both
    for text, carried in zip(before, align(before, after).carried, strict=True):
        assert [after[place] for place in carried.places] == [text]
        assert carried.fate in (Fate.UNCHANGED, Fate.MOVED)


@given(versions, versions)
def test_nothing_is_lost_on_either_side(before: list[str], after: list[str]) -> None:
    found = align(before, after)
    reached = {place for carried in found.carried for place in carried.places}

    assert len(found.carried) == len(before)
    assert reached | set(found.added) == set(range(len(after)))
    assert not reached & set(found.added)
    assert all((carried.fate is Fate.REMOVED) == (not carried.places) for carried in found.carried)


@given(versions, versions)
def test_looking_back_finds_the_same_ways(before: list[str], after: list[str]) -> None:
    forth = {(old, new) for old, carried in enumerate(align(before, after).carried) for new in carried.places}
    back = {(old, new) for new, carried in enumerate(align(after, before).carried) for old in carried.places}

    assert forth == back


@given(versions, st.integers(0, 7), passages)
def test_a_passage_put_in_leaves_the_others_where_their_words_are(texts: list[str], place: int, new: str) -> None:
    after = [*texts[:place], new, *texts[place:]]

    for text, carried in zip(texts, align(texts, after).carried, strict=True):
        assert [after[each] for each in carried.places] == [text]
