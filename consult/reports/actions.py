"""Asking for a report that takes long, and making those that are owed."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from consult.clock import now
from consult.consultations.models import Consultation
from consult.db import db, hold, transaction
from consult.i18n import in_language, interface_language
from consult.logs import log
from consult.reports.building import Format, format_named
from consult.reports.models import ReportOrder
from consult.reports.orders import RETRIED, made, order_of, seal_of
from consult.reports.outline import outline
from consult.reports.shelf import kept

# Whoever began and is not done by then was ended.
LOST = timedelta(minutes=15)


def order_report(consultation: Consultation, wanted: Format) -> ReportOrder:
    """Ask for it, unless it is being made, or stands there as it should be, or has just failed."""
    with transaction() as session:
        # Two who ask at once must not both find that nobody has.
        hold(consultation)
        order = order_of(consultation, wanted)
        if order is None:
            order = ReportOrder(
                consultation_id=consultation.id, format=wanted.name, language=interface_language(), asked_at=now())
            session.add(order)
        elif _is_to_be_made_again(consultation, order):
            order.asked_at, order.seal, order.digest = now(), "", ""
            order.begun_at = order.gathered_at = order.made_at = order.failed_at = None
        return order


def _is_to_be_made_again(consultation: Consultation, order: ReportOrder) -> bool:
    if order.failed_at is not None:
        return order.failed_at + RETRIED < now()
    return order.made_at is not None and made(consultation, order) is None


def make_owed() -> None:
    """Make one after the other, as long as any is owed; the worker's part."""
    while (order := _taken()) is not None:
        _make(order)


def _taken() -> ReportOrder | None:
    """The one that has waited longest, for whoever else makes reports to leave alone."""
    owed = (
        select(ReportOrder)
        .where(ReportOrder.made_at.is_(None), ReportOrder.failed_at.is_(None),
               or_(ReportOrder.begun_at.is_(None), ReportOrder.begun_at < now() - LOST))
        .order_by(ReportOrder.asked_at).limit(1).with_for_update(skip_locked=True)
    )
    with transaction() as session:
        order = session.scalar(owed)
        if order is not None:
            order.begun_at = now()
        return order


def _make(order: ReportOrder) -> None:
    """One that fails says so, to whoever waits and to the operator, and keeps no other waiting."""
    key = (order.consultation_id, order.format, order.language)
    try:
        with in_language(order.language):
            consultation = db.session.get_one(Consultation, order.consultation_id)
            seal, report = seal_of(consultation), outline(consultation)
            _note(key, gathered_at=now())
            digest = kept(report, format_named(key[1])).digest
        _note(key, made_at=now(), seal=seal, digest=digest)
    except Exception as fault:
        log().error("report failed", format=key[1], language=key[2], exc_info=fault)
        _note(key, failed_at=now())


def _note(key: tuple[int, str, str], **facts: datetime | str) -> None:
    with transaction() as session:
        session.execute(update(ReportOrder).where(
            ReportOrder.consultation_id == key[0], ReportOrder.format == key[1], ReportOrder.language == key[2],
        ).values(**facts))
