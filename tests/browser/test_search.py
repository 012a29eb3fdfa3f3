"""The page of the search in a real browser: axe finds nothing, whatever its state; it works by keyboard alone."""

import pytest
from playwright.sync_api import BrowserContext, expect

from consult.record.actions import sequence
from consult.search.actions import catch_up
from tests.browser.test_pages import see
from tests.factories.consultations import make_consultation
from tests.factories.submissions import make_comment, make_content, make_position

pytestmark = pytest.mark.browser


def test_search_from_the_header_to_what_was_meant(site: str, window: BrowserContext) -> None:
    consultation = make_consultation()
    position = make_position(consultation, make_content("Village budgets must be open.", "Everybody pays."))
    make_position(consultation, make_content("حرية التعبير على الإنترنت", "الوصول", language="ar"))
    for each in range(25):
        make_comment(position, f"The budget of village {each} is not published.")
    sequence()
    catch_up()
    page = window.new_page()

    page.goto(site)
    page.get_by_role("searchbox", name="Search the site").fill("villaje budget")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="village budget").click()

    expect(page.get_by_role("heading", level=3).first).to_contain_text("Village budgets must be open.")
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_text("Back to the start")).to_be_visible()
    page.goto(site + "/search?q=village")
    page.get_by_text("Narrow it down").click()
    page.get_by_label("Kind").select_option("position")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(page.get_by_text("1 result.")).to_be_visible()
    see(page, site, [
        "/", "/search", "/search?q=village", "/search?q=villaje", "/search?q=nothingatall",
        "/search?q=village&kind=answer", "/search?q=التعبير", "/ar/search?q=التعبير",
    ])
