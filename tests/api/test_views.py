"""What the API tells of a debate is what the report tells, and nothing that only a team sees."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from consult.api.answering import ROOT
from consult.campaigns.models import CampaignState
from consult.campaigns.queries import campaigns_in
from consult.challenges.actions import challenge_finding
from consult.consultations.models import Consultation, Moderation
from consult.contributions.models import Publication
from consult.organisations.actions import Described, register_organisation
from consult.record.actions import sequence
from consult.reports.outline import outline
from tests.factories.consultations import make_consultation
from tests.factories.debates import make_debate
from tests.factories.outcomes import make_outcome
from tests.factories.people import make_person, make_stakeholder
from tests.factories.submissions import make_comment, make_content, make_position


def given(client: FlaskClient, consultation: Consultation, path: str) -> Any:
    answer = client.get(f"{ROOT}/consultations/{consultation.slug}{path}")
    assert answer.status_code == 200, answer.text
    return answer.json


def test_a_goal_has_the_proposals_and_votes_of_the_report(app: Flask, client: FlaskClient) -> None:
    consultation = make_debate()
    sequence()
    topic = outline(consultation)["topics"][0]

    found = given(client, consultation, "/topics/goal-1/opinion")
    proposals = given(client, consultation, "/topics/goal-1/proposals?passage=1")["items"]
    passage = given(client, consultation, "/topics/goal-1/passages/1")

    assert given(client, consultation, "/topics/goal-1/votes")["items"] == topic["opinion"]["tallies"]
    assert {**found["opinion"], "tallies": []} == {**topic["opinion"], "tallies": []}
    assert len(found["map"]["dots"]) == 6
    assert sorted(each["contribution"] for each in proposals) == sorted(
        each["contribution"] for each in topic["proposals"])
    assert {each["contribution"]: each["changes_the_same_words_as"] for each in passage["collisions"]} == {
        one["contribution"]: [other["contribution"]] for one, other in (proposals, proposals[::-1])}
    assert given(client, consultation, "/topics/goal-1/proposals?passage=2")["items"] == []
    assert given(client, consultation, "/topics/goal-1/versions")["items"][0]["changelog"] == ""


def test_what_is_not_decided_or_not_over_is_not_told(app: Flask, client: FlaskClient) -> None:
    consultation = make_debate(over=False, campaign=CampaignState.PROPOSED)
    campaign = campaigns_in(consultation)[0][0].name
    made = make_outcome(moderation=Moderation.BEFORE)
    challenge_finding(made.finding, "Not what we said.", make_person())

    assert given(client, consultation, "/topics/goal-1/votes")["items"] == []
    assert given(client, consultation, "/campaigns")["items"] == []
    for path in (f"/campaigns/{campaign}", f"/campaigns/{campaign}/members", f"/contributions?campaign={campaign}"):
        assert client.get(f"{ROOT}/consultations/{consultation.slug}{path}").status_code == 404, path
    assert given(client, made.consultation, "/challenges")["items"] == []


def test_contributions_are_narrowed_to_a_thread_an_organisation_or_a_campaign(app: Flask, client: FlaskClient) -> None:
    consultation, debate = make_consultation(), make_debate()
    guild = register_organisation(Described("Guild of Tests"), make_person())
    author = make_stakeholder(organisation=guild.name)
    position = make_position(consultation, by=author)
    make_position(consultation, make_content(publication=Publication.NAMELESS), by=author)
    comment = make_comment(position)
    sequence()

    def ids(home: Consultation, narrowed: str) -> list[str]:
        return [each["id"] for each in given(client, home, f"/contributions?{narrowed}")["items"]]

    assert ids(consultation, f"position={position.name}") == [comment.subject]
    assert ids(consultation, f"organisation={guild.public_name}") == [position.subject]
    campaign = campaigns_in(debate)[0][0].name
    members = given(client, debate, f"/campaigns/{campaign}/members")["items"]
    assert sorted(ids(debate, f"campaign={campaign}")) == sorted(each["contribution"] for each in members)
    assert len(members) == 2
