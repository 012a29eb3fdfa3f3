"""Turning rows into submissions: the whole file is checked first, then applied in batches a second run completes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from consult.clock import now
from consult.consultations.models import Consultation, Moderation, Preset, Topic
from consult.contributions.models import State
from consult.db import db, transaction
from consult.errors import Invalid
from consult.imports.authors import authors_of
from consult.imports.changing import changed_among, take_changes
from consult.imports.contributions import Reading, Row, key_of, read
from consult.imports.tables import Note, read_table
from consult.imports.topics import Topics
from consult.imports.workbooks import is_workbook, read_workbook
from consult.record.actions import append_entry
from consult.submissions.arriving import Arrival, Author, submit_many
from consult.submissions.models import Submission
from consult.text import slugify

BATCH = 1000

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Options:
    """What an operator says about a file."""

    topic: str = ""
    maps: Sequence[str] = ()
    values: Sequence[str] = ()
    encoding: str | None = None
    publish: bool = True
    dry_run: bool = False
    sheet: str = ""
    update: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of a file's rows. Of those there `already`, some have `changed`; `updated` is how many were taken."""

    read: int
    imported: int
    already: int
    rejected: Sequence[Note]
    warnings: Sequence[Note]
    changed: int = 0
    updated: int = 0


def import_contributions(
    path: Path, slug: str, options: Options, progress: Progress = lambda done, total: None
) -> Outcome:
    """Take a table of contributions into a consultation, made where there is none.

    Raises Invalid or OSError where the file or the options cannot be used; then nothing has changed. A row taken
    before is never taken twice; where it says something else today, it is told, and with `update` a new version.
    """
    consultation = consultation_for(slug)
    table = read_workbook(path, options.sheet) if is_workbook(path) else read_table(path, options.encoding)
    key = key_of(table, options.maps, options.values)
    topics = topics_for(consultation)
    if options.topic:
        topics.force(options.topic)
    reading = read(table, key, topics)
    changed = changed_among(consultation.id, reading.rows) if consultation else []
    if options.dry_run:
        known = taken_of(consultation.id, reading.rows) if consultation else set()
        return outcome_of(reading, len(reading.rows) - len(known), len(changed))
    if not reading.rows:
        return outcome_of(reading, 0)
    consultation_id = prepare(slug, reading.rows, topics)
    imported = apply_all(consultation_id, reading.rows, options.publish, progress)
    updated = take_changes(consultation_id, changed, publish=options.publish) if options.update else 0
    return outcome_of(reading, imported, len(changed), updated)


def consultation_for(slug: str) -> Consultation | None:
    """The one that takes the rows; None where it is still to be made. Raises Invalid where it cannot be called so."""
    if slugify(slug) != slug:
        raise Invalid(f"--consultation {slug}: write lower-case letters, digits and hyphens.")
    return db.session.scalar(select(Consultation).where(Consultation.slug == slug))


def apply_all(consultation_id: int, rows: Sequence[Row], publish: bool, progress: Progress) -> int:
    """In batches that a second run completes; how many were not there yet."""
    imported = 0
    for start in range(0, len(rows), BATCH):
        imported += apply_rows(consultation_id, rows[start : start + BATCH], publish)
        progress(min(start + BATCH, len(rows)), len(rows))
    return imported


def outcome_of(reading: Reading, imported: int, changed: int = 0, updated: int = 0) -> Outcome:
    already = len(reading.rows) - imported
    return Outcome(reading.read, imported, already, reading.rejected, reading.warnings, changed, updated)


def topics_for(consultation: Consultation | None) -> Topics:
    if consultation is None:
        return Topics(present={}, may_add=True)
    return Topics({topic.slug: topic.title for topic in consultation.topics}, may_add=consultation.is_imported)


def prepare(slug: str, rows: Sequence[Row], topics: Topics) -> int:
    """The consultation with every topic the rows need; made public and closed where there is none."""
    with transaction() as session:
        consultation = session.scalar(select(Consultation).where(Consultation.slug == slug).with_for_update())
        if consultation is None:
            consultation = _begin(slug, [row.submitted_at for row in rows if row.submitted_at])
            session.add(consultation)
            session.flush()
            append_entry("consultation.imported", f"consultation:{slug}", consultation=slug)
        query = select(func.max(Topic.ordinal)).where(Topic.consultation_id == consultation.id)
        ordinal = session.scalar(query) or 0
        present = {topic.slug for topic in consultation.topics}
        for each, title in topics.added.items():
            if each not in present:
                ordinal += 1
                session.add(Topic(consultation_id=consultation.id, slug=each, title=title, ordinal=ordinal))
        return consultation.id


def _begin(slug: str, moments: Sequence[datetime]) -> Consultation:
    """Its authors have no accounts, so there is nobody who could challenge a draft of the outcome."""
    present = now()
    opened = min([*moments, present])
    return Consultation(
        slug=slug, title=slug.replace("-", " ").capitalize(), is_imported=True, preset=Preset.SIMPLE,
        moderation=Moderation.AFTER, has_draft_outcome=False, challenge_days=0, announced_at=opened, opens_at=opened,
        closes_at=min(max([*moments, opened]), present),
    )


def taken_of(consultation_id: int, rows: Sequence[Row]) -> set[str]:
    """The identities among these rows that the consultation has already."""
    found: set[str] = set()
    identities = [row.identity for row in rows]
    for start in range(0, len(identities), 500):
        found.update(
            identity
            for identity in db.session.scalars(
                select(Submission.external_id).where(
                    Submission.consultation_id == consultation_id,
                    Submission.external_id.in_(identities[start : start + 500]),
                )
            )
            if identity
        )
    return found


def apply_rows(consultation_id: int, rows: Sequence[Row], publish: bool) -> int:
    """Take those of a batch that are not there yet, whole or not at all; how many they were."""
    with transaction() as session:
        # Two imports of one file at a time would both find a row missing. The second waits here for the first.
        consultation = session.scalars(
            select(Consultation).where(Consultation.id == consultation_id).with_for_update()
        ).one()
        taken = taken_of(consultation_id, rows)
        new = [row for row in rows if row.identity not in taken]
        authors = authors_of(consultation, new)
        submit_many(consultation, [
            _arrival(consultation, row, author, publish) for row, author in zip(new, authors, strict=True)
        ])
        return len(new)


def _arrival(consultation: Consultation, row: Row, author: Author, publish: bool) -> Arrival:
    state = State.WITHHELD if row.is_withheld else State.PUBLISHED if publish else State.WAITING
    return Arrival(
        author=author, claim=row.claim, body=row.body, stance=row.stance, topics=row.topics,
        language=row.language or consultation.language, external_id=row.identity, channel=row.channel,
        claim_is_ours=row.claim_is_ours, submitted_at=min(row.submitted_at, now()) if row.submitted_at else None,
        state=state,
    )
