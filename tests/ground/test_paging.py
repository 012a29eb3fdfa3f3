"""Cursors come back as they went; damaged ones begin at the beginning."""

from hypothesis import given
from hypothesis import strategies as st

from consult.paging import decode_cursor, encode_cursor, page_of


@given(st.lists(st.text(max_size=20), min_size=1, max_size=3))
def test_a_cursor_comes_back_as_it_went(values: list[str]) -> None:
    assert decode_cursor(encode_cursor(values), len(values)) == values


@given(st.text(max_size=40))
def test_a_damaged_cursor_is_no_cursor(text: str) -> None:
    found = decode_cursor(text, 2)

    assert found is None or len(found) == 2


def test_only_a_full_page_has_a_next_one() -> None:
    assert page_of([1, 2], 2, lambda row: [row]).after is None
    page = page_of([1, 2, 3], 2, lambda row: [row])
    assert page.rows == [1, 2]
    assert decode_cursor(page.after, 1) == ["2"]
