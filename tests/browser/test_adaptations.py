"""By keyboard alone, in forced colours, with more contrast, without motion, on paper: nothing is lost."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.walk import ended_world, full_world, window_of
from tests.factories.consultations import make_consultation
from tests.factories.submissions import make_content, make_position
from tests.house.test_matrix import World

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("app", ["sqlite"], indirect=True)]

# What the keyboard must reach: every control that shows, one of each group of radio buttons.
MARK = """() => {
  let number = 0;
  const groups = new Set();
  for (const each of document.querySelectorAll(
      "a[href], button:not(:disabled), input:not([type=hidden], :disabled), select, textarea, summary")) {
    if (!each.checkVisibility({visibilityProperty: true}) && !each.closest(".skip")) continue;
    if (each.type === "radio") {
      if (groups.has(each.name)) continue;
      groups.add(each.name);
      document.getElementsByName(each.name).forEach(one => { one.dataset.stop = number; });
    }
    each.dataset.stop = number++;
  }
  return number;
}"""
STEP = """() => {
  const now = document.activeElement;
  if (!now || now === document.body) return null;
  const style = getComputedStyle(now);
  const box = now.getBoundingClientRect();
  const marked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return [now.dataset.stop || "", marked, box.bottom > 0 && box.top < innerHeight && box.width > 0,
          now.outerHTML.slice(0, 100)];
}"""


@pytest.fixture
def world(app: Flask) -> World:
    return full_world()


@pytest.fixture
def page(window: BrowserContext) -> Iterator[Page]:
    page = window.new_page()
    yield page
    page.close()


def walk_through(page: Page) -> None:
    """Tab through the page: each control is reached, shows that it has the focus, and stands in view."""
    wanted = page.evaluate(MARK)
    reached: set[str] = set()
    # A field for a date has a stop for each of its parts.
    for _each in range(wanted + 20 * page.locator("[type=datetime-local], [type=date]").count() + 5):
        page.keyboard.press("Tab")
        found = page.evaluate(STEP)
        if found is None:
            break
        stop, is_marked, is_in_view, html = found
        assert is_marked, f"no visible focus at {page.url}: {html}"
        assert is_in_view, f"focus out of view at {page.url}: {html}"
        reached.add(stop)
    missed = page.evaluate(
        "reached => [...document.querySelectorAll('[data-stop]')].filter(each => !reached.includes(each.dataset.stop))"
        ".map(each => each.outerHTML.slice(0, 100))", sorted(reached))
    assert not missed, (page.url, missed[:5])


def test_the_keyboard_reaches_every_control_of_a_readers_pages(site: str, page: Page, world: World) -> None:
    base = f"/consultations/{world.consultation.slug}"
    for path in ("/", base, base + "/topics/goal-1", base + "/topics/goal-1/write", base + "/report", "/login",
                 "/positions/" + world.names["positions"]):
        page.goto(site + path)
        walk_through(page)


def test_the_keyboard_reaches_every_control_of_the_teams_pages(
    app: Flask, site: str, chromium: Browser, world: World
) -> None:
    window = window_of(app, chromium, site, world.people["manager"])
    page = window.new_page()
    base = f"/consultations/{world.consultation.slug}"
    for path in ("/moderation", base + "/desk", base + "/manage", base + "/manage/plan", base + "/team", "/account"):
        page.goto(site + path)
        walk_through(page)
    window.close()


def test_the_first_stop_skips_to_the_content(site: str, page: Page) -> None:
    page.goto(site + "/help")

    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    expect(page.locator("a.skip")).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_the_focus_goes_to_what_is_to_be_put_right(site: str, page: Page) -> None:
    consultation = make_consultation()
    page.goto(f"{site}/consultations/{consultation.slug}/topics/goal-1/write")

    page.get_by_label("Your main point").fill("x" * 300)
    page.get_by_role("button", name="Read it through").click()

    expect(page.locator("#errors")).to_be_focused()
    assert page.title().startswith("Error:")


def test_forced_colours_keep_shapes_signs_and_the_focus(site: str, page: Page, world: World) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(f"{site}/consultations/{world.consultation.slug}/topics/goal-1")

    shapes = page.evaluate("""() => [...document.querySelectorAll("main .group")].map(
        each => getComputedStyle(each, "::before")).map(each => [each.backgroundColor, each.clipPath !== "none"])""")
    assert shapes
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert all(colour != paper and is_cut for colour, is_cut in shapes)
    stance = page.locator(".stance").first
    assert stance.evaluate("each => getComputedStyle(each, '::before').content") not in ("none", "")
    for colour in ("del", "ins"):
        if page.locator(colour).count():
            assert page.locator(colour).first.evaluate("each => getComputedStyle(each).textDecorationLine") != "none"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate(STEP)[1]


def test_more_contrast_makes_quiet_words_loud(site: str, page: Page) -> None:
    page.emulate_media(contrast="more")
    page.goto(site + "/")

    ink, quiet = page.evaluate("""() => [document.body, document.querySelector(".foot p")].map(
        each => getComputedStyle(each).color)""")

    assert ink == quiet


def test_nothing_moves_for_those_who_asked_for_that(site: str, page: Page, world: World) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{site}/consultations/{world.consultation.slug}/topics/goal-1")

    moving = page.evaluate("""() => [...document.querySelectorAll("*")].filter(each => {
        const style = getComputedStyle(each);
        return style.animationName !== "none" || parseFloat(style.transitionDuration) > 0; }).length""")

    assert moving == 0


def test_paper_has_the_words_and_not_the_controls(app: Flask, site: str, page: Page) -> None:
    world = ended_world()
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(f"{site}/consultations/{world.consultation.slug}/outcome")

    for control in (".site nav", ".tools", ".skip", ".foot ul", ".crumbs"):
        expect(page.locator(control).first).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    for closed in page.locator("main details > :not(summary)").all()[:6]:
        assert closed.evaluate("each => each.checkVisibility({contentVisibilityAuto: true})"), closed.inner_html()[:80]
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"


def test_words_grow_to_twice_their_size(site: str, page: Page, world: World) -> None:
    page.goto(f"{site}/consultations/{world.consultation.slug}/topics/goal-1")

    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_list_narrows_in_its_place_and_nothing_is_kept(site: str, page: Page) -> None:
    consultation = make_consultation()
    make_position(consultation, make_content(claim="Shown.", stance="support"))
    make_position(consultation, make_content(claim="Not shown.", stance="oppose"))
    page.goto(f"{site}/consultations/{consultation.slug}/topics/goal-1")
    page.evaluate("window.stayed = true")

    page.locator("select[name=stance]").select_option("support")

    expect(page.get_by_text("Not shown.")).to_have_count(0)
    expect(page.locator("#list-status")).to_have_text("1 position is shown.")
    assert "stance=support" in page.locator("#languages a[lang=fr]").get_attribute("href")  # type: ignore[operator]
    assert page.url.endswith("?stance=support")
    assert page.evaluate("window.stayed && localStorage.length + sessionStorage.length === 0")
    page.go_back()
    expect(page.get_by_text("Not shown.")).to_be_visible()


def test_a_comment_is_written_beside_the_position(app: Flask, site: str, chromium: Browser, world: World) -> None:
    window = window_of(app, chromium, site, world.people["stakeholder"])
    page = window.new_page()
    position = make_position(make_consultation())
    page.goto(f"{site}/positions/{position.name}")
    page.evaluate("window.stayed = true")

    page.get_by_role("button", name="Write a comment").or_(page.get_by_role("link", name="Write a comment")).click()
    expect(page.locator("#new-comment textarea")).to_be_focused()
    page.get_by_role("button", name="Send the comment").click()
    expect(page.locator("#errors")).to_be_focused()
    page.locator("#new-comment textarea").fill("Said in its place.")
    page.get_by_role("button", name="Send the comment").click()

    expect(page.locator(".thread").get_by_text("Said in its place.")).to_be_visible()
    expect(page.get_by_text("Your comment is sent.")).to_be_visible()
    assert page.evaluate("window.stayed")
    window.close()
