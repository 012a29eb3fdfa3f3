"""The dates of consultations as a calendar (RFC 5545): a date keeps its name, and whoever subscribed sees it move."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from consult.consultations.models import Consultation
from consult.consultations.phases import final_at
from consult.i18n import _
from consult.identifiers import name_of

Dates = list[tuple[int, datetime | None, datetime | None]]


class _Date(NamedTuple):
    """`which` is part of the name that stays."""

    which: str
    title: str
    at: datetime | date


def calendar(consultations: Sequence[Consultation], url: str, title: str) -> bytes:
    """The published ones among them. `url` is this site's."""
    from icalendar import Calendar

    found = Calendar()
    found.add("prodid", "-//Consult//consultations//EN")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("name", title)
    found.add("x-wr-calname", title)
    for consultation in consultations:
        if consultation.announced_at is not None:
            for each in _dates(consultation):
                found.add_component(_event(consultation, each, url))
    found.add_missing_timezones()
    return bytes(found.to_ical())


def _dates(consultation: Consultation) -> Iterator[_Date]:
    """Opening and closing of each round, the end of the window for challenges, and the day the outcome is due."""
    rounds: Dates = [(each.number, each.opens_at, each.closes_at) for each in consultation.rounds]
    own: Dates = [(1, consultation.opens_at, consultation.closes_at)]
    for number, opens_at, closes_at in rounds or own:
        mark = f"-{number}" if number > 1 else ""
        if opens_at:
            yield _Date(f"opening{mark}", _("Opens: %(title)s", title=consultation.title), opens_at)
        if closes_at:
            yield _Date(f"closing{mark}", _("Closes: %(title)s", title=consultation.title), closes_at)
    ends = final_at(consultation) if consultation.draft_outcome_at and consultation.has_draft_outcome else None
    if ends:
        yield _Date(
            "challenges", _("Last moment to challenge the draft outcome: %(title)s", title=consultation.title), ends
        )
    if consultation.outcome_due:
        yield _Date("outcome", _("Outcome due: %(title)s", title=consultation.title), consultation.outcome_due)


def _event(consultation: Consultation, each: _Date, url: str) -> object:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{each.which}-{name_of(consultation.id)}@{urlsplit(url).hostname}")
    event.add("sequence", consultation.calendar_sequence)
    event.add("dtstamp", consultation.announced_at)
    event.add("summary", each.title)
    if isinstance(each.at, datetime):
        event.add("dtstart", each.at.astimezone(ZoneInfo(consultation.time_zone)))
        event.add("duration", timedelta())
    else:
        event.add("dtstart", each.at)
    event.add("url", f"{url.rstrip('/')}/consultations/{consultation.slug}")
    if consultation.institution:
        event.add("description", f"{consultation.institution}\n{consultation.summary}".strip())
    cancelled = consultation.cancelled_at is not None
    held = consultation.paused_at is not None and each.which.startswith("closing")
    event.add("status", "CANCELLED" if cancelled else "TENTATIVE" if held else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event
