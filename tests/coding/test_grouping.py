"""Suggested themes: the same whatever the order, each language by itself, and what is alike comes together."""

import random

from consult.coding.grouping import Text, expected, labels_of, passage_in, themes_in
from consult.coding.similarity import most_alike, stems_in
from consult.coding.stems import stems_of, words_of

COST = ["Data costs too much for us.", "The cost of data is far too high.", "Mobile data is expensive and costs a lot.",
        "We cannot pay these data costs.", "High data costs keep people out."]
TIME = ["Meetings are held at night in our time zone.", "The time zone of each meeting should change.",
        "Night meetings exclude our time zone.", "Rotate meetings between time zones.", "No more meetings at night."]
COÛT = [
    "Les données coûtent trop cher.", "Le coût des données est trop élevé.", "Le prix des données mobiles est élevé.",
]


def some_texts() -> list[Text]:
    english = [Text(number, "en", words) for number, words in enumerate(COST + TIME)]
    return english + [Text(100 + number, "fr", words) for number, words in enumerate(COÛT)]


def test_texts_about_the_same_come_together() -> None:
    labels = labels_of(some_texts(), number=2)

    assert len({labels[each] for each in range(5)}) == 1
    assert len({labels[each] for each in range(5, 10)}) == 1
    assert labels[0] != labels[5]


def test_in_any_order_the_same_groups_are_found() -> None:
    texts = some_texts()
    first = themes_in(texts)

    for seed in range(5):
        shuffled = random.Random(seed).sample(texts, len(texts))
        assert themes_in(shuffled) == first


def test_without_the_embedding_too() -> None:
    texts = some_texts()

    assert themes_in(texts, meaning=None) == themes_in(list(reversed(texts)), meaning=None)


def test_languages_are_grouped_apart() -> None:
    for group in themes_in(some_texts()):
        ids = {identifier for identifier, _near in group.members}
        assert ids <= set(range(100)) if group.language == "en" else ids <= set(range(100, 200))


def test_a_group_is_named_by_its_words_and_shows_a_sentence_of_its_own() -> None:
    groups = themes_in([Text(each.id, each.language, each.words) for each in some_texts()[:10]], number=2)
    cost = next(group for group in groups if 0 in dict(group.members))

    assert any("data" in phrase for phrase in cost.phrases)
    assert cost.passage in COST
    assert all(0 <= near <= 1 for _id, near in cost.members)


def test_equal_texts_are_one_and_all_of_them_are_members() -> None:
    copies = [Text(number, "en", "The same letter about data costs.") for number in range(40)]

    groups = themes_in(copies + [Text(100 + number, "en", words) for number, words in enumerate(TIME)])

    assert max(len(group.members) for group in groups) >= 40


def test_texts_without_any_word_harm_nothing() -> None:
    wordless = [Text(1, "en", "…"), Text(2, "en", "👍"), Text(3, "xx", ""), Text(4, "en", "the and of")]

    assert len(themes_in(wordless)) <= 1
    assert themes_in([]) == []


def test_thousands_are_grouped_by_way_of_small_clusters() -> None:
    subjects = ["roads cars traffic", "schools teachers pupils", "water rivers dams", "taxes money budget"]
    chance = random.Random(7)
    texts = [
        Text(number, "en", " ".join(chance.sample(subjects[number % 4].split() * 2 + [f"word{number % 991}"], 5)))
        for number in range(4_000)
    ]

    labels = labels_of(texts, number=4, meaning=None)

    assert len(set(labels.values())) == 4
    assert labels == labels_of(list(reversed(texts)), number=4, meaning=None)


def test_how_many_groups_grows_slowly() -> None:
    assert [expected(each) for each in (1, 2, 100, 4_000, 20_000)] == [2, 2, 8, 24, 39]


def test_stems_are_those_of_the_language() -> None:
    assert stems_of("The meetings were costing money", "en") == ("meet", "cost", "money")
    assert stems_of("Las reuniones cuestan dinero", "es-MX") == ("reunion", "cuest", "diner")
    assert stems_of("something", "xx") == ("something",)
    assert words_of("乘車人 ok") == ["乘車", "車人", "ok"]


def test_the_passage_is_the_sentence_that_says_most() -> None:
    assert passage_in("Hello all. Data costs are high! Thanks.", ["data costs"], "en") == "Data costs are high!"
    assert len(passage_in("word " * 200, ["word"], "en")) <= 280


def test_likeness_says_which_words_made_it_and_ignores_order() -> None:
    candidates = {number: stems_in([(words, "en")]) for number, words in enumerate(COST + TIME)}
    found = most_alike(stems_in([("data cost", "en")]), candidates, 5)

    assert {each.id for each in found} <= set(range(5))
    assert {"data", "cost"} & set(found[0].shared)
    turned = dict(reversed(candidates.items()))
    assert most_alike(stems_in([("cost data", "en")]), turned, 5) == found
    assert most_alike([], candidates, 5) == []
