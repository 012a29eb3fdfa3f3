"""What stands in the slots of a template, and which of them were a choice."""

from consult.campaigns.detection import find
from consult.campaigns.slots import added_to, slots_of
from consult.campaigns.spelling import written
from tests.campaigns.texts import TRADES, letters


def test_a_slot_of_few_values_shows_them_and_one_of_many_does_not():
    texts = [f"My name is {each} and I ask the council to {'keep' if each % 3 else 'open'} the library."
             for each in range(30)]
    slots = slots_of("my name is … and i ask the council to … the library", map(written, texts))
    assert [slot.is_choice for slot in slots] == [False, True]
    assert slots[1].values == (("keep", 20), ("open", 10))
    assert len(slots[0].values) == 30


def test_a_slot_left_empty_and_a_word_left_out_are_told():
    slots = slots_of("please keep … the bus … running", map(written, (
        "Please keep the bus running", "Please keep all the old bus line running", "Keep it, the bus, running now",
    )))
    assert [dict(slot.values) for slot in slots] == [{"": 1, "all": 1, "it": 1}, {"": 2, "line": 1}]


def test_what_a_sender_added_is_told_in_its_order():
    template = "please keep … the bus … running"
    assert added_to(template, written("Please keep the bus running.")) == []
    said = "Dear all, please keep all the old bus line running, the bus of my mother."
    assert added_to(template, written(said)) == ["Dear all", "all", "old", "line", "the bus of my mother"]
    assert added_to("", written("What I say.")) == ["What I say"]


def test_the_slots_of_a_found_mail_merge_are_what_its_senders_chose_from():
    texts = letters(200)
    template = find(texts)[0].template
    slots = slots_of(template, map(written, texts))
    assert len(slots) == template.split().count("…")
    assert {value for slot in slots for value, _number in slot.values} >= set(TRADES)
    assert any(slot.is_choice and {value for value, _number in slot.values} == set(TRADES) for slot in slots)


def test_a_value_is_one_however_it_is_spelled_and_shown_as_most_spell_it():
    texts = [f"Keep {name} open for all." for name in ("Kisumu", "kisumu", "Kisumu", "Mombasa")]
    assert slots_of("keep … open for all", map(written, texts))[0].values == (("Kisumu", 3), ("Mombasa", 1))
