"""Who is asked what, and how what is typed becomes an answer."""

from dataclasses import dataclass, field

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from consult.errors import Invalid
from consult.questions.answering import read_answer, steps_of
from consult.questions.asking import asked_of
from consult.questions.models import Question, QuestionKind


@dataclass(frozen=True)
class Asked:
    id: int
    condition_id: int | None = None
    condition_keys: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        return f"q{self.id}"


@st.composite
def questionnaires(draw):
    """Up to eight questions, each perhaps depending on any other, also on later ones and on itself."""
    size = draw(st.integers(1, 8))
    return [
        Asked(
            number, draw(st.none() | st.integers(1, size)),
            tuple(draw(st.lists(st.sampled_from("abc"), min_size=1, max_size=2))),
        )
        for number in range(1, size + 1)
    ]


answers = st.dictionaries(
    st.integers(1, 8).map(lambda number: f"q{number}"),
    st.sampled_from("abc") | st.lists(st.sampled_from("abc"), max_size=3) | st.none() | st.integers(),
)


@given(questionnaires(), answers)
def test_a_question_is_asked_just_when_its_condition_is_met_by_one_that_was_asked_before(questions, given_answers):
    asked = asked_of(questions, given_answers)

    before = []
    for question in questions:
        above = next((each for each in before if each.id == question.condition_id), None)
        value = given_answers.get(above.name) if above else None
        met = value in question.condition_keys if isinstance(value, str) else (
            isinstance(value, list) and bool(set(value) & set(question.condition_keys)))
        assert (question in asked) == (question.condition_id is None or (above is not None and met))
        if question in asked:
            before.append(question)


@given(questionnaires(), answers)
def test_what_is_not_asked_changes_nothing(questions, given_answers):
    asked = asked_of(questions, given_answers)
    names = {each.name for each in asked}

    assert asked_of(questions, {name: value for name, value in given_answers.items() if name in names}) == asked


def question(kind: str, **more) -> Question:
    options = [["a", "Aye"], ["b", "Bee"], ["c", "Sea"]]
    return Question(kind=QuestionKind(kind), text="?", options=options, lines=[["1", "One"], ["2", "Two"]], **more)


@pytest.mark.parametrize(("kind", "typed", "answer"), [
    ("single", "a", "a"), ("scale", "c", "c"), ("multiple", ["c", "a"], ["a", "c"]), ("number", " 1 000,5 ", 1000.5),
    ("number", "7", 7), ("number", "−3", -3), ("short_text", "  Nairobi ", "Nairobi"), ("long_text", "\n ", None),
    ("matrix", {"1": "a", "2": ""}, {"1": "a"}), ("matrix", {"1": "", "2": ""}, None),
    ("ranking", {"a": "2", "b": "1", "c": ""}, ["b", "a"]), ("ranking", ["c", "a"], ["c", "a"]),
    ("single", "", None), ("multiple", [], None), ("file", "abc", "abc"),
])
def test_what_is_typed_is_read(app: Flask, kind, typed, answer):
    assert read_answer(question(kind), typed) == answer


@pytest.mark.parametrize(("kind", "typed", "more"), [
    ("single", "x", {}), ("single", ["a"], {}), ("multiple", ["a", "x"], {}), ("multiple", ["a", "b"], {"highest": 1}),
    ("number", "many", {}), ("number", "nan", {}), ("number", "1e400", {}), ("number", "3", {"lowest": 4}),
    ("number", "9", {"highest": 8}), ("short_text", "x" * 501, {}), ("long_text", "x" * 50_001, {}),
    ("matrix", {"9": "a"}, {}), ("matrix", {"1": "x"}, {}), ("matrix", "a", {}), ("ranking", {"a": "1", "b": "1"}, {}),
    ("ranking", ["a", "a"], {}), ("ranking", {"a": "²"}, {}), ("ranking", {"x": "1"}, {}), ("file", ["x"], {}),
])
def test_what_cannot_be_an_answer_is_refused(app: Flask, kind, typed, more):
    with pytest.raises(Invalid):
        read_answer(question(kind, **more), typed)


def test_an_answer_adds_to_the_result_what_it_says():
    assert steps_of(question("matrix"), {"1": "a"}) == [["", ""], ["1", "a"]]
    assert steps_of(question("ranking"), ["b", "a"]) == [["", ""], ["", "b:1"], ["", "a:2"]]
    assert steps_of(question("long_text"), {"words": True}) == [["", ""]]
    assert steps_of(question("number"), None) == []
