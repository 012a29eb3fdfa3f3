"""What is costly to make, made once a run and database: its rows are put back for each test that begins with it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Table, select

from consult.db import Base, db

Made = TypeVar("Made")
Rows = Sequence[tuple[Table, Sequence[Mapping[str, Any]]]]

_kept: dict[tuple[str, object], tuple[Any, Rows]] = {}


def kept(name: object, make: Callable[[], Made]) -> Made:
    """What `make` gives, with the rows it left in a database that was empty. `name` says what was made.

    Its rows are the same at each call, and what it gives is the very thing: no row of a session may be in it.
    """
    place = (str(db.engine.url), name)
    if place not in _kept:
        made = make()
        db.session.rollback()
        _kept[place] = made, _rows()
    else:
        _put_back(_kept[place][1])
    return _kept[place][0]  # type: ignore[no-any-return]


def _rows() -> Rows:
    """In the order they may be written: what others lean on first, and each table's as they were made."""
    with db.engine.connect() as connection:
        return [
            (table, connection.execute(select(table).order_by(*table.primary_key)).mappings().all())
            for table in Base.metadata.sorted_tables
        ]


def _put_back(rows: Rows) -> None:
    with db.engine.begin() as connection:
        for table, lines in rows:
            if lines:
                connection.execute(table.insert(), [dict(line) for line in lines])
