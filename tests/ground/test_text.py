"""People's text: normalised once, measured in code points."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from consult.text import REDACTED, find_span, first_sentence, is_blank, normalise, redact, slugify

texts = st.text(max_size=200)


@given(texts)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)

    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not any(letter in once for letter in "\x00\r\x0b\x7f")
    once.encode()


@given(texts, st.data())
def test_redaction_keeps_every_offset_and_leaves_no_covered_letter(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    covered = redact(text, [(start, end)])

    assert len(covered) == len(text)
    assert covered[:start] == text[:start]
    assert covered[end:] == text[end:]
    assert covered[start:end] == REDACTED * (end - start)


@given(texts, st.data())
def test_words_are_found_where_they_stand_or_not_at_all(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    words = text[start:end]

    span = find_span(text, words)

    if span is not None:
        assert text[span[0] : span[1]].split() == words.split()


def test_words_that_stand_twice_are_not_found() -> None:
    assert find_span("to be or not to be", "to be") is None
    assert find_span("to be\nor not", "be or") == (3, 8)


@given(texts, st.integers(2, 60))
def test_a_first_sentence_is_never_too_long(text: str, limit: int) -> None:
    sentence, cut = first_sentence(text, limit)

    assert len(sentence) <= limit
    assert cut == sentence.endswith("…") or not cut


def test_a_first_sentence_ends_where_it_should() -> None:
    assert first_sentence("We agree. But not with this.", 280) == ("We agree.", False)
    assert first_sentence("one two three four", 12) == ("one two…", True)


@given(texts)
def test_a_slug_can_stand_in_an_address(text: str) -> None:
    slug = slugify(text)

    assert 1 <= len(slug) <= 60
    assert all(letter in "abcdefghijklmnopqrstuvwxyz0123456789-" for letter in slug)


def test_what_cannot_be_seen_is_blank() -> None:
    assert is_blank(" \u200b\n\u2060")
    assert not is_blank("م")
