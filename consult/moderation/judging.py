"""Finding flags, notices and appeals, for those who judge them and those they concern."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Account
from consult.consultations.models import Consultation, Duty
from consult.consultations.policy import has_duty, may_moderate
from consult.contributions.models import Contribution
from consult.db import db
from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import id_of
from consult.moderation.models import Appeal, Flag, ModerationDecision

SHOWN = 100


def open_appeals_for(account: Account, consultations: Sequence[Consultation]) -> Sequence[Appeal]:
    """The oldest that nobody has judged, in consultations where this person judges; their own cases among them."""
    ours = [each.id for each in consultations if not each.split_duties or has_duty(account, each, Duty.JUDGING)]
    return db.session.scalars(
        select(Appeal).where(Appeal.consultation_id.in_(ours), Appeal.decided_at.is_(None))
        .options(joinedload(Appeal.contribution), joinedload(Appeal.decision), joinedload(Appeal.flag))
        .order_by(Appeal.made_at).limit(SHOWN)
    ).all()


def appeal_by_name(account: Account, name: str) -> Appeal:
    """Raises NotFound, also for those who do not moderate there."""
    found = db.session.get(Appeal, id_of(name) or -1)
    if found is None or not may_moderate(account, found.contribution.consultation):
        raise NotFound(_("There is no such appeal."))
    return found


def appeals_on(contribution: Contribution) -> dict[int, Appeal]:
    """By the decision each is against."""
    found = db.session.scalars(
        select(Appeal).where(Appeal.contribution_id == contribution.id, Appeal.decision_id.is_not(None))
    )
    return {each.decision_id: each for each in found if each.decision_id is not None}


def flag_by_token(token: str) -> Flag:
    """Raises NotFound."""
    found = db.session.scalar(select(Flag).where(Flag.token == token)) if len(token) <= 40 else None
    if found is None:
        raise NotFound(_("There is no such notice."))
    return found


def appeal_against(flag: Flag) -> Appeal | None:
    return db.session.scalar(select(Appeal).where(Appeal.flag_id == flag.id))


def decision_on(contribution: Contribution, name: str) -> ModerationDecision:
    """Raises NotFound."""
    found = db.session.get(ModerationDecision, id_of(name) or -1)
    if found is None or found.contribution_id != contribution.id:
        raise NotFound(_("There is no such decision."))
    return found
