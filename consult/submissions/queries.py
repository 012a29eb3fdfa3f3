"""Lists of positions, single ones, submissions and drafts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from consult.accounts.models import Account
from consult.comments.models import Thread
from consult.consultations.models import Consultation, LateSubmissions, Passage, Topic
from consult.contributions.models import Contribution, ContributionTopic, Kind, State, Version
from consult.db import db
from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import id_of, name_of
from consult.organisations.models import Stakeholder
from consult.paging import Page, decode_place, page_of
from consult.questions.models import WrittenAnswer
from consult.record.models import ContributionNumber
from consult.submissions.models import About, Anchor, Draft, Position, Submission
from consult.submissions.passages import drifted_from, texts_reworded
from consult.submissions.policy import is_author, may_use

PAGE = 20


@dataclass(frozen=True)
class Filter:
    """What a list of positions is narrowed to. `passage` is a number of the topic, or `whole`, `missing`, or `gone`.

    With `proposals` those that propose a wording, with `late` those that came after closing. Where nothing narrows it
    one position stands for a whole campaign, but with `each`.
    """

    group: str = ""
    country: str = ""
    stance: str = ""
    language: str = ""
    passage: str = ""
    proposals: bool = False
    late: str = ""
    each: str = ""
    order: str = "newest"

    @property
    def is_narrow(self) -> bool:
        return any((self.group, self.country, self.stance, self.language, self.passage, self.proposals, self.late))


@dataclass(frozen=True)
class PositionCard:
    """A published position as a list shows it."""

    id: int
    number: int | None
    group: str
    country: str
    language: str
    stance: str
    author: str
    organisation: str
    is_nameless: bool
    listed_at: datetime
    claim: str
    body: str
    body_html: str
    wording: str
    comments: int
    version: int
    anchors: Sequence[tuple[str, str, str]] = ()
    # What its wording would replace, and the version it was written about where the passage has changed since.
    reworded: str = ""
    written_about: int = 0
    is_late: bool = False
    received_at: datetime | None = None

    @property
    def name(self) -> str:
        return name_of(self.id)


def positions_on(topic: Topic, wanted: Filter, after: str | None = None, size: int = PAGE) -> Page[PositionCard]:
    """Published positions on a topic: a fixed number of queries, whatever their number."""
    query = _cards().where(
        ContributionTopic.topic_id == topic.id,
        ContributionTopic.kind == Kind.POSITION,
        ContributionTopic.listed_at.is_not(None),
    )
    query = _narrow(query, topic, wanted)
    if not wanted.is_narrow and not wanted.each:
        query = query.where(~ContributionTopic.is_grouped)
    newest = wanted.order != "oldest"
    columns = (ContributionTopic.listed_at, ContributionTopic.contribution_id)
    if place := decode_place(after):
        query = _after(query, place, newest)
    query = query.order_by(*(column.desc() if newest else column.asc() for column in columns)).limit(size + 1)
    page = page_of(
        db.session.execute(query).all(), size, lambda row: [row.listed_at.isoformat(), row.id]
    )
    return Page(_with_anchors(page.rows), page.after)


def latest_positions(consultation: Consultation, size: int = 3) -> list[PositionCard]:
    """What was said last, on whatever goal: the newest of each goal by its index, then the newest of those."""
    newest = [
        select(
            select(ContributionTopic.contribution_id, ContributionTopic.listed_at)
            .where(
                ContributionTopic.topic_id == topic.id, ContributionTopic.kind == Kind.POSITION,
                ContributionTopic.listed_at.is_not(None), ~ContributionTopic.is_grouped,
            )
            .order_by(ContributionTopic.listed_at.desc(), ContributionTopic.contribution_id.desc())
            .limit(size).subquery()
        )
        for topic in consultation.topics
    ]
    if not newest:
        return []
    found = db.session.execute(union_all(*newest)).all()
    ids = list(dict.fromkeys(row[0] for row in sorted(found, key=lambda row: (row[1], row[0]), reverse=True)))[:size]
    query = _cards().where(Contribution.id.in_(ids))
    if consultation.late_submissions is LateSubmissions.APART:
        query = query.where(Submission.is_late.is_(False))
    rows = {row.id: row for row in db.session.execute(query).all()}
    return _with_anchors([rows[identifier] for identifier in ids if identifier in rows])


def _after(query: Select[*tuple[Any, ...]], place: tuple[datetime, int], newest: bool) -> Select[*tuple[Any, ...]]:
    moment, identifier = place
    listed, own = ContributionTopic.listed_at, ContributionTopic.contribution_id
    if newest:
        return query.where(or_(listed < moment, and_(listed == moment, own < identifier)))
    return query.where(or_(listed > moment, and_(listed == moment, own > identifier)))


def _cards() -> Select[*tuple[Any, ...]]:
    cards: Select[*tuple[Any, ...]] = (
        select(
            Contribution.id, ContributionNumber.number, Contribution.group.label("group"), Contribution.country,
            Contribution.language, Version.stance, Contribution.author_name, Contribution.organisation_name,
            Contribution.publication, ContributionTopic.listed_at, Version.public_claim, Version.public_body,
            Version.body_html, Version.public_wording, Version.version, Thread.size, Submission.is_late,
            Contribution.received_at,
        )
        .select_from(ContributionTopic)
        .join(Contribution.__table__, Contribution.id == ContributionTopic.contribution_id)
        .join(Position.__table__, Position.__table__.c.id == Contribution.id)
        .join(Version, and_(Version.contribution_id == Contribution.id, Version.version == Contribution.public_version))
        .join(Thread, Thread.id == Position.__table__.c.thread_id)
        .join(Submission, Submission.id == Position.__table__.c.submission_id)
        .outerjoin(ContributionNumber, ContributionNumber.contribution_id == Contribution.id)
    )
    return cards


def _narrow(query: Select[*tuple[Any, ...]], topic: Topic, wanted: Filter) -> Select[*tuple[Any, ...]]:
    for value, column in (
        (wanted.group, Contribution.group), (wanted.country, Contribution.country),
        (wanted.language, Contribution.language), (wanted.stance, Contribution.stance),
    ):
        if value:
            query = query.where(column == value)
    if wanted.late or topic.consultation.late_submissions is LateSubmissions.APART:
        query = query.where(Submission.is_late == bool(wanted.late))
    if wanted.passage or wanted.proposals:
        about = select(Anchor.position_id).where(Anchor.topic_id == topic.id)
        if wanted.passage == "missing":
            about = about.where(Anchor.about == About.OMISSION)
        elif wanted.passage == "whole":
            about = about.where(Anchor.about == About.WHOLE)
        elif wanted.passage == "gone":
            about = about.where(Anchor.about == About.PASSAGE, Anchor.passage_id.is_(None))
        elif wanted.passage:
            ordinal = int(wanted.passage) if wanted.passage.isdecimal() and len(wanted.passage) < 6 else 0
            about = about.join(Passage, Passage.id == Anchor.passage_id).where(Passage.ordinal == ordinal)
        if wanted.proposals:
            about = about.where(Anchor.is_proposal)
        query = query.where(Contribution.id.in_(about))
    return query


def _with_anchors(rows: Sequence[Row[Any]]) -> list[PositionCard]:
    identifiers = [row.id for row in rows]
    anchors, drifted = anchors_of(identifiers), drifted_from(identifiers)
    reworded = texts_reworded([row.id for row in rows if row.public_wording])
    return [
        PositionCard(
            id=row.id, number=row.number, group=row.group.value, country=row.country, language=row.language,
            stance=row.stance, author=row.author_name if row.publication.value == "named" else "",
            organisation=row.organisation_name if row.publication.value == "named" else "",
            is_nameless=row.publication.value != "named", listed_at=row.listed_at, claim=row.public_claim,
            body=row.public_body, body_html=row.body_html, wording=row.public_wording, comments=row.size,
            version=row.version, anchors=anchors.get(row.id, ()), reworded=reworded.get(row.id, ""),
            written_about=drifted.get(row.id, 0), is_late=row.is_late, received_at=row.received_at,
        )
        for row in rows
    ]


def anchors_of(position_ids: Sequence[int]) -> dict[int, list[tuple[str, str, str]]]:
    """What positions are about: (kind, topic's slug, number as 2.3, or the topic's alone).

    A passage that is no longer there is of the kind `gone`.
    """
    found: dict[int, list[tuple[str, str, str]]] = {}
    if not position_ids:
        return found
    rows = db.session.execute(
        select(Anchor.position_id, Anchor.about, Topic.slug, Topic.ordinal, Passage.ordinal)
        .join(Topic, Topic.id == Anchor.topic_id)
        .outerjoin(Passage, Passage.id == Anchor.passage_id)
        .where(Anchor.position_id.in_(position_ids))
        .order_by(Topic.ordinal, Passage.ordinal)
    )
    for position_id, about, slug, topic, passage in rows:
        number = f"{topic}.{passage}" if passage is not None else str(topic)
        kind = "gone" if about is About.PASSAGE and passage is None else about.value
        listed = found.setdefault(position_id, [])
        if (kind, slug, number) not in listed:
            listed.append((kind, slug, number))
    return found


def late_among(consultation: Consultation) -> set[int]:
    """The positions that came after closing."""
    return set(db.session.scalars(
        select(Position.__table__.c.id)
        .join(Submission, Submission.id == Position.__table__.c.submission_id)
        .where(Submission.consultation_id == consultation.id, Submission.is_late)
    ))


def received_late(consultation: Consultation) -> int:
    """How many submissions came after closing, whatever became of them: they are few, and have their own index."""
    return db.session.scalar(
        select(func.count()).where(Submission.consultation_id == consultation.id, Submission.is_late)
    ) or 0


def position_by_name(name: str) -> Position:
    """With its versions, anchors, topics and thread. Raises NotFound."""
    identifier = id_of(name)
    found = None
    if identifier is not None:
        found = db.session.scalar(
            select(Position)
            .where(Position.id == identifier)
            .options(
                joinedload(Position.consultation).selectinload(Consultation.topics),
                joinedload(Position.stakeholder), joinedload(Position.thread), selectinload(Position.topics),
                selectinload(Position.versions),
                selectinload(Position.anchors).joinedload(Anchor.passage),
                selectinload(Position.anchors).joinedload(Anchor.topic),
            )
        )
    if found is None:
        raise NotFound(_("There is no such position."))
    return found


def position_seen_by(account: Account | None, name: str) -> Position:
    """A published one, or one's own. Raises NotFound; a withdrawn one's page says so to everybody who has its name."""
    position = position_by_name(name)
    if position.state is State.PUBLISHED or is_author(account, position):
        return position
    raise NotFound(_("There is no such position, or it is not public."))


def own_position(account: Account, name: str) -> Position:
    """Raises NotFound, also for somebody else's."""
    position = position_by_name(name)
    if not is_author(account, position):
        raise NotFound(_("There is no such position among yours."))
    return position


def submission_of(account: Account, name: str) -> Submission:
    """One's own submission, with all its parts. Raises NotFound."""
    identifier = id_of(name)
    found = None
    if identifier is not None:
        found = db.session.scalar(
            select(Submission)
            .where(Submission.id == identifier)
            .options(
                joinedload(Submission.stakeholder), joinedload(Submission.consultation),
                selectinload(Submission.positions).selectinload(Position.versions),
                selectinload(Submission.positions).selectinload(Position.topics),
                selectinload(Submission.written).selectinload(WrittenAnswer.versions),
                selectinload(Submission.attachments),
            )
        )
    if found is None or not is_author(account, found):
        raise NotFound(_("There is no such submission."))
    return found


def submissions_by(account: Account) -> Sequence[Submission]:
    """What somebody sent, the latest first."""
    return db.session.scalars(
        select(Submission)
        .join(Stakeholder, Stakeholder.id == Submission.stakeholder_id)
        .where(Stakeholder.account_id == account.id)
        .order_by(Submission.submitted_at.desc())
        .limit(200)
        .options(
            joinedload(Submission.consultation),
            selectinload(Submission.positions).selectinload(Position.versions),
        )
    ).all()


def draft_for(account: Account | None, name: str) -> Draft:
    """Raises NotFound, also for somebody else's."""
    identifier = id_of(name)
    found = db.session.get(Draft, identifier) if identifier is not None else None
    if found is None or not may_use(account, found):
        raise NotFound(_("There is no such draft. It may have been sent already: look under “Your account”."))
    return found


def drafts_of(account: Account) -> Sequence[Draft]:
    return db.session.scalars(
        select(Draft)
        .where(Draft.account_id == account.id)
        .order_by(Draft.saved_at.desc())
        .options(joinedload(Draft.consultation))
    ).all()
