"""Every page of the path: axe finds nothing, nothing scrolls sideways, nothing is cut from the keyboard."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from consult.accounts.models import Account
from consult.consultations.models import Consultation, Moderation
from consult.contributions.models import Publication
from consult.record.actions import sequence
from consult.submissions.actions import save_draft
from tests.browser.axe import check
from tests.factories.consultations import make_consultation
from tests.factories.people import PASSWORD, make_person
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


def test_a_readers_pages(site: str, window: BrowserContext) -> None:
    consultation = filled()
    empty = make_consultation(phase="announced")
    closed = make_consultation(phase="closed")
    position = make_position(consultation)
    base = f"/consultations/{consultation.slug}"

    see(window.new_page(), site, [
        "/", base, base + "/plan", base + "/topics/goal-1", base + "/topics/goal-1?stance=support", base + "/outcome",
        base + "/report", base + "/topics/goal-2", f"/consultations/{empty.slug}/topics/goal-1",
        f"/consultations/{closed.slug}", f"/positions/{position.name}", base + "/topics/goal-1/write", "/record",
        "/help", "/glossary", "/accessibility", "/privacy", "/login", "/register", "/register/next", "/recover",
        "/confirm", "/nowhere",
    ])


def test_an_authors_pages(site: str, window: BrowserContext) -> None:
    author = make_person(with_password=True)
    consultation = filled()
    position = make_position(consultation, by=author)
    draft = save_draft(consultation, make_content(), author)
    page = window.new_page()
    sign_in(page, site, author)

    see(page, site, [
        "/account", "/account/profile", f"/drafts/{draft.name}", f"/drafts/{draft.name}/edit",
        f"/receipts/{position.submission.name}", f"/positions/{position.name}", f"/positions/{position.name}/change",
        f"/positions/{position.name}/withdrawal", f"/positions/{position.name}/comments/new",
    ])


def test_the_teams_pages(site: str, window: BrowserContext) -> None:
    manager = make_person(with_password=True)
    consultation = filled(manager=manager, moderator=manager)
    preparing = make_consultation(phase="preparing", manager=manager, topics=0)
    base = f"/consultations/{consultation.slug}"
    page = window.new_page()
    sign_in(page, site, manager)

    see(page, site, [
        "/manage", "/manage/new", base + "/manage", base + "/manage/plan", base + "/manage/topics/new",
        f"/consultations/{preparing.slug}/manage", f"/consultations/{preparing.slug}", "/moderation",
        "/moderation?tab=decided", "/moderation?tab=withheld", "/desk", base + "/desk", base + "/desk?topic=whole",
        base + "/team", f"/consultations/{preparing.slug}/team",
        base + "/desk?show=all", f"/consultations/{preparing.slug}/desk",
    ])


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


@pytest.mark.parametrize("path", ["/", "/consultations/{slug}", "/consultations/{slug}/topics/goal-1"])
def test_the_first_view_is_light_and_comes_from_here_alone(site: str, chromium: Browser, path: str) -> None:
    consultation = filled()
    context = chromium.new_context()
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    wire: list[int] = []
    hosts: set[str] = set()
    client.on("Network.loadingFinished", lambda event: wire.append(int(event["encodedDataLength"])))
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))

    page.goto(site + path.format(slug=consultation.slug), wait_until="networkidle")

    assert sum(wire) <= 60_000
    assert len(wire) <= 6
    assert hosts == {site.split("/")[2]}
    assert context.cookies() == []
    context.close()
