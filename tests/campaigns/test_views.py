"""What readers and moderators see of campaigns, and how one is decided in the browser."""

import pytest

from consult.campaigns.actions import search
from consult.campaigns.models import CampaignState
from consult.campaigns.queries import campaigns_in
from consult.db import db
from tests.campaigns.test_actions import a_campaign
from tests.synthesis.test_queries import queries_of

pytestmark = pytest.mark.usefixtures("app")


def test_a_proposal_is_the_teams_alone_until_it_is_confirmed(app, sign_in):
    moderator, consultation, _alone, members = a_campaign(30)
    search(consultation)
    found = campaigns_in(consultation)[0][0]
    listed = f"/consultations/{consultation.slug}/campaigns"
    own, name, stranger = f"{listed}/{found.name}", found.name, app.test_client()
    assert name not in stranger.get(listed).text
    assert stranger.get(own).status_code == 404

    team = sign_in(moderator)
    assert name in team.get(listed).text
    assert team.post(f"{own}/settle", data={"state": "burnt"}).status_code == 422
    assert team.post(f"{own}/settle", data={"state": "confirmed"}).status_code == 303
    assert campaigns_in(consultation)[0][0].state is CampaignState.CONFIRMED
    assert name in stranger.get(listed).text
    page = stranger.get(own)
    assert "30 contributions" in page.text
    assert "open internet rules because …" in page.text
    assert "after=" in page.text
    after = page.text.split("after=")[1].split('"')[0]
    assert sum(each.name in page.text for each in members) == 20
    assert sum(each.name in stranger.get(f"{own}?after={after}").text for each in members) == 10


def test_the_page_costs_the_same_with_many_members(app):
    costs = []
    for number in (6, 24):
        moderator, consultation, _alone, _members = a_campaign(number)
        search(consultation)
        found = campaigns_in(consultation)[0][0]
        found.state = CampaignState.CONFIRMED
        address = f"/consultations/{consultation.slug}/campaigns/{found.name}"
        db.session.commit()
        app.test_client().get(address)
        costs.append(queries_of(lambda address=address: app.test_client().get(address)))
    assert costs[0] == costs[1]
