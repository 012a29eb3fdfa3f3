"""Claims that are published, withheld, restored or withdrawn change the map: a reader of the record notes which."""

from collections.abc import Sequence

from sqlalchemy import func, select, update

from consult.clock import now
from consult.contributions.models import ContributionTopic
from consult.db import db, transaction
from consult.identifiers import id_of
from consult.opinion.models import FollowedRecord, Opinion
from consult.record.models import Entry
from consult.record.reading import BATCH, read_on


def follow() -> None:
    """Read the record on, and note every map as due that knows a claim otherwise than it stands now."""
    if db.session.scalar(select(FollowedRecord.place)) is None:
        _begin()
    while read_on(FollowedRecord, lambda _session, _reader, entries: _note_due(_claims_in(entries))) == BATCH:
        pass


def _begin() -> None:
    """Of what was before, nothing need be read: every map that there is may be old."""
    with transaction() as session:
        session.add(FollowedRecord(id=1, place=(session.scalar(select(func.max(Entry.place))) or 0) + 1))
        session.execute(update(Opinion).where(Opinion.due_at.is_(None)).values(due_at=now()))


def _claims_in(entries: Sequence[Entry]) -> list[int]:
    """What is only sent stands on no map."""
    names = {
        entry.subject.partition(":")[2] for entry in entries
        if entry.kind.startswith("position.") and not entry.kind.endswith(".submitted")
    }
    return sorted(found for name in names if (found := id_of(name)) is not None)


def _note_due(claims: Sequence[int]) -> None:
    """Where nobody has voted there is no map."""
    db.session.execute(
        update(Opinion).where(
            Opinion.due_at.is_(None),
            Opinion.topic_id.in_(
                select(ContributionTopic.topic_id).where(ContributionTopic.contribution_id.in_(claims))),
        ).values(due_at=now())
    )
