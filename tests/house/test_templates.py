"""Templates stay in their rooms, and nothing in them escapes the policy of what a browser may run."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
# Flask-Security looks for its letters in a folder of its own name.
FOLDERS = {"_layout", "_parts", "security"}
# A report is a file of its own and brings its style with it.
STANDALONE = {"_layout/print.html", "reports/_document.html"}

PAGES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file())
SOURCES = "\n".join(
    path.read_text() for folder, kind in (("consult", "*.py"), ("templates", "*.html"), ("templates", "*.txt"))
    for path in sorted((ROOT / folder).rglob(kind))
)


def test_every_folder_of_templates_is_a_room() -> None:
    rooms = {path.parent.name for path in (ROOT / "consult").glob("*/__init__.py")}

    assert {path.name for path in TEMPLATES.iterdir() if path.is_dir()} - FOLDERS <= rooms


@pytest.mark.parametrize("name", [page for page in PAGES if page.endswith(".html") and page not in STANDALONE])
def test_a_page_carries_no_style_script_or_handler_of_its_own(name: str) -> None:
    content = (TEMPLATES / name).read_text()

    assert not re.search(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:", content, re.IGNORECASE)
    assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", content))


@pytest.mark.parametrize("name", PAGES)
def test_no_template_marks_text_safe(name: str) -> None:
    assert not re.search(r"\|\s*safe\b|autoescape\s+false", (TEMPLATES / name).read_text())


@pytest.mark.parametrize(
    "name", [page for page in PAGES if "/" in page and not page.startswith(("security/",)) and page.endswith(".html")]
)
def test_every_template_is_used_by_somebody(name: str) -> None:
    assert name in SOURCES


def test_only_the_ground_marks_text_safe() -> None:
    for path in (ROOT / "consult").rglob("*.py"):
        if path.name != "markup.py":
            assert "Markup(" not in path.read_text(), path
