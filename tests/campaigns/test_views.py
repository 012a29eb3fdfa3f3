"""What readers and moderators see of campaigns, and how one is decided in the browser."""

from datetime import timedelta

import pytest

from consult.campaigns.actions import search, settle
from consult.campaigns.models import CampaignState
from consult.campaigns.queries import campaigns_in, contests_against
from consult.clock import at, now
from consult.contributions.queries import version_of
from consult.db import db
from consult.submissions.actions import save_draft
from consult.submissions.models import Submission
from tests.campaigns.test_actions import a_campaign
from tests.campaigns.test_contesting import a_confirmed_campaign
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position
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


def test_the_page_tells_when_more_came_at_once_than_by_chance(app):
    moderator, consultation, _alone, _members = a_campaign(40)
    for day in range(1, 12):
        with at(now() - timedelta(days=day)):
            make_position(consultation)
    search(consultation)
    found = campaigns_in(consultation)[0][0]
    settle(found, CampaignState.CONFIRMED, moderator)
    page = app.test_client().get(f"/consultations/{consultation.slug}/campaigns/{found.name}").text
    assert "More came at once than by chance" in page
    assert "40 within 1 hour from" in page


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


def test_a_moderator_takes_members_apart_and_together_in_the_browser(app, sign_in):
    moderator, consultation, alone, members = a_campaign()
    search(consultation)
    found = campaigns_in(consultation)[0][0]
    own = f"/consultations/{consultation.slug}/campaigns/{found.name}"
    team = sign_in(moderator)
    names = [each.name for each in members]
    nobody = team.post(own, data={"act": "split"})
    assert nobody.status_code == 422
    assert "Choose at least one contribution." in nobody.text
    assert "What each added" in nobody.text
    assert team.post(own, data={"act": "anything"}).status_code == 422
    all_of_them = team.post(own, data={"act": "split", "member": names})
    assert "Choose some of them, not all." in all_of_them.text
    assert all_of_them.text.count(" checked>") == len(names)
    assert team.post(own, data={"act": "split", "member": [alone.name]}).status_code == 422

    made = team.post(own, data={"act": "split", "member": names[:3]})
    part = made.location.rpartition("/")[2]
    assert made.status_code == 303
    assert sum(each in team.get(made.location).text for each in names) == 3
    assert team.post(own, data={"act": "merge", "other": part}).status_code == 303
    assert app.test_client().get(made.location).location.endswith(own)
    assert team.post(own, data={"act": "take_out", "member": names[:2]}).status_code == 303
    page = team.get(own).text
    assert "10 contributions" in page
    assert "Taken out" in page
    assert team.post(own, data={"act": "put_back", "member": names[:1]}).status_code == 303
    assert "11 contributions" in app.test_client().get(own).text
    assert "Taken out" not in app.test_client().get(own).text


def test_members_are_narrowed_to_what_they_say_and_all_of_those_are_taken_apart(sign_in):
    moderator, consultation, _alone, members = a_campaign(40)
    search(consultation)
    found = campaigns_in(consultation)[0][0]
    own = f"/consultations/{consultation.slug}/campaigns/{found.name}"
    team = sign_in(moderator)
    wanted = [each for each in members if "from nairobi where" in version_of(each, 1).body.lower()]
    page = team.get(f"{own}?says=from+NAIROBI+where").text
    assert 0 < len(wanted) < 20
    assert sum(each.name in page for each in members) == len(wanted)
    assert "No contribution of this campaign says so." in team.get(f"{own}?says=100%25_").text
    # As a slot tells it, without the full stop between.
    assert "No contribution of this campaign says so." not in team.get(f"{own}?says=for+those+who+pay+in").text

    made = team.post(own, data={"act": "split", "says": "from nairobi where", "everyone": "1"})
    assert made.status_code == 303
    assert sorted(size for _each, size in campaigns_in(consultation)) == sorted([len(wanted), 40 - len(wanted)])


def test_an_author_objects_and_is_answered_in_the_browser(app, sign_in):
    moderator, judge, consultation, campaign, own, author = a_confirmed_campaign()
    address = f"/contributions/{own.name}/campaign"
    assert "/login" in app.test_client().get(address).location
    assert sign_in(make_person()).get(address).status_code == 404
    writer = sign_in(author)
    assert "What this means" in writer.get(address).text
    assert address in writer.get(f"/positions/{own.name}").text
    empty = writer.post(address, data={"words": ""})
    assert (empty.status_code, "Say what you wrote yourself" in empty.text) == (422, True)
    assert writer.post(address, data={"words": "I wrote <b>this</b>."}).status_code == 303
    twice = writer.post(address, data={"words": "Again."}, follow_redirects=True)
    assert "You have objected to this already." in twice.text

    objection = contests_against(consultation)[0]
    decided = f"/consultations/{consultation.slug}/campaigns/{campaign.name}/objections/{objection.name}"
    assert "Not for you" in sign_in(moderator).get(decided).text
    team = sign_in(judge)
    assert decided in team.get(f"/consultations/{consultation.slug}/campaigns").text
    assert "I wrote &lt;b&gt;this&lt;/b&gt;." in team.get(decided).text
    assert team.post(decided, data={"outcome": "burnt", "answer": "No."}).status_code == 422
    assert team.post(decided, data={"outcome": "taken_out", "answer": "These are your words."}).status_code == 303
    assert "These are your words." in sign_in(author).get(address).text
    again = team.post(decided, data={"outcome": "kept", "answer": "No."}, follow_redirects=True)
    assert "Somebody has decided on this already" in again.text
    assert "These are your words." in again.text


def test_the_campaign_that_is_named_as_it_is_sent_goes_with_it(sign_in):
    consultation, author = make_consultation(), make_person()
    draft = save_draft(consultation, make_content(), author)
    writer = sign_in(author)
    assert writer.post(f"/drafts/{draft.name}/campaign", data={"campaign": " Ferry  for all "}).status_code == 303
    assert 'value="Ferry for all"' in writer.get(f"/drafts/{draft.name}").text
    long = writer.post(f"/drafts/{draft.name}/submission", data={"campaign": "x" * 121})
    assert (long.status_code, "at most 120 characters" in long.text) == (422, True)
    sent = writer.post(f"/drafts/{draft.name}/submission", data={"campaign": "Boats"}, follow_redirects=True)
    assert "Boats" in sent.text
    assert db.session.query(Submission).one().campaign == "Boats"


def test_without_an_account_the_campaign_stays_in_the_draft_where_the_form_is_refused(app):
    visitor = app.test_client()
    draft = save_draft(make_consultation(), make_content(), None)
    refused = visitor.post(f"/drafts/{draft.name}/sending", data={"campaign": "Ferry for all", "email": "nobody"})
    assert (refused.status_code, 'value="Ferry for all"' in refused.text) == (422, True)
