"""Results by group: what counts, when it is shown, what is covered, and the same figures in every report."""

import json

import pytest
from flask import Flask

from consult.consultations.general import SLUG as GENERAL
from consult.contributions.models import Publication
from consult.db import db, transaction
from consult.organisations.vocabularies import Group
from consult.questions.models import AnswerTally
from consult.questions.queries import questions_of
from consult.questions.results import results_of, shows_results
from consult.questions.tallying import fold
from consult.reports.document import document
from consult.reports.formats.csv import render as csv
from consult.reports.formats.html import render as html
from consult.reports.formats.pdf import render as pdf
from consult.reports.outline import outline
from consult.submissions.actions import submit, submit_draft, withdraw_answers
from consult.submissions.content import SubmissionContent
from consult.submissions.drafting import save_draft
from consult.synthesis.queries import coverage_of
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person, make_stakeholder
from tests.factories.questions import make_answer, make_question, make_questionnaire
from tests.factories.submissions import make_attachment, make_content, make_position

pytestmark = pytest.mark.usefixtures("app")


def answer(consultation, question, value, group=Group.CIVIL_SOCIETY, publication=Publication.NAMED):
    with transaction():
        content = SubmissionContent(answers={question.name: value}, publication=publication)
        return submit(consultation, make_stakeholder(group=group), content, publish=True)


def shown(consultation, question):
    table = results_of(consultation, [question])[question.id].tables[0]
    return {choice.key: (choice.total, choice.by_group) for choice in table.choices}


def test_answers_are_counted_by_choice_and_group():
    consultation = make_consultation(phase="closed")
    question = make_question(consultation)
    for value, group in (("yes", Group.GOVERNMENT), ("yes", Group.ACADEMIA), ("no", Group.ACADEMIA)):
        answer(consultation, question, value, group)

    assert shown(consultation, question) == {
        "yes": (2, {"government": 1, "academia": 1}), "no": (1, {"government": 0, "academia": 1}),
    }


def test_what_is_withdrawn_counts_no_more_and_folding_changes_no_figure():
    consultation, person = make_consultation(), make_person()
    question = make_question(consultation)
    answer(consultation, question, "yes")
    sent = submit_draft(save_draft(consultation, SubmissionContent(answers={question.name: "yes"}), person), person)
    assert shown(consultation, question)["yes"][0] == 2

    withdraw_answers(sent, person)
    fold()

    assert shown(consultation, question)["yes"][0] == 1


def test_folding_leaves_a_row_for_each_choice(monkeypatch):
    monkeypatch.setattr("consult.questions.tallying.FOLDED_FROM", 2)
    consultation = make_consultation()
    question = make_question(consultation)
    for _each in range(4):
        answer(consultation, question, "yes")

    fold()

    assert db.session.query(AnswerTally).count() == 2
    assert shown(consultation, question)["yes"][0] == 4


def test_a_few_people_without_name_are_covered_and_cannot_be_worked_out():
    consultation = make_consultation(phase="closed")
    question = make_question(consultation)
    for _each in range(6):
        answer(consultation, question, "yes", Group.GOVERNMENT)
    answer(consultation, question, "no", Group.ACADEMIA, Publication.NAMELESS)

    figures = shown(consultation, question)

    assert figures["no"][1]["academia"] is None
    assert sum(number is None for number in (figures["no"][0], *figures["no"][1].values())) >= 2


def test_what_is_not_published_is_read_and_counted():
    consultation = make_consultation(phase="closed")
    question = make_question(consultation)
    for _each in range(5):
        answer(consultation, question, "yes", publication=Publication.NOT_PUBLISHED)

    assert shown(consultation, question)["yes"] == (5, {"civil_society": 5})


def test_results_wait_for_closing_unless_the_plan_says_otherwise():
    open_now, early = make_consultation(), make_consultation()
    early.shows_results_early = True

    assert (shows_results(open_now), shows_results(early), shows_results(make_consultation(phase="closed"))) == (
        False, True, True)
    question = make_question(open_now)
    answer(open_now, question, "yes")
    asked = outline(open_now)["questions"][0]
    assert (asked["results"], asked["answered"]) == (None, None)


def test_numbers_scales_and_rankings_have_their_means():
    consultation = make_consultation(phase="closed")
    number = make_question(consultation, "number")
    scale = make_question(consultation, "scale", options=[["o1", "Low"], ["o2", "High"], ["no_view", "No view"]])
    ranking = make_question(consultation, "ranking")
    for value in ("1", "3", "8"):
        answer(consultation, number, value)
    for value in ("o1", "o2", "no_view"):
        answer(consultation, scale, value)
    for value in (["yes", "no"], ["no", "yes"], ["yes"]):
        answer(consultation, ranking, value)

    results = results_of(consultation, questions_of(consultation))

    assert (results[number.id].tables[0].mean, results[number.id].tables[0].median) == (4, 3)
    assert results[scale.id].tables[0].mean == 1.5
    assert results[ranking.id].tables[0].means == {"yes": pytest.approx(4 / 3), "no": 1.5}


def test_every_report_holds_questions_and_answers_in_words_stand_under_general(app: Flask):
    consultation = make_consultation(phase="closed")
    asked = make_questionnaire(consultation)
    answer(consultation, asked[0], "yes")
    words = make_answer(consultation, asked[9], "Publish what a seat costs.")

    report = outline(consultation)

    assert len(report["questions"]) == 12
    assert report["questions"][0]["results"][0]["choices"][0]["count"] == 1
    found = next(each for each in report["contributions"] if each["id"] == f"answer:{words.name}")
    assert (found["kind"], found["topics"], found["question"]) == (
        "answer", [GENERAL], f"question:{asked[9].name}")
    assert [topic["slug"] for topic in report["topics"]] == ["goal-1", GENERAL]
    assert report["numbers"]["answers"]["published"] == 1
    assert report["numbers"]["by_topic"][GENERAL]["answers"]["published"] == 1
    assert coverage_of(consultation, draft=True)[GENERAL].missing == 1
    json.dumps(report)
    with app.test_request_context():
        assert any(block.get("text") == "Questions and answers" for block in document(report)["blocks"])
        assert b"Publish what a seat costs." in html(report)
        assert b"Publish what a seat costs." in csv(report)
        assert pdf(report).startswith(b"%PDF-")


def test_results_are_taken_away_as_a_table_without_formulas(app: Flask):
    consultation = make_consultation(phase="closed")
    question = make_question(consultation, text="=How much?")
    answer(consultation, question, "yes", Group.GOVERNMENT)

    table = app.test_client().get(f"/consultations/{consultation.slug}/questions.csv").data.decode("utf-8-sig")

    assert table.splitlines()[1] == "1,'=How much?,,yes,Yes,,1"
    assert "1,'=How much?,,yes,Yes,government,1" in table


def test_who_withholds_their_name_is_not_told_by_answers_files_or_figures(app: Flask):
    consultation = make_consultation()
    consultation.shows_results_early = True
    question, words = make_question(consultation), make_question(consultation, "long_text", "Why?")
    person = make_person("Person Zyxw", organisation="Organisation Vuts")
    content = SubmissionContent(
        {"a": make_content()}, {question.name: "yes", words.name: "Because."}, "A paper.", Publication.NAMELESS
    )
    sent = submit_draft(save_draft(consultation, content, person), person)
    make_attachment(sent.positions[0], title="Zyxw of Vuts.txt")
    base = f"/consultations/{consultation.slug}"
    reader = app.test_client()

    for path in (
        f"{base}/questions", f"{base}/questions.csv", f"{base}/questions/{words.name}", f"{base}/topics/general",
        f"/answers/{sent.written[0].name}", f"/positions/{sent.positions[0].name}", f"{base}/report.json",
        f"{base}/report.csv", f"{base}/report.html", "/record",
    ):
        page = reader.get(path)
        assert page.status_code == 200, path
        assert b"Zyxw" not in page.data, path
        assert b"Vuts" not in page.data, path
    assert shown(consultation, question)["yes"] == (None, {"civil_society": None})


def test_a_confidential_annex_is_counted_and_nowhere_else(app: Flask):
    consultation, person = make_consultation(), make_person()
    position = make_position(consultation, by=person)
    secret = make_attachment(position, b"Names of our members.", "members.txt", is_confidential=True)
    shown_file = make_attachment(position, b"Words for everybody.", "study.txt")

    report = json.dumps(outline(consultation))
    reader = app.test_client()

    assert "members" not in report
    assert secret.digest not in report
    assert shown_file.digest in report
    assert reader.get(f"/files/{secret.name}").status_code == 404
    answer_of = reader.get(f"/files/{shown_file.name}")
    assert answer_of.headers["Content-Disposition"].startswith("attachment")
    assert answer_of.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer_of.headers["Content-Security-Policy"]
    assert "members" not in reader.get(f"/positions/{position.name}").text
