"""What the two scripts add: words cited by selecting them, the queue by keyboard."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from consult.accounts.models import Account
from consult.consultations.models import Moderation
from consult.contributions.models import Contribution, State
from consult.db import db
from consult.record.actions import sequence
from consult.synthesis.models import Citation
from tests.factories.consultations import make_consultation
from tests.factories.people import PASSWORD, make_person
from tests.factories.submissions import make_content, make_position

pytestmark = pytest.mark.browser

BODY = "👋🏽 Grüße. The price 中文 decides.\nA second line."
WORDS = "The price 中文 decides."

# Selects the words as a mouse would, wherever they stand in the nodes of the text.
SELECT = """words => {
  const block = document.querySelector('[data-field="body"]'), node = block.firstChild;
  const at = node.data.indexOf(words), range = document.createRange();
  range.setStart(node, at); range.setEnd(node, at + words.length);
  const selection = getSelection(); selection.removeAllRanges(); selection.addRange(range);
}"""


def sign_in(page: Page, site: str, account: Account) -> None:
    page.goto(site + "/login")
    page.get_by_label("Email").fill(account.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()


def test_selected_words_are_cited_code_point_for_code_point(site: str, window: BrowserContext) -> None:
    moderator = make_person(with_password=True)
    consultation = make_consultation(phase="closed", moderator=moderator)
    make_position(consultation, make_content(body=BODY))
    sequence()
    page = window.new_page()
    sign_in(page, site, moderator)

    page.goto(f"{site}/consultations/{consultation.slug}/desk")
    page.evaluate(SELECT, WORDS)
    expect(page.locator("[data-count]")).to_contain_text(str(len(WORDS)))
    page.get_by_label("Text of the new finding").fill("Price decides.")
    page.locator("#in-hand").get_by_role("button", name="Save").click()
    expect(page.locator(".outline")).to_contain_text("Price decides.")

    db.session.rollback()
    citation = db.session.scalars(select(Citation)).one()
    assert BODY[citation.start : citation.end] == WORDS
    assert citation.field == "body"


def test_the_queue_goes_by_keyboard_alone(site: str, window: BrowserContext) -> None:
    moderator = make_person(with_password=True)
    consultation = make_consultation(moderation=Moderation.BEFORE, moderator=moderator)
    for number in range(3):
        make_position(consultation, make_content(claim=f"Point {number}."), publish=False)
    page = window.new_page()
    sign_in(page, site, moderator)

    page.goto(site + "/moderation")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("j")
    expect(page.locator("ol.queue a[aria-current]")).to_contain_text("Point 1.")
    page.keyboard.press("k")
    expect(page.locator("ol.queue a[aria-current]")).to_contain_text("Point 0.")
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Point 0.")

    db.session.rollback()
    states = db.session.scalars(select(Contribution.state)).all()
    assert sorted(states) == [State.PUBLISHED, State.WAITING, State.WAITING]


def test_every_control_is_reached_by_tab_and_shows_it(site: str, window: BrowserContext) -> None:
    consultation = make_consultation()
    make_position(consultation)
    page = window.new_page()
    page.goto(f"{site}/consultations/{consultation.slug}/topics/goal-1/write")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    reached = set()
    for _each in range(80):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        name = page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")
        if page.evaluate("document.activeElement === document.body"):
            break
        assert outline != "none", f"focus on {name} cannot be seen"
        reached.add(name)

    assert {"claim", "body", "language"} <= reached
    assert "Read it through" in reached
