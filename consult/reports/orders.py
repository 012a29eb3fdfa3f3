"""What is known of a report that takes long: whether it may be given as it stands, else how far it has come."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from consult.clock import now
from consult.consultations.models import Consultation, Topic
from consult.consultations.numbers import numbers_block
from consult.consultations.phases import phase_of
from consult.db import db
from consult.i18n import interface_language
from consult.opinion.models import Opinion
from consult.record.models import ContributionNumber, Entry
from consult.reports import shelf
from consult.reports.building import Format
from consult.reports.models import ReportOrder

# Whoever asked must be able to fetch what was made for them, also where something is said every second.
FETCHED = timedelta(minutes=1)
# Not all that a report holds has an entry in the record: themes have none, nor has an organisation's new website.
CURRENT = timedelta(hours=1)
# After so long it is tried again.
RETRIED = timedelta(minutes=1)


@dataclass(frozen=True)
class Progress:
    """`step` is ready, failed, waiting (for so many `before` it), gathering or building."""

    step: str
    before: int = 0

    @property
    def is_over(self) -> bool:
        return self.step in ("ready", "failed")

    @property
    def seen(self) -> str:
        return f"{self.step}{self.before or ''}"


def is_long(consultation: Consultation, wanted: Format) -> bool:
    """Whether it takes longer than somebody should wait for an answer."""
    numbers = numbers_block(consultation)
    published: int = sum(numbers[kind]["published"] for kind in ("positions", "comments", "answers"))
    return published > wanted.at_once


def order_of(consultation: Consultation, wanted: Format) -> ReportOrder | None:
    return db.session.get(ReportOrder, (consultation.id, wanted.name, interface_language()))


def made(consultation: Consultation, order: ReportOrder | None) -> shelf.Kept | None:
    """The file, if it still says what a new one would."""
    if order is None or order.made_at is None or order.made_at + CURRENT < now():
        return None
    if order.made_at + FETCHED < now() and order.seal != seal_of(consultation):
        return None
    return shelf.standing(consultation.slug, order.format, order.digest)


def progress_of(order: ReportOrder) -> Progress:
    if not order.is_owed:
        return Progress("failed" if order.failed_at else "ready")
    if order.begun_at is not None:
        return Progress("building" if order.gathered_at else "gathering")
    return Progress("waiting", db.session.scalar(
        select(func.count()).select_from(ReportOrder)
        .where(ReportOrder.made_at.is_(None), ReportOrder.failed_at.is_(None), ReportOrder.asked_at < order.asked_at)
    ) or 0)


def seal_of(consultation: Consultation) -> str:
    """Another one after every entry of the record, every number given, every new map, every phase and every day."""
    slug, session = consultation.slug, db.session
    latest = session.scalar(select(func.max(Entry.written_at)).where(Entry.consultation == slug))
    # An act that began earlier may be committed later, and then the latest entry stays the latest.
    beside = session.scalar(
        select(func.count()).select_from(Entry)
        .where(Entry.consultation == slug, Entry.written_at > latest - timedelta(minutes=1))
    ) if latest else 0
    number = session.scalar(
        select(func.max(ContributionNumber.number)).where(ContributionNumber.consultation == slug))
    mapped = session.scalar(
        select(func.max(Opinion.made_at)).join(Topic, Topic.id == Opinion.topic_id)
        .where(Topic.consultation_id == consultation.id))
    said = (latest, beside, number, mapped, phase_of(consultation).value, now().date())
    return hashlib.sha256(repr(said).encode() + shelf.code()).hexdigest()
