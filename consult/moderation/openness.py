"""What everybody may know of moderation: a log of what was done and why, and the figures of it by month.

Never what was hidden, never who did it, and no time nearer than a day: the queue is worked through in the order in
which contributions came, so that the second of a decision would tell the second of a nameless contribution.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Integer, String, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import aliased

from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, State
from consult.db import db
from consult.identifiers import name_of, number_in
from consult.moderation.models import (
    Act,
    Appeal,
    AppealOutcome,
    Flag,
    FlagOutcome,
    FlagReason,
    ModerationDecision,
    Reason,
    Source,
)
from consult.moderation.policy import ADVERSE
from consult.paging import Page, decode_cursor, page_of

PAGE = 50


@dataclass(frozen=True)
class LogLine:
    """`contribution` is its public name where it can be read now, else empty."""

    day: date
    kind: str
    act: str
    reason: str
    source: str
    role: str
    was_held: bool
    is_undone: bool
    appeal: str
    contribution: str


def log_of(consultation: Consultation, after: str | None = None, size: int = PAGE) -> Page[LogLine]:
    """The latest day first, and within a day in the order of random ids. One query."""
    against = aliased(Appeal)
    query = (
        select(
            ModerationDecision.id, ModerationDecision.day, Contribution.kind, ModerationDecision.act,
            ModerationDecision.reason, ModerationDecision.source, ModerationDecision.role,
            ModerationDecision.held_because, ModerationDecision.undone_at, Contribution.state,
            Contribution.id.label("contribution"), against.id.label("appeal"), against.outcome,
        )
        .join(Contribution.__table__, Contribution.id == ModerationDecision.contribution_id)
        .outerjoin(against, against.decision_id == ModerationDecision.id)
        .where(ModerationDecision.consultation_id == consultation.id)
        .order_by(ModerationDecision.day.desc(), ModerationDecision.id)
    )
    place = place_in_log(after)
    if place:
        day, identifier = place
        query = query.where(ModerationDecision.day <= day, or_(
            ModerationDecision.day < day, and_(ModerationDecision.day == day, ModerationDecision.id > identifier)
        ))
    page = page_of(db.session.execute(query.limit(size + 1)).all(), size, lambda row: [row.day.isoformat(), row.id])
    return Page([_line(row) for row in page.rows], page.after)


def place_in_log(after: str | None) -> tuple[date, int] | None:
    """The day and the id in a cursor, or None where it is missing or damaged."""
    values = decode_cursor(after, 2)
    try:
        day = date.fromisoformat(values[0]) if values else None
    except ValueError:
        return None
    identifier = number_in(values[1]) if values else None
    return (day, identifier) if day and identifier is not None else None


def _line(row: Any) -> LogLine:
    appeal = row.outcome.value if row.outcome else "open" if row.appeal else ""
    return LogLine(
        row.day, row.kind.value, row.act.value, row.reason.value if row.reason else "", row.source.value, row.role,
        bool(row.held_because), row.undone_at is not None, appeal,
        name_of(row.contribution) if row.state is State.PUBLISHED else "",
    )


Figures = dict[str, Any]


def transparency_of(consultation: Consultation | None) -> Figures:
    """Decisions by act, reason and month, how long they took, flags and appeals with their outcomes.

    Of one consultation, or of every public one. Four queries, whatever there is. Decisions taken back are left out.
    """
    decisions = _decisions(consultation)
    waits = _median_waits(consultation)
    flags, appeals = _flags(consultation), _appeals(consultation)
    months = sorted({row.month for rows in (decisions, flags, appeals) for row in rows})

    def of(month: str, rows: Sequence[Any]) -> list[Any]:
        return [row for row in rows if row.month == month]

    return {
        "total": _figures(decisions, flags, appeals, waits.get("")),
        "months": {
            month: _figures(of(month, decisions), of(month, flags), of(month, appeals), waits.get(month))
            for month in months
        },
    }


def _figures(
    decisions: Sequence[Any], flags: Sequence[Any], appeals: Sequence[Any], wait: float | None
) -> Figures:
    adverse = [row for row in decisions if row.act in ADVERSE]
    judged = [row for row in appeals if row.outcome]
    reversed_ = sum(row.amount for row in judged if row.outcome is AppealOutcome.REVERSED)
    closed = sum(row.amount for row in flags if row.outcome)
    return {
        "decisions": sum(row.amount for row in decisions),
        "by_act": {act.value: sum(row.amount for row in decisions if row.act is act) for act in Act},
        "by_reason": {
            reason.value: sum(row.amount for row in adverse if row.reason is reason) for reason in Reason
        },
        "by_source": {
            source.value: sum(row.amount for row in adverse if row.source is source) for source in Source
        },
        "held_by_a_rule": sum(row.amount for row in decisions if row.held),
        "median_hours": round(wait / 3600, 1) if wait is not None else None,
        "flags": {
            "received": sum(row.amount for row in flags), "notices": sum(row.amount for row in flags if row.is_notice),
            "acted": sum(row.amount for row in flags if row.outcome is FlagOutcome.ACTED),
            "stands": sum(row.amount for row in flags if row.outcome is FlagOutcome.STANDS),
            "open": sum(row.amount for row in flags) - closed,
            "by_reason": {
                reason.value: sum(row.amount for row in flags if row.reason is reason) for reason in FlagReason
            },
        },
        "appeals": {
            "received": sum(row.amount for row in appeals), "judged": sum(row.amount for row in judged),
            "reversed": reversed_,
            "share_reversed": round(reversed_ / total, 4) if (total := sum(row.amount for row in judged)) else None,
        },
    }


def _month(column: Any) -> Any:
    """A day's month, on both databases."""
    return func.substr(cast(column, String), 1, 7)


def _within(consultation: Consultation | None, column: Any) -> Any:
    if consultation is not None:
        return column == consultation.id
    return column.in_(select(Consultation.id).where(Consultation.announced_at.is_not(None)))


def _decisions(consultation: Consultation | None) -> Sequence[Any]:
    month = _month(ModerationDecision.day)
    held = case((ModerationDecision.held_because != "", 1), else_=0)
    return db.session.execute(
        select(
            month.label("month"), ModerationDecision.act, ModerationDecision.reason, ModerationDecision.source,
            held.label("held"), func.count().label("amount"),
        )
        .where(_within(consultation, ModerationDecision.consultation_id), ModerationDecision.undone_at.is_(None))
        .group_by(month, ModerationDecision.act, ModerationDecision.reason, ModerationDecision.source, held)
    ).all()


def _median_waits(consultation: Consultation | None) -> dict[str, float]:
    """The median of the seconds things waited, by month, and of all under an empty name; by the database itself."""
    month = _month(ModerationDecision.day)
    waited = (
        select(month.label("month"), ModerationDecision.waited.label("waited"))
        .where(
            _within(consultation, ModerationDecision.consultation_id), ModerationDecision.undone_at.is_(None),
            ModerationDecision.waited > 0,
        ).cte("waited")
    )
    both = select(waited.c.month, waited.c.waited).union_all(
        select(literal("").label("month"), waited.c.waited)
    ).subquery()
    ranked = select(
        both.c.month, both.c.waited,
        func.row_number().over(partition_by=both.c.month, order_by=both.c.waited).label("place"),
        func.count().over(partition_by=both.c.month).label("amount"),
    ).subquery()
    half = cast(ranked.c.amount / 2, Integer)
    rows = db.session.execute(
        select(ranked.c.month, func.avg(ranked.c.waited).label("median")).where(
            or_(
                and_(ranked.c.amount % 2 == 1, ranked.c.place == (ranked.c.amount + 1) / 2),
                and_(ranked.c.amount % 2 == 0, or_(ranked.c.place == half, ranked.c.place == half + 1)),
            )
        ).group_by(ranked.c.month)
    )
    return {row.month: float(row.median) for row in rows}


def _flags(consultation: Consultation | None) -> Sequence[Any]:
    month = _month(Flag.day)
    return db.session.execute(
        select(month.label("month"), Flag.reason, Flag.is_notice, Flag.outcome, func.count().label("amount"))
        .where(_within(consultation, Flag.consultation_id))
        .group_by(month, Flag.reason, Flag.is_notice, Flag.outcome)
    ).all()


def _appeals(consultation: Consultation | None) -> Sequence[Any]:
    """By the month in which each was judged, else made."""
    month = _month(func.coalesce(cast(Appeal.day, String), cast(Appeal.made_at, String)))
    return db.session.execute(
        select(month.label("month"), Appeal.outcome, func.count().label("amount"))
        .where(_within(consultation, Appeal.consultation_id)).group_by(month, Appeal.outcome)
    ).all()


def rows_of(figures: Figures) -> list[tuple[str, str, str, Any]]:
    """Month, part, what, amount: one figure a row, for a spreadsheet. The month is empty for the whole time."""
    rows = []
    for month, part in (("", figures["total"]), *figures["months"].items()):
        for name, value in part.items():
            for what, amount in _flat(value):
                rows.append((month, name, what, "" if amount is None else amount))
    return rows


def _flat(value: Any, before: str = "") -> list[tuple[str, Any]]:
    if not isinstance(value, dict):
        return [(before, value)]
    return [pair for name, inner in value.items() for pair in _flat(inner, f"{before}.{name}" if before else name)]
