"""A self-contained page to read, keep and print: one file, without anything from elsewhere."""

from flask import render_template
from markupsafe import Markup

from consult.i18n import direction, interface_language
from consult.markup import render as rendered
from consult.markup import stored
from consult.reports.document import document
from consult.reports.outline import Outline


def render(report: Outline) -> bytes:
    words = document(report)
    page = render_template(
        "reports/_document.html", document=words, language=interface_language(), people=_people, direction=direction
    )
    return page.encode()


def _people(source: str) -> Markup:
    """People's Markdown, made safe."""
    return stored(rendered(source))
