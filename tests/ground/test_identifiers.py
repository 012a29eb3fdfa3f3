"""Names for things people may link to."""

from hypothesis import given
from hypothesis import strategies as st

from consult.identifiers import id_of, name_of, new_id


@given(st.integers(0, 2**60 - 1))
def test_a_name_leads_back_to_its_id(identifier: int) -> None:
    assert id_of(name_of(identifier)) == identifier


@given(st.text(max_size=14))
def test_any_other_text_is_no_name(text: str) -> None:
    identifier = id_of(text)

    assert identifier is None or name_of(identifier) == text


def test_new_ids_do_not_follow_one_another() -> None:
    ids = [new_id() for _each in range(100)]

    assert len(set(ids)) == 100
    assert ids != sorted(ids)
