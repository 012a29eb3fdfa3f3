"""The room's doors, and what several of its pages ask: how the queue is narrowed, and how old something is."""

from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, request, url_for

from consult.access import person
from consult.clock import now
from consult.i18n import _
from consult.moderation.narrowing import Tab, Wanted
from consult.moderation.queries import Standing
from consult.text import normalise

blueprint = Blueprint("moderation", __name__)

LATE_HOURS = 24
NARROWED_BY = ("consultation", "kind", "group", "language", "topic", "held", "age", "assignee")


def base_url() -> str:
    return str(current_app.config["URL"])


def wanted_from(standing: Standing) -> Wanted:
    """What the address narrows the queue to. Without a tab: what waits, or else what was not reviewed."""
    counts, named = standing.counts, request.args.get("tab", "")
    tab = Tab.UNREVIEWED if counts[Tab.UNREVIEWED] and not counts[Tab.WAITING] else Tab.WAITING
    narrowing = {name: normalise(request.args.get(name, "")) for name in NARROWED_BY}
    return Wanted(Tab(named) if named in list(Tab) else tab, person=person().id, **narrowing)


def narrowing_of(wanted: Wanted) -> dict[str, str]:
    """As an address or a saved filter carries it."""
    values = {"tab": wanted.tab.value, **{name: getattr(wanted, name) for name in NARROWED_BY}}
    return {name: value for name, value in values.items() if value}


def queue_address(wanted: Wanted, endpoint: str = ".queue", **changes: Any) -> str:
    """The address of the queue as it is narrowed, with some of that changed."""
    values = {**narrowing_of(wanted), **changes}
    return url_for(endpoint, **{name: value for name, value in values.items() if value})


def age_of(moment: datetime) -> tuple[str, bool]:
    """How long ago, in one figure, and whether that is late."""
    minutes = max(0, int((now() - moment).total_seconds() // 60))
    hours = minutes // 60
    if hours < 1:
        text = _("%(number)s min", number=minutes)
    elif hours < 72:
        text = _("%(number)s h", number=hours)
    else:
        text = _("%(number)s d", number=hours // 24)
    return text, hours >= LATE_HOURS
