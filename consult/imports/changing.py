"""Rows that were taken before and say something else today: told apart, and taken as new versions where wished."""

from collections.abc import Iterator, Sequence

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from consult.clock import now
from consult.consultations.models import Consultation
from consult.contributions import actions as contributions
from consult.contributions.models import State, Version
from consult.db import db, transaction
from consult.imports.contributions import Row
from consult.submissions.models import Position
from consult.submissions.settling import settle
from consult.text import normalise

BATCH = 500


def changed_among(consultation_id: int, rows: Sequence[Row]) -> list[Row]:
    """Those whose words or stance differ from the latest version of what they became. What was withdrawn stays so."""
    found = []
    for some in _batches(rows):
        by_identity = {row.identity: row for row in some}
        stands = db.session.execute(
            select(Position.external_id, Version.claim, Version.body, Version.stance)
            .join(Version, and_(Version.contribution_id == Position.id, Version.version == Position.version))
            .where(Position.consultation_id == consultation_id, Position.external_id.in_(by_identity),
                   Position.state != State.WITHDRAWN)
        )
        for identity, claim, body, stance in stands:
            row = by_identity[str(identity)]
            if (normalise(row.claim), normalise(row.body), row.stance or "") != (claim, body, stance or ""):
                found.append(row)
    return sorted(found, key=lambda row: row.line)


def take_changes(consultation_id: int, rows: Sequence[Row], *, publish: bool) -> int:
    """Each becomes the next version of its position, in batches that a second run completes; how many there were.

    What a moderator withheld waits to be read again, whatever `publish` says.
    """
    taken = 0
    for some in _batches(rows):
        with transaction() as session:
            # Two imports of one file at a time would both find a change missing. The second waits for the first.
            session.get_one(Consultation, consultation_id, with_for_update=True)
            due = {row.identity: row for row in changed_among(consultation_id, some)}
            positions = session.scalars(
                select(Position).where(Position.consultation_id == consultation_id, Position.external_id.in_(due))
                .options(joinedload(Position.submission))
            ).all()
            for position in positions:
                _revise(position, due[str(position.external_id)], publish=publish)
            taken += len(positions)
    return taken


def _revise(position: Position, row: Row, *, publish: bool) -> None:
    version = Version(
        claim=normalise(row.claim), body=normalise(row.body), stance=row.stance, claim_is_ours=row.claim_is_ours,
        submitted_at=now(),
    )
    contributions.revise(position, version, publish=publish and position.state is not State.WITHHELD)
    settle(position.submission)


def _batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
