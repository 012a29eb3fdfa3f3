"""axe on a page: no finding, light or dark, and nothing that scrolls sideways."""

import os

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_OPTIONS = {"runOnly": _TAGS, "rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
# A colour scheme changes nothing but colours.
_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
_axe = Axe()


def check(page: Page, *, schemes: tuple[str, ...] = ("light", "dark")) -> None:
    """Fails with what is wrong, where. A page is the same on both databases: axe reads it on the first."""
    if "postgresql" in os.environ["PYTEST_CURRENT_TEST"]:
        page.wait_for_load_state()
        assert_fits(page)
        return
    found: list[str] = []
    for place, scheme in enumerate(schemes):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        result = _run(page, _COLOURS if place else _OPTIONS)
        found += [
            f"{each['id']} ({scheme}, {page.url}): " + "; ".join(str(node["html"])[:160] for node in each["nodes"][:3])
            for each in result.response["violations"]
        ]
    assert not found, "\n".join(found)
    page.emulate_media(color_scheme="light")
    assert_fits(page)


def _run(page: Page, options: dict[str, object]) -> AxeResults:
    try:
        return _axe.run(page, options=options)
    except Error:  # the page was being left, after a click: look at the one that comes
        page.wait_for_load_state()
        return _axe.run(page, options=options)


def assert_fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"scrolls sideways: {page.url}"
