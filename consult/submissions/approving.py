"""Approval by a named person, where an organisation wants it before anything is sent in its name.

It is of one exact text: a draft that changed after it needs another. Nobody is named in public unless they wish.
"""

import hashlib
import json
from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Account
from consult.clock import now
from consult.contributions.models import Publication
from consult.db import Base, db
from consult.errors import Conflict
from consult.i18n import _
from consult.identifiers import name_of, new_id
from consult.organisations.models import Organisation
from consult.record.actions import append_entry
from consult.submissions.attaching import attachments_of
from consult.submissions.models import Draft, Submission


class NotApproved(Conflict):
    """The organisation wants an approver's agreement to this exact text first."""


class Approval(Base):
    """Asked for, and given or not. `shown_as` is how its giver may be named in public; empty: not at all."""

    __tablename__ = "approvals"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id", ondelete="SET NULL"), index=True)
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    given_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    shown_as: Mapped[str] = mapped_column(default="")

    organisation: Mapped[Organisation] = relationship()
    given_by: Mapped[Account | None] = relationship()

    @property
    def name(self) -> str:
        return name_of(self.id)


def digest_of(draft: Draft) -> str:
    """Of all that would be sent; not of how often it was saved."""
    content = {key: value for key, value in draft.whole.as_json().items() if key != "revisions"}
    said = [content, sorted((each.digest, each.is_confidential) for each in attachments_of(draft)),
            draft.position_id, draft.submission_id]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def latest_approval(draft: Draft) -> Approval | None:
    """What was asked for last for this draft, whatever became of it."""
    return db.session.scalar(
        select(Approval).where(Approval.draft_id == draft.id).order_by(Approval.asked_at.desc()).limit(1)
    )


def approval_for(draft: Draft, organisation: Organisation | None) -> Approval | None:
    """The one that holds for this text; None where none is needed. Raises NotApproved."""
    if organisation is None or not organisation.needs_approval:
        return None
    found = db.session.scalar(
        select(Approval).where(
            Approval.draft_id == draft.id, Approval.organisation_id == organisation.id,
            Approval.given_at.is_not(None), Approval.digest == digest_of(draft),
        ).limit(1)
    )
    if found is None:
        raise NotApproved(
            _("%(name)s wants an approver’s agreement to this exact text before it is sent.", name=organisation.name)
        )
    return found


def use_approval(approval: Approval | None, submission: Submission) -> None:
    """It belongs to what was sent from now on; joins the caller's transaction."""
    if approval is None:
        return
    approval.submission_id, approval.draft_id = submission.id, None
    append_entry(
        "submission.approved", f"submission:{submission.name}", consultation=submission.consultation.slug,
        hides_time=submission.publication is not Publication.NAMED,
    )


def approval_of(submission_id: int) -> Approval | None:
    """The latest that something was sent under."""
    return db.session.scalar(
        select(Approval).where(Approval.submission_id == submission_id, Approval.given_at.is_not(None))
        .order_by(Approval.given_at.desc()).limit(1)
    )
