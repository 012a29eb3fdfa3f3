"""How a letter is put together: one list of parts, said as text and as a page, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template

from consult.contributions.models import Contribution, Kind, Version
from consult.i18n import _, interface_language, prefix
from consult.mail import Letter, write
from consult.text import shorten

_TITLE = 80


@dataclass(frozen=True)
class Quote:
    """Somebody's own words, set apart, in their language."""

    words: str
    language: str = ""


@dataclass(frozen=True)
class Link:
    label: str
    address: str


Part = str | Quote | Link


def post(email: str, subject: str, parts: Sequence[Part], unsubscribe: str = "") -> Letter:
    """Owe a letter; joins the caller's transaction. To be called within the reader's language."""
    parts = [_("Hello,"), *parts]
    text = "\n\n".join(_as_text(part) for part in parts) + "\n"
    shown = [{"kind": type(part).__name__, "part": part} for part in parts]
    html = render_template("moderation/letter.html", subject=subject, parts=shown, language=interface_language())
    return write(email, subject, text, html, unsubscribe=unsubscribe)


def what_it_is_about(contribution: Contribution, version: Version) -> list[Part]:
    about = {
        Kind.COMMENT: _("This is about your comment in the consultation “%(consultation)s”:",
                        consultation=contribution.consultation.title),
        Kind.POSITION: _("This is about your position in the consultation “%(consultation)s”:",
                         consultation=contribution.consultation.title),
    }.get(contribution.kind) or _(
        "This is about your contribution to the consultation “%(consultation)s”:",
        consultation=contribution.consultation.title,
    )
    return [about, Quote(first_words(version.claim or version.body or version.wording), contribution.language)]


def first_words(text: str) -> str:
    return shorten(" ".join(text.split()), _TITLE)


def address(base_url: str, path: str) -> str:
    """A whole address of a page in the language the letter is written in."""
    return f"{base_url.rstrip('/')}{prefix(interface_language())}{path}"


def _as_text(part: Part) -> str:
    if isinstance(part, Quote):
        return "\n".join(f"    {line}" for line in part.words.splitlines())
    if isinstance(part, Link):
        return f"{part.label}\n{part.address}"
    return str(part)
