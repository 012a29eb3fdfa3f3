"""Three thousand real comments in three languages, from nothing to a published outcome at 100 %, in the browser."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from consult.coding.suggesting import perform_asked
from consult.record.actions import sequence
from consult.reports.actions import make_owed
from tests.browser.test_netmundial import cite_first_line, deal_with_all, pass_over_the_rest, write
from tests.browser.test_pages import sign_in
from tests.factories.imports import imported
from tests.synthesis.recount import require_right_figures

DATA = Path(__file__).parents[3] / "shared" / "data"
THEMES = 4

pytestmark = [
    pytest.mark.browser, pytest.mark.parametrize("app", ["sqlite"], indirect=True),
    pytest.mark.skipif(not DATA.is_dir(), reason="NO DATA: ../shared/data is missing"),
]


def real_words() -> list[tuple[str, str]]:
    """Comments of Decide Madrid (CONSUL, Apache 2.0) and of Polis conversations (CC BY 4.0): words and language."""
    madrid = DATA / "consul-decide-madrid" / "comments.csv"
    words = [(row["text"], "es") for row in csv.DictReader(madrid.open(encoding="utf-8"))]
    for path in sorted((DATA / "polis-csv").glob("*/comments.csv")):
        language = "zh" if "vtaiwan" in path.parent.name else "de" if "austria" in path.parent.name else "en"
        words += [(row["comment-body"], language) for row in csv.DictReader(path.open(encoding="utf-8"))]
    return [(text.strip(), language) for text, language in words if text.strip()]


def mixed(words: list[tuple[str, str]], number: int) -> list[tuple[str, str]]:
    """So many, from everywhere in the list."""
    return [words[place * len(words) // number] for place in range(number)]


def test_three_thousand_from_nothing_to_a_published_outcome(
    site: str, window: BrowserContext, tmp_path: Path
) -> None:
    moderator, consultation = imported(tmp_path, mixed(real_words(), 3_000), with_password=True)
    sequence()
    page = window.new_page()
    sign_in(page, site, moderator)
    desk = f"{site}/consultations/{consultation.slug}/desk"

    page.goto(f"{desk}/themes?topic=goal-1")
    page.get_by_role("button", name="Suggest themes").click()
    perform_asked()
    expect(page.locator("#suggestions")).to_be_visible()
    for number in range(1, THEMES + 1):
        _summarise_largest(page, desk, f"Theme {number}")
    page.goto(f"{desk}?topic=goal-1")
    pass_over_the_rest(page)
    page.get_by_text("Publish …").click()
    page.get_by_role("button", name="Publish the final outcome").click()
    expect(page.get_by_text("Final outcome").first).to_be_visible()

    address = f"{site}/consultations/{consultation.slug}/report.json"
    assert window.request.get(address).status == 202
    make_owed()
    report = window.request.get(address).json()
    require_right_figures(report, page.content())
    assert len(report["contributions"]) == 3_000
    assert [len(each["findings"]) for each in report["topics"]] == [THEMES]
    assert 0 < report["not_individually_analysed"] < 3_000
    assert {each["label"] for each in report["themes"]} == {f"Theme {number}" for number in range(1, THEMES + 1)}


def _summarise_largest(page: Page, desk: str, theme: str) -> None:
    """The largest group that is left becomes a theme, the theme a finding, and all that has it is dealt with."""
    page.goto(f"{desk}/themes?topic=goal-1")
    page.get_by_role("button", name="Look inside").first.click()
    page.get_by_label("Name of the theme").fill(theme)
    page.get_by_role("button", name="Give the theme to").click()
    expect(page.get_by_role("heading", name=theme)).to_be_visible()
    page.goto(f"{desk}/themes?topic=goal-1")
    page.get_by_role("link", name=f"To findings {theme}", exact=True).click()
    write(page, f"Many say: {theme}.")
    cite_first_line(page, f"Many say: {theme}.")
    deal_with_all(page, f"Many say: {theme}.")
