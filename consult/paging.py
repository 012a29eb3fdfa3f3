"""Keyset paging: a page is a stretch after a place, so the last costs what the first does."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from consult.identifiers import number_in

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A stretch of a list. `after` is the cursor of the next one, None at the end."""

    rows: Sequence[Row]
    after: str | None


def page_of(rows: Sequence[Row], size: int, place: Callable[[Row], Sequence[Any]]) -> Page[Row]:
    """Make a page from `size` + 1 fetched rows; `place` gives the sort values of a row."""
    shown = rows[:size]
    return Page(shown, encode_cursor(place(shown[-1])) if len(rows) > size else None)


def encode_cursor(values: Sequence[Any]) -> str:
    text = json.dumps([str(each) for each in values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None, parts: int) -> list[str] | None:
    """The sort values in a cursor, or None where it is missing or damaged: the list then starts at its beginning."""
    if not cursor:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        return None
    if not isinstance(values, list) or len(values) != parts or not all(isinstance(each, str) for each in values):
        return None
    return values


def decode_place(cursor: str | None) -> tuple[datetime, int] | None:
    """The moment and the id in a cursor, or None where it is missing or damaged."""
    values = decode_cursor(cursor, 2)
    if values is None:
        return None
    try:
        moment = datetime.fromisoformat(values[0])
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    identifier = number_in(values[1])
    return None if identifier is None else (moment, identifier)
