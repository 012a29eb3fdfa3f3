"""What was typed or ticked, read into an answer of the question's kind. Pure.

An answer is: a key (single, scale), keys in the order of the options (multiple) or of preference (ranking), a number,
words, a key for each line (matrix), the name of an attachment (file); None where nothing was answered.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

from consult.errors import Invalid
from consult.i18n import _, shown_number
from consult.questions.models import Question, QuestionKind
from consult.text import is_blank, normalise

SHORT_LIMIT = 500
LONG_LIMIT = 50_000
_LARGEST = 10**15


def read_answer(question: Question, given: Any) -> Any:
    """The answer as it is stored, or None. Raises Invalid where it cannot be one of this question's."""
    if given is None or given in ("", [], {}):
        return None
    return _READERS[question.kind](question, given)


def words_of(question: Question, key: str) -> str:
    """The words of an option or of a line."""
    return next((words for each, words in (*question.options, *question.lines) if each == key), key)


def conditions_in_words(questions: Sequence[Question]) -> dict[str, str]:
    """Of whom each conditional question is asked, by its name: for those who see all of them at once."""
    by_id = {each.id: each for each in questions}
    found = {}
    for question in questions:
        before = by_id.get(question.condition_id or 0)
        if before is not None:
            answers = ", ".join(words_of(before, key) for key in question.condition_keys)
            found[question.name] = _(
                "Only if you answered “%(question)s” with: %(answers)s.", question=before.text, answers=answers
            )
    return found


def _one(question: Question, given: Any) -> str:
    if not isinstance(given, str) or given not in {key for key, _words in question.options}:
        raise Invalid(_("Choose one of the answers offered."))
    return given


def _several(question: Question, given: Any) -> list[str]:
    wanted = given if isinstance(given, list) else [given]
    keys = [key for key, _words in question.options if key in wanted]
    if any(not isinstance(each, str) or each not in keys for each in wanted):
        raise Invalid(_("Choose among the answers offered."))
    most = question.highest
    if most is not None and len(keys) > most:
        raise Invalid(_("Choose at most %(number)s.", number=shown_number(most)))
    return keys


def _number(question: Question, given: Any) -> int | float:
    text = str(given).strip().replace("\N{NO-BREAK SPACE}", "").replace(" ", "").replace("\N{MINUS SIGN}", "-")
    try:
        number = float(text if text.count(",") != 1 or "." in text else text.replace(",", "."))
    except ValueError:
        raise Invalid(_("Write a number, in digits.")) from None
    if not math.isfinite(number) or abs(number) > _LARGEST:
        raise Invalid(_("Write a number, in digits."))
    if question.lowest is not None and number < question.lowest:
        raise Invalid(_("The smallest number that fits is %(number)s.", number=shown_number(question.lowest)))
    if question.highest is not None and number > question.highest:
        raise Invalid(_("The largest number that fits is %(number)s.", number=shown_number(question.highest)))
    return int(number) if number.is_integer() else number


def _words(limit: int) -> Callable[[Question, Any], str | None]:
    def read(question: Question, given: Any) -> str | None:
        text = normalise(str(given))
        if is_blank(text):
            return None
        if len(text) > limit:
            raise Invalid(
                _("Shorten this to %(limit)s characters. It has %(length)s.", limit=shown_number(limit),
                  length=shown_number(len(text)))
            )
        return text

    return read


def _matrix(question: Question, given: Any) -> dict[str, str] | None:
    if not isinstance(given, dict):
        raise Invalid(_("Choose among the answers offered."))
    lines = {key for key, _words in question.lines}
    if any(line not in lines for line in given):
        raise Invalid(_("Choose among the answers offered."))
    return {line: _one(question, given[line]) for line, _w in question.lines if given.get(line)} or None


def _ranking(question: Question, given: Any) -> list[str] | None:
    """As keys in order, or as it is typed: a place for each key."""
    keys = {key for key, _words in question.options}
    if isinstance(given, dict):
        places = {key: str(place) for key, place in given.items() if place}
        if any(not place.isdecimal() or len(place) > 4 for place in places.values()):
            raise Invalid(_("Choose among the answers offered."))
        if len({int(place) for place in places.values()}) < len(places):
            raise Invalid(_("Give each place once."))
        given = sorted(places, key=lambda key: int(places[key]))
    if not isinstance(given, list) or any(not isinstance(each, str) or each not in keys for each in given):
        raise Invalid(_("Choose among the answers offered."))
    if len(set(given)) < len(given):
        raise Invalid(_("Give each place once."))
    return given or None


def _file(question: Question, given: Any) -> str:
    if not isinstance(given, str) or len(given) > 40:
        raise Invalid(_("Choose a file."))
    return given


_READERS: dict[QuestionKind, Callable[[Question, Any], Any]] = {
    QuestionKind.SINGLE: _one, QuestionKind.SCALE: _one, QuestionKind.MULTIPLE: _several,
    QuestionKind.NUMBER: _number, QuestionKind.SHORT_TEXT: _words(SHORT_LIMIT),
    QuestionKind.LONG_TEXT: _words(LONG_LIMIT), QuestionKind.MATRIX: _matrix, QuestionKind.RANKING: _ranking,
    QuestionKind.FILE: _file,
}


def steps_of(question: Question, value: Any) -> list[list[str]]:
    """What an answer adds to the result: [line, choice]. The empty choice counts who answered at all."""
    if value is None:
        return []
    steps = [["", ""]]
    if question.kind is QuestionKind.MATRIX:
        steps += [[line, key] for line, key in value.items()]
    elif question.kind is QuestionKind.RANKING:
        steps += [["", f"{key}:{place}"] for place, key in enumerate(value, 1)]
    elif question.kind is QuestionKind.MULTIPLE:
        steps += [["", key] for key in value]
    elif question.kind in (QuestionKind.SINGLE, QuestionKind.SCALE, QuestionKind.NUMBER):
        steps.append(["", str(value)])
    return steps
