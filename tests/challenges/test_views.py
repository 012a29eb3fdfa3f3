"""The window, one's own words and the ledger in a browser without JavaScript."""

import json

import pytest

from consult.challenges.actions import challenge_finding, raise_issue
from consult.challenges.models import Challenge, Issue, IssueStatus, Recognition
from consult.consultations.models import Moderation
from consult.db import db
from tests.factories.outcomes import make_outcome
from tests.factories.people import make_person

pytestmark = pytest.mark.usefixtures("app")


def test_an_author_sees_the_words_in_their_place_and_says_represented(sign_in):
    made = make_outcome()
    browser = sign_in(made.author)

    page = browser.get(made.address + "/outcome/mine").get_data(as_text=True)
    answer = browser.post(f"/findings/{made.finding.name}/recognition", data={})
    after = browser.get(made.address + "/outcome/mine").get_data(as_text=True)

    assert '<mark class="cited">four days</mark>' in page
    assert "Yes, represented" in page
    assert answer.status_code == 303
    assert "this is what I said" in after
    assert db.session.query(Recognition).count() == 1


def test_a_challenge_is_sent_shown_and_answered(client, sign_in):
    made = make_outcome()
    address = f"/findings/{made.finding.name}/challenge"

    empty = sign_in(make_person()).post(address, data={"words": ""})
    sent = sign_in(make_person("Ana")).post(address, data={"words": "We asked for captions.", "with_name": "y"})
    challenge = db.session.query(Challenge).one()
    shown = client.get(made.address + "/outcome").get_data(as_text=True)
    desk = sign_in(made.moderator)
    refused = desk.post(made.address + "/desk/challenges/replies", data={
        "challenges": [challenge.name], "words": "We keep it."})
    replied = desk.post(made.address + "/desk/challenges/replies", data={
        "challenges": [challenge.name], "verdict": "kept", "words": "We keep it, because."})
    listed = client.get(made.address + "/challenges").get_data(as_text=True)
    data = json.loads(client.get(made.address + "/challenges.json").data)

    assert (empty.status_code, sent.status_code) == (422, 303)
    assert "We asked for captions." in shown
    assert "Reply owed by" in shown
    assert (refused.status_code, replied.status_code) == (422, 303)
    assert "We keep it, because." in listed
    assert data[0]["reply"]["verdict"] == "kept"
    assert "We keep it, because." in client.get(f"/findings/{made.finding.name}").get_data(as_text=True)


def test_a_moderator_reads_challenges_first_where_the_plan_says_so(client, sign_in):
    made = make_outcome(moderation=Moderation.BEFORE)
    challenge = challenge_finding(made.finding, "Not what we said.", make_person())

    before = client.get(made.address + "/challenges").get_data(as_text=True)
    sign_in(made.moderator).post(f"/challenges/{challenge.name}/decision", data={"act": "publish"})
    after = client.get(made.address + "/challenges").get_data(as_text=True)

    assert "Not what we said." not in before
    assert "Not what we said." in after


def test_open_objections_stand_on_the_first_page(client, sign_in):
    made = make_outcome()
    desk = sign_in(made.moderator)

    desk.post(made.address + "/desk/issues", data={"words": "Captions are missing.", "finding": made.finding.name})
    issue = db.session.query(Issue).one()
    opened = client.get(made.address + "/outcome").get_data(as_text=True)
    settled = desk.post(f"/issues/{issue.name}/settlement", data={"status": "accommodated", "why": "It is in 1.1."})
    ledger = client.get(made.address + "/issues").get_data(as_text=True)

    assert "Captions are missing." in opened
    assert settled.status_code == 303
    assert "Captions are missing." not in client.get(made.address + "/outcome").get_data(as_text=True)
    assert "It is in 1.1." in ledger
    assert json.loads(client.get(made.address + "/issues.json").data)[0]["status"] == IssueStatus.ACCOMMODATED.value


def test_nothing_of_it_shows_before_an_outcome(client, sign_in):
    made = make_outcome(publish=False)
    raise_issue(made.consultation, "A secret so far.", made.moderator, finding=made.finding)

    for path in ("/challenges", "/challenges.json", "/issues", "/issues.json", "/response", "/response.json"):
        answer = client.get(made.address + path)
        assert answer.status_code == 200
        assert b"secret" not in answer.data
    for path in ("", "/trace", "/trace.json"):
        assert client.get(f"/findings/{made.finding.name}{path}").status_code == 404
    assert "What it costs" not in sign_in(made.author).get(made.address + "/outcome/mine").get_data(as_text=True)


def test_the_outcome_costs_the_same_with_many_challenges(client):
    from tests.synthesis.test_queries import queries_of

    costs = []
    for size in (1, 12):
        made = make_outcome()
        for number in range(size):
            challenge_finding(made.finding, f"Point {number}.", make_person())
        paths = (made.address + "/outcome", made.address + "/challenges", f"/findings/{made.finding.name}/trace")
        costs.append([queries_of(lambda path=path: client.get(path)) for path in paths])

    assert costs[0] == costs[1]
