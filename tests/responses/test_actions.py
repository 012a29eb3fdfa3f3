"""Answers to several findings, in versions; promises step by step; the archive."""

from datetime import timedelta

import pytest

from consult.challenges.actions import challenge_finding, reply_to
from consult.challenges.models import Verdict
from consult.clock import at, now
from consult.consultations.phases import Phase, PhaseClosed, phase_of
from consult.db import db
from consult.errors import Conflict, Invalid, NotAllowed
from consult.record.models import Entry
from consult.responses.actions import (
    NotFinished,
    archive,
    note_step,
    promise,
    publish_response,
    publish_waiting,
    remove_response,
    write_response,
)
from consult.responses.data import responses_as_data
from consult.responses.models import FollowUpStatus, ResponseKind
from consult.responses.queries import answers_of, unanswered_findings
from consult.synthesis.publishing import publish_outcome
from tests.factories.outcomes import make_outcome
from tests.factories.people import make_person
from tests.factories.synthesis import make_citation, make_finding

pytestmark = pytest.mark.usefixtures("app")


def answered(**choices: bool):
    made = make_outcome(is_draft=False)
    response = write_response(
        made.consultation, [made.finding], ResponseKind.AGREED_IN_PART, "From March.", None, made.manager)
    publish_response(response, made.manager)
    return made, response


def test_one_answer_covers_several_findings_and_begins_the_phase():
    made = make_outcome(is_draft=False, publish=False)
    second = make_finding(made.topic, made.moderator, "A second.")
    make_citation(second, made.position, made.moderator, "In March", "body")
    publish_outcome(made.consultation, "", made.moderator)

    response = write_response(
        made.consultation, [made.finding, second], ResponseKind.AGREED, "We will.", None, made.manager)
    unseen = responses_as_data(made.consultation)
    publish_response(response, made.manager)

    assert unseen == []
    assert responses_as_data(made.consultation)[0]["finding_numbers"] == ["1.1", "1.2"]
    assert unanswered_findings(made.consultation) == []
    assert phase_of(made.consultation) is Phase.RESPONSE


def test_an_answer_to_a_draft_ends_no_window():
    made = make_outcome()
    response = write_response(made.consultation, [made.finding], ResponseKind.NOTED, "Noted.", None, made.manager)

    publish_response(response, made.manager)

    assert phase_of(made.consultation) is Phase.DRAFT_OUTCOME
    challenge_finding(made.finding, "Still open.", make_person())
    with at(now() + timedelta(days=11)):
        assert phase_of(made.consultation) is Phase.RESPONSE


def test_an_answer_appears_with_the_outcome_and_not_before():
    made = make_outcome(is_draft=False, publish=False)
    response = write_response(made.consultation, [made.finding], ResponseKind.AGREED, "We will.", None, made.manager)
    publish_response(response, made.manager)

    before = (answers_of(made.consultation), publish_waiting(), db.session.query(Entry).filter(
        Entry.kind == "response.published").count())
    publish_outcome(made.consultation, "", made.moderator)
    shown = len(answers_of(made.consultation))

    assert before == ([], 0, 0)
    assert (shown, publish_waiting(), publish_waiting()) == (1, 1, 0)
    assert phase_of(made.consultation) is Phase.RESPONSE


def test_a_published_answer_changes_as_a_next_version_and_stays():
    made, response = answered()

    write_response(
        made.consultation, [made.finding], ResponseKind.AGREED, "From April.", None, made.manager, response)
    meanwhile = responses_as_data(made.consultation)[0]["words"]
    publish_response(response, made.manager)
    shown = responses_as_data(made.consultation)[0]

    assert meanwhile == "From March."
    assert (shown["version"], shown["words"], shown["earlier_versions"][0]["words"]) == (
        2, "From April.", "From March.")
    with pytest.raises(Conflict):
        remove_response(response, made.manager)


def test_what_is_being_considered_says_by_when_and_only_managers_answer():
    made = make_outcome(is_draft=False)

    with pytest.raises(Invalid):
        write_response(made.consultation, [made.finding], ResponseKind.CONSIDERED, "Later.", None, made.manager)
    with pytest.raises(Invalid):
        write_response(made.consultation, [], ResponseKind.NOTED, "Nothing.", None, made.manager)
    with pytest.raises(NotAllowed):
        write_response(made.consultation, [made.finding], ResponseKind.NOTED, "Noted.", None, made.moderator)


def test_each_step_is_kept():
    made, response = answered()
    follow_up = promise(response, "Publish prices.", now().date(), made.manager)

    with pytest.raises(Invalid):
        note_step(follow_up, FollowUpStatus.DROPPED, "", None, made.manager)
    note_step(follow_up, FollowUpStatus.DONE, "They are published.", None, made.manager)

    steps = responses_as_data(made.consultation)[0]["follow_up"][0]["steps"]
    assert [each["status"] for each in steps] == ["planned", "done"]


def test_a_consultation_is_archived_when_nothing_is_owed():
    made = make_outcome()
    challenge = challenge_finding(made.finding, "Not what we said.", make_person())

    with pytest.raises(PhaseClosed):
        archive(made.consultation, made.manager)
    with at(now() + timedelta(days=11)):
        with pytest.raises(NotFinished):
            archive(made.consultation, made.manager)
        reply_to([challenge], Verdict.KEPT, "It stands.", made.moderator)
        response = write_response(
            made.consultation, [made.finding], ResponseKind.NOTED, "Noted.", None, made.manager)
        publish_response(response, made.manager)
        archive(made.consultation, made.manager)
        assert phase_of(made.consultation) is Phase.ARCHIVED
        with pytest.raises(PhaseClosed):
            write_response(made.consultation, [made.finding], ResponseKind.NOTED, "More.", None, made.manager)
