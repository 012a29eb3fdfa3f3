"""A goal goes through two versions with colliding amendments and comments, and everything is still in its place."""

from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from consult import clock
from consult.accounts.models import Account
from consult.clock import now
from consult.comments.actions import revise_comment
from consult.consultations.models import Consultation
from consult.organisations.actions import author_for
from consult.record.actions import sequence
from consult.submissions.models import Position
from tests.browser.test_pages import see, sign_in
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_comment, make_content, make_position

pytestmark = pytest.mark.browser

WEEKS = "Consultations should give everyone at least four weeks to read the goals and to answer them in writing."
COSTS = "The costs of taking part should be published, and met for those who could not answer otherwise."
TONGUE = "Everyone may answer in their own language, and the outcome is translated for those who did."


def amended(manager: Account, author: Account) -> tuple[Consultation, list[Position]]:
    consultation = make_consultation(manager=manager, moderator=manager, passages=[WEEKS, COSTS, TONGUE])
    said = [("1", "Eight.", WEEKS.replace("four", "eight")), ("1", "Twelve.", WEEKS.replace("four", "twelve")),
            ("2", "Costs matter.", ""), ("3", "In Arabic too.", "")]
    positions = [
        make_position(consultation, make_content(claim, about=[("goal-1", what)], wording=wording), by=author)
        for what, claim, wording in said
    ]
    comment = make_comment(positions[0], "Eight is right.", by=author_for(author))
    revise_comment(comment, "Eight weeks is right.", author)
    sequence()
    return consultation, positions


def act(page: Page, address: str, link: str, reason: str, button: str) -> None:
    page.goto(f"{address}/manage")
    page.get_by_role("link", name=link).click()
    page.get_by_label("Reason").fill(reason)
    page.get_by_role("button", name=button).click()
    expect(page).to_have_url(f"{address}/manage")


def test_two_versions_two_rounds_and_everything_in_its_place(site: str, window: BrowserContext) -> None:
    manager, author = make_person("Person Managing", with_password=True), make_person(with_password=True)
    consultation, positions = amended(manager, author)
    address = f"{site}/consultations/{consultation.slug}"
    page = window.new_page()
    sign_in(page, site, manager)

    act(page, address, "Pause it", "A second version is being written.", "Pause the consultation")
    _publish_a_version(page, address)
    act(page, address, "Resume it", "The second version is there.", "Resume the consultation")
    _read_it(page, site, address, positions)
    _extend(page, address, consultation)
    clock.travel(timedelta(days=60))
    sign_in(page, site, manager)
    _open_a_round(page, address)
    clock.travel(timedelta(days=62))
    _confirm(window.browser.new_context().new_page(), site, author, positions[0])  # type: ignore[union-attr]
    act(page, address, "Cancel it", "The parliament decided otherwise.", "Cancel the consultation")
    page.goto(address)
    expect(page.get_by_text("The parliament decided otherwise.")).to_be_visible()


def _publish_a_version(page: Page, address: str) -> None:
    page.get_by_role("link", name="New version").first.click()
    page.get_by_label("The goal as it reads").fill(f"{TONGUE}\n\n{WEEKS.replace('four', 'eight')}")
    page.get_by_label("What changed, and why").fill("Eight weeks, as people asked. Costs have a law of their own.")
    page.get_by_role("button", name="Read it through").click()
    expect(page.locator(".passages ins").first).to_contain_text("eight")
    page.get_by_role("button", name="Publish version 2").click()
    first = page.locator("article").filter(has_text="Eight.")
    first.get_by_label("Taken up", exact=True).check()
    first.get_by_label("Why").fill("It was the clearest.")
    first.get_by_role("button", name="Save").click()
    expect(page.locator("article").filter(has_text="Eight.").get_by_label("Taken up", exact=True)).to_be_checked()


def _read_it(page: Page, site: str, address: str, positions: list[Position]) -> None:
    eight, twelve, costs, _tongue = positions
    page.goto(f"{address}/topics/goal-1")
    expect(page.locator("[id='p1.2']")).to_contain_text("2 positions")
    expect(page.locator("[id='p1.1']")).to_contain_text("1 position")
    page.locator("[id='p1.2']").get_by_role("link", name="2 proposed wordings").click()
    number = page.locator(f"[id='{twelve.name}'] .meta a").inner_text()
    expect(page.locator(f"[id='{eight.name}']")).to_contain_text(f"Collides with {number}")
    expect(page.locator(f"[id='{eight.name}']")).to_contain_text("Taken up")
    page.goto(f"{address}/topics/goal-1?passage=gone")
    expect(page.locator("article.position")).to_have_count(1)
    expect(page.locator("article.position")).to_contain_text("no longer there")
    page.goto(f"{site}/positions/{eight.name}")
    expect(page.get_by_text("Written about version 1")).to_be_visible()
    expect(page.get_by_text("Eight weeks is right.")).to_be_visible()
    page.goto(f"{site}/positions/{costs.name}")
    expect(page.get_by_text("A passage that is no longer there")).to_be_visible()
    page.goto(f"{address}/topics/goal-1/versions")
    expect(page.get_by_text("Costs have a law of their own.")).to_be_visible()


def _extend(page: Page, address: str, consultation: Consultation) -> None:
    page.goto(f"{address}/manage/extension")
    assert consultation.closes_at
    page.get_by_label("New closing").fill((consultation.closes_at + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Reason").fill("People need to read the second version.")
    page.get_by_role("button", name="Extend it for everybody").click()
    page.goto(address)
    expect(page.get_by_text("People need to read the second version.")).to_be_visible()


def _open_a_round(page: Page, address: str) -> None:
    page.goto(f"{address}/manage/round")
    page.get_by_label("Opens again").fill((now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("New closing").fill((now() + timedelta(days=20)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Reason").fill("Does the second version say it?")
    page.get_by_role("button", name="Open a further round").click()
    expect(page.locator(".phases")).to_contain_text("round 2")


def _confirm(page: Page, site: str, author: Account, position: Position) -> None:
    sign_in(page, site, author)
    page.goto(f"{site}/positions/{position.name}")
    page.get_by_role("link", name="What changed since you wrote").click()
    part = page.locator("section").filter(has_text="Eight.")
    expect(part).to_contain_text("Costs have a law of their own.")
    part.get_by_role("button", name="Confirm it as it is").click()
    expect(page.locator("section").filter(has_text="Eight.")).to_contain_text("Confirmed in round 2")


def test_the_pages_of_amendments_and_of_time(site: str, window: BrowserContext) -> None:
    from consult.amendments.actions import answer_proposal, publish_version
    from consult.amendments.models import Uptake
    from consult.consultations.timing import pause

    manager, author = make_person(with_password=True), make_person(with_password=True)
    consultation, positions = amended(manager, author)
    empty = make_consultation(manager=manager)
    pause(consultation, "A second version is being written.", manager)
    publish_version(consultation.topics[0], [TONGUE, WEEKS.replace("four", "eight")], "Eight weeks.", manager)
    answer_proposal(positions[0], consultation.topics[0], Uptake.PART, "In writing only.", manager)
    base, plain = f"/consultations/{consultation.slug}", f"/consultations/{empty.slug}"
    page = window.new_page()
    sign_in(page, site, manager)

    see(page, site, [
        base, f"{base}/plan", f"{base}/topics/goal-1", f"{base}/topics/goal-1/versions",
        f"{base}/topics/goal-1/passages/2", f"{plain}/topics/goal-1/passages/1", f"{plain}/topics/goal-1/versions",
        f"/positions/{positions[0].name}", f"/positions/{positions[2].name}", f"{base}/manage",
        f"{base}/manage/topics/goal-1/version", f"{plain}/manage/topics/goal-1/version",
        f"{base}/manage/topics/goal-1/proposals", f"{plain}/manage/topics/goal-1/proposals",
        *(f"{plain}/manage/{each}" for each in ("extension", "pause", "cancellation", "round", "allowance")),
        f"{base}/manage/resumption",
    ])
    page = window.browser.new_context().new_page()  # type: ignore[union-attr]
    sign_in(page, site, author)
    see(page, site, [f"/receipts/{positions[0].submission.name}/changes", f"/receipts/{positions[0].submission.name}"])
