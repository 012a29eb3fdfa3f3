"""A campaign is counted with what became of one of its members: at once, undone as one, and only while it holds."""

import pytest

from consult.campaigns.actions import search, settle
from consult.campaigns.models import CampaignState
from consult.campaigns.queries import campaigns_in
from consult.contributions.actions import withdraw
from consult.db import db, transaction
from consult.errors import Conflict, Invalid, NotAllowed
from consult.reports.outline import outline
from consult.synthesis.bulk import Check, preview_of, undo_batch
from consult.synthesis.campaigning import campaigns_left, count_with_campaign
from consult.synthesis.queries import coverage_of, dispositions_of, findings_of
from consult.synthesis.workbench import Wanted, slips_on
from tests.campaigns.texts import letters
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position
from tests.factories.synthesis import make_citation, make_finding

pytestmark = pytest.mark.usefixtures("app")


def a_cited_campaign(number=12):
    """Confirmed, with one member cited in a finding and one position that stands alone."""
    moderator = make_person()
    consultation = make_consultation(phase="closed", moderator=moderator, has_draft_outcome=False)
    alone = make_position(consultation)
    members = [make_position(consultation, make_content("", body)) for body in letters(number)]
    search(consultation)
    campaign = campaigns_in(consultation)[0][0]
    settle(campaign, CampaignState.CONFIRMED, moderator)
    finding = make_finding(consultation.topics[0], moderator)
    make_citation(finding, members[0], moderator, "Dear commissioners", "body")
    return moderator, consultation, campaign, finding, members, alone


def count(consultation, campaign, finding, by):
    topic, wanted = consultation.topics[0], Wanted(campaign=campaign.name)
    return count_with_campaign(topic, wanted, finding, by, preview_of(topic, wanted, 1).seal, Check())


def dealt(consultation):
    return coverage_of(consultation, draft=True)["goal-1"].dealt


def test_all_members_are_dealt_with_by_one_act_and_opened_again_by_one():
    moderator, consultation, campaign, finding, members, alone = a_cited_campaign()
    topic = consultation.topics[0]
    assert [(each.members, each.left) for each in campaigns_left(topic)] == [(12, 11)]

    batch = count(consultation, campaign, finding, moderator)

    assert (batch.number, dealt(consultation), campaigns_left(topic)[0].left) == (11, 12, 0)
    became = dispositions_of(consultation, draft=True)
    assert became[members[0].id][0].kind == "cited"
    assert [(each.kind, each.findings[0][1]) for each in became[members[5].id]] == [("campaign", "1.1")]
    assert [each.id for each in slips_on(topic, Wanted()).rows] == [alone.id]
    assert len(slips_on(topic, Wanted(show="campaign")).rows) == 11
    assert undo_batch(batch, moderator) == 11
    assert dealt(consultation) == 1


def test_it_is_one_argument_with_its_supporters_on_every_figure():
    moderator, consultation, campaign, finding, _members, alone = a_cited_campaign()
    make_citation(finding, alone, moderator)
    count(consultation, campaign, finding, moderator)

    support = findings_of(consultation, draft=True).by_topic["goal-1"][0].support

    assert (support.raw, support.unique) == (13, 2)
    assert [tuple(each) for each in support.campaigns] == [(campaign.id, 12)]
    told = outline(consultation, draft=True)["topics"][0]["findings"][0]["support"]
    assert told["campaigns"] == [{"id": campaign.subject, "supporters": 12}]


def test_who_joins_later_is_offered_and_who_is_no_longer_a_member_is_open_again():
    moderator, consultation, campaign, finding, _members, _alone = a_cited_campaign()
    count(consultation, campaign, finding, moderator)
    for body in letters(3, seed=9):
        make_position(consultation, make_content("", body))
    search(consultation)
    topic = consultation.topics[0]
    assert campaigns_left(topic)[0].left == 3
    assert count(consultation, campaign, finding, moderator).number == 3

    settle(campaign, CampaignState.DISMISSED, moderator)
    assert (dealt(consultation), campaigns_left(topic)) == (1, [])
    settle(campaign, CampaignState.CONFIRMED, moderator)
    assert dealt(consultation) == 15


def test_it_is_refused_where_the_finding_rests_on_no_member_or_things_have_changed():
    moderator, consultation, campaign, finding, members, alone = a_cited_campaign()
    topic, wanted = consultation.topics[0], Wanted(campaign=campaign.name)
    other = make_finding(topic, moderator, "Another thing.")
    make_citation(other, alone, moderator)
    seal = preview_of(topic, wanted, 1).seal

    with pytest.raises(Invalid):
        count_with_campaign(topic, wanted, other, moderator, seal, Check())
    with pytest.raises(NotAllowed):
        count_with_campaign(topic, wanted, finding, make_person(), seal, Check())
    with transaction():
        withdraw(members[4])
    with pytest.raises(Conflict):
        count_with_campaign(topic, wanted, finding, moderator, seal, Check())
    settle(campaign, CampaignState.PROPOSED, moderator)
    with pytest.raises(Conflict):
        count(consultation, campaign, finding, moderator)

    db.session.rollback()
    assert dealt(consultation) == 2


def test_the_desk_offers_it_and_the_page_does_it(sign_in):
    moderator, consultation, campaign, finding, _members, _alone = a_cited_campaign()
    team = sign_in(moderator)
    desk = team.get(f"/consultations/{consultation.slug}/desk?topic=goal-1").text
    assert f"campaign={campaign.name}" in desk
    assert "one argument with 12 supporters" in desk
    address = f"/consultations/{consultation.slug}/desk/selection?topic=goal-1&campaign={campaign.name}"
    page = team.get(address).text
    assert 'value="campaign" checked' in page
    seal = page.split('name="seal" value="')[1].split('"')[0]

    refused = team.post(address, data={"becomes": "campaign", "seal": seal, "seed": "1"})
    assert (refused.status_code, "Choose the finding that speaks for the campaign." in refused.text) == (422, True)
    done = team.post(address, data={"becomes": "campaign", "seal": seal, "seed": "1", "counted_in": finding.name})

    assert done.status_code == 303
    assert dealt(consultation) == 12
    assert "Counted with a campaign in 1.1" in team.get(f"/consultations/{consultation.slug}/desk?topic=goal-1").text
