"""Circulating a draft, commenting on it, asking for approval and giving it."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.phases import takes_contributions
from consult.db import db, hold, transaction
from consult.drafting.models import Circulation, InternalComment
from consult.drafting.queries import COMMENTS, present_circulation, token_of
from consult.errors import Conflict, Invalid, NotAllowed
from consult.i18n import _, in_language, known, prefix, shown_moment
from consult.mail import write
from consult.organisations.models import MandateRole, Organisation
from consult.organisations.policy import may_approve_for
from consult.organisations.queries import people_with, stakeholder_of
from consult.submissions.approving import Approval, digest_of
from consult.submissions.drafting import save_draft
from consult.submissions.models import Draft
from consult.text import is_blank, normalise

DAYS = 30
NAME_LIMIT, COMMENT_LIMIT = 100, 5_000
REMINDED_BEFORE = timedelta(days=1)


class TooMany(Conflict):
    """More has been said about this draft than anybody could read."""


class ChangedMeanwhile(Conflict):
    """The draft is not the one that was asked about: approving it would approve words nobody has read."""


def circulate(draft: Draft, by: Account, *, days: int = DAYS, deadline: datetime | None = None) -> Circulation:
    """Make the link anew; one made before ends. Raises NotAllowed or Invalid."""
    with transaction() as session:
        _hold(draft, by)
        closes = draft.consultation.closes_at
        if not 1 <= days <= DAYS:
            raise Invalid(_("The link may be open for 1 to %(days)s days.", days=DAYS))
        if deadline is not None and (deadline <= now() or (closes is not None and deadline >= closes)):
            raise Invalid(_("The internal deadline must lie between now and the end of the consultation."))
        _end(draft)
        circulation = Circulation(draft_id=draft.id, expires_at=now() + timedelta(days=days), deadline=deadline)
        session.add(circulation)
        session.flush()
        return circulation


def end_circulation(draft: Draft, by: Account) -> None:
    """Its link leads nowhere from now on. Raises NotAllowed."""
    with transaction():
        _hold(draft, by)
        _end(draft)


def _end(draft: Draft) -> None:
    while (present := present_circulation(draft)) is not None:
        present.ended_at = now()
        db.session.flush()


def comment_internally(draft: Draft, name: str, text: str) -> InternalComment:
    """By whoever reads the draft. Raises Invalid or TooMany."""
    name, text = " ".join(normalise(name).split()), normalise(text)
    if is_blank(name) or len(name) > NAME_LIMIT:
        raise Invalid(_("Give your name, so that your colleagues know who wrote."))
    if is_blank(text) or len(text) > COMMENT_LIMIT:
        raise Invalid(_("Write a comment of at most 5,000 characters."))
    with transaction() as session:
        hold(draft)
        said = select(func.count()).select_from(InternalComment).where(InternalComment.draft_id == draft.id)
        if (session.scalar(said) or 0) >= COMMENTS:
            raise TooMany(_("There are too many comments on this draft already."))
        comment = InternalComment(draft_id=draft.id, name=name, text=text, revision=draft.revision)
        session.add(comment)
        session.flush()
        return comment


def send_on_behalf_of(draft: Draft, whom: str, by: Account) -> None:
    """Say for which client or member it will be sent; empty for nobody. Raises NotAllowed or Invalid."""
    whom = " ".join(normalise(whom).split())
    if len(whom) > 200:
        raise Invalid(_("Give a name of at most 200 characters."))
    with transaction():
        _hold(draft, by)
        save_draft(draft.consultation, replace(draft.whole, on_behalf_of=whom), by, draft)


def ask_for_approval(draft: Draft, by: Account, base_url: str) -> int:
    """Write to the organisation's approvers; how many. Raises NotAllowed or Invalid."""
    with transaction() as session:
        _hold(draft, by)
        profile = stakeholder_of(by)
        organisation = profile.organisation if profile else None
        if organisation is None:
            raise Invalid(_("Say on your profile for which organisation you speak."))
        approvers = people_with(organisation, MandateRole.APPROVER)
        if not approvers:
            raise Invalid(_("%(name)s has no approver. Its owners can invite one.", name=organisation.name))
        approval = Approval(organisation_id=organisation.id, draft_id=draft.id, digest=digest_of(draft))
        session.add(approval)
        session.flush()
        for approver in approvers:
            with in_language(known(approver.language)):
                write(approver.email, _("A text waits for your approval"), "\n\n".join([
                    _("Hello,"),
                    _("%(person)s wants to send this in the name of %(name)s to the consultation “%(title)s”. Read it, "
                      "and approve it or return it with a comment.", person=by.shown_name, name=organisation.name,
                      title=draft.consultation.title),
                    f"{base_url.rstrip('/')}{prefix(approver.language)}/approvals/{approval.name}",
                ]) + "\n")
        return len(approvers)


def approve(approval: Approval, by: Account, base_url: str, *, shown_as: str = "") -> None:
    """Agree to this exact text. Raises NotAllowed or ChangedMeanwhile."""
    with transaction() as session:
        draft = _asked(approval, by)
        if approval.digest != digest_of(draft):
            raise ChangedMeanwhile(_("The draft has changed since you were asked. Its author must ask again."))
        approval.given_by_id, approval.given_at = by.id, now()
        approval.shown_as = " ".join(normalise(shown_as).split())[:NAME_LIMIT]
        session.flush()
        _tell_author(draft, _("Your draft is approved"), _(
            "Your draft for the consultation “%(title)s” is approved. You can send it now, as it is.",
            title=draft.consultation.title), base_url)


def return_draft(approval: Approval, by: Account, words: str, base_url: str) -> None:
    """Not yet: with words that say what to change. Raises NotAllowed or Invalid."""
    with transaction():
        draft = _asked(approval, by)
        comment_internally(draft, by.shown_name[:NAME_LIMIT], words)
        approval.returned_at = now()
        _tell_author(draft, _("Your draft was returned"), _(
            "Your draft for the consultation “%(title)s” was not approved yet. The comment says why.",
            title=draft.consultation.title), base_url)


def _asked(approval: Approval, by: Account) -> Draft:
    hold(approval)
    if not may_approve_for(by, approval.organisation):
        raise NotAllowed(_("Only an approver of this organisation may do this."))
    draft = db.session.get(Draft, approval.draft_id) if approval.draft_id is not None else None
    if draft is None or approval.given_at or approval.returned_at:
        raise ChangedMeanwhile(_("This was answered or sent already."))
    hold(draft)
    return draft


def _tell_author(draft: Draft, subject: str, text: str, base_url: str) -> None:
    author = db.session.get(Account, draft.account_id) if draft.account_id else None
    if author is not None:
        address = f"{base_url.rstrip('/')}{prefix(author.language)}/drafts/{draft.name}/colleagues"
        write(author.email, subject, "\n\n".join([_("Hello,"), text, address]) + "\n")


def remind_teams(base_url: str, secret: str) -> None:
    """A day before a draft's internal deadline its people are written to, once."""
    due = select(Circulation).where(
        Circulation.deadline.is_not(None), Circulation.reminded_at.is_(None), Circulation.ended_at.is_(None),
        Circulation.deadline <= now() + REMINDED_BEFORE, Circulation.deadline > now(),
    )
    with transaction() as session:
        for circulation in session.scalars(due.limit(200)).all():
            circulation.reminded_at = now()
            if takes_contributions(circulation.draft.consultation):
                _remind(circulation, f"{base_url.rstrip('/')}/circulated/{token_of(circulation, secret)}")


def _remind(circulation: Circulation, address: str) -> None:
    draft = circulation.draft
    assert circulation.deadline is not None
    for reader in team_of(draft):
        with in_language(known(reader.language)):
            write(reader.email, _("A draft waits for your comments"), "\n\n".join([
                _("Hello,"),
                _("Comments on the draft for the consultation “%(title)s” are asked for until %(moment)s.",
                  title=draft.consultation.title,
                  moment=shown_moment(circulation.deadline, draft.consultation.time_zone)),
                address,
            ]) + "\n", holds_key=True)


def team_of(draft: Draft) -> list[Account]:
    """Its author, and those who act for the organisation the author speaks for."""
    author = db.session.get(Account, draft.account_id) if draft.account_id else None
    if author is None:
        return []
    profile = stakeholder_of(author)
    organisation: Organisation | None = profile.organisation if profile else None
    others = people_with(organisation, *MandateRole) if organisation else []
    return list(dict.fromkeys([author, *others]))


def _hold(draft: Draft, by: Account) -> None:
    hold(draft)
    if draft.account_id != by.id:
        raise NotAllowed(_("This draft belongs to somebody else."))
