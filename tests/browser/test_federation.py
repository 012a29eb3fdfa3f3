"""A federation answers: drafted, read by colleagues, approved, sent, signed by its members; and a form from paper."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from consult.consultations.models import Moderation
from consult.consultations.numbers import numbers_block
from consult.db import db
from consult.mail import Letter
from consult.organisations.mandates import begin_mandate
from consult.organisations.models import MandateRole
from consult.organisations.queries import organisation_named
from consult.record.actions import sequence
from tests.browser.axe import check
from tests.browser.test_pages import sign_in
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person

pytestmark = pytest.mark.browser
CLAIM = "Networks of members should be asked first."


def window_of(chromium: Browser, scripts: bool) -> Page:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=scripts)
    context.set_default_timeout(10_000)
    return context.new_page()


def look(page: Page, scripts: bool) -> None:
    """axe needs scripts; without them the page is only opened."""
    if scripts:
        check(page)


def link_in_letter(email: str, path: str) -> str:
    db.session.rollback()
    letters = db.session.scalars(select(Letter).where(Letter.recipient == email).order_by(Letter.written_at)).all()
    found = re.search(rf"https?://[^/\s]+({path}\S*)", letters[-1].text)
    assert found, letters[-1].text
    return found[1]


def test_a_federation_drafts_circulates_is_approved_sends_and_its_members_sign(
    site: str, chromium: Browser, scripts: bool
) -> None:
    author = make_person("Person Writing", organisation="Federation of Networks", with_password=True)
    approver = make_person("Person Approving", with_password=True)
    members = [make_person(organisation=name, with_password=True) for name in ("Lake Network", "Hill Network")]
    consultation = make_consultation(moderation=Moderation.AFTER)
    federation = organisation_named("Federation of Networks")
    assert federation
    federation.needs_approval = True
    begin_mandate(federation, approver, MandateRole.APPROVER)
    db.session.commit()
    page = window_of(chromium, scripts)
    sign_in(page, site, author)

    _draft(page, site, consultation.slug)
    page.get_by_role("link", name="Work on it together").click()
    look(page, scripts)
    page.get_by_label("Client or member for whom you send it").fill("The Island Network")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("The link").input_value()
    look(page, scripts)
    _comment(window_of(chromium, scripts), site + re.sub(r"^https?://[^/]+", "", link), scripts)
    page.reload()
    expect(page.get_by_text("Say which members.")).to_be_visible()

    page.get_by_role("button", name="Ask for approval").click()
    _approve(window_of(chromium, scripts), site, approver, scripts)
    page.get_by_role("link", name="Read it through and send it").click()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", name="Received. Thank you.")).to_be_visible()
    expect(page.get_by_text("The secretary general")).to_be_visible()
    look(page, scripts)
    page.get_by_role("button", name="Open its page").click()
    expect(page.get_by_text("On behalf of The Island Network")).to_be_visible()
    if not page.get_by_role("button", name="Open it for signatures").is_visible():
        page.get_by_text("Let others sign").click()
    page.get_by_role("button", name="Open it for signatures").click()
    look(page, scripts)
    address = page.url.partition("#")[0]
    db.session.rollback()
    before = numbers_block(db.session.merge(consultation))
    for member in members:
        signer = window_of(chromium, scripts)
        sign_in(signer, site, member)
        signer.goto(address)
        signer.get_by_role("button", name=re.compile("Sign it as")).click()
        expect(signer.get_by_role("status")).to_contain_text("Signed.")
        look(signer, scripts)

    reader = window_of(chromium, scripts)
    reader.goto(f"{site}/consultations/{consultation.slug}/topics/goal-1")
    expect(reader.get_by_role("link", name="signed by 2 others")).to_be_visible()
    look(reader, scripts)
    reader.goto(address)
    reader.get_by_role("link", name="Lake Network").click()
    expect(reader.get_by_role("heading", name="What it signed with others")).to_be_visible()
    look(reader, scripts)
    db.session.rollback()
    assert numbers_block(db.session.merge(consultation)) == before


def _draft(page: Page, site: str, slug: str) -> None:
    page.goto(f"{site}/consultations/{slug}/topics/goal-1/write")
    page.get_by_label("Support", exact=True).check()
    page.get_by_label("Your main point").fill(CLAIM)
    page.get_by_label("Your reasons").fill("They know what it costs.")
    page.get_by_role("button", name="Read it through").click()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("wants an approver’s agreement")).to_be_visible()
    page.goto(site + "/account")
    page.get_by_role("link", name=CLAIM).click()


def _comment(colleague: Page, link: str, scripts: bool) -> None:
    colleague.goto(link)
    expect(colleague.get_by_role("heading", name=CLAIM)).to_be_visible()
    look(colleague, scripts)
    colleague.get_by_label("Your name").fill("A colleague")
    colleague.get_by_label("Your comment").fill("Say which members.")
    colleague.get_by_role("button", name="Leave the comment").click()
    expect(colleague.get_by_role("status")).to_contain_text("Your comment is there.")


def _approve(page: Page, site: str, approver, scripts: bool) -> None:  # type: ignore[no-untyped-def]
    sign_in(page, site, approver)
    page.goto(site + link_in_letter(approver.email, "/approvals/"))
    look(page, scripts)
    page.get_by_label("How you may be named in public").fill("The secretary general")
    page.get_by_role("button", name="Approve this text").click()
    expect(page.get_by_role("status")).to_contain_text("Approved.")


def test_a_moderator_enters_a_paper_form_twice_and_prints_its_receipt(
    site: str, chromium: Browser, scripts: bool
) -> None:
    moderator, manager = (make_person(name, with_password=True) for name in ("Person One", "Person Two"))
    consultation = make_consultation(moderator=moderator, manager=manager)
    base = f"{site}/consultations/{consultation.slug}"
    first, second = window_of(chromium, scripts), window_of(chromium, scripts)
    sign_in(first, site, moderator)
    sign_in(second, site, manager)

    first.goto(base)
    first.get_by_role("link", name="Help for participants").click()
    look(first, scripts)
    first.get_by_role("button", name="Enter a form").click()
    look(first, scripts)
    _type(first, "Halima Noor", "We live four hors away.")
    first.get_by_role("button", name="Keep it").click()
    look(first, scripts)

    second.goto(base + "/assistance")
    second.get_by_role("link", name=re.compile("Type form")).click()
    _type(second, "Halima Noor", "We live four hours away.")
    second.get_by_role("button", name="Compare").click()
    look(second, scripts)
    assert second.get_by_role("radio").count() == 2, "one difference, and no hidden field is one"
    second.get_by_label("Second typing").check()
    second.get_by_role("button", name="Send it and make the receipt").click()
    expect(second.get_by_role("heading", name="Receipt", exact=True)).to_be_visible()
    look(second, scripts)
    code = re.search(r"\b(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}\b", second.locator("main").inner_text())
    assert code
    paper = second.get_by_role("link", name="Receipt with the full text (PDF)").get_attribute("href")
    assert second.request.get(site + str(paper)).body().startswith(b"%PDF-")

    sequence()
    owner = window_of(chromium, scripts)
    owner.goto(site + "/receipts/code")
    look(owner, scripts)
    owner.get_by_label("Code on your receipt").fill("AAAA-BBBB-CCCC-DDDD")
    owner.get_by_role("button", name="Find it").click()
    expect(owner.locator("#errors")).to_contain_text("No receipt has this code.")
    look(owner, scripts)
    owner.get_by_label("Code on your receipt").fill(code[0].lower().replace("-", " "))
    owner.get_by_role("button", name="Find it").click()
    expect(owner.get_by_text("We live four hours away.")).to_be_visible()
    look(owner, scripts)

    first.goto(base + "/assistance/message")
    look(first, scripts)
    first.get_by_label("Subject").fill("It closes soon")
    first.get_by_label("Text", exact=True).fill("Three days are left.")
    first.get_by_role("button", name="See how it looks").click()
    expect(first.get_by_text("Nobody is found by this filter.").first).to_be_visible()
    look(first, scripts)
    if scripts:
        first.set_viewport_size({"width": 320, "height": 800})
        for path in ("/assistance", "/assistance/message", "/assistance/paper/new"):
            first.goto(base + path)
            check(first)


def _type(page: Page, name: str, words: str) -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Country").select_option("KE")
    page.get_by_label("Goal 1: Goal 1").fill(words)
