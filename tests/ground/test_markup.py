"""The one place that makes people's text safe to show."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.markup import marked, plain, redactions, render

HOSTILE = Path(__file__).parents[2].parent / "shared" / "data" / "hostile"
_TAG = re.compile(r"</?([a-z0-9]+)([^>]*)>")
ALLOWED = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h4", "hr", "del", "s"}


def assert_safe(html: str) -> None:
    for tag, rest in _TAG.findall(html):
        assert tag in ALLOWED, tag
        assert not re.search(r"\son\w+\s*=|style\s*=", rest)
        assert not re.search(r"href=\"\s*(javascript|data|vbscript):", rest, re.IGNORECASE)


@given(st.text(max_size=400))
def test_whatever_is_written_only_harmless_tags_come_out(text: str) -> None:
    assert_safe(render(text))


@pytest.mark.parametrize("text", [
    "<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](https://example.org/t.png)", "<b onclick=x>",
    "[x]( data:text/html,<script>alert(1)</script>)", "<svg/onload=alert(1)>", "<!--<img src=x onerror=alert(1)>-->",
])
def test_known_attacks_are_words(text: str) -> None:
    html = render(text)

    assert_safe(html)
    assert "<script" not in html
    assert "<img" not in html


def test_the_naughty_strings_are_safe() -> None:
    files = [path for path in HOSTILE.rglob("*") if path.suffix in (".txt", ".json")]
    if not files:
        pytest.skip("NO HOSTILE DATA: ../shared/data/hostile is missing")
    for path in files:
        for line in path.read_text(errors="replace").splitlines()[:2000]:
            assert_safe(render(line))


def test_markdown_keeps_what_people_mean() -> None:
    html = render("# Big\n\n**bold** and [a link](https://example.org)\n\n- one")

    assert "<h4>Big</h4>" in html
    assert "<strong>bold</strong>" in html
    assert 'rel="nofollow noopener noreferrer"' in html




def test_marked_spans_hold_their_words_and_all_else_is_escaped() -> None:
    html = str(marked("a <b> c & d", [((2, 5), "#f", "F1")]))

    assert '<mark class="cited">&lt;b&gt;</mark>' in html
    assert "&amp; d" in html


def test_a_covered_run_is_named_once() -> None:
    html = str(redactions(plain("call ████ now"), "redacted"))

    assert html.count('role="img"') == 1
    assert 'aria-label="redacted"' in html
