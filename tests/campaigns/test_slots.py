"""What stands in the slots of a template, and which of them were a choice."""

from consult.campaigns.detection import find
from consult.campaigns.slots import added_to, slots_of
from consult.campaigns.words import words_of
from tests.campaigns.texts import TRADES, letters


def test_a_slot_of_few_values_shows_them_and_one_of_many_does_not():
    texts = [f"My name is {each} and I ask the council to {'keep' if each % 3 else 'open'} the library."
             for each in range(30)]
    slots = slots_of("my name is … and i ask the council to … the library", map(words_of, texts))
    assert [slot.is_choice for slot in slots] == [False, True]
    assert slots[1].values == (("keep", 20), ("open", 10))
    assert len(slots[0].values) == 30


def test_a_slot_left_empty_and_a_word_left_out_are_told():
    slots = slots_of("please keep … the bus … running", [
        ["please", "keep", "the", "bus", "running"], ["please", "keep", "all", "the", "old", "bus", "line", "running"],
        ["keep", "it", "the", "bus", "running", "now"],
    ])
    assert [dict(slot.values) for slot in slots] == [{"": 1, "all": 1, "it": 1}, {"": 2, "line": 1}]


def test_what_a_sender_added_is_told_in_its_order():
    template = "please keep … the bus … running"
    assert added_to(template, words_of("Please keep the bus running.")) == []
    said = "Dear all, please keep all the old bus line running, the bus of my mother."
    assert added_to(template, words_of(said)) == ["dear all", "all", "old", "line", "the bus of my mother"]
    assert added_to("", ["what", "i", "say"]) == ["what i say"]


def test_the_slots_of_a_found_mail_merge_are_what_its_senders_chose_from():
    texts = letters(200)
    template = find(texts)[0].template
    slots = slots_of(template, map(words_of, texts))
    assert len(slots) == template.split().count("…")
    assert {value for slot in slots for value, _number in slot.values} >= set(TRADES)
    assert any(slot.is_choice and {value for value, _number in slot.values} == set(TRADES) for slot in slots)
