"""What a report reads: the published contributions of a consultation, with every text of theirs that was public."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from consult.comments.models import Comment
from consult.consultations.models import Consultation, Topic
from consult.contributions.models import Contribution, ContributionTopic, Kind, Publication, State, Version
from consult.db import db
from consult.identifiers import name_of
from consult.questions.models import WrittenAnswer
from consult.record.actions import full_hour_after
from consult.record.models import ContributionNumber, Entry
from consult.record.queries import once_public
from consult.submissions.models import Attachment, Position

# Of so many versions of their own are read; of more, the whole consultation's at once.
FEW = 200


@dataclass(frozen=True)
class PublicText:
    """One version as readers see it. Where the name is withheld, its time is the next full hour, as in the record."""

    version: int
    claim: str
    body: str
    wording: str
    stance: str
    submitted_at: datetime
    claim_is_ours: bool


@dataclass
class PublishedContribution:
    """A published contribution without anything its author withheld."""

    id: int
    kind: str
    number: int | None
    group: str
    country: str
    language: str
    author: str
    organisation: str
    is_nameless: bool
    channel: str
    external_id: str | None
    topics: list[str] = field(default_factory=list)
    texts: list[PublicText] = field(default_factory=list)
    replies_to: str | None = None
    question: str | None = None
    files: list[dict[str, Any]] = field(default_factory=list)

    @property
    def subject(self) -> str:
        return f"{self.kind}:{name_of(self.id)}"


def published_contributions(
    consultation: Consultation, among: Sequence[int] | None = None
) -> Sequence[PublishedContribution]:
    """In the order of their numbers, which tells nothing of those without name; all, or those `among` these ids.

    A fixed number of queries, whatever their number.
    """
    published = _is_published(consultation, among)
    rows = db.session.execute(
        select(
            Contribution.id, Contribution.kind, ContributionNumber.number, Contribution.group, Contribution.country,
            Contribution.language, Contribution.author_name, Contribution.organisation_name, Contribution.publication,
            Contribution.channel, Contribution.external_id,
        )
        .outerjoin(ContributionNumber, ContributionNumber.contribution_id == Contribution.id)
        .where(published)
        .order_by(ContributionNumber.number.is_(None), ContributionNumber.number, Contribution.id)
    ).all()
    replies = _replies(published)
    found = {}
    for row in rows:
        named = row.publication is Publication.NAMED
        found[row.id] = PublishedContribution(
            id=row.id, kind=row.kind.value, number=row.number, group=row.group.value, country=row.country,
            language=row.language, author=row.author_name if named else "",
            organisation=row.organisation_name if named else "", is_nameless=not named, channel=row.channel.value,
            external_id=row.external_id if named else None, replies_to=replies.get(row.id),
        )
    _add_topics(consultation, found, among)
    _add_texts(consultation, found, published)
    _add_answered(found, published)
    _add_files(found, published)
    return list(found.values())


def _is_published(consultation: Consultation, among: Sequence[int] | None = None) -> ColumnElement[bool]:
    published = and_(
        Contribution.consultation_id == consultation.id, Contribution.state == State.PUBLISHED,
        Contribution.public_version.is_not(None),
    )
    return published if among is None else and_(published, Contribution.id.in_(among))


def _add_topics(
    consultation: Consultation, found: dict[int, PublishedContribution], among: Sequence[int] | None
) -> None:
    pairs = (
        select(ContributionTopic.contribution_id, Topic.slug)
        .join(Topic, Topic.id == ContributionTopic.topic_id)
        .where(Topic.consultation_id == consultation.id)
        .order_by(Topic.ordinal)
    )
    if among is not None:
        pairs = pairs.where(ContributionTopic.contribution_id.in_(among))
    for identifier, slug in db.session.execute(pairs):
        if identifier in found:
            found[identifier].topics.append(slug)


def _add_texts(
    consultation: Consultation, found: dict[int, PublishedContribution], published: ColumnElement[bool]
) -> None:
    # Columns, not objects: of five thousand, objects take four times as long.
    rows = db.session.execute(
        select(
            Version.contribution_id, Version.version, Version.public_claim, Version.public_body,
            Version.public_wording, Version.stance, Version.submitted_at, Version.claim_is_ours,
            Contribution.public_version,
        )
        .join(Contribution.__table__, Contribution.id == Version.contribution_id)
        .where(published, Version.version <= Contribution.public_version)
        .order_by(Version.contribution_id, Version.version)
    ).all()
    earlier = _once_public(consultation, {found[row.contribution_id].subject for row in rows if row.public_version > 1})
    for row in rows:
        contribution = found[row.contribution_id]
        if row.version != row.public_version and (contribution.subject, row.version) not in earlier:
            continue
        moment = full_hour_after(row.submitted_at) if contribution.is_nameless else row.submitted_at
        contribution.texts.append(PublicText(
            row.version, row.public_claim, row.public_body, row.public_wording, row.stance, moment, row.claim_is_ours,
        ))


def _add_answered(found: dict[int, PublishedContribution], published: ColumnElement[bool]) -> None:
    """The question that each answer in words answers."""
    if any(each.kind == Kind.ANSWER.value for each in found.values()):
        for row in db.session.execute(select(WrittenAnswer.__table__.c.id, WrittenAnswer.__table__.c.question_id).where(
            WrittenAnswer.__table__.c.id.in_(select(Contribution.id).where(published))
        )):
            if row.id in found:
                found[row.id].question = f"question:{name_of(row.question_id)}"


def _add_files(found: dict[int, PublishedContribution], published: ColumnElement[bool]) -> None:
    """What readers may open. Of a confidential one there is nothing."""
    files = db.session.scalars(
        select(Attachment)
        .join(Contribution.__table__, Contribution.id == Attachment.contribution_id)
        .where(published, Attachment.is_confidential.is_(False))
        .order_by(Attachment.added_at, Attachment.id)
        .options(joinedload(Attachment.submission))
    )
    for file in files:
        if file.contribution_id in found:
            found[file.contribution_id].files.append({
                "id": f"file:{file.name}", "title": file.shown_title, "media_type": file.media, "size": file.size,
                "sha256": file.digest,
            })


def _once_public(consultation: Consultation, subjects: set[str]) -> set[tuple[str, int]]:
    """Which versions of these readers have seen and were not taken away since, read off the record."""
    if not subjects:
        return set()
    query = select(Entry).where(
        Entry.consultation == consultation.slug,
        Entry.kind.in_([f"{kind.value}.{what}" for kind in Kind for what in ("published", "withheld")]),
    )
    if len(subjects) <= FEW:
        query = query.where(Entry.subject.in_(subjects))
    return once_public(db.session.scalars(query.order_by(Entry.written_at, Entry.place)))


def _replies(wanted: ColumnElement[bool]) -> dict[int, str]:
    """What each comment answers: the comment above it, else the position its thread hangs on, if it is published."""
    parents = aliased(Contribution.__table__)
    rows = db.session.execute(
        select(Comment.__table__.c.id, Comment.__table__.c.parent_id, parents.c.id.label("position_id"))
        .join(Contribution.__table__, Contribution.id == Comment.__table__.c.id)
        .outerjoin(Position.__table__, Position.__table__.c.thread_id == Comment.__table__.c.thread_id)
        .outerjoin(parents, and_(
            parents.c.id == Position.__table__.c.id, parents.c.state == State.PUBLISHED,
            parents.c.public_version.is_not(None)))
        .where(wanted)
    )
    return {
        row.id: f"comment:{name_of(row.parent_id)}" if row.parent_id else f"position:{name_of(row.position_id)}"
        for row in rows if row.parent_id or row.position_id
    }


def topics_with_passages(consultation: Consultation) -> Sequence[Topic]:
    """Two queries, whatever their number."""
    return db.session.scalars(
        select(Topic).where(Topic.consultation_id == consultation.id).order_by(Topic.ordinal)
        .options(selectinload(Topic.passages))
    ).all()
