"""Who is counted with a campaign is told, may object, and is answered by somebody who did not confirm it."""

import json

import pytest
from sqlalchemy import select

from consult.campaigns.actions import search, settle
from consult.campaigns.contesting import AlreadyContested, AlreadyDecided, contest, decide_contest
from consult.campaigns.handling import take_out
from consult.campaigns.models import CampaignState, Outcome
from consult.campaigns.queries import campaign_by_contribution, campaigns_in, contests_against, standing_of
from consult.clock import at, now
from consult.consultations.models import TeamRole
from consult.consultations.team import add_member
from consult.db import db
from consult.errors import Conflict, Invalid, NotAllowed
from consult.notifications.actions import write_due
from consult.record.models import Entry
from tests.campaigns.test_actions import a_campaign
from tests.campaigns.texts import letters as letters_of
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position
from tests.notifications.test_noticing import letters, noticed, told_to

pytestmark = pytest.mark.usefixtures("app")


def a_confirmed_campaign():
    """With one more moderator, who did not confirm it, and the author of one of its members."""
    moderator, consultation, _alone, _members = a_campaign()
    judge, author = make_person(with_password=True), make_person(with_password=True)
    own = make_position(consultation, make_content("", letters_of(1, seed=5)[0]), by=author)
    add_member(consultation, judge, TeamRole.MODERATOR, None)
    search(consultation)
    campaign = campaigns_in(consultation)[0][0]
    settle(campaign, CampaignState.CONFIRMED, moderator)
    return moderator, judge, consultation, campaign, own, author


def test_an_objection_that_is_right_takes_the_contribution_out_for_good():
    moderator, judge, consultation, campaign, own, author = a_confirmed_campaign()
    objection = contest(own, campaign, "  I wrote this myself. ", author)
    assert objection.words == "I wrote this myself."
    assert contests_against(consultation) == contests_against(consultation, campaign) == [objection]
    with pytest.raises(AlreadyContested):
        contest(own, campaign, "Again.", author)
    for party in (moderator, author):
        with pytest.raises(NotAllowed):
            decide_contest(objection, Outcome.KEPT, "It is the same.", party)
    with pytest.raises(Invalid):
        decide_contest(objection, Outcome.TAKEN_OUT, " ", judge)

    decide_contest(objection, Outcome.TAKEN_OUT, "It says things of its own.", judge)
    search(consultation)

    assert own.id not in campaign_by_contribution(consultation)
    assert len(campaign_by_contribution(consultation)) == 12
    assert standing_of(own) == (None, objection)
    assert contests_against(consultation) == []
    with pytest.raises(AlreadyDecided):
        decide_contest(objection, Outcome.KEPT, "It is the same.", judge)


def test_an_objection_that_is_not_right_changes_nothing_but_is_answered():
    _moderator, judge, consultation, campaign, own, author = a_confirmed_campaign()
    decide_contest(contest(own, campaign, "I wrote this.", author), Outcome.KEPT, "Every word is the letter's.", judge)
    assert own.id in campaign_by_contribution(consultation)
    assert standing_of(own)[1].answer == "Every word is the letter's."


def test_only_an_author_objects_and_only_to_a_confirmed_campaign_it_is_in():
    moderator, _judge, consultation, campaign, own, author = a_confirmed_campaign()
    alone = make_position(consultation, by=author)
    with pytest.raises(NotAllowed):
        contest(own, campaign, "It is not.", make_person())
    with pytest.raises(Conflict):
        contest(alone, campaign, "It is not.", author)
    with pytest.raises(Invalid):
        contest(own, campaign, "  ", author)
    settle(campaign, CampaignState.PROPOSED, moderator)
    with pytest.raises(Conflict):
        contest(own, campaign, "It is not.", author)
    assert contests_against(consultation) == []


def test_the_record_tells_of_an_objection_without_its_words():
    _moderator, judge, _consultation, campaign, own, author = a_confirmed_campaign()
    decide_contest(contest(own, campaign, "My secret.", author), Outcome.TAKEN_OUT, "A reason.", judge)
    entries = db.session.scalars(select(Entry).where(Entry.kind.startswith("campaign.contest"))).all()
    assert {(each.kind, json.loads(each.canonical)["contribution"]) for each in entries} == {
        ("campaign.contested", own.subject), ("campaign.contest_decided", own.subject)}
    assert not any(words in each.canonical.decode() for each in entries for words in ("secret", "reason"))


def test_members_the_team_and_the_author_are_told_each_once():
    moderator, judge, consultation, campaign, own, author = a_confirmed_campaign()
    again = make_position(consultation, make_content("", "My own thoughts on what is at stake for us."), by=author)
    noticed()
    with at(now()):
        first = letters()
    assert told_to(author) == ["campaign.counted"]
    assert f"/contributions/{own.name}/campaign" in next(each.text for each in first if each.recipient == author.email)
    assert again.id not in campaign_by_contribution(consultation)

    settle(campaign, CampaignState.PROPOSED, moderator)
    settle(campaign, CampaignState.CONFIRMED, moderator)
    take_out(campaign, [own.id], moderator)
    noticed()
    assert told_to(author) == ["campaign.counted"]

    writer = make_person()
    member = make_position(consultation, make_content("", letters_of(1, seed=6)[0]), by=writer)
    search(consultation)
    noticed()
    assert told_to(writer) == ["campaign.counted"]
    letters()
    objection = contest(member, campaign, "I wrote this.", writer)
    noticed()
    assert told_to(judge) == ["campaign.contested"]
    assert told_to(moderator) == []
    asked = next(each for each in letters() if each.recipient == judge.email)
    assert f"/campaigns/{campaign.name}/objections/{objection.name}" in asked.text
    decide_contest(objection, Outcome.TAKEN_OUT, "It says things of its own.", judge)
    noticed()
    answered = next(each for each in letters() if each.recipient == writer.email)
    assert "It says things of its own." in answered.text
    assert write_due("https://example.org", "secret") == 0
