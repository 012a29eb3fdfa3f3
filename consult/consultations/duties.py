"""Duties: which of them the plan keeps for those it is given to, and who has them."""

from collections.abc import Collection, Mapping

from sqlalchemy import delete, select

from consult.accounts.models import Account
from consult.consultations.models import Consultation, Duty, TeamDuty, TeamMember, TeamRole
from consult.consultations.policy import require_manager
from consult.consultations.recording import record
from consult.db import db, transaction
from consult.errors import Invalid
from consult.i18n import _

# Whoever chose what may be published must not be alone in saying what it means.
APART = (Duty.REVIEWING, Duty.SUMMARISING)


def split_duties(
    consultation: Consultation, split: Collection[Duty], given: Mapping[Duty, Collection[int]], by: Account
) -> None:
    """Keep duties for those they are given to: `given` names accounts of the team. Raises NotAllowed or Invalid."""
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        require_manager(by, consultation)
        team = set(session.scalars(select(TeamMember.account_id).where(
            TeamMember.consultation_id == consultation.id,
            TeamMember.role.in_([TeamRole.MANAGER, TeamRole.MODERATOR]),
        )))
        chosen = {duty: team & set(given.get(duty, ())) for duty in Duty}
        for duty in Duty:
            if duty in split and not chosen[duty]:
                raise Invalid(_("Give each duty that is split to somebody; else nobody could do it."))
        if all(duty in split for duty in APART) and chosen[APART[0]] & chosen[APART[1]]:
            raise Invalid(_("Where both are split, nobody reviews and summarises at once."))
        session.execute(delete(TeamDuty).where(TeamDuty.consultation_id == consultation.id))
        session.add_all(
            TeamDuty(consultation_id=consultation.id, account_id=account_id, duty=duty)
            for duty, accounts in chosen.items() for account_id in sorted(accounts)
        )
        consultation.split_duties = [duty.value for duty in Duty if duty in split]
        record("consultation.duties", consultation, facts={"split": list(consultation.split_duties)})


def duties_in(consultation: Consultation) -> dict[Duty, set[int]]:
    """Who has each duty, by account."""
    found: dict[Duty, set[int]] = {duty: set() for duty in Duty}
    for row in db.session.scalars(select(TeamDuty).where(TeamDuty.consultation_id == consultation.id)):
        found[row.duty].add(row.account_id)
    return found
