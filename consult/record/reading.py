"""How rooms above follow the record: each reader keeps its place, moved in the transaction of what it made."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.db import db, transaction
from consult.record.models import Entry
from consult.record.queries import entries_from

BATCH = 500


def read_on(kept: type[Any], act: Callable[[Session, Any, Sequence[Entry]], None]) -> int:
    """Give the next stretch to `act`, with the session and the reader's one row (`kept` has `id` and `place`).

    How many entries; fewer than BATCH where the end is reached.
    """
    known = db.session.scalar(select(kept.place)) or 0
    if not entries_from(known, 1):
        # Looked at without the write lock: every two seconds there is mostly nothing to do.
        db.session.rollback()
        return 0
    with transaction() as session:
        reader = place_of(session, kept)
        entries = entries_from(reader.place, BATCH)
        if entries:
            act(session, reader, entries)
            reader.place = (entries[-1].place or 0) + 1
        return len(entries)


def place_of(session: Session, kept: type[Any]) -> Any:
    """The reader's row, kept from others until the transaction ends: two would read one thing twice."""
    found = session.get(kept, 1, with_for_update=True)
    if found is None:
        found = kept(id=1, place=0)
        session.add(found)
        session.flush()
    return found
