"""Commenting, and taking a comment back."""

from collections.abc import Sequence
from datetime import datetime

from consult.accounts.models import Account
from consult.clock import now
from consult.comments.models import Comment, Thread
from consult.comments.policy import may_change, may_withdraw
from consult.consultations.models import Consultation, Moderation
from consult.consultations.phases import require_changeable, require_open
from consult.contributions import actions as contributions
from consult.contributions.models import Channel, Publication, State, Version
from consult.db import transaction
from consult.errors import Invalid, NotAllowed
from consult.i18n import _
from consult.organisations.actions import author_for
from consult.organisations.models import Stakeholder
from consult.text import is_blank, normalise

BODY_LIMIT = 5_000


def post_comment(
    consultation: Consultation, thread: Thread, topic_ids: Sequence[int], text: str, by: Account, *,
    parent: Comment | None = None, publication: Publication = Publication.NAMED, language: str = "en",
    begun_at: datetime | None = None,
) -> Comment:
    """Reply in a thread; a reply to a reply hangs on the first. Raises PhaseClosed or Invalid."""
    with transaction() as session:
        session.refresh(thread, with_for_update=True)
        require_open(consultation, by, begun_at)
        return add_comment(
            consultation, thread, topic_ids, text, author_for(by), parent=parent, publication=publication,
            language=language, publish=consultation.moderation is Moderation.AFTER,
        )


def add_comment(
    consultation: Consultation, thread: Thread, topic_ids: Sequence[int], text: str, author: Stakeholder, *,
    parent: Comment | None = None, publication: Publication = Publication.NAMED, language: str = "en",
    publish: bool, channel: Channel = Channel.WEB, external_id: str | None = None,
) -> Comment:
    """A comment by anybody, whatever the phase; joins the caller's transaction. Raises Invalid where it is empty."""
    body = normalise(text)
    if is_blank(body):
        raise Invalid(_("Write your comment first."))
    if parent is not None and parent.thread_id != thread.id:
        raise Invalid(_("The comment you answer is not in this thread."))
    organisation = author.organisation
    comment = Comment(
        consultation_id=consultation.id, consultation=consultation, stakeholder_id=author.id, thread_id=thread.id,
        parent_id=(parent.parent_id or parent.id) if parent else None, publication=publication,
        author_name=author.name, organisation_name=organisation.name if organisation else "",
        organisation_id=author.organisation_id, group=author.group, country=author.country, language=language,
        channel=channel, external_id=external_id, received_at=now(),
    )
    contributions.receive(comment, Version(body=body, submitted_at=now()), topic_ids, publish=publish)
    settle(comment, thread, before=None)
    return comment


def revise_comment(comment: Comment, text: str, by: Account) -> None:
    """Its next version; the one before stays public until this one is. Raises NotAllowed, Invalid or PhaseClosed."""
    with transaction() as session:
        session.refresh(comment, with_for_update=True)
        require_changeable(comment.consultation, by)
        if not may_change(by, comment):
            raise NotAllowed(_("Only its author may change a comment, while no moderator has withheld it."))
        body = normalise(text)
        if is_blank(body):
            raise Invalid(_("Write your comment first."))
        if body == comment.versions[-1].body:
            return
        before = comment.state
        contributions.revise(
            comment, Version(body=body, submitted_at=now()),
            publish=comment.consultation.moderation is Moderation.AFTER,
        )
        settle(comment, session.get_one(Thread, comment.thread_id), before)


def withdraw_comment(comment: Comment, by: Account) -> None:
    """Raises NotAllowed or PhaseClosed."""
    with transaction() as session:
        session.refresh(comment, with_for_update=True)
        if not may_withdraw(by, comment):
            raise NotAllowed(_("Only its author may withdraw a comment."))
        require_changeable(comment.consultation, by)
        before = comment.state
        contributions.withdraw(comment)
        settle(comment, session.get_one(Thread, comment.thread_id), before)


def settle(comment: Comment, thread: Thread, before: State | None) -> None:
    """Keep the thread's count of published comments."""
    was, is_now = before is State.PUBLISHED, comment.state is State.PUBLISHED
    thread.size += int(is_now) - int(was)
