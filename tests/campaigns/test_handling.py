"""What a moderator makes of a campaign stays, whatever a search finds later."""

import json

import pytest
from sqlalchemy import select

from consult.campaigns.actions import search, settle
from consult.campaigns.handling import merge, put_back, split, take_out
from consult.campaigns.models import Campaign, CampaignMember, CampaignState
from consult.campaigns.placing import place_new
from consult.campaigns.queries import campaign_by_contribution, campaigns_in, taken_out_of
from consult.db import db
from consult.errors import Conflict, Invalid, NotAllowed
from consult.record.actions import sequence
from consult.record.models import Entry
from tests.campaigns.test_actions import a_campaign
from tests.campaigns.texts import letters
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position

pytestmark = pytest.mark.usefixtures("app")
OTHER = "We call on the ministry to pay for the ferry of {} all year, for the island has no other way to the doctor."
ISLANDS = ("Aran", "Fogo", "Hvar", "Iona", "Jura", "Kos", "Lewis")


def found_in(consultation) -> Campaign:
    search(consultation)
    return campaigns_in(consultation)[0][0]


def members_of(campaign) -> set[int]:
    return set(db.session.scalars(
        select(CampaignMember.contribution_id).where(CampaignMember.campaign_id == campaign.id)))


def told() -> list[tuple[str, dict]]:
    rows = db.session.scalars(select(Entry).where(Entry.kind.startswith("campaign.")))
    return [(each.kind, json.loads(each.canonical)) for each in rows]


def two_campaigns():
    moderator, consultation, alone, members = a_campaign()
    others = [make_position(consultation, make_content("", OTHER.format(each))) for each in ISLANDS]
    search(consultation)
    first, second = (each for each, _size in campaigns_in(consultation))
    return moderator, consultation, first, second, members, others


def test_parts_of_a_campaign_are_campaigns_of_their_own_and_stay_so():
    moderator, consultation, _alone, members = a_campaign()
    campaign = found_in(consultation)
    chosen = [each.id for each in members[:5]]
    part = split(campaign, chosen, moderator)
    search(consultation)

    assert members_of(part) == set(chosen)
    assert members_of(campaign) == {each.id for each in members[5:]}
    assert (part.state, campaign.state) == (CampaignState.CONFIRMED, CampaignState.CONFIRMED)
    assert "open internet rules" in part.template
    assert part.exemplar_id in chosen
    assert campaign.exemplar_id not in chosen
    assert [(kind, facts["into"], facts["size"]) for kind, facts in told()] == [("campaign.split", part.subject, 5)]


def test_all_of_a_campaign_or_nobody_is_no_part():
    moderator, consultation, alone, members = a_campaign()
    campaign = found_in(consultation)
    for chosen in ([], [alone.id], [each.id for each in members]):
        with pytest.raises(Invalid):
            split(campaign, chosen, moderator)
    assert [(each.id, size) for each, size in campaigns_in(consultation)] == [(campaign.id, 12)]
    assert campaign.state is CampaignState.PROPOSED
    assert told() == []


def test_two_campaigns_are_made_one_and_stay_so():
    moderator, consultation, first, second, members, others = two_campaigns()
    merge(first, second, moderator)
    search(consultation)

    assert members_of(first) == {each.id for each in [*members, *others]}
    assert [each.id for each, _size in campaigns_in(consultation)] == [first.id]
    assert second.merged_into == first.name
    joining = make_position(consultation, make_content("", OTHER.format("Muck")))
    sequence()
    place_new()
    assert joining.id in members_of(first)
    with pytest.raises(Conflict):
        settle(second, CampaignState.CONFIRMED, moderator)
    with pytest.raises(Conflict):
        merge(second, first, moderator)


def test_a_campaign_is_not_merged_with_itself_or_with_another_consultations():
    moderator, _consultation, first, _second, _members, _others = two_campaigns()
    own = make_consultation(moderator=moderator, phase="open")
    for each in ISLANDS:
        make_position(own, make_content("", OTHER.format(each)))
    for other in (first, found_in(own)):
        with pytest.raises(Invalid):
            merge(first, other, moderator)
    assert told() == []


def test_what_is_merged_twice_leads_to_the_last():
    moderator, consultation, first, second, members, others = two_campaigns()
    part = split(first, [members[0].id], moderator)
    merge(second, part, moderator)
    merge(first, second, moderator)
    assert part.merged_into_id == second.merged_into_id == first.id
    assert len(members_of(first)) == len(members) + len(others)


def test_who_is_taken_out_counts_alone_and_no_search_puts_them_back_but_a_person_may():
    moderator, consultation, _alone, members = a_campaign()
    campaign = found_in(consultation)
    settle(campaign, CampaignState.CONFIRMED, moderator)
    assert take_out(campaign, [members[0].id, members[1].id], moderator) == 2
    search(consultation)
    sequence()
    place_new()

    assert set(campaign_by_contribution(consultation)) == {each.id for each in members[2:]}
    assert {each.id for each in taken_out_of(campaign)} == {members[0].id, members[1].id}
    assert put_back(campaign, [members[0].id], moderator) == 1
    assert members[0].id in campaign_by_contribution(consultation)
    with pytest.raises(Invalid):
        put_back(campaign, [members[0].id], moderator)
    assert {kind for kind, _facts in told()} == {"campaign.confirmed", "campaign.taken_out", "campaign.put_back"}


def test_only_who_moderates_the_consultation_handles_its_campaigns():
    _moderator, _consultation, first, second, members, _others = two_campaigns()
    stranger = make_person()
    for act in (
        lambda: split(first, [members[0].id], stranger), lambda: merge(first, second, stranger),
        lambda: take_out(first, [members[0].id], stranger), lambda: put_back(first, [members[0].id], stranger),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert len(members_of(first)) == 12


def test_what_fits_a_campaign_that_was_split_joins_the_part_it_is_most_like():
    moderator, consultation, _first, second, _members, others = two_campaigns()
    part = split(second, [each.id for each in others[:3]], moderator)
    for body in [OTHER.format("Rum"), *letters(2, seed=9)]:
        make_position(consultation, make_content("", body))
    search(consultation)
    assert len(members_of(second)) + len(members_of(part)) == len(others) + 1
