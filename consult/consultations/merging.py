"""Two entries that are one organisation: merged by those who know the field, and nothing that was sent changes.

It stands above organisations because a manager is somebody's role in a consultation.
"""

from sqlalchemy import select, update

from consult.accounts.models import Account
from consult.consultations.models import TeamRole
from consult.consultations.policy import is_administrator, roles_anywhere
from consult.db import db, transaction
from consult.errors import Conflict, NotAllowed
from consult.i18n import _
from consult.organisations.mandates import begin_mandate
from consult.organisations.models import Mandate, MandateRole, Organisation, Stakeholder
from consult.organisations.queries import people_with
from consult.record.actions import append_entry


class SameOrganisation(Conflict):
    """An entry cannot be merged into itself, nor twice."""


def may_merge(account: Account | None) -> bool:
    """Managers of any consultation, and administrators."""
    return account is not None and account.is_authenticated and (
        is_administrator(account) or TeamRole.MANAGER in roles_anywhere(account)
    )


def merge_organisations(double: Organisation, into: Organisation, by: Account) -> None:
    """From now on the double leads to the other; what was sent in its name keeps that name. Raises NotAllowed,
    SameOrganisation.
    """
    with transaction() as session:
        for each in sorted((double, into), key=lambda organisation: organisation.id):
            session.refresh(each, with_for_update=True)
        if not may_merge(by):
            raise NotAllowed(_("Only managers and administrators may do this."))
        if double.id == into.id or double.merged_into_id or into.merged_into_id:
            raise SameOrganisation(_("These are one entry already."))
        session.execute(
            update(Organisation)
            .where((Organisation.id == double.id) | (Organisation.merged_into_id == double.id))
            .values(merged_into_id=into.id)
        )
        number, double.register_number = double.register_number, None
        session.flush()
        into.register_number = into.register_number or number
        _move_people(double, into)
        append_entry(
            "organisation.merged", f"organisation:{double.public_name}",
            facts={"into": f"organisation:{into.public_name}"},
        )


def _move_people(double: Organisation, into: Organisation) -> None:
    """Who spoke for the double speaks on. Owners stay owners only where nobody owns the other already: else
    an entry made to look like another could be used to take that over.
    """
    session = db.session
    is_owned = bool(people_with(into, MandateRole.OWNER))
    present = session.scalars(
        select(Mandate).where(Mandate.organisation_id == double.id, Mandate.ended_at.is_(None))
    ).all()
    for mandate in present:
        role = MandateRole.SPEAKER if is_owned and mandate.role is MandateRole.OWNER else mandate.role
        begin_mandate(into, mandate.account, role)
    session.execute(
        update(Stakeholder).where(Stakeholder.organisation_id == double.id).values(organisation_id=into.id)
    )
