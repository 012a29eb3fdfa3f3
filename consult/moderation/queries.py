"""The queue: what waits for a decision, what was decided, and one contribution with all that is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Consultation, Moderation, TeamRole
from consult.consultations.queries import consultations_of
from consult.contributions.models import Contribution, State, Version
from consult.db import db
from consult.errors import NotAllowed, NotFound
from consult.i18n import _
from consult.identifiers import id_of, name_of
from consult.moderation.models import Act, ModerationDecision
from consult.paging import Page, decode_place, page_of
from consult.text import shorten

PAGE = 20
_TITLE = 120


class Tab(StrEnum):
    WAITING = "waiting"
    UNREVIEWED = "unreviewed"
    WITHHELD = "withheld"
    PRIVATE = "private"
    DECIDED = "decided"


@dataclass(frozen=True)
class Wanted:
    """What the queue is narrowed to, besides its consultations; `consultation` is the slug of the one chosen."""

    tab: Tab = Tab.WAITING
    consultation: str = ""
    kind: str = ""
    group: str = ""
    language: str = ""


@dataclass(frozen=True)
class QueueEntry:
    """A line of the queue. `since` is when the version was sent, or when it was decided on."""

    id: int
    kind: str
    title: str
    language: str
    group: str
    since: datetime
    act: Act | None = None

    @property
    def name(self) -> str:
        return name_of(self.id)


@dataclass(frozen=True)
class Standing:
    """How much is in each tab, since when the oldest waits, and what was done today."""

    counts: dict[Tab, int]
    oldest: datetime | None
    decided_today: int


def moderated_by(account: Account) -> Sequence[Consultation]:
    """The consultations whose contributions somebody reviews. Raises NotAllowed where there is none."""
    found = consultations_of(account, TeamRole.MANAGER, TeamRole.MODERATOR)
    if not found:
        raise NotAllowed(_("You do not moderate any consultation. A manager of one can add you to its team."))
    return found


def narrowed(consultations: Sequence[Consultation], slug: str) -> Sequence[Consultation]:
    """The one with that slug, or all. Raises NotAllowed where it is not among them."""
    found = [each for each in consultations if slug in ("", each.slug)]
    if not found:
        raise NotAllowed(_("You do not moderate this consultation."))
    return found


def midnight() -> datetime:
    """When today began, in UTC: the queue may hold consultations of several time zones."""
    return now().replace(hour=0, minute=0, second=0, microsecond=0)


def standing_of(consultations: Sequence[Consultation]) -> Standing:
    """One query, whatever there is."""
    ids = [each.id for each in consultations]
    of_ours = Contribution.consultation_id.in_(ids)
    counts = [
        select(func.count()).select_from(Contribution.__table__)
        .join(Consultation.__table__, Consultation.id == Contribution.consultation_id)
        .where(of_ours, *_in_tab(tab)).scalar_subquery()
        for tab in Tab if tab is not Tab.DECIDED
    ]
    oldest = (
        select(func.min(Version.submitted_at)).select_from(Contribution.__table__).join(Version, _latest)
        .where(of_ours, *_in_tab(Tab.WAITING)).scalar_subquery()
    )
    decided = select(func.count(ModerationDecision.id)).join(
        Contribution.__table__, Contribution.id == ModerationDecision.contribution_id
    ).where(of_ours, ModerationDecision.undone_at.is_(None))
    row = db.session.execute(
        select(
            *counts, decided.scalar_subquery(),
            decided.where(ModerationDecision.decided_at >= midnight()).scalar_subquery(), oldest,
        )
    ).one()
    return Standing(dict(zip(Tab, row[:5], strict=True)), row[6], row[5])


def entries_in(
    consultations: Sequence[Consultation], wanted: Wanted, after: str | None = None, size: int = PAGE
) -> Page[QueueEntry]:
    """A stretch of a tab: oldest first, and decisions latest first. One query."""
    if wanted.tab is Tab.DECIDED:
        return _decided(consultations, wanted, after, size)
    query = _narrow(_entries(consultations), wanted).order_by(Contribution.received_at, Contribution.id)
    cursor = decode_place(after)
    if cursor:
        query = query.where(_later(*cursor))
    rows = db.session.execute(query.limit(size + 1)).all()
    page = page_of(rows, size, lambda row: [row.received_at.isoformat(), row.id])
    return Page([_entry(row, row.submitted_at) for row in page.rows], page.after)


def next_after(
    consultations: Sequence[Consultation], wanted: Wanted, contribution: Contribution
) -> str | None:
    """The name of what follows in the tab, else of its first; None where there is no other. Two queries at most."""
    if wanted.tab is Tab.DECIDED:
        return None
    query = _narrow(_entries(consultations), wanted).where(Contribution.id != contribution.id)
    query = query.order_by(Contribution.received_at, Contribution.id).limit(1)
    row = db.session.execute(query.where(_later(contribution.received_at, contribution.id))).first()
    row = row or db.session.execute(query).first()
    return name_of(row.id) if row else None


def rank(consultations: Sequence[Consultation], wanted: Wanted, contribution: Contribution) -> int | None:
    """Which of the tab it is, counted from 1; None where it is not in it."""
    if wanted.tab is Tab.DECIDED:
        return None
    inside = _narrow(_entries(consultations), wanted)
    up_to_it = inside.where(~_later(contribution.received_at, contribution.id)).subquery()
    itself = inside.where(Contribution.id == contribution.id).subquery()
    row = db.session.execute(
        select(
            select(func.count()).select_from(up_to_it).scalar_subquery(),
            select(func.count()).select_from(itself).scalar_subquery(),
        )
    ).one()
    return int(row[0]) if row[1] else None


def latest_decision(contribution: Contribution, version: int | None = None) -> ModerationDecision | None:
    """The last decision that stands, on a version or on any."""
    query = select(ModerationDecision).where(
        ModerationDecision.contribution_id == contribution.id, ModerationDecision.undone_at.is_(None)
    )
    if version is not None:
        query = query.where(ModerationDecision.version == version)
    return db.session.scalar(query.order_by(ModerationDecision.decided_at.desc(), ModerationDecision.id).limit(1))


def decisions_on(contribution: Contribution) -> Sequence[ModerationDecision]:
    """Every decision on it, also those taken back, the latest first."""
    return db.session.scalars(
        select(ModerationDecision)
        .where(ModerationDecision.contribution_id == contribution.id)
        .options(joinedload(ModerationDecision.decider))
        .order_by(ModerationDecision.decided_at.desc(), ModerationDecision.id)
    ).all()


def decision_by_name(name: str) -> ModerationDecision:
    """Raises NotFound."""
    identifier = id_of(name)
    found = db.session.get(ModerationDecision, identifier) if identifier is not None else None
    if found is None:
        raise NotFound(_("There is no such decision."))
    return found


_latest = and_(Version.contribution_id == Contribution.id, Version.version == Contribution.version)


def _entries(consultations: Sequence[Consultation]) -> Select[Any]:
    return (
        select(
            Contribution.id, Contribution.kind, Contribution.language, Contribution.group, Contribution.received_at,
            Version.submitted_at, Version.public_claim.label("claim"),
            func.substr(Version.public_body, 1, _TITLE + 1).label("body"),
            func.substr(Version.public_wording, 1, _TITLE + 1).label("wording"),
        )
        .select_from(Contribution.__table__)
        .join(Consultation.__table__, Consultation.id == Contribution.consultation_id)
        .join(Version, _latest)
        .where(Contribution.consultation_id.in_([each.id for each in consultations]))
    )


def _in_tab(tab: Tab) -> tuple[Any, ...]:
    return {
        Tab.WAITING: (Contribution.waits.is_(True),),
        Tab.UNREVIEWED: (
            Contribution.state == State.PUBLISHED, Contribution.waits.is_(False), Contribution.reviewed_at.is_(None),
            Consultation.moderation == Moderation.AFTER,
        ),
        Tab.WITHHELD: (Contribution.state == State.WITHHELD, Contribution.withheld_by_author.is_(False)),
        Tab.PRIVATE: (Contribution.state == State.WITHHELD, Contribution.withheld_by_author.is_(True)),
        Tab.DECIDED: (),
    }[tab]


def _narrow(query: Select[Any], wanted: Wanted) -> Select[Any]:
    query = query.where(*_in_tab(wanted.tab))
    for value, column in (
        (wanted.kind, Contribution.kind), (wanted.group, Contribution.group),
        (wanted.language, Contribution.language),
    ):
        if value:
            query = query.where(column == value)
    return query


def _later(moment: datetime, identifier: int) -> Any:
    return or_(
        Contribution.received_at > moment, and_(Contribution.received_at == moment, Contribution.id > identifier)
    )


def _decided(
    consultations: Sequence[Consultation], wanted: Wanted, after: str | None, size: int
) -> Page[QueueEntry]:
    decided_at, own = ModerationDecision.decided_at, ModerationDecision.id
    query = (
        _narrow(_entries(consultations), wanted)
        .add_columns(decided_at, own.label("decision"), ModerationDecision.act)
        .join(ModerationDecision, ModerationDecision.contribution_id == Contribution.id)
        .where(ModerationDecision.undone_at.is_(None))
        .order_by(decided_at.desc(), own.desc())
    )
    cursor = decode_place(after)
    if cursor:
        moment, identifier = cursor
        query = query.where(or_(decided_at < moment, and_(decided_at == moment, own < identifier)))
    page = page_of(
        db.session.execute(query.limit(size + 1)).all(), size, lambda row: [row.decided_at.isoformat(), row.decision]
    )
    return Page([_entry(row, row.decided_at, row.act) for row in page.rows], page.after)


def _entry(row: Any, since: datetime, act: Act | None = None) -> QueueEntry:
    title = " ".join((row.claim or row.body or row.wording).split())
    return QueueEntry(
        row.id, row.kind.value, shorten(title, _TITLE), row.language, row[3].value, since, act
    )
