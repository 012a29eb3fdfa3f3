"""A new contribution joins the campaign it was made from at once, and only that one."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.campaigns.actions import search, search_again, settle
from consult.campaigns.models import CampaignKind, CampaignMember, CampaignSearch, CampaignState
from consult.campaigns.placing import place_new, placed
from consult.campaigns.queries import campaigns_in, share_searched, to_search
from consult.clock import now
from consult.consultations.models import Tally
from consult.consultations.numbers import fold_all
from consult.contributions.actions import withhold
from consult.db import db, transaction
from consult.errors import Invalid, NotAllowed
from consult.moderation.actions import decide
from consult.moderation.models import Act
from consult.record.actions import sequence
from consult.submissions.actions import save_draft, submit_draft
from consult.submissions.drafting import declare_campaign
from tests.campaigns.test_actions import a_campaign
from tests.campaigns.texts import letters
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position


def test_a_text_goes_to_the_template_it_is_most_like():
    templates = ["please keep the library in … street open for the children of the town",
                 "please keep the library in … street open for the children of the town and their schools …"]
    told = "Please keep the library in Mill Street open for the children of the town"
    assert placed([told, f"{told} and their schools.", "Close it.", ""], templates) == [0, 1, None, None]
    assert placed([told], []) == [None]


@pytest.mark.usefixtures("app")
def test_what_is_published_joins_its_campaign_without_a_search():
    _moderator, consultation, _alone, _members = a_campaign()
    search(consultation)
    campaign = campaigns_in(consultation)[0][0]
    sequence()
    place_new()
    joining = make_position(consultation, make_content("", letters(1, seed=9)[0]))
    stranger = make_position(consultation, make_content("", "A text of my own that nobody else has sent to you."))

    sequence()
    assert place_new() == 1

    assert db.session.get_one(CampaignMember, joining.id).campaign_id == campaign.id
    assert db.session.get(CampaignMember, stranger.id) is None
    assert place_new() == 0


@pytest.mark.usefixtures("app")
def test_what_was_withheld_before_the_record_was_read_joins_nothing():
    _moderator, consultation, _alone, _members = a_campaign()
    search(consultation)
    late = make_position(consultation, make_content("", letters(1, seed=9)[0]))
    with transaction():
        withhold(late)
    sequence()
    assert place_new() == 0
    assert db.session.get(CampaignMember, late.id) is None


@pytest.mark.usefixtures("app")
def test_one_more_of_many_waits_an_hour_for_the_whole_search():
    _moderator, consultation, _alone, _members = a_campaign(6)
    fold_all()
    search_again()
    last = db.session.get_one(CampaignSearch, consultation.id)
    assert (last.published, share_searched(consultation), to_search()) == (7, None, [])
    counted = db.session.scalars(
        select(Tally).where(Tally.kind == "position", Tally.state == "published", Tally.topic_id.is_(None))
    ).first()
    counted.step += 6_994
    last.published = 7_000
    db.session.commit()
    assert to_search() == []

    last.searched_at = now() - timedelta(hours=2)
    db.session.commit()
    assert to_search() == [(consultation.id, 7_001)]

    last.searched_at, last.published = now(), 6_900
    db.session.commit()
    assert to_search() == [(consultation.id, 7_001)]


def sent_for(consultation, moderator, campaign: str, body: str):
    """As somebody who says what it was written for."""
    author = make_person()
    draft = save_draft(consultation, make_content("", body), author)
    declare_campaign(draft, campaign, author)
    position = submit_draft(draft, author).positions[0]
    decide(position, 1, Act.PUBLISH, moderator)
    return position


@pytest.mark.usefixtures("app")
def test_who_says_what_it_was_written_for_is_in_that_campaign_whatever_the_words():
    moderator = make_person()
    consultation = make_consultation(phase="open", moderator=moderator)
    bodies = ["Let the ferry run.", "Our doctor is on the mainland, and I am ill.", "My son goes to school by boat."]
    names = ["Ferry for all", "  FERRY for  all ", "Ferry for all!"]
    sent = [sent_for(consultation, moderator, name, body) for name, body in zip(names, bodies, strict=True)]
    sequence()
    place_new()
    [(campaign, size)] = campaigns_in(consultation)
    assert (campaign.kind, campaign.state, campaign.title, size) == (
        CampaignKind.DECLARED, CampaignState.PROPOSED, "Ferry for all", 3)

    search(consultation)
    settle(campaign, CampaignState.CONFIRMED, moderator)
    search(consultation)
    assert {each.campaign_id for each in db.session.query(CampaignMember)} == {campaign.id}
    assert {each.contribution_id for each in db.session.query(CampaignMember)} == {each.id for each in sent}


@pytest.mark.usefixtures("app")
def test_a_campaigns_name_is_short_and_may_be_taken_back():
    consultation, author = make_consultation(phase="open"), make_person()
    draft = save_draft(consultation, make_content(), author)
    with pytest.raises(Invalid):
        declare_campaign(draft, "x" * 121, author)
    with pytest.raises(NotAllowed):
        declare_campaign(draft, "Ferry", make_person())
    declare_campaign(draft, "Ferry", author)
    declare_campaign(draft, " ", author)
    assert draft.whole.campaign == ""
