"""One kind of thing in a report as a table, for a sheet of a workbook or a file of its own."""

from dataclasses import dataclass
from typing import Any

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    """`about` says in words what a row is. Columns that end in `_at` hold moments in UTC, those in `_on` days."""

    title: str
    about: str
    columns: tuple[str, ...]
    rows: list[Row]
