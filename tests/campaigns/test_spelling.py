"""Words that are compared without case and signs stand again as they were written."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from consult.campaigns.detection import find
from consult.campaigns.slots import added_to, slots_of
from consult.campaigns.spelling import as_written, written
from consult.campaigns.words import words_of
from tests.campaigns.texts import letters


@given(st.text() | st.text(alphabet="aA'é\u0301ßﬁ½™Ⅳ私は ไม่\u064e\u0633\u200b.,-\u0939\u093f\u0928\u094dа"))  # noqa: RUF001
def test_every_word_stands_in_its_text_in_order(text: str) -> None:
    found = written(text)

    assert found.words == words_of(text)
    assert len(found.spans) == len(found.words)
    assert [place for span in found.spans for place in span] == sorted(place for span in found.spans for place in span)
    assert "".join(
        found.between(number) + found.passage(number, number + 1) for number in range(len(found.words))
    ) + found.between(len(found.words)) == found.text
    assert found.text in (*(unicodedata.normalize(form, text) for form in ("NFC", "NFKC")), " ".join(found.words))


def test_a_template_reads_as_its_exemplar_does() -> None:
    said = written("Dear members, my name is Ema Tupou.\n\nI pay “5 euros”, and more. Don’t wait! Yours, Ema")

    assert as_written("dear members my name is … i pay … and more dont wait yours …", said) == (
        "Dear members, my name is …. I pay “…”, and more. Don’t wait! Yours, …")
    assert as_written("… my name is … ema", said) == "…, my name is …, Ema"
    assert as_written(" ".join(said.words), said) == " ".join(said.text.split())


def test_of_another_text_a_template_stays_as_it_is_compared() -> None:
    for template in ("keep the bus", "dear … bus", "… dear members", "dear members my name is ema tupou and …"):
        assert as_written(template, written("Dear members, my name is Ema Tupou.")) == template
    assert as_written("", written("Dear members")) == ""


def test_what_is_found_reads_like_its_letters() -> None:
    texts = letters(60)
    group = find(texts)[0]

    told = as_written(group.template, written(texts[group.exemplar]))

    assert told != group.template
    assert words_of(told.replace("…", " ")) == group.template.replace("…", " ").split()
    assert told.count("…") == group.template.count("…")


def test_a_slot_ends_where_its_senders_ended_it() -> None:
    """“in a … connection” would have the same words, and break where somebody lives in “the” village."""
    homes = ["a village", "a hill farm", "the last house", "an atoll", "a camp of herders", "a port", "a mill"]
    texts = [
        f"Dear members of the council, my name is {name} and I live in {home}. A connection for a month costs {each}."
        for each, (home, name) in enumerate((home, f"{first} {last}") for home in homes for first, last in zip(
            ("Abena", "Ema", "Jomo", "Moana", "Sefa"), ("Lemalu", "Fonoti", "Dlamini", "Taufa", "Qasim"), strict=True))
    ]
    group = find(texts)[0]

    assert as_written(group.template, written(texts[group.exemplar])) == (
        "Dear members of the council, my name is … and I live in …. A connection for a month costs ….")
    assert {value for value, _number in slots_of(group.template, map(written, texts))[1].values} == set(homes)
    assert added_to(group.template, written(texts[0])) == ["Abena Lemalu", "a village", "0"]
