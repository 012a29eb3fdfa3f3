"""Who works on a consultation: joining its team and leaving it."""

from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.consultations.models import Consultation, TeamMember, TeamRole
from consult.consultations.policy import require_manager
from consult.consultations.recording import record
from consult.db import db, transaction
from consult.errors import Conflict
from consult.i18n import _


class LastManager(Conflict):
    """Without a manager nobody could publish, close or answer."""


def add_member(consultation: Consultation, account: Account, role: TeamRole, by: Account | None) -> None:
    """Give somebody a role; nothing changes where they hold it. `by` is None for the operator.

    Raises NotAllowed.
    """
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        if by is not None:
            require_manager(by, consultation)
        if session.get(TeamMember, (consultation.id, account.id, role)) is None:
            session.add(TeamMember(consultation_id=consultation.id, account_id=account.id, role=role))
            _record(consultation, role, "joined")


def remove_member(consultation: Consultation, account: Account, role: TeamRole, by: Account | None) -> None:
    """Take a role away. Raises NotAllowed or LastManager."""
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        if by is not None:
            require_manager(by, consultation)
        member = session.get(TeamMember, (consultation.id, account.id, role))
        if member is None:
            return
        if role is TeamRole.MANAGER and _managers(consultation) == 1:
            raise LastManager(_("Name another manager first: a consultation needs one."))
        session.delete(member)
        _record(consultation, role, "left")


def _managers(consultation: Consultation) -> int:
    query = select(func.count()).where(
        TeamMember.consultation_id == consultation.id, TeamMember.role == TeamRole.MANAGER
    )
    return db.session.scalar(query) or 0


def _record(consultation: Consultation, role: TeamRole, what: str) -> None:
    """The role is public, the person is not."""
    record(f"team.{what}", consultation, facts={"role": role.value})
