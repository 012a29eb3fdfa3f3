"""The end of the window makes an outcome final: nobody has to do anything, and the record says so once."""

from sqlalchemy import func, select

from consult.clock import now
from consult.consultations.models import Consultation
from consult.consultations.phases import final_at, is_final
from consult.db import db, transaction
from consult.record.actions import append_entry
from consult.synthesis.models import Outcome


def finish_due() -> int:
    """Enter in the record each outcome whose window has ended. Again changes nothing. How many were entered."""
    drafts = db.session.scalars(
        select(Consultation).where(
            Consultation.draft_outcome_at <= now(), Consultation.final_outcome_at.is_(None),
            Consultation.cancelled_at.is_(None),
        )
    ).all()
    return sum(_finish(each) for each in drafts if is_final(each))


def _finish(consultation: Consultation) -> bool:
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        return finish(consultation)


def finish(consultation: Consultation) -> bool:
    """Keep the minute in which the window ended, if it has; joins a transaction that holds the consultation."""
    ended = final_at(consultation)
    if consultation.final_outcome_at is not None or ended is None or not is_final(consultation):
        return False
    consultation.final_outcome_at = ended
    version = db.session.scalar(select(func.max(Outcome.version)).where(Outcome.consultation_id == consultation.id))
    append_entry(
        "outcome.final", f"consultation:{consultation.slug}", consultation=consultation.slug,
        facts={"outcome": version, "since": ended.strftime("%Y-%m-%dT%H:%M:%SZ")},
    )
    return True
