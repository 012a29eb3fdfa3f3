"""Copies, near copies and filled-in letters are found whole, with no stranger among them, in whatever order."""

import csv
import random
import time
from pathlib import Path

import pytest

from consult.campaigns.detection import find
from consult.campaigns.words import words_of

DATA = Path(__file__).parents[2].parent / "shared" / "data"
NAMES = ["Ada", "Bo", "Chidi", "Dana", "Efua", "Farid", "Gita", "Hana", "Ivo", "Joy", "Kemal", "Lina"]
PLACES = ["Nairobi", "Lyon", "New Delhi", "Quito", "Oslo", "Porto Alegre", "Hanoi", "Accra", "Lima", "Graz"]
TRADES = ["a teacher", "a nurse", "retired", "a student of law", "an engineer", "a farmer", "a network operator"]
WISHES = ["libraries", "rural schools", "small providers", "people with disabilities", "local news", "clinics"]


def letters(number: int, seed: int = 1) -> list[str]:
    """A mail-merge that differs in every slot."""
    chance = random.Random(seed)
    return [
        f"Dear commissioners, my name is {chance.choice(NAMES)} {chance.choice(NAMES)} and I write from "
        f"{chance.choice(PLACES)} where I am {chance.choice(TRADES)}. I ask you to keep the open internet rules "
        f"because {chance.choice(WISHES)} depend on them, and not to let {chance.choice(WISHES)} be slowed down for "
        f"those who pay. In {chance.choice(PLACES)} we have waited {chance.randint(2, 40)} years. "
        f"Sincerely yours, {chance.choice(NAMES)}"
        for _each in range(number)
    ]


def comments(number: int) -> list[str]:
    source = DATA / "consul-decide-madrid" / "comments.csv"
    if not source.exists():
        pytest.skip(f"{source} is missing: real comments are not tried")
    found: dict[str, str] = {}
    csv.field_size_limit(10_000_000)
    with source.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines, delimiter=_sign(source))
        for row in reader:
            text = max(row, key=len)
            found.setdefault(" ".join(words_of(text)), text)
            if len(found) == number:
                break
    return list(found.values())


def _sign(source: Path) -> str:
    first = source.open(encoding="utf-8").readline()
    return ";" if first.count(";") > first.count(",") else ","


def test_a_mail_merge_is_found_whole_with_no_stranger_among_real_comments():
    # The file holds some 2,400 different ones.
    real = comments(4_000)
    planted = letters(1_000)
    texts = real + planted
    order = list(range(len(texts)))
    random.Random(7).shuffle(order)
    begun = time.monotonic()
    groups = find([texts[each] for each in order])
    members = [{order[each] for each in group.members} for group in groups]
    ours = [each for each in members if any(place >= len(real) for place in each)]
    assert ours == [set(range(len(real), len(texts)))]
    assert time.monotonic() - begun < 40


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
