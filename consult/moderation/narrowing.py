"""What the queue is narrowed to, and the few places of it that a page needs, by index whatever its length."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select, union_all

from consult.clock import now
from consult.consultations.models import Consultation, Moderation, Topic
from consult.contributions.models import Contribution, ContributionTopic, State
from consult.identifiers import id_of
from consult.moderation.models import ModerationDecision

# Counts and ranks go no further: nobody reads the 10,001st place, and counting a million takes a second.
COUNTED = 10_000
RANKED = 1_000
AGES = {"day": timedelta(days=1), "three_days": timedelta(days=3), "week": timedelta(days=7)}


class Tab(StrEnum):
    WAITING = "waiting"
    UNREVIEWED = "unreviewed"
    FLAGGED = "flagged"
    ASKED = "asked"
    WITHHELD = "withheld"
    PRIVATE = "private"
    DECIDED = "decided"


@dataclass(frozen=True)
class Wanted:
    """What the queue is narrowed to, besides its consultations; `consultation` is the slug of the one chosen.

    `held` is a rule of the plan, `age` one of AGES, `assignee` the name of an account, or `me` or `nobody`; `person`
    is the id of who asks.
    """

    tab: Tab = Tab.WAITING
    consultation: str = ""
    kind: str = ""
    group: str = ""
    language: str = ""
    topic: str = ""
    held: str = ""
    age: str = ""
    assignee: str = ""
    person: int = 0

    @property
    def is_narrowed(self) -> bool:
        return any((self.kind, self.group, self.language, self.topic, self.held, self.age, self.assignee))


def places_in(
    consultations: Sequence[Consultation], wanted: Wanted, limit: int, *more: Any
) -> Select[Any] | None:
    """The ids and times of the oldest in a tab: each consultation's first ones by its index, put together.

    None where no consultation can have any. One long list over several consultations would be sorted whole.
    """
    parts = []
    for each in consultations:
        conditions = _in_tab(each, wanted.tab)
        if conditions is None:
            continue
        part = (
            select(Contribution.id, Contribution.received_at).select_from(Contribution.__table__)
            .where(Contribution.consultation_id == each.id, *conditions, *_narrowing(wanted), *more)
        )
        if wanted.assignee in ("", "nobody"):
            part = part.order_by(Contribution.received_at, Contribution.id).limit(limit)
        # What one person has taken is little, and found by itself; asked for in order, the whole queue is read for it.
        found = part.subquery()
        parts.append(select(found.c.id, found.c.received_at))
    if not parts:
        return None
    whole = union_all(*parts).subquery()
    return select(whole.c.id, whole.c.received_at).order_by(whole.c.received_at, whole.c.id).limit(limit)


def decisions_in(
    consultations: Sequence[Consultation], wanted: Wanted, limit: int, *more: Any
) -> Select[Any]:
    """The latest standing decisions, in the same way."""
    parts = []
    for each in consultations:
        query = select(ModerationDecision.id, ModerationDecision.decided_at).where(
            ModerationDecision.consultation_id == each.id, ModerationDecision.undone_at.is_(None), *more
        )
        if wanted.is_narrowed:
            query = query.join(
                Contribution.__table__, Contribution.id == ModerationDecision.contribution_id
            ).where(*_narrowing(wanted))
        query = query.order_by(ModerationDecision.decided_at.desc(), ModerationDecision.id.desc())
        part = query.limit(limit).subquery()
        parts.append(select(part.c.id, part.c.decided_at))
    whole = union_all(*parts).subquery()
    return select(whole.c.id, whole.c.decided_at).order_by(whole.c.decided_at.desc(), whole.c.id.desc()).limit(limit)


def count_of(places: Select[Any] | None) -> Any:
    """How many, as a scalar to select; no further than the places go."""
    if places is None:
        return select(func.count()).where(Contribution.id.is_(None)).scalar_subquery()
    return select(func.count()).select_from(places.order_by(None).subquery()).scalar_subquery()


def later(moment: datetime, identifier: int) -> Any:
    """What stands after a place. The first part says nothing new, but it alone can be looked up in an index."""
    return and_(
        Contribution.received_at >= moment,
        or_(Contribution.received_at > moment, and_(Contribution.received_at == moment, Contribution.id > identifier)),
    )


def _in_tab(consultation: Consultation, tab: Tab) -> tuple[Any, ...] | None:
    if tab is Tab.UNREVIEWED and consultation.moderation is not Moderation.AFTER:
        return None
    return {
        Tab.WAITING: (Contribution.waits.is_(True), Contribution.asked_at.is_(None)),
        Tab.UNREVIEWED: (
            Contribution.state == State.PUBLISHED, Contribution.waits.is_(False), Contribution.reviewed_at.is_(None),
        ),
        Tab.FLAGGED: (Contribution.flagged_at.is_not(None), Contribution.state != State.WITHDRAWN),
        Tab.ASKED: (Contribution.asked_at.is_not(None), Contribution.state != State.WITHDRAWN),
        Tab.WITHHELD: (Contribution.state == State.WITHHELD, Contribution.withheld_by_author.is_(False)),
        Tab.PRIVATE: (Contribution.state == State.WITHHELD, Contribution.withheld_by_author.is_(True)),
    }[tab]


def _narrowing(wanted: Wanted) -> list[Any]:
    found: list[Any] = [
        column == value for value, column in (
            (wanted.kind, Contribution.kind), (wanted.group, Contribution.group),
            (wanted.language, Contribution.language),
        ) if value
    ]
    if wanted.held:
        found.append(Contribution.held_because.contains(wanted.held, autoescape=True))
    if wanted.age in AGES:
        found.append(Contribution.received_at <= now() - AGES[wanted.age])
    if wanted.assignee == "nobody":
        found.append(Contribution.assigned_to.is_(None))
    elif wanted.assignee:
        who = wanted.person if wanted.assignee == "me" else id_of(wanted.assignee)
        found.append(Contribution.assigned_to == (who if who is not None else -1))
    if wanted.topic:
        found.append(exists().where(
            ContributionTopic.contribution_id == Contribution.id, ContributionTopic.topic_id == Topic.id,
            Topic.slug == wanted.topic, Topic.consultation_id == Contribution.consultation_id,
        ))
    return found
