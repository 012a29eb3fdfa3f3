"""In the list of a goal one position stands for each confirmed campaign; nothing is lost, and totals stay true."""

import pytest
from sqlalchemy import select

from consult.campaigns.actions import search, settle
from consult.campaigns.handling import merge, split, take_out
from consult.campaigns.models import CampaignHead, CampaignState
from consult.campaigns.placing import place_new
from consult.campaigns.queries import campaigns_in, heads_on
from consult.contributions.actions import withhold
from consult.contributions.models import Contribution, ContributionTopic
from consult.db import db, transaction
from consult.record.actions import sequence
from consult.submissions.queries import Filter, latest_positions, positions_on
from tests.campaigns.test_actions import a_campaign
from tests.campaigns.texts import letters
from tests.factories.submissions import make_content, make_position
from tests.synthesis.test_queries import queries_of

pytestmark = pytest.mark.usefixtures("app")


def read_on() -> None:
    sequence()
    place_new()


def listed(consultation, **wanted) -> set[int]:
    return {each.id for each in positions_on(consultation.topics[0], Filter(**wanted), size=100).rows}


def a_grouped_campaign(number: int = 12):
    moderator, consultation, alone, members = a_campaign(number)
    search(consultation)
    campaign = campaigns_in(consultation)[0][0]
    settle(campaign, CampaignState.CONFIRMED, moderator)
    read_on()
    return moderator, consultation, alone, members, campaign


def test_one_stands_for_a_confirmed_campaign_with_the_number_of_all():
    _moderator, consultation, alone, members, campaign = a_grouped_campaign()
    everybody = {alone.id, *(each.id for each in members)}
    assert listed(consultation) == {alone.id, campaign.exemplar_id}
    assert heads_on(consultation.topics[0], everybody) == {campaign.exemplar_id: 12}
    assert {each.id for each in latest_positions(consultation)} == {alone.id, campaign.exemplar_id}
    assert listed(consultation, each="1") == everybody
    assert listed(consultation, group=alone.group) == {
        each.id for each in (alone, *members) if each.group == alone.group}


def test_a_campaign_that_is_opened_again_or_dismissed_is_listed_in_full():
    moderator, consultation, alone, members, campaign = a_grouped_campaign()
    settle(campaign, CampaignState.DISMISSED, moderator)
    read_on()
    assert listed(consultation) == {alone.id, *(each.id for each in members)}
    assert db.session.scalars(select(CampaignHead)).all() == []


def test_who_joins_stands_behind_and_who_is_withheld_or_taken_out_does_not():
    moderator, consultation, alone, members, campaign = a_grouped_campaign()
    make_position(consultation, make_content("", letters(1, seed=9)[0]))
    read_on()
    read_on()  # what the first reading recorded
    topic, head = consultation.topics[0], campaign.exemplar_id
    assert heads_on(topic, [head]) == {head: 13}

    with transaction():
        withhold(db.session.get_one(Contribution, head))
    others = [each for each in members if each.id != head]
    take_out(campaign, [others[0].id], moderator)
    read_on()
    stands = min(each.contribution_id for each in db.session.scalars(
        select(ContributionTopic).where(ContributionTopic.contribution_id.in_([each.id for each in others[1:]]))))
    shown = listed(consultation)
    assert {alone.id, others[0].id} < shown
    assert len(shown) == 3
    assert heads_on(topic, shown) == {next(iter(shown - {alone.id, others[0].id})): 11}
    assert stands in shown or db.session.get_one(CampaignHead, (campaign.id, topic.id)).contribution_id < stands


def test_parts_and_what_was_merged_each_have_one():
    moderator, consultation, alone, members, campaign = a_grouped_campaign()
    part = split(campaign, [each.id for each in members[:4]], moderator)
    read_on()
    assert len(listed(consultation)) == 3
    merge(campaign, part, moderator)
    read_on()
    assert listed(consultation) == {alone.id, campaign.exemplar_id}
    assert db.session.get_one(CampaignHead, (campaign.id, consultation.topics[0].id)).size == 12


def test_the_page_says_what_stands_behind_one_and_lists_every_one_on_request(app):
    _moderator, consultation, _alone, _members, campaign = a_grouped_campaign()
    address = f"/consultations/{consultation.slug}/topics/goal-1"
    page = app.test_client().get(address).text
    assert "And 11 more made from the same template" in page
    assert f"/campaigns/{campaign.name}" in page
    every = app.test_client().get(f"{address}?each=1").text
    assert every.count("Part of a campaign") == 12
    assert "Show one for each campaign" in every


def test_the_page_costs_the_same_with_many_in_a_campaign(app):
    costs = []
    for number in (6, 24):
        consultation = a_grouped_campaign(number)[1]
        address = f"/consultations/{consultation.slug}/topics/goal-1"
        app.test_client().get(address)
        costs.append(queries_of(lambda address=address: app.test_client().get(address)))
    assert costs[0] == costs[1]
