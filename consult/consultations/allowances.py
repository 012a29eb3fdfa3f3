"""Later deadlines for one person or one organisation."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Account
from consult.consultations.models import Allowance, Consultation
from consult.db import db
from consult.organisations.models import Mandate
from consult.organisations.policy import SPEAKING


def personal_deadline(consultation: Consultation, account: Account | None) -> datetime | None:
    """Until when somebody may still send, for themselves or for their organisation; None where nobody allowed it."""
    if account is None or not account.is_authenticated:
        return None
    own = select(Mandate.organisation_id).where(
        Mandate.account_id == account.id, Mandate.role.in_(SPEAKING), Mandate.ended_at.is_(None)
    )
    return db.session.scalar(
        select(func.max(Allowance.until)).where(
            Allowance.consultation_id == consultation.id,
            or_(Allowance.account_id == account.id, Allowance.organisation_id.in_(own)),
        )
    )


def allowances_of(consultation: Consultation) -> Sequence[Allowance]:
    """All later deadlines, with whose they are; for the team alone."""
    return db.session.scalars(
        select(Allowance)
        .where(Allowance.consultation_id == consultation.id)
        .order_by(Allowance.given_at, Allowance.id)
        .options(joinedload(Allowance.account), joinedload(Allowance.organisation))
    ).all()
