"""Sending with nothing but an e-mail address: received at once, held back until the mailed link is followed."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from consult.accounts.actions import account_for, mailable
from consult.clock import now
from consult.consultations.models import Moderation
from consult.consultations.phases import has_outcome
from consult.contributions import actions as contributions
from consult.contributions import holding
from consult.contributions.models import Publication, State
from consult.contributions.queries import version_of
from consult.db import Base, db, hold, transaction
from consult.errors import Conflict, NotAllowed, NotFound
from consult.i18n import _, in_language, prefix, shown_moment
from consult.identifiers import id_of, name_of
from consult.mail import write
from consult.organisations.actions import claimed_by, organisation_unclaimed
from consult.organisations.models import Stakeholder
from consult.organisations.queries import stakeholder_of
from consult.organisations.vocabularies import Group
from consult.record.actions import append_entry
from consult.submissions.actions import send, settle
from consult.submissions.models import Draft, Position, Submission
from consult.submissions.policy import may_use

DRAFTS_LAST = timedelta(days=30)


class Unconfirmed(Base):
    """A submission whose author's address is not yet known to be theirs.

    Its name is that of the draft it was: whoever wrote knows it, and reads the receipt under it. The address goes as
    soon as it has served. The mailed link is kept as a hash.
    """

    __tablename__ = "unconfirmed"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), unique=True)
    email: Mapped[str] = mapped_column(String(320), default="")
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    submission: Mapped[Submission] = relationship()

    @property
    def name(self) -> str:
        return name_of(self.id)

    @property
    def waits(self) -> bool:
        return self.token_hash is not None


class NotWaiting(Conflict):
    """The link was followed already, or its days are over."""


@dataclass(frozen=True)
class Sender:
    """What somebody says of themselves when sending; `language` is that of letters to them."""

    email: str
    name: str
    group: Group
    country: str
    organisation: str
    language: str


def send_unconfirmed(
    draft: Draft, sender: Sender, *, days: int, base_url: str, late: bool = False
) -> Unconfirmed:
    """Receive a draft from somebody who gives an address, and mail the link that confirms it.

    It has its place and time from now on, and counts as waiting. The address says nothing yet: no account is looked
    for, so none can be acted for and none can be found out. Raises NotAllowed, AlreadyRegistered, Invalid, PhaseClosed.
    """
    email = mailable(sender.email)
    with transaction() as session:
        hold(draft)
        if draft.is_change or not may_use(None, draft):
            raise NotAllowed(_("This draft belongs to somebody else."))
        organisation = organisation_unclaimed(sender.organisation)
        author = Stakeholder(
            name=sender.name, group=sender.group, country=sender.country, language=sender.language,
            organisation_id=organisation.id if organisation else None, organisation=organisation,
        )
        session.add(author)
        session.flush()
        identifier = draft.id
        submission = send(draft, author, publish=False, late=late)
        _hold_back(submission)
        held = Unconfirmed(id=identifier, submission_id=submission.id, submission=submission, email=email,
                           ends_at=submission.submitted_at + timedelta(days=days))
        session.add(held)
        _mail_link(held, base_url)
        return held


def _hold_back(submission: Submission) -> None:
    """Everything in it waits, also what is never to be published, and no moderator is asked to read it yet."""
    submission.is_unconfirmed = True
    for position in submission.contributions:
        contributions.await_review(position)
        position.waits, position.withheld_by_author = False, False
    settle(submission)


def mail_again(held: Unconfirmed, email: str, base_url: str) -> None:
    """To another address if wished; the link mailed before is void. Raises NotWaiting or Invalid."""
    address = mailable(email)
    with transaction():
        _require_waiting(held)
        held.email = address
        _mail_link(held, base_url)


def _mail_link(held: Unconfirmed, base_url: str) -> None:
    token = secrets.token_urlsafe(32)
    held.token_hash = _hash(token)
    submission = held.submission
    consultation, language = submission.consultation, submission.stakeholder.language
    with in_language(language):
        link = f"{base_url.rstrip('/')}{prefix(language)}/confirmations/{token}"
        ends = shown_moment(held.ends_at, consultation.time_zone)
        write(held.email, _("Confirm what you sent"), "\n\n".join([
            _("Hello,"),
            _("Somebody has sent a contribution to the consultation “%(title)s” and gave this address.",
              title=consultation.title),
            _("If it was you, confirm it here. Until then nobody reads it. The link works once, until %(ends)s:",
              ends=ends),
            link,
            _("If it was not you, the same page lets you say so, or do nothing: then it counts as withdrawn."),
        ]) + "\n", holds_key=True)


def confirm(token: str) -> Unconfirmed:
    """Believe the address: the submission goes on its way, under the account of that address.

    The time of sending counts, so the consultation may have closed meanwhile. Raises NotFound, NotWaiting, NotAllowed.
    """
    with transaction() as session:
        held = _held_by(token)
        submission = held.submission
        account = account_for(held.email)
        if not account.active:
            raise NotAllowed(_("This account is closed."))
        author, profile = submission.stakeholder, stakeholder_of(account)
        if author.organisation is not None and not claimed_by(account, author.organisation):
            _speak_for_oneself(submission)
        if not account.name:
            account.name, account.language = author.name, author.language
        if profile is None:
            author.account_id = account.id
        else:
            submission.stakeholder = profile
            for position in submission.contributions:
                position.stakeholder = profile
            session.flush()
            session.delete(author)
        _let_go(submission)
        held.email, held.token_hash, held.confirmed_at = "", None, now()
        _record("confirmed", submission)
        return held


def _speak_for_oneself(submission: Submission) -> None:
    """Somebody else has become the owner of the organisation's entry since: its name is no longer free to be used."""
    submission.stakeholder.organisation = None
    for position in submission.positions:
        position.organisation_id, position.organisation_name = None, ""


def _let_go(submission: Submission) -> None:
    """What would have happened on sending happens now; after an outcome is out, a moderator looks first.

    The plan's rules are asked again: only now is it known whose first contribution this is, or is not.
    """
    consultation = submission.consultation
    publish = consultation.moderation is Moderation.AFTER and not has_outcome(consultation)
    submission.is_unconfirmed = False
    for each in submission.contributions:
        version = version_of(each, each.version)
        if each.publication is Publication.NOT_PUBLISHED:
            contributions.withhold(each, by_author=True)
        elif not holding.hold(each, version) and publish:
            contributions.publish_version(each, version)
        else:
            each.waits = True
    settle(submission)


def refuse(token: str) -> Unconfirmed:
    """The owner of the address did not send this: it counts as withdrawn at once. Raises NotFound or NotWaiting."""
    with transaction():
        held = _held_by(token)
        _end(held)
        return held


def end_overdue() -> None:
    """What nobody confirmed in time counts as withdrawn; the address and name given with it are forgotten."""
    due = select(Unconfirmed.id).where(Unconfirmed.token_hash.is_not(None), Unconfirmed.ends_at <= now())
    for identifier in db.session.scalars(due.limit(500)).all():
        with transaction() as session:
            held = session.get(Unconfirmed, identifier)
            if held is None:
                continue
            hold(held)
            if held.waits and held.ends_at <= now():
                _end(held)


def _end(held: Unconfirmed) -> None:
    submission = held.submission
    submission.answers_withdrawn_at = now()
    for position in submission.contributions:
        contributions.withdraw(position)
        position.author_name = position.organisation_name = ""
        position.organisation_id = None
    settle(submission)
    submission.stakeholder.name, submission.stakeholder.organisation_id = "", None
    held.email, held.token_hash, held.ended_at = "", None, now()
    _record("unconfirmed", submission)


def forget_drafts() -> None:
    """Drafts that nobody has taken under a name are kept as long as a device keeps them, and no longer."""
    with transaction() as session:
        session.execute(delete(Draft).where(Draft.account_id.is_(None), Draft.saved_at < now() - DRAFTS_LAST))


def sent_under(name: str) -> Unconfirmed:
    """For whoever wrote it: by the name of the draft it was. Raises NotFound."""
    return _one(Unconfirmed.id == (id_of(name) or 0), _("There is no such receipt."))


def held_for(token: str) -> Unconfirmed:
    """What a mailed link is about. Raises NotFound, also where it was followed already or is too old."""
    held = _one(
        Unconfirmed.token_hash == _hash(token),
        _("This link has served already, or its days are over. What you confirmed stands under “Your account”."),
    )
    if held.ends_at <= now():
        raise NotFound(_("The days in which this could be confirmed are over. It counts as withdrawn."))
    return held


def _held_by(token: str) -> Unconfirmed:
    """Held until the act ends: of two who follow a link at once, the second finds it used."""
    held = held_for(token)
    _require_waiting(held)
    if held.token_hash != _hash(token):
        raise NotWaiting(_("A newer link was mailed to you. Use that one."))
    return held


def _require_waiting(held: Unconfirmed) -> None:
    hold(held)
    if not held.waits or held.ends_at <= now():
        raise NotWaiting(_("This was confirmed already, or its days are over."))


def _one(condition: ColumnElement[bool], otherwise: str) -> Unconfirmed:
    found: Unconfirmed | None = db.session.scalar(
        select(Unconfirmed).where(condition).options(
            selectinload(Unconfirmed.submission).selectinload(Submission.consultation),
            selectinload(Unconfirmed.submission).selectinload(Submission.stakeholder),
            selectinload(Unconfirmed.submission).selectinload(Submission.positions).options(
                selectinload(Position.versions), selectinload(Position.topics)
            ),
        )
    )
    if found is None:
        raise NotFound(otherwise)
    return found


def _record(what: str, submission: Submission) -> None:
    hides = any(position.publication is not Publication.NAMED for position in submission.contributions)
    append_entry(
        f"submission.{what}", f"submission:{submission.name}", consultation=submission.consultation.slug,
        hides_time=hides,
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def is_as_sent(submission: Submission) -> bool:
    """Whether it still says what was sent: a later version is its author's alone to see, once they have signed in."""
    return all(each.version == 1 for each in submission.answers) and all(
        each.version == 1 and each.state is not State.WITHDRAWN for each in submission.contributions
    )
