"""Every page for every role, full, empty and refused: axe finds nothing, and nothing scrolls sideways at 320 pixels.

The pages come from the map of addresses, so a new one is tested without being named here. Two pages of the same build
are looked at once. They depend on no database, so one is enough.
"""

import pytest
from flask import Flask, render_template
from playwright.sync_api import Browser, Page

from consult.app import refused
from consult.reports.building import FORMATS
from consult.reports.orders import Progress
from tests.browser.axe import assert_fits, check
from tests.browser.walk import (
    client_of,
    empty_world,
    ended_world,
    full_world,
    kinds_in,
    pages_of,
    prepared_world,
    show,
    window_of,
)
from tests.factories.consultations import make_consultation
from tests.house.test_matrix import address, routes

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("app", ["sqlite"], indirect=True)]

# Controls that stand alone; a link in a sentence may be as high as its line.
SMALL = """() => [...document.querySelectorAll(
    "button, summary, select, textarea, [role=button], input:not([type=hidden], [type=checkbox], [type=radio])")]
  .filter(each => each.checkVisibility({visibilityProperty: true}) && !each.closest(".vh"))
  .filter(each => { const box = each.getBoundingClientRect(); return box.width < 23.5 || box.height < 23.5; })
  .map(each => each.outerHTML.slice(0, 120))"""

# Scripts have run and fonts have come; what is asked for after that, nobody waits for.
SETTLED = "() => Promise.all([document.fonts.ready, new Promise(done => requestIdleCallback(done))])"


def faults_of(page: Page) -> list[str]:
    """What is wrong with the page that is open, so that one run tells all."""
    faults = []
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        faults += [f"too small at {width} ({page.url}): {each}" for each in page.evaluate(SMALL)]
        try:
            check(page) if width == 1280 else assert_fits(page)
        except AssertionError as fault:
            faults.append(str(fault))
    page.set_viewport_size({"width": 1280, "height": 800})
    return faults


def test_every_page_for_every_role(app: Flask, site: str, chromium: Browser) -> None:
    seen, looked_at, faults = set[str](), 0, list[str]()
    for make in (full_world, empty_world, prepared_world, ended_world):
        world = make()
        for role, account in world.people.items():
            window = window_of(app, chromium, site, account)
            page = window.new_page()
            for path, html in pages_of(app, world, role):
                if not kinds_in(html) <= seen:
                    seen |= kinds_in(html)
                    looked_at += 1
                    page.goto(site + path)
                    faults += faults_of(page)
            window.close()

    assert not faults, "\n".join(faults)
    assert looked_at >= 40


def test_every_refused_form(app: Flask, site: str, chromium: Browser) -> None:
    world, seen, faults = full_world(), set[str](), list[str]()
    page = chromium.new_page()
    app.config["WTF_CSRF_ENABLED"] = False
    forms = [each for each in app.url_map.iter_rules() if {"GET", "POST"} <= (each.methods or set())]
    for role in ("anonymous", "author", "manager"):
        for rule in forms:
            answer = client_of(app, world.people[role]).post(address(rule, world), data={"email": "x"})
            is_refused = answer.mimetype == "text/html" and answer.status_code in (200, 422)
            if is_refused and not kinds_in(answer.text) <= seen:
                seen |= kinds_in(answer.text)
                show(page, site, answer.text)
                faults += [f"{rule.rule}: {each}" for each in faults_of(page)]
    page.close()

    assert not faults, "\n".join(faults)
    assert len(seen) > 8


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 422, 429, 500])
def test_every_refusal(app: Flask, site: str, chromium: Browser, status: int) -> None:
    page = chromium.new_page()
    with app.test_request_context("/", method="POST", data={"body": "What I wrote."}):
        html = refused(status, "It cannot be done now.").get_data(as_text=True)

    show(page, site, html, status)

    assert faults_of(page) == []
    page.close()


@pytest.mark.parametrize("step", ["waiting", "building", "ready", "failed"])
def test_every_step_of_a_report_that_is_made(app: Flask, site: str, chromium: Browser, step: str) -> None:
    page = chromium.new_page()
    with app.test_request_context("/"):
        html = render_template(
            "reports/making.html", consultation=make_consultation(), format=FORMATS["pdf"], progress=Progress(step, 1))

    show(page, site, html)

    assert faults_of(page) == []
    page.close()


def test_every_component(app: Flask, site: str, chromium: Browser) -> None:
    page = chromium.new_page()
    app.config["DEVELOPMENT"] = True
    try:
        for language in ("", "/ar"):
            page.goto(f"{site}{language}/design")
            assert faults_of(page) == []
    finally:
        app.config["DEVELOPMENT"] = False
        page.close()


def test_every_public_page_is_light_and_comes_from_here_alone(app: Flask, site: str, chromium: Browser) -> None:
    world = full_world()
    for rule in routes(app, "GET"):
        path = address(rule, world)
        answer = client_of(app, None).get(path)
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        window = chromium.new_context()
        page = window.new_page()
        session = window.new_cdp_session(page)
        session.send("Network.enable")
        wire: list[int] = []
        asked: list[str] = []
        session.on("Network.loadingFinished", lambda event, wire=wire: wire.append(int(event["encodedDataLength"])))
        page.on("request", lambda request, asked=asked: asked.append(request.url))

        page.goto(site + path)
        page.evaluate(SETTLED)

        sent = [each for each in asked if not each.startswith("data:")]
        assert sum(wire) <= 60_000, (path, sum(wire))
        assert len(sent) <= 6, (path, sent)
        assert all(each.startswith(site) for each in sent), (path, sent)
        # A form needs a cookie for its keys; what is only read, and is not somebody's own page, needs none.
        is_own = page.locator("form[method=post], meta[name=robots]").count()
        assert is_own or not window.cookies(), path
        window.close()
