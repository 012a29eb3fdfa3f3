"""Every sentence of the interface is said in every language, with what it leaves room for."""

import re
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from consult.catalogues import FOLDER, is_translated
from consult.i18n import LANGUAGES

ROOT = Path(__file__).parents[2]
PLACE = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
TRANSLATED = LANGUAGES[1:]


def catalogue(path: Path, language: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def of(language: str) -> Catalog:
    return catalogue(FOLDER / language / "LC_MESSAGES" / "messages.po", language)


def sentences(said: Catalog) -> dict[str, Message]:
    return {message.id if isinstance(message.id, str) else message.id[0]: message for message in said if message.id}


def forms(said: object) -> list[str]:
    return [said] if isinstance(said, str) else list(said)  # type: ignore[call-overload]


def places(text: str) -> set[str]:
    return {"".join(found) for found in PLACE.findall(text)}


def does_not_fit(message: Message) -> bool:
    """Whether a placeholder is lost or invented. A form for one number may say it in words."""
    asked = set().union(*(places(form) for form in forms(message.id)))
    optional = {"num"} if message.pluralizable else set()
    return any(not asked - optional <= places(form) <= asked for form in forms(message.string))


def is_no_format(message: Message) -> bool:
    """Whether a percent sign would break the sentence when it is filled in."""
    if "python-format" not in message.flags and "%(" not in "".join(forms(message.id)):
        return False
    try:
        for form in forms(message.string):
            form % dict.fromkeys(places(form), "")
    except (TypeError, ValueError, KeyError):
        return True
    return False


def test_the_template_of_the_catalogues_is_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = re.search(r"^EXTRACT := (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert options
    monkeypatch.chdir(ROOT)
    found = tmp_path / "messages.pot"

    CommandLineInterface().run(["pybabel", *options[1].split(), "-o", str(found), "."])  # type: ignore[no-untyped-call]

    assert set(sentences(catalogue(found))) == set(sentences(catalogue(FOLDER / "messages.pot"))), "make translations"


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_holds_the_sentences_of_the_template_and_no_others(language: str) -> None:
    assert set(sentences(of(language))) == set(sentences(catalogue(FOLDER / "messages.pot")))
    assert not of(language).obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_left_untranslated_or_unsure(language: str) -> None:
    assert [said for said, message in sentences(of(language)).items() if not is_translated(message)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_leaves_room_for_what_its_sentence_does(language: str) -> None:
    translated = {said: message for said, message in sentences(of(language)).items() if is_translated(message)}

    assert [said for said, message in translated.items() if does_not_fit(message) or is_no_format(message)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_sentence_with_a_number_has_every_form_the_language_needs(language: str) -> None:
    said = of(language)
    wanted = len(Locale.parse(language).plural_form.tags | {"other"})
    counted = [message for message in sentences(said).values() if message.pluralizable]

    # French, Spanish: Unicode also has a form for millions, which gettext's rules leave to the plural.
    assert said.num_plurals == {"fr": 2, "es": 2}.get(language, wanted)
    assert [message.id for message in counted if len(forms(message.string)) != said.num_plurals] == []
