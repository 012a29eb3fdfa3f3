"""Which of its texts a page shows: in the language of the address, in one asked for, or as they were written."""

from collections.abc import Sequence

from flask import g, request

from consult.consultations.models import Consultation
from consult.consultations.translations import Texts, languages_of, translations_of
from consult.i18n import interface_language

ORIGINAL = "original"


def wanted_language(consultation: Consultation, languages: Sequence[str]) -> str:
    asked = request.args.get("text", "")
    if asked == ORIGINAL:
        return consultation.language
    return asked if asked in languages else interface_language()


def texts_of(consultation: Consultation) -> Texts:
    """Two queries at most, once a request."""
    found = _kept().get(consultation.id)
    if found is None:
        languages = languages_of(consultation)
        language = wanted_language(consultation, languages)
        is_foreign = language != consultation.language and language in languages
        rows = translations_of([consultation.id], language) if is_foreign else ()
        found = Texts(consultation, language, rows, languages, is_asked_for="text" in request.args)
        _kept()[consultation.id] = found
    return found


def load_texts(consultations: Sequence[Consultation]) -> None:
    """For a list of them: their titles and plans in one query, their goals not."""
    language = interface_language()
    rows = translations_of([each.id for each in consultations], language, topic_ids=[None])
    for each in consultations:
        own = [row for row in rows if row.consultation_id == each.id]
        _kept()[each.id] = Texts(each, language, own, [language] if own else [])


def _kept() -> dict[int, Texts]:
    if "texts" not in g:
        g.texts = {}
    kept: dict[int, Texts] = g.texts
    return kept
