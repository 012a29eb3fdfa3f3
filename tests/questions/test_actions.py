"""Questions are written while a consultation is prepared; then only their wording is corrected, for all to see."""

import pytest
from flask import Flask

from consult.db import db
from consult.errors import Invalid, NotFound
from consult.questions.actions import (
    AlreadyAsked,
    Draft,
    correct_question,
    move_question,
    remove_question,
    write_question,
)
from consult.questions.models import Correction, Question, QuestionKind
from consult.questions.queries import questions_of
from consult.record.models import Entry
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.questions import make_question

pytestmark = pytest.mark.usefixtures("app")


def written(text: str = "Do you agree?", kind: str = "single", **more) -> Draft:
    said = {
        "kind": QuestionKind(kind), "text": text, "help": "", "section": "", "topic_id": None, "options": ["Yes", "No"],
        "lines": [], "has_no_view": False, "is_required": False, "lowest": None, "highest": None,
        "condition_id": None, "condition_keys": [],
    }
    return Draft(**{**said, **more})


def prepared(manager):
    return make_consultation(phase="preparing", manager=manager)


def test_questions_are_added_in_order_and_moved():
    manager = make_person()
    consultation = prepared(manager)
    first, second = (write_question(consultation, None, written(text), manager) for text in ("One?", "Two?"))

    move_question(second, True, manager)

    assert [each.text for each in questions_of(consultation)] == ["Two?", "One?"]
    remove_question(second, manager)
    assert [(each.text, each.ordinal) for each in questions_of(consultation)] == [("One?", 1)]
    assert first.options == [["o1", "Yes"], ["o2", "No"]]


def test_a_question_depends_only_on_an_earlier_one_and_stays_behind_it():
    manager = make_person()
    consultation = prepared(manager)
    first = write_question(consultation, None, written(), manager)
    second = write_question(
        consultation, None, written("Why?", condition_id=first.id, condition_keys=["o1"]), manager
    )

    with pytest.raises(Invalid):
        move_question(second, True, manager)
    with pytest.raises(Invalid):
        write_question(consultation, first, written(condition_id=second.id, condition_keys=["o1"]), manager)
    remove_question(first, manager)
    assert (second.condition_id, second.condition_keys) == (None, [])


@pytest.mark.parametrize("draft", [
    written(" "), written(options=["One"]), written(options=["Same", "Same"]), written(kind="matrix"),
    written(kind="number", lowest=3, highest=1),
])
def test_what_cannot_be_asked_is_refused(draft):
    manager = make_person()

    with pytest.raises(Invalid):
        write_question(prepared(manager), None, draft, manager)


def test_only_a_manager_writes_and_nobody_once_it_is_open():
    manager = make_person()

    with pytest.raises(NotFound):
        write_question(prepared(manager), None, written(), make_person())
    with pytest.raises(AlreadyAsked):
        write_question(make_consultation(manager=manager), None, written(), manager)


def test_a_correction_is_kept_old_and_new_shown_and_recorded(app: Flask):
    manager = make_person()
    consultation = make_consultation(manager=manager)
    question = make_question(consultation, text="Do you pay fro it?")

    number = correct_question(
        question, text="Do you pay for it?", help="", options=["Yes", "No, never"], lines=[], by=manager
    )

    assert number == 2
    kept = {(each.field, each.old, each.new) for each in db.session.query(Correction)}
    assert kept == {("text", "Do you pay fro it?", "Do you pay for it?"), ("options:no", "No", "No, never")}
    assert [key for key, _words in question.options] == ["yes", "no"]
    assert db.session.query(Entry).filter_by(kind="question.corrected").count() == 1
    page = app.test_client().get(f"/consultations/{consultation.slug}/questions").text
    assert "<del>Do you pay fro it?</del>" in page
    assert "<ins>Do you pay for it?</ins>" in page


def test_a_correction_adds_and_removes_no_answer():
    manager = make_person()
    question = make_question(make_consultation(manager=manager))

    with pytest.raises(Invalid):
        correct_question(question, text="New?", help="", options=["Yes"], lines=[], by=manager)

    assert db.session.get(Question, question.id).text == "Do you pay for it yourself?"


def test_a_manager_writes_a_question_in_the_browser(sign_in):
    manager = make_person()
    consultation = prepared(manager)
    browser = sign_in(manager)

    answer = browser.post(f"/consultations/{consultation.slug}/manage/questions/new", data={
        "text": "How open is it?", "kind": "scale", "options": "Closed\nHalf open\nOpen", "has_no_view": "y",
        "topic": "goal-1", "section": "About you",
    })

    assert answer.status_code == 303
    question = questions_of(consultation)[0]
    assert [key for key, _words in question.options] == ["o1", "o2", "o3", "no_view"]
    assert question.topic.slug == "goal-1"
    assert "How open is it?" in browser.get(answer.location).text
