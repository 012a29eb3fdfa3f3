"""What the team does among itself: taking and assigning, notes, saved filters; and the author's answer to it."""

from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Consultation, Duty, TeamMember, TeamRole
from consult.consultations.policy import has_duty, require_moderator
from consult.contributions.models import Contribution, State
from consult.db import db, transaction
from consult.errors import Conflict, Invalid, NotAllowed, NotFound
from consult.i18n import _
from consult.identifiers import id_of
from consult.moderation.models import Remark, RemarkKind, SavedFilter
from consult.moderation.policy import is_own
from consult.moderation.subjects import lock
from consult.record.actions import append_entry
from consult.text import normalise

REMARK_LIMIT = 5_000
FILTERS = 20


class NothingAsked(Conflict):
    """Nobody of the team waits for an answer."""


def assign(contribution: Contribution, to: Account | None, by: Account) -> None:
    """Give a contribution to somebody who reviews, or to nobody. Raises NotAllowed or Invalid."""
    with transaction():
        lock(contribution)
        require_moderator(by, contribution.consultation)
        if to is not None and not has_duty(to, contribution.consultation, Duty.REVIEWING):
            raise Invalid(_("This person does not review in this consultation."))
        contribution.assigned_to = to.id if to else None


def reviewers_of(consultations: list[int]) -> list[Account]:
    """Who may be given something to review, by name."""
    members = select(TeamMember.account_id).where(
        TeamMember.consultation_id.in_(consultations), TeamMember.role.in_([TeamRole.MANAGER, TeamRole.MODERATOR])
    )
    found = db.session.scalars(select(Account).where(Account.id.in_(members)))
    return sorted(found, key=lambda each: each.shown_name.casefold())


def reviewer_named(consultation: Consultation, name: str) -> Account:
    """Raises NotFound."""
    found = db.session.get(Account, id_of(name) or -1)
    if found is None or not has_duty(found, consultation, Duty.REVIEWING):
        raise NotFound(_("There is no such person in this team."))
    return found


def write_note(contribution: Contribution, text: str, by: Account) -> Remark:
    """For the team alone. Raises NotAllowed or Invalid."""
    with transaction() as session:
        require_moderator(by, contribution.consultation)
        remark = _remark(contribution, RemarkKind.NOTE, text, by)
        session.add(remark)
        return remark


def answer(contribution: Contribution, text: str, by: Account) -> Remark:
    """The author's words to the team, which then decides. Raises NotAllowed, NothingAsked or Invalid."""
    with transaction() as session:
        lock(contribution)
        if not is_own(by, contribution):
            raise NotAllowed(_("Only its author may answer."))
        if contribution.asked_at is None or contribution.state is State.WITHDRAWN:
            raise NothingAsked(_("Nobody waits for an answer on this contribution."))
        remark = _remark(contribution, RemarkKind.ANSWER, text, by)
        contribution.asked_at = None
        session.add(remark)
        append_entry(
            "contribution.answered", contribution.subject, consultation=contribution.consultation.slug,
            hides_time=contribution.is_nameless,
        )
        return remark


def _remark(contribution: Contribution, kind: RemarkKind, text: str, by: Account) -> Remark:
    text = normalise(text)
    if not text:
        raise Invalid(_("Write something first."))
    return Remark(contribution_id=contribution.id, kind=kind, account_id=by.id, text=text, written_at=now())


def save_filter(title: str, narrowing: dict[str, str], by: Account) -> SavedFilter:
    """Raises Invalid without a name, or where there are too many."""
    with transaction() as session:
        title = normalise(title)
        if not title:
            raise Invalid(_("Give the filter a name."))
        kept = session.scalar(select(func.count()).select_from(SavedFilter).where(SavedFilter.account_id == by.id)) or 0
        if kept >= FILTERS:
            raise Invalid(_("You have saved twenty filters. Forget one first."))
        saved = SavedFilter(account_id=by.id, title=title[:80], narrowing=narrowing)
        session.add(saved)
        return saved


def forget_filter(name: str, by: Account) -> None:
    """Raises NotFound."""
    with transaction() as session:
        found = session.get(SavedFilter, id_of(name) or -1)
        if found is None or found.account_id != by.id:
            raise NotFound(_("There is no such filter."))
        session.delete(found)


def filters_of(account: Account) -> list[SavedFilter]:
    return list(db.session.scalars(
        select(SavedFilter).where(SavedFilter.account_id == account.id).order_by(SavedFilter.saved_at)
    ))
