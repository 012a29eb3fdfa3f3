"""Reading the record."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from consult.db import db
from consult.identifiers import number_in
from consult.paging import Page, decode_cursor, page_of
from consult.record.models import ContributionNumber, Entry


def entries_from(place: int, limit: int = 100) -> Sequence[Entry]:
    """The next stretch of the record, oldest first. A reader keeps its own place."""
    return db.session.scalars(select(Entry).where(Entry.place >= place).order_by(Entry.place).limit(limit)).all()


def latest_leaves(after: str | None = None, consultation: str | None = None, size: int = 50) -> Page[Entry]:
    """The public log, newest first."""
    query = select(Entry).where(Entry.leaf.is_not(None)).order_by(Entry.leaf.desc()).limit(size + 1)
    if consultation:
        query = query.where(Entry.consultation == consultation)
    cursor = decode_cursor(after, 1)
    leaf = number_in(cursor[0]) if cursor else None
    if leaf is not None:
        query = query.where(Entry.leaf < leaf)
    return page_of(db.session.scalars(query).all(), size, lambda entry: [entry.leaf])


def log_size() -> int:
    """How many leaves there are."""
    highest = db.session.scalar(select(func.max(Entry.leaf)))
    return 0 if highest is None else highest + 1


def versions_once_public(subject: str) -> set[int]:
    """The versions of a contribution that readers have seen and that were not taken away since."""
    query = select(Entry).where(Entry.subject == subject).order_by(Entry.written_at, Entry.place)
    return {version for _subject, version in once_public(db.session.scalars(query).all())}


def once_public(entries: Iterable[Entry]) -> set[tuple[str, int]]:
    """The same for many, by subject, from their entries in order.

    A version that was overtaken while it waited, or withheld before the next was published, is not among them.
    """
    seen: dict[str, set[int]] = {}
    for entry in entries:
        if entry.kind.endswith(".withheld"):
            seen.pop(entry.subject, None)
        elif entry.kind.endswith(".published") and entry.canonical:
            seen.setdefault(entry.subject, set()).add(json.loads(entry.canonical)["version"])
    return {(subject, version) for subject, versions in seen.items() for version in versions}


def numbers_of(contribution_ids: Iterable[int]) -> dict[int, int]:
    """The short numbers of contributions that have one already."""
    wanted = list(contribution_ids)
    if not wanted:
        return {}
    rows = db.session.execute(
        select(ContributionNumber.contribution_id, ContributionNumber.number).where(
            ContributionNumber.contribution_id.in_(wanted)
        )
    )
    return {row.contribution_id: row.number for row in rows}
