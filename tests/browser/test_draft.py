"""What is typed stays on the device until the server has it."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.factories.consultations import make_consultation

pytestmark = pytest.mark.browser

KEPT = "Object.keys(localStorage).filter(key => key.startsWith('consult.draft.'))"


def type_words(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Support with changes").check()
    page.get_by_label("Your reasons").fill("It cost me a day’s pay. 费用")
    page.get_by_label("Publish without my name").check()
    expect(page.locator("[data-draft-status]")).to_contain_text("Saved on this device at")


def test_a_draft_comes_back_and_goes_when_the_server_has_it(site: str, window: BrowserContext) -> None:
    consultation = make_consultation()
    write = f"{site}/consultations/{consultation.slug}/topics/goal-1/write"
    page = window.new_page()
    type_words(page, write)
    page.close()

    page = window.new_page()
    page.goto(write)
    expect(page.locator("[data-draft-restored]")).to_contain_text("Restored from this device, saved")
    expect(page.get_by_label("Your reasons")).to_have_value("It cost me a day’s pay. 费用")
    expect(page.get_by_label("Support with changes")).to_be_checked()
    expect(page.get_by_label("Publish without my name")).to_be_checked()
    page.get_by_role("button", name="Read it through").click()
    page.wait_for_url("**/drafts/*")

    assert page.evaluate(KEPT) == []
    page.goto(write)
    expect(page.get_by_label("Your reasons")).to_have_value("")


def test_a_refused_form_stays_on_the_device(site: str, window: BrowserContext) -> None:
    consultation = make_consultation()
    page = window.new_page()
    page.goto(f"{site}/consultations/{consultation.slug}/topics/goal-1/write")

    page.get_by_label("Your main point").fill("x" * 290)
    expect(page.locator("#claim-length")).to_have_text("290 of 280 characters")
    page.get_by_role("button", name="Read it through").click()

    expect(page.get_by_role("alert")).to_contain_text("Shorten this to 280 characters")
    expect(page.get_by_label("Your main point")).to_have_value("x" * 290)
    assert len(page.evaluate(KEPT)) == 1


def test_a_deleted_draft_is_gone_and_reading_pages_keep_nothing(site: str, window: BrowserContext) -> None:
    consultation = make_consultation()
    page = window.new_page()
    page.goto(f"{site}/consultations/{consultation.slug}/topics/goal-1")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    type_words(page, f"{site}/consultations/{consultation.slug}/topics/goal-1/write")

    page.locator("aside").get_by_role("button", name="Delete the draft").click()

    expect(page.locator("[data-draft-status]")).to_have_text("The draft is deleted from this device.")
    expect(page.get_by_label("Your reasons")).to_have_value("")
    assert page.evaluate(KEPT) == []


def test_leaving_warns_only_where_nothing_can_be_kept(site: str, window: BrowserContext) -> None:
    consultation = make_consultation()
    page = window.new_page()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    type_words(page, f"{site}/consultations/{consultation.slug}/topics/goal-1/write")
    page.goto(site + "/")
    assert asked == []

    page.goto(f"{site}/consultations/{consultation.slug}/topics/goal-1/write")
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }")
    page.get_by_label("Your reasons").fill("Cannot be kept.")
    expect(page.locator("[data-draft-status]")).to_contain_text("does not let us save")
    page.goto(site + "/")
    assert asked == ["beforeunload"]


def test_without_scripts_nothing_of_it_shows(site: str, chromium: object) -> None:
    consultation = make_consultation()
    context = chromium.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()

    page.goto(f"{site}/consultations/{consultation.slug}/topics/goal-1/write")

    added = page.locator("[data-draft-section], [data-draft-restored], #claim-length")
    expect(added.filter(visible=True)).to_have_count(0)
    context.close()
