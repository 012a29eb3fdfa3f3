"""Who works on what: a person takes a slice of a topic, others see it and take another."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Consultation, Topic
from consult.db import db, transaction
from consult.errors import Conflict, Invalid
from consult.i18n import _
from consult.synthesis.models import Claim
from consult.synthesis.policy import require_desk

SLICE_LIMIT = 60


@dataclass(frozen=True)
class Claimed:
    """`slice` is `all`, `theme:NAME` or `group:VALUE`."""

    slice: str
    account_id: int
    person: str


def claims_on(topic: Topic) -> Sequence[Claimed]:
    """One query."""
    rows = db.session.execute(
        select(Claim.slice, Claim.account_id, Account.name).join(Account, Account.id == Claim.account_id)
        .where(Claim.topic_id == topic.id).order_by(Claim.claimed_at)
    )
    return [Claimed(*row) for row in rows]


def claim(topic: Topic, slice_: str, by: Account) -> None:
    """Take a slice, so that others take another. Raises NotAllowed, PhaseClosed, Invalid, or Conflict where it is
    somebody else's."""
    with transaction() as session:
        session.refresh(topic, with_for_update=True)
        require_desk(by, session.get_one(Consultation, topic.consultation_id))
        if len(slice_) > SLICE_LIMIT or not slice_.startswith(("theme:", "group:", "all")):
            raise Invalid(_("Choose what to work on."))
        present = session.get(Claim, (topic.id, slice_))
        if present is not None and present.account_id != by.id:
            raise Conflict(_("%(person)s works on this already. Choose another part.", person=present.account.name))
        if present is None:
            session.add(Claim(topic_id=topic.id, slice=slice_, account_id=by.id, claimed_at=now()))


def release(topic: Topic, slice_: str, by: Account) -> None:
    """Leave a slice to others; also one that a colleague left behind. Raises NotAllowed or PhaseClosed."""
    with transaction() as session:
        session.refresh(topic, with_for_update=True)
        require_desk(by, session.get_one(Consultation, topic.consultation_id))
        present = session.get(Claim, (topic.id, slice_))
        if present is not None:
            session.delete(present)
