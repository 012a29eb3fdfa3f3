"""What can be asked for, read from an address. What makes no sense is left out: a search always answers."""

from collections.abc import Mapping
from datetime import date

from consult.organisations.vocabularies import Group
from consult.search.queries import Wanted
from consult.search.sources import Kind
from consult.search.words import LONGEST_QUERY
from consult.text import normalise

FIELDS = ("q", "kind", "in", "group", "country", "language", "since", "until")


def wanted_from(asked: Mapping[str, str], consultations: Mapping[str, int]) -> Wanted:
    """`consultations` are the ids of the public ones by their slugs."""
    said = {name: normalise(asked.get(name, ""))[:LONGEST_QUERY] for name in FIELDS}
    return Wanted(
        words=said["q"],
        kind=said["kind"] if said["kind"] in list(Kind) else "",
        consultation=consultations.get(said["in"]),
        group=said["group"] if said["group"] in list(Group) else "",
        country=said["country"].upper() if _is_code(said["country"], 2) else "",
        language=said["language"].lower() if _is_code(said["language"], 3) else "",
        since=_day(said["since"]), until=_day(said["until"]),
    )


def _is_code(said: str, longest: int) -> bool:
    return said.isascii() and said.isalpha() and 2 <= len(said) <= longest


def _day(said: str) -> date | None:
    """Between 2000, where the index begins, and far away."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None
