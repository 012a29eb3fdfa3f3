"""Who takes part: published positions by group and region, and over time. Counts of public things are never hidden."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from consult.consultations.models import Consultation, Topic
from consult.consultations.numbers import published_by
from consult.organisations.vocabularies import REGIONS, UNDECLARED, Group, region_of

COLUMNS = 31
STANCES = ("support", "support_with_changes", "neutral", "oppose")
_SHOWN_IF_ANY = (Group.OTHER, Group.UNDECLARED)

Matrix = dict[str, dict[str, int]]


def who_takes_part(consultation: Consultation, topic: Topic | None = None) -> Matrix:
    """Published positions by group and region. Silence is shown: places without anybody hold 0.

    `other` and `undeclared` stand in it only where somebody is in them.
    """
    counts: dict[tuple[str, str], int] = {}
    published = published_by(consultation.id, topic.id if topic else None, "position", "group", "country")
    for (group, country), number in published.items():
        place = (group, region_of(country))
        counts[place] = counts.get(place, 0) + number
    groups = [each for each in Group if each not in _SHOWN_IF_ANY or any(group == each for group, _region in counts)]
    regions = [*REGIONS, UNDECLARED] if any(region == UNDECLARED for _group, region in counts) else REGIONS
    return {str(group): {region: counts.get((group, region), 0) for region in regions} for group in groups}


def stances_by_group(consultation: Consultation, topic: Topic | None = None) -> dict[str, dict[str, int]]:
    """Published positions by group and stance, of those that took one; groups in which nobody did are left out."""
    counts = published_by(consultation.id, topic.id if topic else None, "position", "group", "stance")
    rows = {str(group): {stance: counts.get((group, stance), 0) for stance in STANCES} for group in Group}
    return {group: row for group, row in rows.items() if any(row.values())}


@dataclass(frozen=True)
class Stretch:
    """Some days, from `start` to `end` inclusive, and how many positions that are now published came in them."""

    start: date
    end: date
    number: int


def over_time(consultation: Consultation) -> list[Stretch]:
    """By the day they were received, in equal stretches of days, few enough for one chart."""
    days: dict[date, int] = {}
    for (day,), number in published_by(consultation.id, None, "position", "day").items():
        days[cast(date, day)] = number
    if not days:
        return []
    first, last = min(days), max(days)
    width = -(-((last - first).days + 1) // COLUMNS)
    counts = [0] * (((last - first).days // width) + 1)
    for received, number in days.items():
        counts[(received - first).days // width] += number
    return [
        Stretch(first + timedelta(days=place * width), first + timedelta(days=place * width + width - 1), number)
        for place, number in enumerate(counts)
    ]
