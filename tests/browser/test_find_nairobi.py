"""Find Nairobi: from her phone to the minister's answer and back, by the demonstration's pages alone."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from consult.demo import build
from tests.browser.axe import check

pytestmark = pytest.mark.browser

OPEN = "Five goals for an open internet"
SUMMARISING = "Rules for fair access in remote regions"
ANSWERED = "Capacity building for small island states"
# Those behind the first answer: which of its findings is traced first is the page's to say.
PEOPLE = re.compile("Vakaloloma|Hale|Enoka|Hassani|Pierre|Leavasa|Teriipaia")
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture
def people(site: str) -> dict[str, dict[str, str]]:
    return {each["role"]: each for each in build()}


def seat(chromium: Browser, site: str, person: dict[str, str], size: dict[str, int], *, scripts: bool) -> Page:
    context = chromium.new_context(viewport=size, java_script_enabled=scripts)
    context.set_default_timeout(8_000)
    page = context.new_page()
    page.goto(site + "/login")
    page.get_by_label("Email").fill(person["email"])
    page.get_by_label("Password").fill(person["password"])
    page.locator("main").get_by_role("button", name="Sign in").click()
    return page


def test_from_her_phone_to_the_answer_and_back(
    site: str, chromium: Browser, people: dict[str, dict[str, str]]
) -> None:
    wanjiru = seat(chromium, site, people["stakeholder"], PHONE, scripts=False)
    amina = seat(chromium, site, people["moderator"], DESK, scripts=True)
    try:
        find_the_one_objection(site, amina)
        read_the_draft(site, wanjiru)
        from_the_answer_down_and_up(site, wanjiru)
        look(amina, wanjiru.url)
    finally:
        wanjiru.context.close()
        amina.context.close()


def look(page: Page, address: str) -> None:
    """What she came to, at her size and with scripts: axe needs them."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address)
    check(page)


def find_the_one_objection(site: str, amina: Page) -> None:
    """Publication is refused for the one contribution nobody has dealt with; one click mends it."""
    amina.goto(site + "/consultations/rules-for-fair-access-in-remote-regions/desk")
    expect(amina.locator("#missing")).to_contain_text("Wanjiru Kamau")
    amina.get_by_role("button", name="Go to the missing one").click()
    expect(amina.locator("#in-hand")).to_contain_text("without video")
    amina.get_by_role("radio", name="Represented by a finding").check()
    chosen = amina.get_by_label("Finding to cite for, or that represents it")
    chosen.select_option(chosen.locator("option", has_text="3.3").first.get_attribute("value"))
    amina.locator("form[data-cite]").get_by_role("button", name="Save", exact=True).first.click()
    expect(amina.locator("#missing")).to_contain_text("Every published contribution is dealt with")
    amina.get_by_text("Publish …").click()
    amina.get_by_label("In short").fill("Reach, repair and price are one matter, and so is the price of a say.")
    amina.get_by_role("button", name="Publish the draft outcome").click()


def read_the_draft(site: str, wanjiru: Page) -> None:
    """She finds her words in their place, from her own phone."""
    wanjiru.goto(site)
    wanjiru.locator("main").get_by_role("link", name=SUMMARISING).first.click()
    wanjiru.goto(site + "/consultations/rules-for-fair-access-in-remote-regions/outcome")
    wanjiru.get_by_role("link", name="See your words in their place").click()
    expect(wanjiru.locator("main")).to_contain_text("lost day of work")


def from_the_answer_down_and_up(site: str, wanjiru: Page) -> None:
    """Three clicks from what the institution answers to one person's sentence; one from there up to the answer."""
    wanjiru.goto(site + "/consultations/capacity-building-for-small-island-states/response")
    expect(wanjiru.locator("main")).to_contain_text("paid by the day")
    wanjiru.get_by_role("link", name="Trace it to the words").first.click()
    expect(wanjiru.locator("main")).to_contain_text("When I leave for a course, the network stands still.")
    wanjiru.locator("main a.cite").first.click()
    expect(wanjiru.locator("main")).to_contain_text(PEOPLE)
    wanjiru.go_back()
    wanjiru.locator("main a.cite[href$='/trace']").first.click()
    wanjiru.get_by_role("link", name="The institution’s answer: agreed").first.click()
    expect(wanjiru.locator("main")).to_contain_text("We agree.")
