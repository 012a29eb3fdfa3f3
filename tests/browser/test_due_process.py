"""From a held contribution to a reversed appeal, every letter read; and the pages of due process, empty and full."""

import re
from collections.abc import Iterator
from email.message import Message
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from consult.accounts.models import Account
from consult.consultations.models import Consultation, Moderation, TeamRole
from consult.consultations.numbers import numbers_block
from consult.consultations.rules import HoldRules
from consult.consultations.team import add_member
from consult.db import db
from consult.mail import post_owed
from consult.moderation.actions import decide
from consult.moderation.appealing import appeal_decision
from consult.moderation.flagging import raise_flag
from consult.moderation.models import Act, FlagReason, Reason
from consult.moderation.teamwork import save_filter, write_note
from consult.moderation.trials import begin_trial
from consult.notifications.actions import catch_up, write_due
from consult.record.actions import sequence
from tests.browser.test_pages import see, sign_in
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_comment, make_content, make_position
from tests.mailbox import Mailbox, plain_text

pytestmark = pytest.mark.browser

WORDS = "Call the operator on +254 700 555 014: four days of wages for a line."


@pytest.fixture
def team() -> tuple[Consultation, Account, Account, Account]:
    """A consultation that holds personal data, its manager and its two moderators."""
    manager, first, second = (make_person(name, with_password=True) for name in ("Manager", "First", "Second"))
    consultation = make_consultation(moderation=Moderation.AFTER, manager=manager, moderator=first)
    add_member(consultation, second, TeamRole.MODERATOR, None)
    consultation.hold_rules = HoldRules(personal_data=True).as_json()
    db.session.commit()
    return consultation, manager, first, second


@pytest.fixture
def windows(chromium: Browser, scripts: bool) -> Iterator[list[BrowserContext]]:
    made = [chromium.new_context(java_script_enabled=scripts) for _each in range(4)]
    yield made
    for each in made:
        each.close()


def newest(mailbox: Mailbox, account: Account, subject: str) -> Message:
    """The last letter that came, which is about this."""
    db.session.rollback()
    post_owed()
    letter = mailbox.to(account.email)[-1]
    assert letter["Subject"] == subject
    return letter


def path_in(letter: Message) -> str:
    """The first address in it; its two forms name the same."""
    found = re.search(r"https?://\S+", plain_text(letter))
    assert found is not None
    shown = next(each for each in letter.walk() if each.get_content_type() == "text/html")
    assert found[0] in str(shown.get_payload(decode=True), "utf-8")
    return urlsplit(found[0]).path


def signed_in(window: BrowserContext, site: str, account: Account) -> Page:
    page = window.new_page()
    page.set_default_timeout(15_000)
    sign_in(page, site, account)
    return page


def choose(page: Page, name: str) -> None:
    page.get_by_role("radio", name=re.compile(name)).first.check(force=True)


def test_from_a_held_contribution_to_a_reversed_appeal(
    app: Flask, site: str, windows: list[BrowserContext], mailbox: Mailbox,
    team: tuple[Consultation, Account, Account, Account],
) -> None:
    consultation, _manager, first, second = team
    writer = make_person("Writer", with_password=True)
    position = make_position(consultation, make_content(claim="Lines cost too much.", body=WORDS), by=writer)
    name = position.name

    # A rule holds it; the moderator sees why, and asks.
    desk = signed_in(windows[0], site, first)
    desk.goto(site + "/moderation")
    expect(desk.locator(".laid .flagline").first).to_contain_text("Perhaps personal data")
    expect(desk.locator(".laid .flagline").first).to_contain_text("+254 700 555 014")
    choose(desk, "Ask the author")
    desk.locator("#words").fill("Is this your own number?")
    desk.locator("[data-carry-out]").click()
    expect(desk.get_by_text("Its author is asked").first).to_be_visible()

    # The author answers from the letter.
    own = signed_in(windows[1], site, writer)
    asked = newest(mailbox, writer, "A question about your contribution")
    assert "Is this your own number?" in plain_text(asked)
    own.goto(site + path_in(asked))
    expect(own.get_by_text("Is this your own number?").first).to_be_visible()
    own.locator("#words").fill("No, the operator's public one.")
    own.get_by_role("button", name="Send the answer").click()
    expect(own.get_by_text("No, the operator's public one.")).to_be_visible()

    # The moderator withholds it all the same; the letter gives the reasons and leads to the objection.
    desk.goto(f"{site}/moderation?item={name}")
    expect(desk.get_by_text("No, the operator's public one.")).to_be_visible()
    choose(desk, "^Withhold$")
    choose(desk, "Personal data of somebody else")
    desk.locator("[data-carry-out]").click()
    expect(desk.get_by_text("Withheld: ").first).to_be_visible()
    withheld = newest(mailbox, writer, "Your contribution was withheld")
    assert "Personal data" in plain_text(withheld)
    own.goto(site + path_in(withheld))
    expect(own.get_by_text("A person read it and decided; no software did.")).to_be_visible()
    own.get_by_role("button", name="Object to this decision").click()
    own.locator("#words").fill("It is the number of a company, printed on every bill.")
    own.get_by_role("button", name="Send the objection").click()
    expect(own.get_by_text("Your objection is received.")).to_be_visible()

    # Who decided cannot judge; somebody else sees the first decision, and reverses it.
    desk.goto(site + "/moderation/appeals")
    desk.get_by_role("link", name=re.compile("Personal data")).click()
    expect(desk.get_by_text("Nobody judges an appeal against their own decision.")).to_be_visible()
    expect(desk.get_by_role("button", name="Give the judgement")).to_have_count(0)
    judge = signed_in(windows[2], site, second)
    judge.goto(site + "/moderation/appeals")
    judge.get_by_role("link", name=re.compile("Personal data")).click()
    expect(judge.get_by_text("printed on every bill")).to_be_visible()
    choose(judge, "Reverse the decision")
    judge.locator("#words").fill("A company's number is no personal data.")
    judge.get_by_role("button", name="Give the judgement").click()
    expect(judge.get_by_text("Judged. Whoever objected")).to_be_visible()

    judged = newest(mailbox, writer, "What became of your objection")
    assert "A company's number is no personal data." in plain_text(judged)
    reader = windows[3].new_page()
    reader.goto(f"{site}/positions/{name}")
    expect(reader.get_by_role("heading", name="Lines cost too much.")).to_be_visible()
    reader.goto(f"{site}/consultations/{consultation.slug}/moderation-log")
    expect(reader.get_by_text("reversed on appeal")).to_be_visible()
    expect(reader.get_by_text("555 014")).to_have_count(0)
    reader.goto(f"{site}/consultations/{consultation.slug}/transparency")
    expect(reader.get_by_text("1 of 1 judged")).to_be_visible()
    db.session.rollback()
    block = numbers_block(consultation)["positions"]
    assert (block["received"], block["published"], block["withheld"]) == (1, 1, 0)

    # A reply comes as a letter too, which ends its kind in one click; all that was sent stands on the writer's page.
    make_comment(position, "My operator does the same.")
    sequence()
    catch_up()
    write_due(site, app.config["SECRET_KEY"])
    told = newest(mailbox, writer, "A comment on your position")
    assert "My operator does the same." in plain_text(told)
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    reader.goto(told["List-Unsubscribe"].strip("<>"))
    reader.get_by_role("button", name="No more of these").click()
    expect(reader.get_by_role("heading", name="Done: no more letters like this one")).to_be_visible()
    own.goto(site + "/account/letters")
    assert len(mailbox.to(writer.email)) >= 4
    for each in mailbox.to(writer.email):
        expect(own.get_by_role("link", name=each["Subject"])).to_be_visible()
    own.get_by_role("link", name="Your contribution was withheld").click()
    expect(own.get_by_text("A person read it and decided; no software did.")).to_be_visible()
    own.goto(site + "/account/notifications")
    expect(own.locator("input[name=reply][value=never]")).to_be_checked()


def test_anybody_reports_and_is_told(
    app: Flask, site: str, windows: list[BrowserContext], team: tuple[Consultation, Account, Account, Account]
) -> None:
    consultation, _manager, first, _second = team
    position = make_position(consultation)
    stranger = windows[0].new_page()

    stranger.goto(f"{site}/positions/{position.name}")
    assert windows[0].cookies() == []
    stranger.get_by_role("link", name="Say what is wrong").first.click()
    stranger.get_by_role("button", name="Send the notice").click()
    expect(stranger.get_by_text("Choose what is wrong.").first).to_be_visible()
    choose(stranger, "It is about something else")
    stranger.locator("#good_faith").check()
    stranger.get_by_role("button", name="Send the notice").click()
    expect(stranger.get_by_text("Waiting for a person to read it.")).to_be_visible()

    decide(position, 1, Act.PUBLISH, first, words="It answers goal 1.")
    stranger.reload()
    expect(stranger.get_by_text("It answers goal 1.")).to_be_visible()
    stranger.locator("#words").fill("Read it again.")
    stranger.get_by_role("button", name="Send the objection").click()
    expect(stranger.get_by_text("Waiting for somebody who has not decided before.")).to_be_visible()


def test_many_are_decided_on_at_once_after_a_look_and_taken_back(
    app: Flask, site: str, windows: list[BrowserContext], team: tuple[Consultation, Account, Account, Account]
) -> None:
    consultation, _manager, first, _second = team
    for number in range(3):
        make_position(consultation, make_content(claim=f"Buy {number}"), publish=False)
    page = signed_in(windows[0], site, first)

    page.goto(site + "/moderation?tab=waiting")
    for box in page.locator(".queue input[type=checkbox]").all()[:2]:
        box.check()
    page.get_by_role("button", name="Decide on the chosen").click()
    page.get_by_label("Decision").select_option("withhold")
    page.get_by_role("button", name="Show what would happen").click()
    choose(page, "Advertising or spam")
    page.get_by_role("button", name="Carry it out on all 2").click()
    expect(page.get_by_text("2 contributions decided on.")).to_be_visible()
    db.session.rollback()
    assert numbers_block(consultation)["positions"]["withheld"] == 2
    page.get_by_role("button", name="Undo all of them").click()
    expect(page.get_by_text("2 decisions are taken back.")).to_be_visible()
    db.session.rollback()
    assert numbers_block(consultation)["positions"]["waiting"] == 3


def test_the_pages_of_due_process(
    app: Flask, site: str, window: BrowserContext, team: tuple[Consultation, Account, Account, Account]
) -> None:
    consultation, manager, first, _second = team
    base, author = f"/consultations/{consultation.slug}", make_person(with_password=True)
    reader = window.new_page()
    see(reader, site, [f"{base}/moderation-log", f"{base}/transparency", "/notices/new"])

    held = make_position(consultation, make_content(body=WORDS), by=author)
    position, arabic = make_position(consultation, by=author), make_position(
        consultation, make_content(claim="أربعة أسابيع لا تكفي.", language="ar"), by=author)
    flag = raise_flag(position, FlagReason.NOT_MINE, "I never wrote this.", make_person())
    decision = decide(arabic, 1, Act.WITHHOLD, first, Reason.ILLEGAL, "Because of article 5.", legal_ground="Act 5")
    asked = make_position(consultation, by=author)
    decide(asked, 1, Act.ASK, first, words="Which costs?")
    write_note(held, "Ask the lawyer.", first)
    appeal = appeal_decision(decision, "Read it again.", author)
    save_filter("Mine", {"tab": "waiting", "assignee": "me"}, first)
    trial = begin_trial(consultation, HoldRules(words={"en": ("cost*",)}, links=True), manager)
    sequence()

    see(reader, site, [f"{base}/moderation-log", f"{base}/transparency", "/transparency", f"/notices/{flag.token}",
                       f"/positions/{position.name}", f"{base}/plan", f"/fr{base}/moderation-log",
                       f"/ar{base}/transparency"])
    reader.goto(site + "/notices/new")
    reader.get_by_role("button", name="Send the notice").click()
    from tests.browser.axe import check
    check(reader)
    sign_in(reader, site, first)
    see(reader, site, [
        f"/moderation?item={held.name}", f"/moderation?tab=flagged&item={position.name}", "/moderation?tab=asked",
        f"/moderation?item={asked.name}", "/moderation?held=links", "/moderation/appeals",
        f"/moderation/appeals/{appeal.name}", f"/moderation/several?item={held.name}&item={asked.name}&act=withhold",
        "/moderation/several", f"/ar/moderation?item={held.name}",
    ])
    window.clear_cookies()
    sign_in(reader, site, author)
    see(reader, site, [f"/contributions/{arabic.name}/moderation", f"/contributions/{asked.name}/moderation",
                       f"/moderation/decisions/{decision.name}/appeal"])
    window.clear_cookies()
    sign_in(reader, site, manager)
    see(reader, site, [f"{base}/manage/rules", f"{base}/manage/rules?trial={trial.name}", f"{base}/manage/duties",
                       f"/contributions/{position.name}/flag"])
