"""Reading how the time of a consultation went: its changes, its rounds, and which round something belongs to."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from consult.clock import now
from consult.consultations.models import Allowance, Consultation, TimeChange, TopicVersion, Turn
from consult.db import db


def time_changes(consultation: Consultation) -> Sequence[TimeChange]:
    """The latest first."""
    return db.session.scalars(
        select(TimeChange)
        .where(TimeChange.consultation_id == consultation.id)
        .order_by(TimeChange.changed_at.desc(), TimeChange.id)
    ).all()


def later_deadlines(consultation: Consultation) -> int:
    """How many people and organisations have a later deadline. Who they are is not public."""
    return db.session.scalar(select(func.count()).where(Allowance.consultation_id == consultation.id)) or 0


def standing_of(consultation: Consultation) -> TimeChange | None:
    """The change a reader must know of first: why it is paused or cancelled, else the latest until it closes."""
    if not consultation.calendar_sequence:
        return None
    wanted = Turn.CANCELLED if consultation.cancelled_at else Turn.PAUSED if consultation.paused_at else None
    if wanted is None and consultation.closes_at and consultation.closes_at <= now():
        return None
    return next((each for each in time_changes(consultation) if wanted in (None, each.turn)), None)


def round_at(consultation: Consultation, moment: datetime) -> int:
    """The round in which something was sent."""
    return max((each.number for each in consultation.rounds if each.opens_at <= moment), default=1)


def versions_of(topic_id: int) -> Sequence[TopicVersion]:
    """What was said of each version after the first, in order."""
    return db.session.scalars(
        select(TopicVersion).where(TopicVersion.topic_id == topic_id).order_by(TopicVersion.version)
    ).all()
