"""Copies, near copies and filled-in letters are found whole, with no stranger among them, in whatever order."""

import random

import numpy as np

from consult.campaigns.detection import find
from consult.campaigns.numbering import numbered
from consult.campaigns.sketches import likeness
from tests.campaigns.texts import NAMES, comments, letters, strangers


def test_a_mail_merge_of_five_thousand_among_twenty_thousand_comments_is_found_whole_with_no_stranger_in_it():
    real = [*comments(), *strangers(20_000 - len(comments()))]
    texts = real + letters(5_000)
    order = list(range(len(texts)))
    random.Random(7).shuffle(order)
    groups = find([texts[each] for each in order])
    members = [{order[each] for each in group.members} for group in groups]
    assert members == [set(range(len(real), len(texts)))]


def test_two_templates_with_the_same_opening_are_two_campaigns():
    opening = "We write to you as people who use the network every day."
    first = [f"{opening} {name} asks that small providers keep open access to every line in the country, {name}."
             for name in NAMES]
    second = [f"{opening} {name} wishes schools far from towns were given machines and teachers before 2030, {name}."
              for name in NAMES]
    groups = find(first + second)
    assert [set(group.members) for group in groups] == [set(range(12)), set(range(12, 24))]


def test_near_copies_share_four_fifths_of_their_runs_of_five_words():
    words = [f"word{number}" for number in range(60)]
    changed = [" ".join([*words[:place], "other", *words[place + 1 :]]) for place in range(0, 60, 12)]
    rows, _prints = numbered([" ".join(words), *changed])
    pairs = np.array([[0, place] for place in range(1, 6)])
    assert likeness(rows, 5, pairs).round(3).tolist() == [round(55 / 57, 3), *[round(51 / 61, 3)] * 4]
    assert [(group.kind, len(group.members)) for group in find([" ".join(words), *changed])] == [("near", 6)]


def test_the_order_of_the_texts_changes_nothing():
    texts = letters(60) + [f"{text} And some more." for text in letters(10, 2)]
    texts += [f"Only this {name} once." for name in NAMES]
    expected = {frozenset(texts[place] for place in group.members) for group in find(texts)}
    for seed in range(5):
        random.Random(seed).shuffle(texts)
        assert {frozenset(texts[place] for place in group.members) for group in find(texts)} == expected


def test_nobody_is_in_two_groups_and_copies_stay_together():
    texts = letters(50) * 2
    groups = find(texts)
    places = [place for group in groups for place in group.members]
    assert len(places) == len(set(places)) == 100


def test_copies_that_differ_in_signs_case_and_lookalikes_are_exact():
    text = "We ask the Commission to keep these rules as they are now."
    disguised = text.replace("a", "\u0430")
    groups = find([text, text.upper(), text.replace(" ", "  ") + "!!", disguised, text.replace(".", "")])
    assert [(group.kind, len(group.members)) for group in groups] == [("exact", 5)]


def test_text_without_spaces_between_words_is_compared_by_characters():
    text = "我们请求委员会保留关于开放互联网的现行规则并听取发展中国家的意见"
    groups = find([text + end for end in ("谢谢", "此致", "敬礼", "好的", "再见", "")])
    assert [len(group.members) for group in groups] == [6]


def test_short_texts_and_few_copies_are_nobodys_campaign():
    assert find(["I agree with this."] * 50) == []
    assert find(["One text that two people have sent us in the same words."] * 2) == []
    assert find([]) == []


def test_a_template_shows_its_slots():
    group = find(letters(200))[0]
    assert group.kind == "template"
    assert "i ask you to keep the open internet rules because …" in group.template
    assert "Nairobi".lower() not in group.template
