"""The pages of campaigns, empty and full, for a reader, the team and an author; and one handled by hand."""

from playwright.sync_api import BrowserContext

from consult.campaigns.actions import search, settle
from consult.campaigns.contesting import contest
from consult.campaigns.handling import take_out
from consult.campaigns.models import CampaignState
from consult.campaigns.placing import place_new
from consult.campaigns.queries import campaigns_in, members_of
from consult.identifiers import id_of
from consult.record.actions import sequence
from tests.browser.test_pages import see, sign_in
from tests.campaigns.test_actions import a_campaign
from tests.campaigns.test_contesting import a_confirmed_campaign


def test_campaigns_empty_and_full_are_accessible(site: str, window: BrowserContext) -> None:
    moderator, consultation, _a, _m = a_campaign(24)
    empty = f"/consultations/{consultation.slug}/campaigns"
    page = window.new_page()
    see(page, site, [empty])
    search(consultation)
    c = campaigns_in(consultation)[0][0]
    settle(c, CampaignState.CONFIRMED, moderator)
    see(page, site, [empty, f"{empty}/{c.name}"])


def test_a_moderator_parts_a_campaign_by_what_some_of_it_say(site: str, window: BrowserContext) -> None:
    _moderator, judge, consultation, campaign, own, author = a_confirmed_campaign()
    contest(own, campaign, "I wrote this.", author)
    take_out(campaign, [id_of(members_of(campaign, None).rows[0].name) or 0], judge)
    address = f"/consultations/{consultation.slug}/campaigns/{campaign.name}"
    page = window.new_page()
    sign_in(page, site, judge)
    see(page, site, [f"/consultations/{consultation.slug}/campaigns", address, f"{address}?says=nobody+says+this"])

    page.goto(site + address)
    page.locator("#members ~ ul input").first.check()
    page.get_by_role("button", name="Make the chosen a campaign of their own").click()
    assert "1 contribution" in page.locator(".figures").inner_text()
    assert campaign.name not in page.url
    page.get_by_label("The other campaign").select_option(value=campaign.name)
    page.get_by_role("button", name="Make one of the two").click()
    assert "12 contributions" in page.locator(".figures").inner_text()
    page.locator("#members ~ ul input").last.check()
    page.get_by_role("button", name="Take the chosen out").click()
    assert "11 contributions" in page.locator(".figures").inner_text()


def test_an_author_objects_and_somebody_else_decides(site: str, window: BrowserContext) -> None:
    _moderator, judge, consultation, campaign, own, author = a_confirmed_campaign()
    sequence()
    place_new()
    page = window.new_page()
    see(page, site, [f"/consultations/{consultation.slug}/topics/goal-1"])
    sign_in(page, site, author)
    see(page, site, [f"/contributions/{own.name}/campaign"])
    page.goto(f"{site}/positions/{own.name}")
    page.get_by_role("link", name="What this means, and how to object").click()
    page.get_by_role("button", name="Object").click()
    page.get_by_label("Your objection").fill("I wrote this.")
    page.get_by_role("button", name="Object").click()
    assert "Nobody has decided on it yet" in page.locator("main").inner_text()

    window.clear_cookies()
    sign_in(page, site, judge)
    page.goto(f"{site}/consultations/{consultation.slug}/campaigns")
    page.get_by_role("link", name="I wrote this.").click()
    see(page, site, [page.url.removeprefix(site)])
    page.get_by_label("Take it out of the campaign").check()
    page.get_by_label("Your reasons").fill("These are your words.")
    page.get_by_role("button", name="Decide").click()
    assert "12 contributions" in page.locator(".figures").inner_text()
