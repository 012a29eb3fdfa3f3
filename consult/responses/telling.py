"""Letters to those who asked to be told what becomes of a promise."""

from sqlalchemy import select

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Consultation
from consult.db import db, transaction
from consult.i18n import _, in_language, interface_language, known, prefix
from consult.mail import write
from consult.responses.models import Follower, FollowUp, FollowUpStatus, FollowUpStep, Response

STEPS_AT_ONCE = 50


def tell_followers(base_url: str) -> int:
    """One letter a step and follower, owed in one transaction a step; how many."""
    owed = db.session.execute(
        select(FollowUpStep.follow_up_id, FollowUpStep.number).where(FollowUpStep.told_at.is_(None))
        .order_by(FollowUpStep.noted_at).limit(STEPS_AT_ONCE)
    ).all()
    return sum(_tell(follow_up_id, number, base_url) for follow_up_id, number in owed)


def _tell(follow_up_id: int, number: int, base_url: str) -> int:
    with transaction() as session:
        step = session.get_one(FollowUpStep, (follow_up_id, number), with_for_update=True)
        if step.told_at is not None:
            return 0
        follow_up = session.get_one(FollowUp, follow_up_id)
        response = session.get_one(Response, follow_up.response_id)
        consultation = session.get_one(Consultation, response.consultation_id)
        followers = session.scalars(
            select(Account).join(Follower, Follower.account_id == Account.id)
            .where(Follower.consultation_id == consultation.id)
        ).all()
        for account in followers:
            with in_language(known(account.language)):
                _write(account, consultation, follow_up, step, base_url)
        step.told_at = now()
        return len(followers)


def _write(
    account: Account, consultation: Consultation, follow_up: FollowUp, step: FollowUpStep, base_url: str
) -> None:
    status = {
        FollowUpStatus.PLANNED: _("Planned"), FollowUpStatus.UNDER_WAY: _("Under way"),
        FollowUpStatus.DONE: _("Done"), FollowUpStatus.DROPPED: _("Dropped"),
    }[step.status]
    where = f"{base_url.rstrip('/')}{prefix(interface_language())}/consultations/{consultation.slug}/response"
    parts = [
        _("Hello,"),
        _("You follow what becomes of the consultation “%(title)s”. This was noted:", title=consultation.title),
        f"    {follow_up.words}", f"{status}. {step.words}".strip(),
        _("All promises, and how to stop these letters:") + "\n" + f"{where}#{follow_up.name}",
    ]
    write(account.email, _("A promise moves: %(title)s", title=consultation.title), "\n\n".join(parts) + "\n")
