"""The one clock. Tests set it; nothing else asks the system what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_shift: timedelta = timedelta()
_fixed: datetime | None = None


def now() -> datetime:
    """The present, in UTC."""
    return _fixed or datetime.now(UTC) + _shift


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Make `moment` the present while the block runs; for the demonstration's past and for tests."""
    global _fixed
    before, _fixed = _fixed, moment
    try:
        yield
    finally:
        _fixed = before


def travel(by: timedelta) -> None:
    """Move the clock of this process; for tests of a whole life cycle. A zero interval returns to the present."""
    global _shift
    _shift = by
