"""The words a report is written in: names of our vocabularies, from the very macros the pages use, and dates."""

import functools
from datetime import date, datetime
from html import unescape

from flask import current_app

from consult.i18n import (
    _,
    country_name,
    interface_language,
    language_name,
    shown_date,
    shown_moment,
    shown_number,
    shown_share,
)


def group_name(group: str) -> str:
    return _said("words", "group_name", group)


def stance_name(stance: str | None) -> str:
    return _said("words", "stance_name", stance) if stance else ""


def designation_name(designation: str | None) -> str:
    return _said("words", "designation_name", designation) if designation else ""


def phase_name(phase: str) -> str:
    return _said("words", "phase_name", phase)


def region_name(region: str) -> str:
    return _said("charts", "region_name", region)


def channel_name(channel: str) -> str:
    return _said("charts", "channel_name", channel)


def _said(part: str, name: str, value: str) -> str:
    return macro(f"_parts/{part}.html", name, value)


def macro(template: str, name: str, value: str) -> str:
    """A word of a room's vocabulary, from the macro its pages use."""
    return _in_words(template, name, value, interface_language())


@functools.lru_cache(maxsize=4096)
def _in_words(template: str, name: str, value: str, _language: str) -> str:
    """Kept for each language: a report of thousands says each of them thousands of times."""
    module = current_app.jinja_env.get_template(template).make_module()
    return unescape(str(getattr(module, name)(value))).strip()


def kind_name(kind: str) -> str:
    return {"position": _("Position"), "comment": _("Comment"), "answer": _("Answer")}.get(kind, kind)


def field_name(field: str | None) -> str:
    return {"claim": _("claim"), "body": _("text"), "wording": _("proposed wording")}.get(field or "", "")


def disposition_name(kind: str) -> str:
    return {
        "cited": _("Cited"), "represented": _("Represented"), "campaign": _("Counted with a campaign"),
        "considered": _("Considered, not cited"),
    }.get(kind, kind)


def disposition_reason(reason: str) -> str:
    """In words where it is one of ours; a person's own words stay as they are."""
    return {
        "not_individually_analysed": _("not individually analysed"), "about_another_goal": _("about another goal"),
        "no_point_made": _("makes no point of its own"), "repeats_itself": _("repeats another by the same author"),
        "outside_the_consultation": _("outside what is consulted on"),
    }.get(reason, reason)


def void_reason(reason: str) -> str:
    return {
        "withheld": _("its source was withheld"), "withdrawn": _("its source was withdrawn"),
        "erased": _("its source was erased"),
    }.get(reason, reason)


def day(written: str | None) -> str:
    """Of a date, or a moment, as the outline writes it."""
    return shown_date(date.fromisoformat(written[:10])) if written else ""


def moment(written: str | None, zone: str = "UTC") -> str:
    return shown_moment(datetime.fromisoformat(written), zone) if written else ""


def number(value: float) -> str:
    return shown_number(value)


def share(value: float | None) -> str:
    return "–" if value is None else shown_share(value)


def country(code: str) -> str:
    return country_name(code)


def language(code: str) -> str:
    return _("Undeclared") if code == "undeclared" else language_name(code)
