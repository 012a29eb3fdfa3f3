"""Whole journeys as people make them: sending by an address alone, planning, reading in French, ordering findings."""

import io
import re
from datetime import timedelta

import pytest
from docx import Document
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from consult.clock import now
from consult.consultations.translating import pairs_in, translate
from consult.consultations.translations import Translator
from consult.contributions.models import State
from consult.db import db, transaction
from consult.mail import Letter
from consult.submissions.models import Position
from consult.synthesis.models import Finding
from tests.browser.axe import check
from tests.browser.test_pages import sign_in
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.synthesis import make_finding

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("app", ["sqlite"], indirect=True)]


def opened(chromium: Browser, scripts: bool) -> Page:
    page = chromium.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=scripts).new_page()
    page.set_default_timeout(20_000)
    return page


def looked_at(page: Page, scripts: bool) -> None:
    """axe is a script itself, so pages without scripts are not looked at twice."""
    if scripts:
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            check(page)
        page.set_viewport_size({"width": 1280, "height": 900})


def link_in_letter(recipient: str) -> str:
    db.session.rollback()
    text = db.session.scalars(select(Letter.text).where(Letter.recipient == recipient)).one()
    found = re.search(r"/confirmations/\S+", text)
    assert found
    return found.group(0)


def test_from_the_goal_to_sent_in_three_pages_with_an_e_mail_address_alone(
    site: str, chromium: Browser, scripts: bool
) -> None:
    consultation, email = make_consultation(), f"amina-{scripts}@example.org".lower()
    page = opened(chromium, scripts)
    page.goto(f"{site}/consultations/{consultation.slug}/topics/goal-1")
    page.get_by_role("button", name="Write a position").click()
    page.get_by_label("Your main point").fill("Publish what it costs.")
    page.get_by_label("Your reasons").fill("It cost me a day’s pay.")
    page.get_by_role("button", name="Read it through").click()

    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("alert")).to_contain_text("Give your e-mail address.")
    looked_at(page, scripts)
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_label("Your name").fill("Amina Otieno")
    page.get_by_label("Stakeholder group").select_option("individual")
    page.get_by_role("button", name="Send it").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Received. Now confirm it.")
    expect(page.get_by_text("It cost me a day’s pay.")).to_be_visible()
    looked_at(page, scripts)
    page.goto(site + link_in_letter(email))
    looked_at(page, scripts)
    page.get_by_role("button", name="Yes, I sent it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmed. Thank you.")
    looked_at(page, scripts)
    db.session.rollback()
    assert db.session.scalars(select(Position.state)).all() == [State.PUBLISHED]
    page.goto(f"{site}/consultations/{consultation.slug}/topics/goal-1")
    expect(page.get_by_text("Amina Otieno")).to_be_visible()
    page.context.close()


def word_file() -> bytes:
    document = Document()
    document.add_heading("Costs", 1)
    document.add_paragraph("Costs are published each year.")
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def test_a_manager_is_led_from_nothing_to_a_published_consultation(site: str, chromium: Browser, scripts: bool) -> None:
    manager = make_person("Person Managing", with_password=True)
    make_consultation(manager=manager)
    page = opened(chromium, scripts)
    sign_in(page, site, manager)
    page.goto(f"{site}/manage/new")
    page.get_by_label("Title").fill(f"Fair costs {scripts}")
    page.get_by_role("radio", name="Simple").check()
    looked_at(page, scripts)
    page.get_by_role("button", name="Go on to the plan").click()

    for label in ("Institution that asks", "What is asked", "Who decides, and when", "What can change"):
        page.get_by_label(label).fill(f"{label}: said.")
    page.get_by_label("Opens").fill((now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Closes").fill((now() + timedelta(days=40)).strftime("%Y-%m-%dT%H:%M"))
    looked_at(page, scripts)
    page.get_by_role("button", name="Save the plan").click()

    missing = page.get_by_role("link", name="Say what cannot change.")
    looked_at(page, scripts)
    missing.click()
    page.get_by_label("What cannot change").fill("The charter.")
    page.get_by_role("button", name="Save the plan").click()
    page.get_by_role("link", name="Write at least one goal.").click()

    page.get_by_label("Title of the goal").fill("Costs")
    page.get_by_label("Or the goal from a file").set_input_files(
        {"name": "goal.docx", "mimeType": "application/octet-stream", "buffer": word_file()})
    page.get_by_role("button", name="Save the goal").click()
    expect(page.get_by_role("heading", name="2 passages. Nothing is saved yet.")).to_be_visible()
    looked_at(page, scripts)
    page.get_by_role("button", name="Save the goal").click()

    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Preview, not published")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published. It opens and closes by the clock.")).to_be_visible()
    page.context.close()


def test_a_plan_that_was_not_saved_comes_back(site: str, window: BrowserContext) -> None:
    manager = make_person(with_password=True)
    consultation = make_consultation(phase="preparing", manager=manager)
    page = window.new_page()
    sign_in(page, site, manager)
    plan = f"{site}/consultations/{consultation.slug}/manage/plan"
    page.goto(plan)
    page.get_by_label("What can change").fill("Everything but the charter.")
    expect(page.locator("[data-kept]")).to_contain_text("It is not saved yet.")
    page.close()

    page = window.new_page()
    page.goto(plan)
    expect(page.get_by_label("What can change")).to_have_value("Everything but the charter.")
    looked_at(page, True)
    page.get_by_role("button", name="Save the plan").click()
    expect(page.locator(".flash [data-kind=done]")).to_be_visible()
    page.wait_for_load_state()
    page.goto(plan)

    expect(page.locator("[data-kept]")).to_be_hidden()
    expect(page.get_by_label("What can change")).to_have_value("Everything but the charter.")


def test_a_translation_is_written_beside_the_original_and_read_in_french(
    site: str, chromium: Browser, scripts: bool
) -> None:
    manager = make_person(with_password=True)
    consultation = make_consultation(phase="announced", manager=manager)
    page = opened(chromium, scripts)
    sign_in(page, site, manager)
    page.goto(f"{site}/consultations/{consultation.slug}/manage/translations")
    looked_at(page, scripts)
    page.get_by_role("link", name="French").click()
    page.get_by_label("Title · French").fill("Des coûts justes")
    page.get_by_label("Name of the translator").fill("Claire Martin")
    page.get_by_role("button", name="Save the translation").click()
    page.get_by_role("link", name="0 of 3 texts").click()
    page.get_by_label("Passage 1.2 · French").fill("Les coûts sont publiés.")
    page.get_by_label("Name of the translator").fill("Claire Martin")
    looked_at(page, scripts)
    page.get_by_role("button", name="Save the translation").click()

    page.goto(f"{site}/fr/consultations/{consultation.slug}/topics/goal-1")
    expect(page.locator("li[id='p1.2'] p")).to_have_attribute("lang", "fr")
    expect(page.locator("li[id='p1.1'] p")).to_have_attribute("lang", "en")
    expect(page.locator(".translated")).to_contain_text("Claire Martin")
    looked_at(page, scripts)
    page.locator(".translated a").first.click()
    expect(page.locator("li[id='p1.2'] p")).to_have_text("Costs should be published.")
    page.context.close()


def test_findings_are_dragged_and_moved_by_buttons(site: str, window: BrowserContext) -> None:
    moderator = make_person(with_password=True)
    consultation = make_consultation(phase="closed", moderator=moderator)
    made = [make_finding(consultation.topics[0], moderator, f"Finding {letter}.") for letter in "abc"]
    page = window.new_page()
    sign_in(page, site, moderator)
    page.goto(f"{site}/consultations/{consultation.slug}/desk?topic=goal-1")

    page.locator(f"[data-name='{made[2].name}'] .handle").drag_to(
        page.locator(f"[data-name='{made[0].name}']"), target_position={"x": 60, "y": 4})
    expect(page.locator("ol.outline .statement").first).to_have_text("Finding c.")
    page.locator(f"[data-name='{made[0].name}'] summary", has_text="Change").first.click()
    page.get_by_role("button", name="down").first.click()
    expect(page.locator("ol.outline .statement").last).to_have_text("Finding a.")
    looked_at(page, True)

    db.session.rollback()
    order = db.session.scalars(select(Finding.id).order_by(Finding.ordinal)).all()
    assert list(order) == [made[2].id, made[1].id, made[0].id]


def test_what_is_typed_into_a_finding_survives_and_goes_when_it_is_saved(site: str, window: BrowserContext) -> None:
    moderator = make_person(with_password=True)
    consultation = make_consultation(phase="closed", moderator=moderator)
    finding = make_finding(consultation.topics[0], moderator, "Costs are published.")
    desk = f"{site}/consultations/{consultation.slug}/desk?topic=goal-1"
    page = window.new_page()
    sign_in(page, site, moderator)
    page.goto(desk)
    text = page.locator(f"#e-{finding.name}")
    page.locator(f"[data-name='{finding.name}'] summary", has_text="Change").first.click()
    text.fill("Costs are published each year.")
    page.wait_for_timeout(600)
    page.goto(desk)

    expect(text).to_be_visible()
    expect(text).to_have_value("Costs are published each year.")
    page.get_by_role("button", name="Save 1.1").click()
    expect(page.locator("ol.outline .statement")).to_have_text("Costs are published each year.")
    kept = page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('consult.kept.'))")
    assert kept == []


def test_an_outdated_translation_is_marked_for_who_translates(site: str, window: BrowserContext) -> None:
    manager = make_person(with_password=True)
    consultation = make_consultation(phase="announced", manager=manager)
    pairs = pairs_in(consultation, None, "fr")
    translate(consultation, None, "fr", {"title": "Une consultation"}, seen={each.field: each.digest for each in pairs},
              still_right=(), translator=Translator.MACHINE, name="", by=manager)
    with transaction():
        consultation.title = "Another title"
    page = window.new_page()
    sign_in(page, site, manager)

    page.goto(f"{site}/consultations/{consultation.slug}/manage/translations")
    expect(page.get_by_text("1 outdated")).to_be_visible()
    page.goto(f"{site}/consultations/{consultation.slug}/manage/translations/fr")
    expect(page.get_by_text("Outdated: the original has changed since.")).to_be_visible()
    looked_at(page, True)
