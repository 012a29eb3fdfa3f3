"""What is proposed, what a person makes of it, and what it does to the figures."""

import json

import pytest
from sqlalchemy import select

from consult.campaigns.actions import search, search_again, settle
from consult.campaigns.cli import answer_for
from consult.campaigns.models import CampaignState
from consult.campaigns.queries import campaign_by_contribution, campaign_named, campaigns_in, to_search
from consult.consultations.numbers import fold_all
from consult.db import db
from consult.errors import NotAllowed, NotFound
from consult.record.models import Entry
from consult.synthesis.queries import findings_of
from tests.campaigns.texts import letters
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position
from tests.factories.synthesis import make_citation, make_finding

pytestmark = pytest.mark.usefixtures("app")


def a_campaign(number: int = 12):
    moderator = make_person()
    consultation = make_consultation(phase="open", moderator=moderator)
    alone = make_position(consultation)
    members = [make_position(consultation, make_content("", body)) for body in letters(number)]
    return moderator, consultation, alone, members


def test_a_campaign_is_proposed_and_counts_for_nothing_until_it_is_confirmed():
    moderator, consultation, alone, members = a_campaign()
    search(consultation)
    [(campaign, size)] = campaigns_in(consultation)
    assert (campaign.state, size) == (CampaignState.PROPOSED, 12)
    assert campaign_by_contribution(consultation) == {}

    with pytest.raises(NotAllowed):
        settle(campaign, CampaignState.CONFIRMED, make_person())
    settle(campaign, CampaignState.CONFIRMED, moderator)
    settle(campaign, CampaignState.CONFIRMED, moderator)
    assert set(campaign_by_contribution(consultation)) == {each.id for each in members}
    entries = db.session.scalars(select(Entry).where(Entry.kind == "campaign.confirmed")).all()
    assert len(entries) == 1


def test_all_members_stand_behind_a_finding_that_cites_one_and_are_one_argument():
    moderator, consultation, alone, members = a_campaign()
    search(consultation)
    settle(campaigns_in(consultation)[0][0], CampaignState.CONFIRMED, moderator)
    finding = make_finding(consultation.topics[0], moderator)
    make_citation(finding, alone, moderator)
    make_citation(finding, members[0], moderator, "Dear commissioners", "body")
    support = findings_of(consultation, draft=True).by_topic["goal-1"][0].support
    assert (support.raw, support.unique) == (13, 2)


def test_what_a_person_decided_stays_and_what_fits_joins_it():
    moderator, consultation, _alone, _members = a_campaign()
    search(consultation)
    campaign = campaigns_in(consultation)[0][0]
    settle(campaign, CampaignState.CONFIRMED, moderator)
    template = campaign.template
    for body in letters(3, seed=9):
        make_position(consultation, make_content("", body))
    fold_all()
    search_again()
    assert [(each.id, each.state, size) for each, size in campaigns_in(consultation)] == [
        (campaign.id, CampaignState.CONFIRMED, 15)
    ]
    assert campaign.template == template
    assert to_search() == []


def test_a_dismissed_campaign_is_not_proposed_again():
    moderator, consultation, _alone, _members = a_campaign()
    search(consultation)
    settle(campaigns_in(consultation)[0][0], CampaignState.DISMISSED, moderator)
    search(consultation)
    assert [each.state for each, _size in campaigns_in(consultation)] == [CampaignState.DISMISSED]


def test_the_command_brings_the_result_up_to_date_and_prints_json_alone():
    _moderator, consultation, _alone, members = a_campaign()
    search(consultation)
    answer = json.loads(json.dumps(answer_for(consultation)))
    assert [(each["kind"], each["state"], each["size"]) for each in answer] == [("template", "proposed", 12)]
    assert set(answer[0]["members"]) == {each.subject for each in members}


def test_a_name_of_another_consultation_is_not_there():
    _moderator, consultation, _alone, _members = a_campaign()
    search(consultation)
    name = campaigns_in(consultation)[0][0].name
    with pytest.raises(NotFound):
        campaign_named(make_consultation(), name)
    assert campaign_named(consultation, name).name == name
