"""The 94 contributions to NETmundial (2014), from nothing to a published outcome, as a moderator does it."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from consult.coding.suggesting import perform_asked
from consult.consultations.models import TeamRole
from consult.consultations.queries import consultation_by_slug
from consult.consultations.team import add_member
from consult.imports.actions import Options, import_contributions
from consult.record.actions import sequence
from tests.browser.test_pages import sign_in
from tests.browser.test_scripts import SELECT
from tests.factories.people import make_person
from tests.synthesis.recount import require_right_figures

NETMUNDIAL = Path(__file__).parents[3] / "shared" / "data" / "netmundial-2014" / "contributions.csv"
SLUG = "netmundial-2014"

pytestmark = [
    pytest.mark.browser, pytest.mark.parametrize("app", ["sqlite"], indirect=True),
    pytest.mark.skipif(not NETMUNDIAL.is_file(), reason="NO DATA: ../shared/data/netmundial-2014 is missing"),
]


def test_ninety_four_from_nothing_to_a_published_outcome(site: str, window: BrowserContext) -> None:
    import_contributions(NETMUNDIAL, SLUG, Options(
        maps=["claim=title", "group=sector", "topic=area", "external_id=serial"],
        values=[
            "topic:SET OF INTERNET GOVERNANCE PRINCIPLES=principles",
            "topic:ROADMAP FOR THE FURTHER EVOLUTION OF THE INTERNET GOVERNANCE ECOSYSTEM=roadmap",
            "topic:COMBINED INTERNET GOVERNANCE PRINCIPLES AND ROADMAP=principles,roadmap",
        ],
    ))
    sequence()
    moderator = make_person(with_password=True)
    add_member(consultation_by_slug(SLUG), moderator, TeamRole.MODERATOR, None)
    page = window.new_page()
    sign_in(page, site, moderator)
    desk = f"{site}/consultations/{SLUG}/desk"

    for theme in _themes(page, desk):
        page.goto(f"{desk}/themes?topic=principles")
        page.get_by_role("link", name=f"To findings {theme}").click()
        write(page, f"Many ask for this: {theme}.")
        cite_first_line(page, f"Many ask for this: {theme}.")
        deal_with_all(page, f"Many ask for this: {theme}.")
    page.goto(f"{desk}?topic=roadmap")
    write(page, "A roadmap should say who does what, and by when.")
    cite_first_line(page, "A roadmap should say who does what, and by when.")
    for topic in ("principles", "roadmap"):
        page.goto(f"{desk}?topic={topic}")
        pass_over_the_rest(page)
    _write_on_the_whole(page, desk)
    _clear_and_publish(page, desk)

    report = window.request.get(f"{site}/consultations/{SLUG}/report.json").json()
    require_right_figures(report, page.content())
    with NETMUNDIAL.open(newline="", encoding="utf-8") as file:
        assert len(report["contributions"]) == len(list(csv.DictReader(file))) == 94
    assert [len(each["findings"]) for each in report["topics"]] == [2, 1]
    assert report["outcome"]["is_final"]


def _themes(page: Page, desk: str) -> list[str]:
    """Two of those that software suggests, under names of our own."""
    names = ["an open process", "human rights"]
    page.goto(f"{desk}/themes?topic=principles")
    page.get_by_role("button", name="Suggest themes").click()
    perform_asked()
    expect(page.locator("#suggestions")).to_be_visible()
    for name in names:
        page.goto(f"{desk}/themes?topic=principles")
        page.get_by_role("button", name="Look inside").first.click()
        page.get_by_label("Name of the theme").fill(name)
        page.get_by_role("button", name="Give the theme to").click()
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    return names


def write(page: Page, text: str) -> None:
    if not page.locator("#add-text").is_visible():
        page.get_by_text("Add a finding", exact=True).click()
    page.locator("#add-text").fill(text)
    page.locator("#add-designation").select_option("consensus")
    page.get_by_role("button", name="Add the finding").click()
    expect(page.locator(".outline")).to_contain_text(text)


def cite_first_line(page: Page, finding: str) -> None:
    """By selecting, as with a mouse, in the contribution that is in hand."""
    words = page.locator("[data-field='body']").inner_text().strip().split("\n")[0][:200].strip()
    page.evaluate(SELECT, words)
    expect(page.locator("[data-count]")).to_contain_text(str(len(words)))
    option = page.locator("#finding option").filter(has_text=finding[:40])
    page.locator("#finding").select_option(value=option.get_attribute("value"))
    page.locator("#in-hand").get_by_role("button", name="Save").click()
    expect(page.locator("#in-hand")).to_contain_text("So far: Cited")


def deal_with_all(page: Page, finding: str) -> None:
    page.get_by_role("button", name="Deal with all of them").click()
    option = page.get_by_label("Finding", exact=True).locator("option").filter(has_text=finding[:40])
    page.get_by_label("Finding", exact=True).select_option(value=option.get_attribute("value"))
    page.get_by_label("I have read the sample").check()
    page.get_by_role("button", name="Deal with").click()
    expect(page.get_by_text("Dealt with in bulk").first).to_be_visible()


def pass_over_the_rest(page: Page) -> None:
    page.get_by_role("button", name="Deal with all of them").click()
    page.get_by_label("Considered, not cited").check()
    page.get_by_label("Reason", exact=True).select_option("not_individually_analysed")
    page.get_by_role("button", name="Deal with").click()
    expect(page.get_by_text("Everything on this goal is dealt with.")).to_be_visible()


def _write_on_the_whole(page: Page, desk: str) -> None:
    page.goto(f"{desk}?topic=whole")
    write(page, "Principles and roadmap belong together.")
    for number in ("1.1", "2.1"):
        page.locator(".outline").get_by_text("Change").first.click()
        cited = page.get_by_label("Cite a finding on a goal")
        cited.select_option(value=cited.locator("option").filter(has_text=number).get_attribute("value"))
        page.get_by_role("button", name="Cite for 1").click()
        expect(page.locator(".outline .cites")).to_contain_text(number)


def _clear_and_publish(page: Page, desk: str) -> None:
    page.goto(f"{desk}/clearance")
    expect(page.get_by_text("Not published").first).to_be_visible()
    for _each in range(2):
        expect(page.get_by_text("No reason is given").first).to_be_visible()
        _give_the_reason(page, desk)
        page.goto(f"{desk}/clearance")
    expect(page.get_by_text("Nothing is missing at the desk")).to_be_visible()
    page.get_by_label("A few sentences for the top").fill("Ninety-four contributions in short.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Final outcome").first).to_be_visible()


def _give_the_reason(page: Page, desk: str) -> None:
    """Of the first finding that is designated otherwise than its figures propose, from the list of what is missing."""
    page.goto(desk)
    page.get_by_role("link", name="Go to finding").first.click()
    finding = page.locator(".outline > li").filter(has_text="No reason is given")
    finding.get_by_text("Change").click()
    finding.get_by_label("Why it differs").fill("The figures are those of few; the words go further.")
    finding.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The finding is saved.")).to_be_visible()
