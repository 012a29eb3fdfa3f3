"""The loop closed: signed by a second person, challenged, revised, answered, kept; as several people do it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from consult import clock
from consult.accounts.models import Account
from consult.challenges.actions import challenge_finding, raise_issue, reply_to
from consult.challenges.models import Verdict
from consult.consultations.models import Consultation, Moderation
from consult.db import transaction
from consult.responses.actions import promise, publish_response, write_response
from consult.responses.models import ResponseKind
from tests.browser.axe import check
from tests.browser.test_pages import see, sign_in
from tests.factories.outcomes import make_outcome
from tests.factories.people import make_person

pytestmark = pytest.mark.browser


def test_cleared_challenged_revised_answered_and_kept(site: str, chromium: Browser, scripts: bool) -> None:
    made = make_outcome(publish=False, moderation=Moderation.BEFORE, with_password=True)
    with transaction() as session:
        session.get_one(Consultation, made.consultation.id).second_signature = True
    windows: list[BrowserContext] = []

    def seat(account: Account) -> Page:
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=scripts)
        context.set_default_timeout(15_000)
        windows.append(context)
        page = context.new_page()
        sign_in(page, site, account)
        return page

    try:
        _play(site + made.address, made.finding.name, seat, made.author, made.moderator, made.manager)
    finally:
        clock.travel(timedelta())
        for each in windows:
            each.close()


def _play(
    home: str, finding: str, seat: Callable[[Account], Page], author: Account, moderator: Account, manager: Account
) -> None:
    amina, rafael, wanjiru, other = seat(moderator), seat(manager), seat(author), seat(make_person(with_password=True))

    amina.goto(home + "/desk/clearance")
    amina.get_by_label("A few sentences for the top").fill("Cost decides.")
    amina.get_by_role("button", name="Save", exact=True).click()
    amina.get_by_role("button", name="Publish now").click(force=True)
    expect(amina.locator("#errors")).to_contain_text("second signature")
    rafael.goto(home + "/desk/clearance")
    rafael.get_by_role("button", name="I have read it: sign").click()
    amina.goto(home + "/desk/clearance")
    expect(amina.get_by_text("Signed by")).to_be_visible()
    amina.get_by_role("button", name="Publish now").click()
    expect(amina.get_by_text("Draft outcome").first).to_be_visible()

    wanjiru.goto(home + "/outcome")
    wanjiru.get_by_role("link", name="See your words in their place").click()
    expect(wanjiru.locator("mark").first).to_contain_text("four days")
    wanjiru.get_by_role("button", name="Yes, represented").click()
    expect(wanjiru.get_by_text("You said: this is what I said.")).to_be_visible()
    other.goto(home + "/outcome")
    other.get_by_role("button", name="Challenge this finding").first.click()
    other.get_by_label("In what does it differ").fill("We asked for captions.")
    other.get_by_role("button", name="Send the challenge").click()
    expect(other.get_by_text("A moderator reads it first.").first).to_be_visible()

    amina.goto(home + "/desk/challenges")
    amina.get_by_role("button", name="Publish", exact=True).click()
    amina.get_by_text("Enter in the ledger").click()
    amina.get_by_role("button", name="Enter it").first.click()
    other.goto(home + "/outcome")
    expect(other.get_by_role("heading", name="Open objections")).to_be_visible()
    amina.goto(home + "/desk")
    amina.locator(f"#f-{finding}").get_by_text("Change", exact=False).first.click()
    amina.locator(f"#e-{finding}").fill("What it costs should be published, with captions.")
    amina.get_by_role("button", name="Save 1.1").click()
    rafael.goto(home + "/desk/clearance")
    rafael.get_by_role("button", name="I have read it: sign").click()
    amina.goto(home + "/desk/clearance")
    amina.get_by_role("button", name="Publish now").click()
    amina.goto(home + "/desk/challenges")
    amina.get_by_label("We have changed the finding").check()
    amina.get_by_label("The reply").fill("You are right. It says so now.")
    amina.get_by_role("button", name="Reply").click()
    amina.get_by_text("Say how it is addressed").click()
    amina.get_by_label("Addressed and accommodated").check()
    amina.get_by_label("How, or why not").fill("It is in finding 1.1.")
    amina.locator("details[open]").get_by_role("button", name="Save", exact=True).click()
    other.goto(f"{home.partition('/consultations')[0]}/findings/{finding}")
    expect(other.locator(".hang ins").first).to_contain_text("captions")
    expect(other.get_by_text("You are right. It says so now.")).to_be_visible()

    clock.travel(timedelta(days=11))
    _answer(home, rafael, wanjiru)


def _answer(home: str, manager: Page, author: Page) -> None:
    manager.goto(home + "/manage/response")
    manager.get_by_label("1.1").check()
    manager.get_by_label("Agreed", exact=True).check()
    manager.get_by_label("Why").fill("From March every invitation says what it costs.")
    manager.get_by_role("button", name="Save the answer").last.click()
    manager.get_by_role("button", name="Publish the answer").click()
    manager.get_by_text("Add a follow-up").click()
    manager.get_by_label("What will be done").fill("Publish prices.")
    manager.get_by_role("button", name="Add it").click()
    author.goto(home + "/response")
    author.get_by_role("button", name="Follow it").click()
    expect(author.get_by_text("Publish prices.")).to_be_visible()
    manager.goto(home + "/manage/response")
    manager.get_by_role("button", name="Archive it").click(force=True)
    expect(manager.locator("#errors")).to_contain_text("still owed")
    manager.get_by_text("Where it stands:").click()
    manager.get_by_role("radio", name="Done").check()
    manager.get_by_label("In words").fill("They are there.")
    manager.get_by_role("button", name="Note it").click()
    manager.get_by_role("button", name="Archive it").click()
    expect(manager.get_by_text("Everything stays readable; nothing changes")).to_be_visible()
    author.goto(home + "/outcome")
    expect(author.get_by_text("From March every invitation")).to_be_visible()


def test_its_pages_empty_full_and_refused(site: str, window: BrowserContext) -> None:
    made = make_outcome(with_password=True)
    page = window.new_page()
    sign_in(page, site, made.manager)
    public = ["/challenges", "/issues", "/response", "/outcome/mine"]
    see(page, site, [made.address + each for each in (*public, "/desk/challenges", "/manage/response")])
    challenge = challenge_finding(made.finding, "نحن طلبنا الترجمة." + "long" * 40, made.manager, language="ar")
    challenge_finding(made.finding, "It is open.", make_person("Ana"), with_name=True)
    raise_issue(made.consultation, "Captions are missing.", made.moderator, challenge=challenge)
    reply_to([challenge], Verdict.KEPT, "It stands, because.", made.moderator)
    response = write_response(made.consultation, [made.finding], ResponseKind.NOTED, "Noted.", None, made.manager)
    publish_response(response, made.manager)
    promise(response, "Publish prices.", None, made.manager)

    finding = f"/findings/{made.finding.name}"
    see(page, site, [
        *(made.address + each for each in (*public, "/outcome", "/desk/challenges", "/manage/response",
                                           "/desk/clearance")),
        finding, finding + "/challenge", finding + "/trace", f"/positions/{made.position.name}/trace",
    ])
    page.goto(site + finding + "/challenge")
    page.get_by_role("button", name="Send the challenge").click()
    check(page)
