"""A refused form, and how the other tests of pages look at them and sign in."""

import pytest
from playwright.sync_api import BrowserContext, Page

from consult.accounts.models import Account
from consult.consultations.models import Consultation, Moderation
from consult.contributions.models import Publication
from consult.record.actions import sequence
from tests.browser.axe import check
from tests.factories.consultations import make_consultation
from tests.factories.people import PASSWORD
from tests.factories.submissions import make_comment, make_content, make_position

pytestmark = pytest.mark.browser

WIDTHS = (1280, 320)


def filled(**roles: Account) -> Consultation:
    consultation = make_consultation(moderation=Moderation.BEFORE, topics=2, **roles)  # type: ignore[arg-type]
    for number in range(4):
        position = make_position(consultation, make_content(
            claim=f"Point {number}.", stance=("support", "oppose", "neutral", "")[number],
            about=[("goal-1", ("whole", "1", "missing", "2")[number])],
            publication=list(Publication)[number % 2], language="ar" if number == 3 else "en",
            body="أربعة أسابيع لا تكفي." if number == 3 else "One reason.\n\n- and another\n\n" + "long" * 60,
            wording="Costs are published." if number == 2 else ""))
        make_comment(position, parent=make_comment(position))
    make_position(consultation, publish=False)
    sequence()
    return consultation


def see(page: Page, site: str, paths: list[str]) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for path in paths:
            answer = page.goto(site + path)
            assert answer is not None
            assert answer.status < 500
            check(page, schemes=("light", "dark") if width == 1280 else ("light",))


def sign_in(page: Page, site: str, account: Account) -> None:
    page.goto(site + "/login")
    page.get_by_label("Email").fill(account.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()


def test_a_refused_form_tells_and_leads_to_the_field(site: str, window: BrowserContext) -> None:
    consultation = make_consultation()
    page = window.new_page()
    page.goto(f"{site}/consultations/{consultation.slug}/topics/goal-1/write")
    page.get_by_label("Your main point").fill("x" * 300)
    page.get_by_role("button", name="Read it through").click()

    summary = page.locator("#errors")
    assert "Shorten this to 280 characters" in summary.inner_text()
    check(page)
    summary.get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.id || location.hash.slice(1)") == "claim"
