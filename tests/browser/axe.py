"""axe on a page: no finding, light or dark, and nothing that scrolls sideways."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
            "resultTypes": ["violations"]}
_axe = Axe()


def check(page: Page, *, schemes: tuple[str, ...] = ("light", "dark")) -> None:
    """Fails with what is wrong, where."""
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = [
            f"{each['id']} ({scheme}, {page.url}): " + "; ".join(str(node["html"])[:160] for node in each["nodes"][:3])
            for each in _axe.run(page, options=_OPTIONS).response["violations"]
        ]
        assert not found, "\n".join(found)
    page.emulate_media(color_scheme="light")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"scrolls sideways: {page.url}"
