"""Challenges in their window, replies to several at once, and the ledger."""

from datetime import timedelta

import pytest

from consult.challenges.actions import (
    AlreadyChallenged,
    AlreadySettled,
    WindowClosed,
    challenge_finding,
    decide_challenge,
    raise_issue,
    recognise,
    reply_to,
    settle_issue,
)
from consult.challenges.alike import groups_of
from consult.challenges.data import challenges_as_data, issues_as_data
from consult.challenges.models import ChallengeState, IssueStatus, Verdict
from consult.challenges.queries import (
    challenges_of,
    is_overdue,
    open_issues_of,
    places_of,
    public_versions,
    recognitions_of,
    unanswered_of,
)
from consult.clock import at, now
from consult.consultations.models import Moderation
from consult.contributions.models import Publication
from consult.db import db
from consult.errors import Invalid, NotAllowed, NotFound
from consult.record.models import Entry
from consult.synthesis.actions import edit_finding
from consult.synthesis.models import Designation
from consult.synthesis.publishing import publish_outcome
from tests.factories.outcomes import make_outcome
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position
from tests.factories.synthesis import make_citation
from tests.synthesis.test_queries import queries_of

pytestmark = pytest.mark.usefixtures("app")


def test_a_challenge_is_public_and_owed_a_reply_by_a_day():
    made = make_outcome()

    challenge = challenge_finding(made.finding, "We asked for captions.", make_person("Ana"), with_name=True)

    shown = challenges_as_data(made.consultation)
    assert [(each["words"], each["by"], each["finding_number"]) for each in shown] == [
        ("We asked for captions.", "Ana", "1.1")]
    assert challenge.due_on == (now() + timedelta(days=10)).date()
    assert unanswered_of(made.consultation) == 1
    with at(now() + timedelta(days=30)):
        assert is_overdue(challenge)


def test_who_keeps_their_name_is_named_nowhere():
    made = make_outcome()

    challenge_finding(made.finding, "Not what we said.", make_person("Secret Name"))

    entry = db.session.query(Entry).filter(Entry.kind == "challenge.published").one()
    assert challenges_as_data(made.consultation)[0]["by"] is None
    assert entry.hides_time
    assert b"Secret" not in (entry.canonical or b"") + (entry.body or b"")


def test_the_plan_has_challenges_read_first_where_it_has_contributions_read_first():
    made = make_outcome(moderation=Moderation.BEFORE)
    challenge = challenge_finding(made.finding, "Not what we said.", make_person())

    assert challenge.state is ChallengeState.WAITING
    assert challenges_of(made.consultation) == []
    with pytest.raises(Invalid):
        decide_challenge(challenge, False, "", made.moderator)
    with pytest.raises(NotAllowed):
        decide_challenge(challenge, True, "", make_person())
    decide_challenge(challenge, True, "", made.moderator)
    assert len(challenges_of(made.consultation)) == 1


def test_challenges_are_taken_in_the_window_alone_and_once_a_version():
    made = make_outcome()
    person = make_person()
    challenge_finding(made.finding, "Not what we said.", person)

    with pytest.raises(AlreadyChallenged):
        challenge_finding(made.finding, "Again.", person)
    with at(now() + timedelta(days=11)), pytest.raises(WindowClosed):
        challenge_finding(made.finding, "Too late.", make_person())
    with pytest.raises(WindowClosed):
        challenge_finding(make_outcome(is_draft=False).finding, "No window.", make_person())
    with pytest.raises(NotFound):
        challenge_finding(make_outcome(publish=False).finding, "Nothing public.", make_person())
    with pytest.raises(Invalid):
        challenge_finding(made.finding, " \u200b", make_person())


def test_challenges_that_make_one_point_are_answered_together_with_the_revision():
    made = make_outcome()
    words = ("We asked for captions, not text.", "Not text: we asked for captions!", "The price is wrong.")
    challenges = [challenge_finding(made.finding, each, make_person()) for each in words]

    groups = groups_of(challenges)
    edit_finding(made.finding, "Captions should be offered.", Designation.CONSENSUS, made.moderator)
    publish_outcome(made.consultation, "Cost decides.", made.moderator)
    reply_to(groups[0], Verdict.CHANGED, "You are right.", made.moderator)

    assert sorted(len(each) for each in groups) == [1, 2]
    assert [each.text for each in public_versions(made.finding)] == [
        "What it costs should be published.", "Captions should be offered."]
    assert unanswered_of(made.consultation) == 1
    with pytest.raises(AlreadySettled):
        reply_to(challenges, Verdict.KEPT, "Again.", made.moderator)
    with pytest.raises(NotAllowed):
        reply_to([challenges[2]], Verdict.KEPT, "No.", make_person())


def test_those_whose_words_it_rests_on_say_that_it_holds_them():
    made = make_outcome()

    recognise(made.finding, made.author)
    recognise(made.finding, made.author)

    assert recognitions_of(made.finding) == 1
    with pytest.raises(NotAllowed):
        recognise(made.finding, make_person())
    places = places_of(made.consultation, made.author)
    assert [(line.number) for line in places[0].lines] == ["1.1"]
    assert any("<mark" in str(block) for _field, block in places[0].blocks)


def test_ones_own_places_cost_the_same_whatever_their_number():
    costs = []
    for size in (1, 6):
        made = make_outcome(publish=False)
        for _each in range(size):
            make_citation(made.finding, make_position(made.consultation, by=made.author), made.moderator)
        publish_outcome(made.consultation, "", made.moderator)
        costs.append(queries_of(lambda made=made: places_of(made.consultation, made.author)))

    assert costs[0] == costs[1]


def test_an_issue_is_open_until_it_is_addressed():
    made = make_outcome()
    challenge = challenge_finding(made.finding, "Not what we said.", make_person())

    issue = raise_issue(made.consultation, "Captions are missing.", made.moderator, challenge=challenge)
    still_open = [each.number for each in open_issues_of(made.consultation)]
    with pytest.raises(Invalid):
        settle_issue(issue, IssueStatus.NOT_ACCOMMODATED, " ", made.moderator)
    settle_issue(issue, IssueStatus.NOT_ACCOMMODATED, "The law does not allow it.", made.moderator)

    assert still_open == [1]
    assert open_issues_of(made.consultation) == []
    assert [(each["status"], each["why"], each["finding_number"]) for each in issues_as_data(made.consultation)] == [
        ("not_accommodated", "The law does not allow it.", "1.1")]


def test_the_ledger_names_no_contribution_that_is_not_public():
    made = make_outcome()
    confidential = make_position(
        made.consultation, make_content(publication=Publication.NOT_PUBLISHED), by=make_person())

    with pytest.raises(Invalid):
        raise_issue(made.consultation, "Secret.", made.moderator, contribution=confidential)
    with pytest.raises(Invalid):
        raise_issue(made.consultation, "Elsewhere.", made.moderator, finding=make_outcome().finding)


def test_nothing_of_the_ledger_shows_before_an_outcome():
    made = make_outcome(publish=False)
    raise_issue(made.consultation, "Something is missing.", made.moderator, finding=made.finding)

    assert issues_as_data(made.consultation) == []
