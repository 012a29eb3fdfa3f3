"""Finding circulated drafts by their links, comments, and what waits for approval."""

import hashlib
import hmac
from collections.abc import Sequence

from sqlalchemy import select

from consult.accounts.models import Account
from consult.clock import now
from consult.db import db
from consult.drafting.models import Circulation, InternalComment
from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import id_of
from consult.organisations.policy import may_approve_for
from consult.submissions.approving import Approval
from consult.submissions.models import Draft

COMMENTS = 500


def own_draft(account: Account, name: str) -> Draft:
    """Raises NotFound, also for one that nobody has taken: it must be somebody's before others are let in."""
    identifier = id_of(name)
    found = db.session.get(Draft, identifier) if identifier is not None else None
    if found is None or found.account_id != account.id:
        raise NotFound(_("There is no such draft. It may have been sent already: look under “Your account”."))
    return found


def token_of(circulation: Circulation, secret: str) -> str:
    return f"{circulation.name}-{_sign(circulation.name, secret)}"


def _sign(name: str, secret: str) -> str:
    return hmac.new(secret.encode(), f"circulation {name}".encode(), hashlib.sha256).hexdigest()[:40]


def circulation_with(token: str, secret: str) -> Circulation:
    """Raises NotFound where it never was, has ended or is too old: which of these is nobody's to know."""
    name, _dash, signed = token.partition("-")
    identifier = id_of(name)
    sound = hmac.compare_digest(signed.encode(), _sign(name, secret).encode())
    found = db.session.get(Circulation, identifier) if sound and identifier is not None else None
    if found is None or found.ended_at is not None or found.expires_at <= now():
        raise NotFound(_("This link leads nowhere any more. Ask whoever gave it to you for a new one."))
    return found


def present_circulation(draft: Draft) -> Circulation | None:
    return db.session.scalar(
        select(Circulation)
        .where(Circulation.draft_id == draft.id, Circulation.ended_at.is_(None), Circulation.expires_at > now())
        .order_by(Circulation.made_at.desc()).limit(1)
    )


def comments_on(draft: Draft) -> Sequence[InternalComment]:
    """The earliest first."""
    return db.session.scalars(
        select(InternalComment).where(InternalComment.draft_id == draft.id)
        .order_by(InternalComment.written_at, InternalComment.id).limit(COMMENTS)
    ).all()


def approval_asked_of(account: Account, name: str) -> Approval:
    """Raises NotFound, also where it is not this person's to give or was answered or sent."""
    identifier = id_of(name)
    found = db.session.get(Approval, identifier) if identifier is not None else None
    if (
        found is None or found.draft_id is None or found.given_at or found.returned_at
        or not may_approve_for(account, found.organisation)
    ):
        raise NotFound(_("There is nothing to approve here. It may have been answered already."))
    return found
