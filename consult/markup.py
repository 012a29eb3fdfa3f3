"""People's text made safe to show. The only place that marks text as safe."""

import functools

import nh3
from flask import Flask
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from consult.text import REDACTED, Span

_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h3", "h4", "hr", "del"}
_LONGEST = 100_000


@functools.cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False, "maxNesting": 12}).disable(
        ["image", "table", "lheading"]
    )


def render(source: str) -> str:
    """Markdown as safe HTML, for storing beside its source. Headings become h4, links lose their referrer."""
    if len(source) > _LONGEST:
        return "".join(f"<p>{escape(part)}</p>" for part in source.split("\n\n"))
    html = _markdown().render(source)
    for level in (1, 2, 3, 5, 6):
        html = html.replace(f"<h{level}>", "<h4>").replace(f"</h{level}>", "</h4>")
    return nh3.clean(
        html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )


def stored(html: str) -> Markup:
    """HTML that `render` made when the text was written."""
    return Markup(html)  # noqa: S704


def words_of(html: str) -> str:
    """The words of what `render` made, without its signs: plain text, to be escaped where it is shown."""
    return str(Markup(html).striptags())  # noqa: S704


def plain(source: str) -> Markup:
    """The source itself, its lines kept: offsets in what is shown are offsets in what is stored."""
    return escape(source)


def marked(source: str, spans: list[tuple[Span, str, str]]) -> Markup:
    """The source with spans marked, each as ((start, end), address, label). Overlapping spans are shown one by one."""
    parts: list[Markup] = []
    place = 0
    for (start, end), address, label in sorted(spans):
        start = max(start, place)
        if start >= end:
            continue
        parts.append(escape(source[place:start]))
        parts.append(Markup('<mark class="cited">{}</mark><a class="cite" href="{}">{}</a>').format(
            source[start:end], address, label))
        place = end
    parts.append(escape(source[place:]))
    return Markup("").join(parts)


def found(source: str, spans: list[Span]) -> Markup:
    """The source with the words marked that somebody looked for."""
    parts: list[Markup] = []
    place = 0
    for start, end in spans:
        parts += [escape(source[place:start]), Markup('<mark class="found">{}</mark>').format(source[start:end])]
        place = end
    parts.append(escape(source[place:]))
    return Markup("").join(parts)


def redactions(html: Markup | str, label: str) -> Markup:
    """Runs of █ as one thing that a screen reader names instead of spelling it out."""
    parts: list[str] = []
    run = 0
    for letter in str(escape(html)):
        if letter == REDACTED:
            run += 1
            continue
        if run:
            parts.append(_covered(run, label))
            run = 0
        parts.append(letter)
    if run:
        parts.append(_covered(run, label))
    return Markup("".join(parts))  # noqa: S704


def _covered(length: int, label: str) -> str:
    return f'<span class="redacted" role="img" aria-label="{escape(label)}">{REDACTED * length}</span>'


def register(app: Flask) -> None:
    app.jinja_env.filters.update(
        stored=stored, plain=plain, redactions=redactions,
        people=lambda text: Markup(render(text)),  # noqa: S704
    )
