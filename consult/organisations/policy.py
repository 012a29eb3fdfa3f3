"""Who may speak for an organisation, and who may say who may."""

from sqlalchemy import exists, select

from consult.accounts.models import Account
from consult.db import db
from consult.errors import NotAllowed
from consult.i18n import _
from consult.organisations.models import Mandate, MandateRole, Organisation

SPEAKING = frozenset({MandateRole.OWNER, MandateRole.SPEAKER})


def roles_in(account: Account | None, organisation: Organisation) -> set[MandateRole]:
    """What somebody is to an organisation today."""
    if account is None or not account.is_authenticated:
        return set()
    return set(
        db.session.scalars(
            select(Mandate.role).where(
                Mandate.organisation_id == organisation.id, Mandate.account_id == account.id,
                Mandate.ended_at.is_(None),
            )
        )
    )


def may_speak_for(account: Account | None, organisation: Organisation) -> bool:
    return bool(roles_in(account, organisation) & SPEAKING)


def may_approve_for(account: Account | None, organisation: Organisation) -> bool:
    return MandateRole.APPROVER in roles_in(account, organisation)


def may_own(account: Account | None, organisation: Organisation) -> bool:
    """Its owners; and administrators, so that one whose owners have all left can be given another."""
    return MandateRole.OWNER in roles_in(account, organisation) or is_administrator(account)


def is_administrator(account: Account | None) -> bool:
    return account is not None and account.is_authenticated and account.is_administrator


def was_ever_spoken_for(organisation: Organisation) -> bool:
    """Then nobody becomes its owner by naming it, even if all have left: an abandoned name must not be taken over."""
    return bool(db.session.scalar(select(exists().where(Mandate.organisation_id == organisation.id))))


def require_ownership(account: Account | None, organisation: Organisation) -> None:
    """Raises NotAllowed."""
    if not may_own(account, organisation):
        raise NotAllowed(_("Only the owners of this organisation’s entry may do this."))
