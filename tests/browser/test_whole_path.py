"""The whole way, as people go it: from a published goal to an exported report."""

import json
import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from consult import clock
from consult.consultations.models import Moderation
from consult.consultations.numbers import numbers_block
from consult.db import db
from consult.mail import Letter
from consult.record.actions import sequence
from tests.browser.axe import check
from tests.factories.consultations import make_consultation
from tests.factories.people import PASSWORD, make_person

WORDS = "In March I joined from a phone, and the video used four days of what I earn."
POINT = "A connection is not enough 👋 中文."

pytestmark = pytest.mark.browser


def open_window(chromium: Browser, scripts: bool) -> Page:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=scripts)
    context.set_default_timeout(15_000)
    return context.new_page()


def look(page: Page, scripts: bool) -> None:
    """axe needs scripts; without them the page is only opened."""
    if scripts:
        check(page)


def sign_in(page: Page, site: str, email: str, password: str) -> None:
    page.goto(site + "/login")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.locator("main").get_by_role("button", name="Sign in").click()


def test_register_submit_moderate_cite_publish_report(site: str, chromium: Browser, scripts: bool) -> None:
    manager = make_person("Person Managing", with_password=True)
    consultation = make_consultation(moderation=Moderation.BEFORE, moderator=manager, has_draft_outcome=False)
    slug = consultation.slug
    address = f"{site}/consultations/{slug}"

    _send_a_position(open_window(chromium, scripts), site, slug, scripts)
    moderator = open_window(chromium, scripts)
    sign_in(moderator, site, manager.email, PASSWORD)
    _publish_it(moderator, site, slug, scripts)
    clock.travel(timedelta(days=30))
    sequence()
    sign_in(moderator, site, manager.email, PASSWORD)  # a sign-in unused for two weeks has ended
    _summarise_it(moderator, address, scripts)
    _read_it(open_window(chromium, scripts), address, scripts)

    report = open_window(chromium, scripts).request
    data = json.loads(report.get(address + "/report.json").body())
    assert data["numbers"] == json.loads(json.dumps(numbers_block(db.session.merge(consultation))))
    citation = data["topics"][0]["findings"][0]["citations"][0]
    source = next(each for each in data["contributions"] if each["id"] == citation["source"])
    body = source["versions"][citation["version"] - 1][citation["field"]]
    assert body[citation["start"] : citation["end"]] == citation["text"] == WORDS
    assert report.get(address + "/report.pdf").body().startswith(b"%PDF-")


def _send_a_position(page: Page, site: str, slug: str, scripts: bool) -> None:
    page.goto(f"{site}/consultations/{slug}/topics/goal-1")
    look(page, scripts)
    page.get_by_role("button", name="Write a position").click()
    look(page, scripts)
    page.get_by_label("Support with changes").check()
    page.get_by_label("Your main point").fill(POINT)
    page.get_by_label("Your reasons").fill(f"{WORDS}\n\nPlease write down what it may cost.")
    page.get_by_role("button", name="Read it through").click()
    expect(page.get_by_role("heading", name="Read it through")).to_be_visible()
    look(page, scripts)
    draft = page.url

    page.get_by_role("link", name="Register first").click()
    look(page, scripts)
    page.get_by_label("Your name").fill("Person Writing")
    page.get_by_label("Email").fill("writing@example.org")
    page.get_by_label("Password").fill("a long enough phrase")
    page.locator("main").get_by_role("button", name="Register").click()
    expect(page.get_by_role("status")).to_contain_text("click on the link")
    db.session.rollback()
    letter = db.session.scalars(select(Letter).where(Letter.recipient == "writing@example.org")).one()
    path = re.search(r"http://[^/\s]+(/confirm/\S+)", letter.text)
    assert path
    page.goto(site + path.group(1))
    sign_in(page, site, "writing@example.org", "a long enough phrase")

    page.goto(draft)
    page.get_by_role("link", name="Complete your profile").click()
    look(page, scripts)
    page.get_by_label("Stakeholder group").select_option("civil_society")
    page.get_by_label("Country").select_option("KE")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", name="Received. Thank you.")).to_be_visible()
    expect(page.get_by_text("Waiting for review")).to_be_visible()
    look(page, scripts)
    page.goto(site + "/account")
    look(page, scripts)


def _publish_it(page: Page, site: str, slug: str, scripts: bool) -> None:
    page.goto(f"{site}/moderation?consultation={slug}")
    page.locator("ol.queue a").first.click()
    look(page, scripts)
    page.locator("form.decide").get_by_label("Publish", exact=True).check()
    page.locator("form.decide button[type=submit]").first.click()
    expect(page.get_by_role("status")).to_contain_text("Published")
    look(page, scripts)


def _summarise_it(page: Page, address: str, scripts: bool) -> None:
    page.goto(address + "/desk")
    look(page, scripts)
    page.get_by_label("Words to cite").fill(WORDS)
    if not page.get_by_label("Text of the new finding").is_visible():
        page.get_by_text("Write a new finding").click()
    page.get_by_label("Text of the new finding").fill("What it costs to take part should be published.")
    page.get_by_label("Finding to cite for").select_option("new")
    page.locator("#in-hand").get_by_role("button", name="Save").click()
    expect(page.locator(".outline")).to_contain_text("What it costs to take part should be published.")

    page.goto(address + "/desk?topic=goal-1")
    page.locator(".outline").get_by_text("Change", exact=False).first.click()
    page.locator("select[id^=d-]").first.select_option("full_consensus")
    page.get_by_role("button", name="Save 1.1").click()
    look(page, scripts)
    page.locator(".gate summary").click()
    page.get_by_label("In short").fill("Cost decides who takes part.")
    page.get_by_role("button", name="Publish the final outcome").click()


def _read_it(page: Page, address: str, scripts: bool) -> None:
    page.goto(address + "/outcome")
    expect(page.locator("main")).to_contain_text("What it costs to take part should be published.")
    expect(page.locator("mark.cited").first).to_have_text(WORDS)
    look(page, scripts)
    page.goto(address + "/report")
    look(page, scripts)
    page.goto(address + "/topics/goal-1")
    expect(page.locator(".became")).to_contain_text("Cited in finding 1.1")
    page.get_by_role("link", name="finding 1.1").click()
    expect(page).to_have_url(re.compile("/outcome#f-"))
    page.goto(address)
    look(page, scripts)
    page.goto(address.split("/consultations")[0] + "/record")
    look(page, scripts)


