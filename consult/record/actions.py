"""Writing the record: appending in the caller's transaction, and giving places and leaves afterwards."""

import base64
import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from consult.clock import now
from consult.db import db, transaction
from consult.identifiers import id_of
from consult.jobs import wake
from consult.record.models import ContributionNumber, Entry

SEQUENCER = 7_462_001
FIRST_NUMBER = 1001
# What gives a contribution its number when its entry gets its leaf.
NUMBERED = ("position.published", "comment.published", "answer.published")


def append_entry(
    kind: str, subject: str, *, consultation: str | None = None, version: int | None = None,
    facts: dict[str, Any] | None = None, body: dict[str, Any] | None = None, hides_time: bool = False,
) -> Entry:
    """Say in the record that something happened; joins the caller's transaction.

    `facts` are public. `body` is only committed to: base64(SHA-256(nonce ‖ canonical body)), see
    reference/record.md; its bytes stay beside the nonce until they are erased.
    """
    values = entry_values(
        kind, subject, consultation=consultation, version=version, facts=facts, body=body, hides_time=hides_time
    )
    entry = Entry(**values)
    db.session.add(entry)
    wake("record.sequence")
    return entry


def append_entries(entries: Sequence[dict[str, Any]]) -> None:
    """Many at once, from their values; joins the caller's transaction."""
    if entries:
        db.session.execute(insert(Entry), entries)
        wake("record.sequence")


def entry_values(
    kind: str, subject: str, *, consultation: str | None = None, version: int | None = None,
    facts: dict[str, Any] | None = None, body: dict[str, Any] | None = None, hides_time: bool = False,
) -> dict[str, Any]:
    """The columns of one entry; see append_entry."""
    values: dict[str, Any] = {
        "kind": kind, "subject": subject, "consultation": consultation, "written_at": now(), "hides_time": hides_time,
        "nonce": None, "body": None,
    }
    public: dict[str, Any] = {"kind": kind, "id": subject, "consultation": consultation, **(facts or {})}
    if version is not None:
        public |= {"version": version, "previous": version - 1 or None}
    if body is not None:
        values |= {"nonce": secrets.token_bytes(32), "body": canonical(body)}
        public["commit"] = base64.b64encode(hashlib.sha256(values["nonce"] + values["body"]).digest()).decode()
    return {**values, "canonical": canonical(public)}


def canonical(value: dict[str, Any]) -> bytes:
    """JSON with sorted keys and no blanks, in UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sequence(limit: int = 5000) -> int:
    """Give every committed entry its place, and each that is due its leaf and its contribution's number.

    How many places were given. Entries that hide their time get their leaf at the next full hour, shuffled.
    """
    given = 0
    while True:
        with transaction() as session:
            _be_alone(session)
            entries = session.scalars(
                select(Entry).where(Entry.place.is_(None)).order_by(Entry.written_at, Entry.id).limit(limit)
            ).all()
            last = session.scalar(select(func.max(Entry.place)))
            for place, entry in enumerate(entries, 0 if last is None else last + 1):
                entry.place = place
            session.flush()
            _give_leaves(session)
        given += len(entries)
        if len(entries) < limit:
            return given


def _be_alone(session: Session) -> None:
    # Two sequencers could give places out of order, and a reader that has passed place 7 would never see place 6.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(SEQUENCER)))
    else:
        session.execute(text("SELECT 1"))


def _give_leaves(session: Session) -> None:
    due = session.scalars(
        select(Entry).where(Entry.place.is_not(None), Entry.leaf.is_(None)).order_by(Entry.place)
    ).all()
    hour = now().replace(minute=0, second=0, microsecond=0)
    at_once = [entry for entry in due if not entry.hides_time]
    hidden = [entry for entry in due if entry.hides_time and full_hour_after(entry.written_at) <= hour]
    secrets.SystemRandom().shuffle(hidden)
    last = session.scalar(select(func.max(Entry.leaf)))
    numbers: dict[str, int] = {}
    numbered = _numbered_among(session, due)
    for leaf, entry in enumerate(sorted([*hidden, *at_once], key=_shown_time), 0 if last is None else last + 1):
        entry.leaf = leaf
        _date(entry)
        _number(session, entry, numbers, numbered)


def _numbered_among(session: Session, entries: Sequence[Entry]) -> set[int]:
    """The contributions of these entries that have their number already: one query for five hundred, not for each."""
    wanted = [id_of(entry.subject.partition(":")[2]) for entry in entries if entry.kind in NUMBERED]
    found: set[int] = set()
    for start in range(0, len(wanted), 500):
        found.update(session.scalars(
            select(ContributionNumber.contribution_id)
            .where(ContributionNumber.contribution_id.in_(wanted[start : start + 500]))
        ))
    return found


def full_hour_after(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _shown_time(entry: Entry) -> datetime:
    """For what hides its time, the hour at which it was shuffled."""
    return full_hour_after(entry.written_at) if entry.hides_time else entry.written_at


def _date(entry: Entry) -> None:
    """Put the time into the leaf."""
    moment = _shown_time(entry)
    assert entry.canonical is not None
    entry.canonical = canonical({**json.loads(entry.canonical), "time": moment.strftime("%Y-%m-%dT%H:%M:%SZ")})
    entry.leaf_hash = hashlib.sha256(b"\0" + entry.canonical).digest()


def _number(session: Session, entry: Entry, numbers: dict[str, int], numbered: set[int]) -> None:
    if entry.kind not in NUMBERED or entry.consultation is None:
        return
    contribution_id = id_of(entry.subject.partition(":")[2])
    if contribution_id is None or contribution_id in numbered:
        return
    numbered.add(contribution_id)
    scope = entry.consultation
    if scope not in numbers:
        highest = session.scalar(
            select(func.max(ContributionNumber.number)).where(ContributionNumber.consultation == scope)
        )
        numbers[scope] = FIRST_NUMBER - 1 if highest is None else highest
    numbers[scope] += 1
    session.add(
        ContributionNumber(
            contribution_id=contribution_id, consultation=scope, number=numbers[scope], entry_id=entry.id
        )
    )
