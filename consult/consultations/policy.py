"""Who may do what to a consultation."""

from sqlalchemy import select

from consult.accounts.models import Account
from consult.consultations.models import Consultation, Duty, TeamDuty, TeamMember, TeamRole
from consult.consultations.phases import Phase, PhaseClosed, is_public, phase_of
from consult.db import db
from consult.errors import NotAllowed, NotFound
from consult.i18n import _


def roles_of(account: Account | None, consultation: Consultation) -> set[TeamRole]:
    """The roles somebody holds in a consultation; an administrator has none by that alone."""
    if account is None or not account.is_authenticated:
        return set()
    return set(
        db.session.scalars(
            select(TeamMember.role).where(
                TeamMember.consultation_id == consultation.id, TeamMember.account_id == account.id
            )
        )
    )


def roles_anywhere(account: Account) -> set[TeamRole]:
    """The roles somebody holds in any consultation."""
    return set(db.session.scalars(select(TeamMember.role).where(TeamMember.account_id == account.id).distinct()))


def may_see(account: Account | None, consultation: Consultation) -> bool:
    return is_public(consultation) or bool(roles_of(account, consultation)) or is_administrator(account)


def is_administrator(account: Account | None) -> bool:
    return account is not None and account.is_authenticated and account.is_administrator


def may_manage(account: Account | None, consultation: Consultation) -> bool:
    return TeamRole.MANAGER in roles_of(account, consultation) or is_administrator(account)


def may_moderate(account: Account | None, consultation: Consultation) -> bool:
    """Managers too: in the Simple preset two people hold all roles."""
    return bool(roles_of(account, consultation) & {TeamRole.MODERATOR, TeamRole.MANAGER})


def has_duty(account: Account | None, consultation: Consultation, duty: Duty) -> bool:
    """Whoever moderates; where the plan keeps the duty for those it is given to, they alone."""
    if account is None or not may_moderate(account, consultation):
        return False
    if duty not in (consultation.split_duties or ()):
        return True
    return db.session.get(TeamDuty, (consultation.id, account.id, duty)) is not None


def may_observe(account: Account | None, consultation: Consultation) -> bool:
    return bool(roles_of(account, consultation))


def may_begin(account: Account | None) -> bool:
    """Whoever manages one consultation, or the site, may begin another."""
    if account is None or not account.is_authenticated:
        return False
    return is_administrator(account) or db.session.scalar(
        select(TeamMember.account_id).where(
            TeamMember.account_id == account.id, TeamMember.role == TeamRole.MANAGER
        ).limit(1)
    ) is not None


def require_sight(account: Account | None, consultation: Consultation) -> None:
    """Raises NotFound: what is not published does not exist for a stranger."""
    if not may_see(account, consultation):
        raise NotFound(_("There is no such consultation."))


def require_manager(account: Account | None, consultation: Consultation) -> None:
    """Raises NotFound for a stranger to an unpublished consultation, NotAllowed otherwise."""
    require_sight(account, consultation)
    if not may_manage(account, consultation):
        raise NotAllowed(_("Only a manager of this consultation may do this."))


def require_moderator(account: Account | None, consultation: Consultation) -> None:
    """Raises NotFound for a stranger to an unpublished consultation, NotAllowed otherwise."""
    require_sight(account, consultation)
    if not may_moderate(account, consultation):
        raise NotAllowed(_("Only a moderator of this consultation may do this."))


def require_desk(by: Account | None, consultation: Consultation, duty: Duty = Duty.SUMMARISING) -> None:
    """Whoever codes and summarises. Raises NotFound or NotAllowed, or PhaseClosed before the opening and after the end.
    """
    require_duty(by, consultation, duty)
    phase = phase_of(consultation)
    if phase in (Phase.PREPARING, Phase.ANNOUNCED):
        raise PhaseClosed(_("The desk opens together with the consultation."))
    if phase in (Phase.CANCELLED, Phase.ARCHIVED):
        raise PhaseClosed(_("This consultation has ended, and its outcome with it."))


def require_duty(account: Account | None, consultation: Consultation, duty: Duty) -> None:
    """Raises what `require_moderator` does, and NotAllowed where the plan gives the duty to others."""
    require_moderator(account, consultation)
    if not has_duty(account, consultation, duty):
        raise NotAllowed({
            Duty.REVIEWING: _("The plan gives reviewing to others of the team. You may read; they decide."),
            Duty.SUMMARISING: _("The plan gives summarising to others of the team."),
            Duty.JUDGING: _("The plan gives the judging of appeals to others of the team."),
            Duty.PUBLISHING: _("The plan gives the publishing of outcomes to others of the team."),
        }[duty])
