"""Keeping what somebody is writing, part by part, until it is sent."""

import secrets
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Consultation
from consult.contributions.models import Publication
from consult.db import db, hold, transaction
from consult.errors import Conflict, Invalid, NotFound
from consult.i18n import _
from consult.submissions.content import Content, SubmissionContent
from consult.submissions.models import Draft, Position, Submission
from consult.submissions.policy import require_use
from consult.text import normalise

CAMPAIGN_LIMIT = 120


class SavedElsewhere(Conflict):
    """The draft was saved in another window since this page was opened."""


def save_draft(
    consultation: Consultation, content: Content | SubmissionContent, by: Account | None, draft: Draft | None = None,
    position: Position | None = None, revision: int | None = None, submission: Submission | None = None,
    begun_at: datetime | None = None,
) -> Draft:
    """Keep the whole of what somebody is writing; a `Content` is a submission of that position alone.

    Raises NotAllowed, or SavedElsewhere where `revision` is no longer the latest.
    """
    whole = SubmissionContent.alone(content) if isinstance(content, Content) else content
    with transaction() as session:
        if draft is None:
            draft = Draft(
                consultation_id=consultation.id, content=whole.as_json(), position_id=position.id if position else None,
                submission_id=submission.id if submission else None, begun_at=begun_at or now(),
            )
            session.add(draft)
            _take(draft, by)
            session.flush()
            return draft
        _hold(draft, by)
        if revision is not None and draft.revision != revision:
            raise SavedElsewhere(_in_another_window())
        _keep(draft, whole, by)
        return draft


def save_part(
    draft: Draft, part: str, change: SubmissionContent, by: Account | None, revision: int | None = None
) -> None:
    """Keep one part, as it stands in `change`, and leave the others as they are.

    `part` is a position's key, `answers` or `paper`. Raises NotAllowed, or SavedElsewhere where that part has been
    saved since `revision`.
    """
    with transaction():
        _hold(draft, by)
        kept = draft.whole
        if revision is not None and kept.revisions.get(part, 0) > revision:
            raise SavedElsewhere(_in_another_window())
        whole = replace(
            kept, publication=change.publication, language=change.language,
            revisions={**kept.revisions, part: draft.revision + 1},
        )
        if part == "answers":
            whole = replace(whole, answers=change.answers)
        elif part == "paper":
            whole = replace(whole, paper=change.paper)
        else:
            whole = replace(whole, positions={**kept.positions, part: change.positions[part]})
        _keep(draft, whole, by)


def remove_position(draft: Draft, key: str, by: Account | None) -> None:
    """Raises NotAllowed, or NotFound where it is gone already."""
    with transaction():
        _hold(draft, by)
        kept = draft.whole
        if key not in kept.positions:
            raise NotFound(_("There is no such position in your draft."))
        rest = {each: content for each, content in kept.positions.items() if each != key}
        _keep(draft, replace(kept, positions=rest), by)


def choose_publication(draft: Draft, publication: Publication, language: str, by: Account | None) -> None:
    """For all of it. Raises NotAllowed."""
    with transaction():
        _hold(draft, by)
        _keep(draft, replace(draft.whole, publication=publication, language=language), by)


def declare_campaign(draft: Draft, name: str, by: Account | None) -> None:
    """Say that all of it belongs to a campaign; empty: to none. Raises NotAllowed or Invalid."""
    name = " ".join(normalise(name).split())
    if len(name) > CAMPAIGN_LIMIT:
        raise Invalid(_("Give a name of at most %(limit)s characters.", limit=CAMPAIGN_LIMIT))
    with transaction():
        _hold(draft, by)
        if draft.whole.campaign != name:
            _keep(draft, replace(draft.whole, campaign=name), by)


def discard_draft(draft: Draft, by: Account | None) -> None:
    """Raises NotAllowed."""
    with transaction() as session:
        _hold(draft, by)
        session.delete(draft)


def begun_draft(consultation: Consultation, by: Account | None) -> Draft | None:
    """What this person has begun for this consultation and not yet sent, the latest; not changes of what they sent."""
    if by is None:
        return None
    return db.session.scalar(
        select(Draft)
        .where(
            Draft.consultation_id == consultation.id, Draft.account_id == by.id, Draft.position_id.is_(None),
            Draft.submission_id.is_(None),
        )
        .order_by(Draft.saved_at.desc()).limit(1)
    )


def new_key() -> str:
    """The name of a position within its draft."""
    return secrets.token_hex(4)


def _hold(draft: Draft, by: Account | None) -> None:
    hold(draft)
    require_use(draft, by)


def _keep(draft: Draft, whole: SubmissionContent, by: Account | None) -> None:
    draft.revision += 1
    draft.content = whole.as_json()
    draft.saved_at = now()
    _take(draft, by)


def _take(draft: Draft, by: Account | None) -> None:
    if by is not None:
        draft.account_id = by.id


def _in_another_window() -> str:
    return _("This draft was changed in another window. Both texts are kept: compare them below.")
