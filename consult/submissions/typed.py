"""What was typed into the form of questions, by the fields' names: `q-` and the question's name."""

from collections.abc import Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from consult.errors import Invalid
from consult.questions.answering import read_answer
from consult.questions.asking import asked_of
from consult.questions.models import Question, QuestionKind


def field_of(question: Question) -> str:
    return f"q-{question.name}"


def typed_answers(questions: Sequence[Question], form: MultiDict[str, str]) -> dict[str, Any]:
    """As typed, by question name, to be shown again where it cannot be used. Files are not among it."""
    return {
        question.name: _typed(question, form) for question in questions if question.kind is not QuestionKind.FILE
    }


def _typed(question: Question, form: MultiDict[str, str]) -> Any:
    field = field_of(question)
    if question.kind is QuestionKind.MULTIPLE:
        return form.getlist(field)
    if question.kind is QuestionKind.MATRIX:
        return {line: form.get(f"{field}-{line}", "") for line, _words in question.lines}
    if question.kind is QuestionKind.RANKING:
        return {key: form.get(f"{field}-{key}", "") for key, _words in question.options}
    return form.get(field, "")


def read_typed(questions: Sequence[Question], typed: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers that can be kept, and by question name why others cannot. What is not asked hinders nobody."""
    answers: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for question in questions:
        try:
            value = read_answer(question, typed.get(question.name))
        except Invalid as refusal:
            faults[question.name] = refusal.message
        else:
            if value is not None:
                answers[question.name] = value
    asked = {question.name for question in asked_of(questions, answers)}
    return answers, {name: fault for name, fault in faults.items() if name in asked}
