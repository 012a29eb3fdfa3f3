"""One submission with several positions, answers and a paper: counted once, settled by its parts."""

import pytest
from flask import Flask

from consult.consultations.numbers import numbers_block
from consult.contributions.models import Channel, Publication, State
from consult.db import db, transaction
from consult.errors import Invalid
from consult.organisations.actions import stakeholder_for
from consult.submissions.actions import (
    change_publication,
    revise_answers,
    submit,
    submit_draft,
    withdraw_answers,
    withdraw_position,
)
from consult.submissions.content import Content, SubmissionContent
from consult.submissions.drafting import SavedElsewhere, begun_draft, save_draft, save_part
from consult.submissions.models import Draft, Submission
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person, make_stakeholder
from tests.factories.questions import make_question
from tests.factories.submissions import make_content

pytestmark = pytest.mark.usefixtures("app")


def everything(consultation, **answers) -> SubmissionContent:
    return SubmissionContent(
        {"a": make_content(), "b": make_content(claim="Another point.", about=[("goal-2", "whole")])},
        answers, "What we think of it all.",
    )


def test_all_parts_are_sent_at_once_and_counted_once():
    consultation, person = make_consultation(topics=2), make_person()
    choice, words = make_question(consultation), make_question(consultation, "long_text", "Why?")
    draft = save_draft(
        consultation, everything(consultation, **{choice.name: "yes", words.name: "Because."}), person
    )

    submission = submit_draft(draft, person)

    assert [each.topics[0].slug for each in submission.positions] == ["goal-1", "goal-2", "general"]
    assert [each.topics[0].slug for each in submission.written] == ["general"]
    assert {each.question_id: each.value for each in submission.answers}[choice.id] == "yes"
    numbers = numbers_block(consultation)
    assert (numbers["submissions"]["received"], numbers["positions"]["received"], numbers["answers"]["received"]) == (
        1, 3, 1)
    assert [numbers["by_topic"][slug]["submissions"]["received"] for slug in ("goal-1", "goal-2", "general")] == [1] * 3
    assert [topic.slug for topic in consultation.goals] == ["goal-1", "goal-2"]
    assert db.session.get(Draft, draft.id) is None


def test_its_state_follows_from_its_parts():
    consultation, person = make_consultation(topics=2, moderation="after"), make_person()
    submission = submit_draft(save_draft(consultation, everything(consultation), person), person)
    assert submission.state is State.PUBLISHED

    for position in list(submission.positions):
        withdraw_position(position, person)

    assert submission.state is State.WITHDRAWN
    assert numbers_block(consultation)["submissions"]["withdrawn"] == 1


def test_ticked_answers_alone_are_a_submission_that_needs_no_review():
    consultation, person = make_consultation(), make_person()
    question = make_question(consultation)
    submission = submit_draft(
        save_draft(consultation, SubmissionContent(answers={question.name: "no"}), person), person
    )
    assert submission.state is State.PUBLISHED

    withdraw_answers(submission, person)

    assert submission.state is State.WITHDRAWN
    block = numbers_block(consultation)["submissions"]
    assert (block["received"], block["withdrawn"], block["published"]) == (1, 1, 0)


def test_what_is_required_is_asked_for_before_it_is_sent_but_not_of_a_form_on_paper():
    consultation, person = make_consultation(), make_person()
    make_question(consultation, is_required=True)
    draft = save_draft(consultation, make_content(), person)

    with pytest.raises(Invalid, match="Do you pay"):
        submit_draft(draft, person)
    with transaction():
        submission = submit(consultation, make_stakeholder(), make_content(), publish=True)

    assert submission.state is State.PUBLISHED


def test_changed_answers_keep_the_earlier_ones_and_add_no_submission():
    consultation, person = make_consultation(moderation="after"), make_person()
    choice, words = make_question(consultation), make_question(consultation, "long_text", "Why?")
    submission = submit_draft(
        save_draft(consultation, SubmissionContent(answers={choice.name: "no", words.name: "First."}), person), person
    )

    revise_answers(submission, SubmissionContent(answers={choice.name: "yes", words.name: "Second."}), person)

    answer = next(each for each in submission.answers if each.question_id == choice.id)
    assert (answer.value, answer.version, answer.earlier[0][0]) == ("yes", 2, "no")
    assert [version.body for version in submission.written[0].versions] == ["First.", "Second."]
    assert numbers_block(consultation)["submissions"]["received"] == 1


def test_an_answer_taken_back_is_withdrawn_and_no_longer_counted():
    consultation, person = make_consultation(moderation="after"), make_person()
    choice, words = make_question(consultation), make_question(consultation, "long_text", "Why?")
    submission = submit_draft(
        save_draft(consultation, SubmissionContent(answers={choice.name: "no", words.name: "First."}), person), person
    )

    revise_answers(submission, SubmissionContent(answers={choice.name: "no"}), person)

    assert submission.written[0].state is State.WITHDRAWN
    assert next(each for each in submission.answers if each.question_id == words.id).counted is None


def test_how_it_is_published_holds_for_all_of_it():
    consultation, person = make_consultation(topics=2, moderation="after"), make_person()
    submission = submit_draft(save_draft(consultation, everything(consultation), person), person)

    with transaction():
        change_publication(submission, Publication.NOT_PUBLISHED)

    assert {each.state for each in submission.positions} == {State.WITHHELD}
    assert {each.publication for each in submission.positions} == {Publication.NOT_PUBLISHED}


def test_a_draft_saved_before_several_parts_were_possible_still_opens(app: Flask):
    consultation, person = make_consultation(), make_person()
    draft = save_draft(consultation, make_content(), person)
    with transaction():
        draft.content = make_content(claim="From before.").as_json()

    submission = submit_draft(draft, person)

    assert submission.positions[0].versions[0].claim == "From before."


def test_two_windows_on_two_parts_do_not_hinder_each_other():
    consultation, person = make_consultation(topics=2), make_person()
    draft = save_draft(consultation, everything(consultation), person)
    seen = draft.revision

    save_part(draft, "paper", SubmissionContent(paper="Another paper."), person, seen)
    save_part(draft, "a", SubmissionContent.alone(make_content(claim="Changed."), "a"), person, seen)
    with pytest.raises(SavedElsewhere):
        save_part(draft, "paper", SubmissionContent(paper="A third."), person, seen)

    whole = draft.whole
    assert (whole.paper, whole.positions["a"].claim, whole.positions["b"].claim) == (
        "Another paper.", "Changed.", "Another point.")


def test_what_was_begun_is_gone_on_with_but_changes_of_what_was_sent_are_not():
    consultation, person = make_consultation(), make_person()
    submission = submit_draft(save_draft(consultation, make_content(), person), person)
    save_draft(consultation, make_content(), person, position=submission.positions[0])
    assert begun_draft(consultation, person) is None

    draft = save_draft(consultation, make_content(), person)

    assert begun_draft(consultation, person) == draft


def test_nothing_at_all_cannot_be_sent():
    consultation, person = make_consultation(), make_person()
    draft = save_draft(consultation, SubmissionContent(), person)

    with pytest.raises(Invalid):
        submit_draft(draft, person)

    assert db.session.query(Submission).count() == 0


def test_staff_enter_a_whole_form_on_paper():
    consultation = make_consultation(topics=2)
    question = make_question(consultation)
    with transaction():
        submission = submit(
            consultation, stakeholder_for(make_person()), everything(consultation, **{question.name: "yes"}),
            publish=False, channel=Channel.PAPER,
        )

    assert {position.channel for position in submission.positions} == {Channel.PAPER}
    assert isinstance(next(iter(everything(consultation).positions.values())), Content)
