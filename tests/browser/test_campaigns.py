"""The pages of campaigns, empty and full, for a reader."""

from playwright.sync_api import BrowserContext

from consult.campaigns.actions import search, settle
from consult.campaigns.models import CampaignState
from consult.campaigns.queries import campaigns_in
from tests.browser.test_pages import see
from tests.campaigns.test_actions import a_campaign


def test_campaigns_empty_and_full_are_accessible(site: str, window: BrowserContext) -> None:
    moderator, consultation, _a, _m = a_campaign(24)
    empty = f"/consultations/{consultation.slug}/campaigns"
    page = window.new_page()
    see(page, site, [empty])
    search(consultation)
    c = campaigns_in(consultation)[0][0]
    settle(c, CampaignState.CONFIRMED, moderator)
    see(page, site, [empty, f"{empty}/{c.name}"])
