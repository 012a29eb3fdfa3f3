"""What each rule stops at, and what it lets through."""

import pytest

from consult.consultations.rules import HoldRules, Rule, digest_of, held_by

PERSONAL = HoldRules(personal_data=True)


def stopped(rules: HoldRules, text: str, language: str = "en") -> list[str]:
    """The words the rules stop at."""
    return [text[each.start : each.end] for each in held_by(rules, {"body": text}, language)]


@pytest.mark.parametrize(("text", "words"), [
    ("Call me on +254 700 555 014 today.", "+254 700 555 014"),
    ("Tel. 030/1234567, evenings", "030/1234567"),
    ("Write to amina.o@example.org, please.", "amina.o@example.org"),
    ("She lives at 14 Kenyatta Avenue in town.", "14 Kenyatta Avenue"),
    ("Er wohnt Hauptstraße 12 in Bonn.", "Hauptstraße 12"),
    ("Elle habite 3 bis, rue de la Paix", "3 bis, rue de la Paix"),
    ("My passport no. C01X00T47 was refused.", "passport no. C01X00T47"),
    ("Pay to DE89 3704 0044 0532 0130 00 now", "DE89 3704 0044 0532 0130 00"),
    ("اتصل على +٩٦٢٧٩٥٥٥٠١٤٢ الآن", ""),
])
def test_personal_data_is_found_at_its_words(text: str, words: str) -> None:
    assert not words or stopped(PERSONAL, text) == [words]


@pytest.mark.parametrize("text", [
    "In 2019 and 2020 we spent 1,250,000 euros on 12 roads.", "Article 17(3) of Regulation 2022/2065 applies.",
    "See passage 2.3 and C-1007.", "The law of 05.12.2023 says so.", "Three identities were discussed.",
    "We have 120 members in 14 countries.", "ISO 3166-1 and RFC 6962 are standards.",
])
def test_figures_dates_and_references_are_not_personal_data(text: str) -> None:
    assert stopped(PERSONAL, text) == []


def test_words_stop_whole_words_of_their_language_whatever_the_case() -> None:
    rules = HoldRules(words={"en": ("casino", "free money", "gambl*"), "fr": ("gratuit",), "any": ("x-bet",)})

    assert stopped(rules, "A CASINO, not casinos; Free  Money and gambling on X-Bet.") == [
        "CASINO", "Free  Money", "gambling", "X-Bet"]
    assert stopped(rules, "C’est gratuit au casino.", "fr-CA") == ["gratuit"]
    assert stopped(HoldRules(words={"zh": ("赌博",)}), "这里有赌博广告。", "zh") == ["赌博"]


def test_links_stop_and_addresses_of_mail_are_no_links() -> None:
    rules = HoldRules(links=True)

    assert stopped(rules, "Look at https://a.example/x?y and www.b.example or buy-now.shop/1") == [
        "https://a.example/x?y", "www.b.example", "buy-now.shop/1"]
    assert stopped(rules, "Write to someone@example.org.") == []


def test_a_digest_is_equal_for_texts_that_differ_in_signs_alone_and_absent_for_short_ones() -> None:
    long = "Please publish what connecting costs in every country."
    assert digest_of({"body": long}) == digest_of({"body": "PLEASE — publish what connecting costs, in every country!"})
    assert digest_of({"body": long}) != digest_of({"body": long + " Now"})
    assert digest_of({"body": "I agree."}) is None


def test_rules_survive_being_stored() -> None:
    rules = HoldRules(words={"en": ("a", "b"), "fr": ()}, links=True, newcomers=3)

    assert HoldRules.of(rules.as_json()) == HoldRules(words={"en": ("a", "b")}, links=True, newcomers=3)
    assert HoldRules.of(rules.as_json()).on == [Rule.WORDS, Rule.LINKS, Rule.NEWCOMER]
    assert HoldRules.of({}).on == []


def test_a_long_text_takes_milliseconds() -> None:
    import time
    rules = HoldRules(words={"en": tuple(f"word{each}" for each in range(500))}, links=True, personal_data=True)
    text = ("0 " * 400 + "aaa.bbb-ccc " * 300 + "12 Aaa Bbb Ccc Ddd " * 300 + "+1" + "1 " * 500) * 3

    start = time.perf_counter()
    held_by(rules, {"body": text}, "en")

    assert time.perf_counter() - start < 2
