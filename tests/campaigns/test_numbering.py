"""Many texts at once are the words that one text is."""

import random

from consult.campaigns.numbering import numbered
from consult.campaigns.words import words_of
from tests.campaigns.texts import comments

# Letters that grow, shrink, join, vanish or stand alone when they are folded.
ODD = ["a", "b", "А", "а", "e", "е", "ß", "ﬁ", "½", "ı", "İ", "’", "'", "\u0301", "é", "\n", " ", "_", "我", "们", "ก",  # noqa: RUF001
       "ำ", "ा", "क", "ि", "س", "\u064e", "\u200b", "\ud800", "😀", "ς", "Σ", "²", "\U00020001", "ー", ".", "ӏ", "\x00"]  # noqa: RUF001


def odd_texts(number: int) -> list[str]:
    chance = random.Random(3)
    return ["".join(chance.choices(ODD, k=chance.randint(0, 40))) for _each in range(number)]


def test_each_word_has_one_number_and_each_number_one_word():
    texts = [*odd_texts(4_000), *comments()]
    rows, _prints = numbered(texts)
    numbers: dict[str, int] = {}

    for place, text in enumerate(texts):
        words = words_of(text)
        assert len(words) == len(rows[place])
        for word, number in zip(words, rows[place].tolist(), strict=True):
            assert numbers.setdefault(word, number) == number

    assert len(set(numbers.values())) == len(numbers)


def test_texts_of_the_same_words_have_the_same_print():
    texts = ["Don’t  STOP here!", "dont stop here", "don't stop—here", "stop dont here", "dont stop", ""]
    _rows, prints = numbered(texts)
    assert prints[0] == prints[1] == prints[2]
    assert len(set(prints.tolist())) == 4


def test_the_words_of_words_are_the_same_words():
    for text in [*odd_texts(2_000), *comments()[:300]]:
        assert words_of(" ".join(words_of(text))) == words_of(text)


def test_a_sign_within_a_word_of_an_indic_script_does_not_end_it():
    assert words_of("हिन्दी में लिखा") == ["हिन्दी", "में", "लिखा"]


def test_vowel_points_and_heaped_accents_hide_nothing():
    assert words_of("كَتَبَ") == words_of("كتب")
    assert words_of("s\u0335t\u0336o\u0337p") == ["stop"]
