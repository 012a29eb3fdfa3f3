"""The queue: what waits for a decision, what was decided, and the decisions on one contribution."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Consultation, TeamRole
from consult.consultations.queries import consultations_of
from consult.contributions.models import Contribution, Version
from consult.db import db
from consult.errors import NotAllowed, NotFound
from consult.i18n import _
from consult.identifiers import id_of, name_of
from consult.moderation.models import Act, ModerationDecision, Remark, RemarkKind
from consult.moderation.narrowing import COUNTED, RANKED, Tab, Wanted, count_of, decisions_in, later, places_in
from consult.paging import Page, decode_place, page_of
from consult.text import shorten

PAGE = 20
_TITLE = 120
# Among how many of those that arrived first the longest wait is looked for: a new version waits since it was sent.
_OLDEST = 200


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
    held_because: str = ""
    assignee: str = ""
    is_flagged: bool = False

    @property
    def name(self) -> str:
        return name_of(self.id)


@dataclass(frozen=True)
class Standing:
    """How much is in each tab (COUNTED + 1 where it is more), since when the oldest waits, what was done today."""

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
    """One query, and as much work however much there is."""
    counts = [
        count_of(places_in(consultations, Wanted(tab), COUNTED + 1)) for tab in Tab if tab is not Tab.DECIDED
    ]
    decided = count_of(decisions_in(consultations, Wanted(), COUNTED + 1))
    today = count_of(
        decisions_in(consultations, Wanted(), COUNTED + 1, ModerationDecision.decided_at >= midnight())
    )
    first = places_in(consultations, Wanted(), _OLDEST)
    assert first is not None
    places = first.subquery()
    oldest = (
        select(func.min(Version.submitted_at))
        .join(Contribution.__table__, _latest).join(places, places.c.id == Contribution.id).scalar_subquery()
    )
    row = db.session.execute(select(*counts, decided, today, oldest)).one()
    return Standing(dict(zip(Tab, row[: len(Tab)], strict=True)), row[-1], row[-2])


def entries_in(
    consultations: Sequence[Consultation], wanted: Wanted, after: str | None = None, size: int = PAGE
) -> Page[QueueEntry]:
    """A stretch of a tab: oldest first, and decisions latest first. One query."""
    if wanted.tab is Tab.DECIDED:
        return _decided(consultations, wanted, after, size)
    cursor = decode_place(after)
    places = places_in(consultations, wanted, size + 1, *([later(*cursor)] if cursor else []))
    if places is None:
        return Page([], None)
    first = places.subquery()
    rows = db.session.execute(
        _entries().join(first, first.c.id == Contribution.id).order_by(first.c.received_at, first.c.id)
    ).all()
    page = page_of(rows, size, lambda row: [row.received_at.isoformat(), row.id])
    return Page([_entry(row, row.submitted_at) for row in page.rows], page.after)


def names_in(consultations: Sequence[Consultation], wanted: Wanted, limit: int) -> list[str]:
    """The names of the first in a tab; for a decision on all of them."""
    places = places_in(consultations, wanted, limit) if wanted.tab is not Tab.DECIDED else None
    return [name_of(row.id) for row in db.session.execute(places)] if places is not None else []


def next_after(
    consultations: Sequence[Consultation], wanted: Wanted, contribution: Contribution
) -> str | None:
    """The name of what follows in the tab, else of its first; None where there is no other. Two queries at most."""
    if wanted.tab is Tab.DECIDED:
        return None
    for more in ([later(contribution.received_at, contribution.id)], []):
        places = places_in(consultations, wanted, 1, Contribution.id != contribution.id, *more)
        row = db.session.execute(places).first() if places is not None else None
        if row:
            return name_of(row.id)
    return None


def rank(consultations: Sequence[Consultation], wanted: Wanted, contribution: Contribution) -> int | None:
    """Which of the tab it is, counted from 1; None where it is not among its first thousand."""
    places = places_in(consultations, wanted, RANKED) if wanted.tab is not Tab.DECIDED else None
    if places is None:
        return None
    first = places.subquery()
    moment, identifier = contribution.received_at, contribution.id
    up_to_it = or_(first.c.received_at < moment, and_(first.c.received_at == moment, first.c.id <= identifier))
    row = db.session.execute(
        select(
            select(func.count()).select_from(first).where(up_to_it).scalar_subquery(),
            select(func.count()).select_from(first).where(first.c.id == identifier).scalar_subquery(),
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


def remarks_on(contribution: Contribution, *kinds: RemarkKind) -> Sequence[Remark]:
    """The notes of the team and the author's answers, or one of these kinds, the first first."""
    return db.session.scalars(
        select(Remark)
        .where(Remark.contribution_id == contribution.id, Remark.kind.in_(kinds or list(RemarkKind)))
        .options(joinedload(Remark.account)).order_by(Remark.written_at, Remark.id)
    ).all()


def decision_by_name(name: str) -> ModerationDecision:
    """Raises NotFound."""
    identifier = id_of(name)
    found = db.session.get(ModerationDecision, identifier) if identifier is not None else None
    if found is None:
        raise NotFound(_("There is no such decision."))
    return found


_latest = and_(Version.contribution_id == Contribution.id, Version.version == Contribution.version)


def _entries() -> Any:
    return (
        select(
            Contribution.id, Contribution.kind, Contribution.language, Contribution.group, Contribution.received_at,
            Contribution.held_because, Contribution.flagged_at, Account.name.label("assignee"),
            Account.email.label("address"), Version.submitted_at, Version.public_claim.label("claim"),
            func.substr(Version.public_body, 1, _TITLE + 1).label("body"),
            func.substr(Version.public_wording, 1, _TITLE + 1).label("wording"),
        )
        .select_from(Contribution.__table__)
        .join(Version, _latest)
        .outerjoin(Account, Account.id == Contribution.assigned_to)
    )


def _decided(
    consultations: Sequence[Consultation], wanted: Wanted, after: str | None, size: int
) -> Page[QueueEntry]:
    decided_at, own = ModerationDecision.decided_at, ModerationDecision.id
    cursor = decode_place(after)
    more = []
    if cursor:
        moment, identifier = cursor
        more = [decided_at <= moment, or_(decided_at < moment, and_(decided_at == moment, own < identifier))]
    first = decisions_in(consultations, wanted, size + 1, *more).subquery()
    rows = db.session.execute(
        _entries().add_columns(decided_at, own.label("decision"), ModerationDecision.act)
        .join(ModerationDecision, ModerationDecision.contribution_id == Contribution.id)
        .join(first, first.c.id == own)
        .order_by(decided_at.desc(), own.desc())
    ).all()
    page = page_of(rows, size, lambda row: [row.decided_at.isoformat(), row.decision])
    return Page([_entry(row, row.decided_at, row.act) for row in page.rows], page.after)


def _entry(row: Any, since: datetime, act: Act | None = None) -> QueueEntry:
    title = " ".join((row.claim or row.body or row.wording).split())
    return QueueEntry(
        row.id, row.kind.value, shorten(title, _TITLE), row.language, row[3].value, since, act, row.held_because,
        row.assignee or row.address or "", row.flagged_at is not None,
    )
