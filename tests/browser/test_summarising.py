"""Themes, findings, bulk, 100 %: as a moderator does it, with and without scripts; every page read by axe."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from consult.accounts.models import Account
from consult.coding.suggesting import perform_asked
from consult.consultations.models import Consultation, TeamRole
from consult.consultations.team import add_member
from consult.synthesis.queries import coverage_of
from tests.browser.axe import check
from tests.browser.test_pages import see, sign_in
from tests.factories.coding import make_code, make_sample, make_sayings, make_suggestions
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_comment

pytestmark = pytest.mark.browser


def a_desk(page: Page, site: str) -> tuple[Account, Consultation]:
    moderator = make_person(with_password=True)
    consultation = make_consultation(phase="closed", moderator=moderator, has_draft_outcome=False)
    make_comment(make_sayings(consultation)[0])
    sign_in(page, site, moderator)
    return moderator, consultation


def test_from_themes_to_an_outcome(site: str, chromium: Browser, scripts: bool) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=scripts)
    context.set_default_timeout(20_000)
    page = context.new_page()
    _moderator, consultation = a_desk(page, site)
    desk = f"{site}/consultations/{consultation.slug}/desk"

    page.goto(desk + "/themes?topic=goal-1")
    page.get_by_role("button", name="Suggest themes").click()
    expect(page.get_by_text("Looking for themes")).to_be_visible()
    perform_asked()
    if scripts:
        expect(page.locator("#suggestions")).to_be_visible()
    else:
        page.get_by_role("link", name="Look again").click()
    page.get_by_role("button", name="Look inside").first.click()
    page.get_by_label("Name of the theme").fill("Affordable access")
    page.get_by_role("button", name="Give the theme to").click()
    expect(page.get_by_role("heading", name="Affordable access")).to_be_visible()

    page.get_by_role("button", name="To findings").first.click()
    page.locator("#add-text").fill("Taking part should cost nobody a day of work.")
    page.locator("#add-designation").select_option("consensus")
    page.get_by_role("button", name="Add the finding").click()
    page.locator("#finding").select_option(index=0)
    page.locator("#words").fill(page.locator("[data-field='body']").inner_text())
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.get_by_role("button", name="Deal with all of them").click()
    page.get_by_label("Finding", exact=True).select_option(index=1)
    page.get_by_role("button", name="Deal with").click()
    expect(page.locator("#errors")).to_contain_text("Read the sample first")
    page.get_by_label("I have read the sample").check()
    page.get_by_role("button", name="Deal with").click()
    expect(page.get_by_text("Dealt with in bulk").first).to_be_visible()

    page.goto(desk + "/selection?topic=goal-1")
    page.get_by_label("Considered, not cited").check()
    page.get_by_label("Reason", exact=True).select_option("not_individually_analysed")
    page.get_by_role("button", name="Deal with").click()
    assert coverage_of(consultation, draft=True)["goal-1"].all == 1.0
    page.get_by_text("Publish …").click()
    page.get_by_role("button", name="Publish the final outcome").click()
    expect(page.get_by_role("heading", name="How the summary was made")).to_be_visible()
    expect(page.get_by_text("Affordable access").first).to_be_visible()
    if scripts:
        check(page)
    context.close()


def test_the_pages_of_themes_and_of_many(site: str, window: BrowserContext) -> None:
    page = window.new_page()
    moderator, consultation = a_desk(page, site)
    base = f"/consultations/{consultation.slug}/desk"
    see(page, site, [base + "/themes", base + "/samples", base + "/selection?topic=goal-1"])
    code = make_code(consultation, moderator, "Cost of data", "What a megabyte costs")
    group = make_suggestions(consultation.topics[0], moderator)[0]
    sample = make_sample(consultation, moderator)

    see(page, site, [
        base + "/themes", f"{base}/themes/{code.name}", f"{base}/groups/{group.name}", base + "/samples",
        f"{base}/samples/{sample.name}", base + "?topic=goal-1", f"{base}/beside?topic=goal-1",
    ])


def test_two_code_by_themselves_and_agree(site: str, chromium: Browser) -> None:
    first, second = (chromium.new_context(), chromium.new_context())
    page, other = first.new_page(), second.new_page()
    moderator, consultation = a_desk(page, site)
    colleague = make_person(with_password=True)
    add_member(consultation, colleague, TeamRole.MODERATOR, None)
    make_code(consultation, moderator, "Cost")
    sign_in(other, site, colleague)

    page.goto(f"{site}/consultations/{consultation.slug}/desk/samples")
    page.get_by_label("How many to draw").select_option("25")
    page.get_by_role("button", name="Draw a sample").click()
    for window in (page, other):
        window.goto(page.url)
        while window.get_by_role("button", name="Save and go on").count():
            window.get_by_label("Cost").check()
            with window.expect_navigation():
                window.get_by_role("button", name="Save and go on").click()
    while other.get_by_role("button", name="These are its themes").count():
        with other.expect_navigation():
            other.get_by_role("button", name="These are its themes").click()

    other.goto(f"{site}/consultations/{consultation.slug}/desk/samples")
    expect(other.get_by_text("not defined: no variation")).to_be_visible()
    check(other)
    first.close()
    second.close()
