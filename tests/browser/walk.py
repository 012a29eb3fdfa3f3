"""Every page that a role can open, read off the map of addresses, each kind once."""

import re
from collections import defaultdict
from collections.abc import Iterator

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page

from consult.accounts.models import Account
from consult.consultations.models import Consultation
from consult.contributions.models import Publication
from consult.moderation.actions import decide
from consult.moderation.models import Act, Reason
from consult.record.actions import sequence
from consult.submissions.actions import save_draft
from consult.synthesis.publishing import publish_outcome
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_comment, make_content, make_position
from tests.factories.synthesis import make_citation, make_finding
from tests.house.test_matrix import World, address, make_world, routes
from tests.signing_in import signed_in_client

ARABIC = "أربعة أسابيع لا تكفي."


def full_world() -> World:
    """Something of everything: languages, withheld names, proposed wordings, threads, decisions, drafts."""
    world = make_world()
    consultation, moderator = world.consultation, world.people["moderator"]
    assert moderator is not None
    author = make_person()
    for number in range(4):
        position = make_position(consultation, make_content(
            claim=f"Point {number}.", stance=("support", "oppose", "neutral", "support_with_changes")[number],
            about=[("goal-1", ("whole", "1", "missing", "2")[number])],
            publication=list(Publication)[number % 2], language="ar" if number == 3 else "en",
            body=ARABIC if number == 3 else "One reason.\n\n- and another\n\n" + "long" * 60,
            wording="Decisions must be open to all." if number == 1 else ""), by=author)
        make_comment(position, parent=make_comment(position))
    waiting = make_position(consultation, make_content(body="Call 555 0142."), publish=False)
    decide(waiting, 1, Act.REDACT, moderator, Reason.PERSONAL_DATA, "", [("body", 5, 13)])
    make_position(consultation, publish=False)
    world.people["author"] = author
    world.names |= {
        "drafts": save_draft(consultation, make_content(), author).name, "receipts": position.submission.name,
    }
    sequence()
    return world


def empty_world() -> World:
    """Announced, with one goal and nobody yet."""
    manager = make_person()
    consultation = make_consultation(phase="announced", manager=manager, moderator=manager)
    return _alone(consultation, manager)


def prepared_world() -> World:
    """In preparation, without a goal."""
    manager = make_person()
    return _alone(make_consultation(phase="preparing", manager=manager, topics=0), manager)


def ended_world() -> World:
    """Closed, with an outcome that cites, quotes and has a minority view."""
    moderator, author = make_person(), make_person()
    consultation = make_consultation(phase="closed", moderator=moderator, manager=moderator)
    position = make_position(consultation, make_content(body=ARABIC, language="ar"), by=author)
    finding = make_finding(consultation.topics[0], moderator)
    make_citation(finding, position, moderator, field="body")
    make_citation(make_finding(consultation.topics[0], moderator, "Not all.", parent=finding), position, moderator)
    publish_outcome(consultation, "In short.", moderator)
    sequence()
    world = _alone(consultation, moderator)
    world.people["author"] = author
    world.names |= {
        "positions": position.name, "contributions": position.name, "receipts": position.submission.name,
        "moderation": position.name, "findings": finding.name,
    }
    return world


def _alone(consultation: Consultation, manager: Account) -> World:
    return World(consultation, defaultdict(str), {"anonymous": None, "manager": manager})


def client_of(app: Flask, account: Account | None) -> FlaskClient:
    return signed_in_client(app, account) if account else app.test_client()


def window_of(app: Flask, chromium: Browser, site: str, account: Account | None) -> BrowserContext:
    """A browser window in which somebody is signed in."""
    window = chromium.new_context(viewport={"width": 1280, "height": 800})
    window.set_default_timeout(15_000)
    if account:
        name = app.config["SESSION_COOKIE_NAME"]
        cookie = client_of(app, account).get_cookie(name)
        assert cookie
        window.add_cookies([{"name": name, "value": cookie.value, "url": site}])
    return window


def pages_of(app: Flask, world: World, role: str) -> Iterator[tuple[str, str]]:
    """Address and answer of every page at which the role arrives, refusals too."""
    visitor = client_of(app, world.people[role])
    for rule in [*routes(app, "GET"), *(each for each in app.url_map.iter_rules() if _is_theirs(each.endpoint))]:
        path = address(rule, world)
        if "//" in path or (path != "/" and path.endswith("/")):
            continue  # nothing in this world stands in that place
        answer = visitor.get(path)
        if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303):
            yield path, answer.text


def _is_theirs(endpoint: str) -> bool:
    return endpoint in ("security.login", "security.register", "security.forgot_password", "security.send_confirmation")


def kinds_in(html: str) -> set[str]:
    """What a page is built of: its frame, and its content, without words, names and numbers."""
    frame, _main, content = html.partition("<main")
    return {_skeleton(frame), _skeleton(content)}


def _skeleton(html: str) -> str:
    tags = re.findall(r"<(\w+)[^>]*?(?:class=\"([^\"]*)\")?[^>]*>", html)
    return " ".join(dict.fromkeys(f"{tag}.{name}" for tag, name in tags))


def show(page: Page, site: str, html: str, status: int = 200) -> None:
    """An answer that no address gives on its own, as if the site had given it."""
    page.route("**/as-answered", lambda route: route.fulfill(status=status, body=html, content_type="text/html"))
    page.goto(site + "/as-answered")
    page.unroute("**/as-answered")
