"""Authority to speak for an organisation: offered by letter, accepted, ended. Each person has an account of their own.

The record says that somebody holds a role, never who.
"""

import hashlib
import secrets
from datetime import timedelta

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.clock import now
from consult.db import db, transaction
from consult.errors import Conflict, Invalid, NotAllowed, NotFound
from consult.i18n import _, in_language, known, prefix
from consult.mail import write
from consult.organisations.models import Invitation, Mandate, MandateRole, Organisation, Stakeholder
from consult.organisations.policy import SPEAKING, may_own, may_speak_for, require_ownership, roles_in
from consult.organisations.queries import people_with
from consult.record.actions import append_entry

INVITED_FOR = timedelta(days=14)


class AlreadyAnswered(Conflict):
    """The invitation was accepted, declined or taken back, or its time is over."""


class AlreadyEnded(Conflict):
    """The mandate has ended."""


def begin_mandate(organisation: Organisation, account: Account, role: MandateRole) -> Mandate:
    """Nothing changes where they hold it; joins the caller's transaction."""
    found = db.session.scalar(
        select(Mandate).where(
            Mandate.organisation_id == organisation.id, Mandate.account_id == account.id, Mandate.role == role,
            Mandate.ended_at.is_(None),
        )
    )
    if found is None:
        found = Mandate(organisation_id=organisation.id, account_id=account.id, role=role)
        db.session.add(found)
        db.session.flush()
        _record("mandate.given", organisation, role)
    return found


def invite(organisation: Organisation, email: str, role: MandateRole, by: Account, base_url: str) -> Invitation:
    """Offer somebody a mandate, by a letter with a link that serves once. Raises NotAllowed or Invalid."""
    try:
        address = validate_email(email.strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as fault:
        raise Invalid(_("“%(email)s” is not an e-mail address.", email=email)) from fault
    with transaction() as session:
        session.refresh(organisation, with_for_update=True)
        require_ownership(by, organisation)
        token = secrets.token_urlsafe(32)
        invitation = Invitation(
            organisation_id=organisation.id, email=address, role=role, token_hash=hash_of(token),
            expires_at=now() + INVITED_FOR,
        )
        session.add(invitation)
        session.flush()
        _record("mandate.offered", organisation, role)
        _write_invitation(organisation, role, address, by, f"{base_url.rstrip('/')}/mandates/{token}")
        return invitation


def invitation_for(token: str) -> Invitation:
    """Raises NotFound, and AlreadyAnswered where it can no longer be answered."""
    found = db.session.scalar(select(Invitation).where(Invitation.token_hash == hash_of(token)))
    if found is None:
        raise NotFound(_("This link leads nowhere. Copy it whole from the letter."))
    _require_open(found)
    return found


def accept(invitation: Invitation, by: Account) -> Mandate:
    """Whoever has the letter takes the mandate, with an account of their own. Raises NotAllowed or AlreadyAnswered."""
    with transaction() as session:
        session.refresh(invitation, with_for_update=True)
        _require_open(invitation)
        # A letter that was passed on must not give authority to somebody whom the owner never named.
        if by.email.casefold() != invitation.email.casefold() or by.confirmed_at is None:
            raise NotAllowed(
                _("This invitation is for the account with the address it was sent to. Sign in with that one.")
            )
        invitation.answered_at = now()
        mandate = begin_mandate(invitation.organisation, by, invitation.role)
        profile = session.scalar(select(Stakeholder).where(Stakeholder.account_id == by.id))
        if invitation.role in SPEAKING and profile is not None and profile.organisation_id is None:
            profile.organisation_id = invitation.organisation_id
        return mandate


def decline(invitation: Invitation, by: Account | None) -> None:
    """By whoever has the letter, or by its owner who takes it back. Raises AlreadyAnswered."""
    with transaction() as session:
        session.refresh(invitation, with_for_update=True)
        _require_open(invitation)
        invitation.answered_at = now()
        what = "taken_back" if may_own(by, invitation.organisation) else "declined"
        _record(f"mandate.{what}", invitation.organisation, invitation.role)


def end_mandate(mandate: Mandate, by: Account) -> None:
    """By an owner, or by whoever holds it. What was sent under it stays as it was sent.

    Raises NotAllowed or AlreadyEnded.
    """
    with transaction() as session:
        session.refresh(mandate, with_for_update=True)
        organisation = mandate.organisation
        if mandate.account_id != by.id:
            require_ownership(by, organisation)
        if mandate.ended_at is not None:
            raise AlreadyEnded(_("This mandate has ended already."))
        mandate.ended_at = now()
        session.flush()
        _record("mandate.ended", organisation, mandate.role)
        profile = session.scalar(select(Stakeholder).where(Stakeholder.account_id == mandate.account_id))
        if profile and profile.organisation_id == organisation.id and not may_speak_for(mandate.account, organisation):
            profile.organisation_id = None


def appoint(organisation: Organisation, account: Account, by: Account) -> Mandate:
    """An administrator names an owner, where all have left. Raises NotAllowed."""
    with transaction():
        if not by.is_administrator:
            raise NotAllowed(_("Only administrators of this site may do this."))
        return begin_mandate(organisation, account, MandateRole.OWNER)


def ask_for_mandate(organisation: Organisation, by: Account, base_url: str) -> int:
    """Ask the owners by letter; how many were written to. Their addresses are told to nobody. Raises Conflict."""
    with transaction():
        if roles_in(by, organisation) & SPEAKING:
            raise Conflict(_("You speak for this organisation already."))
        owners = people_with(organisation, MandateRole.OWNER)
        for owner in owners:
            with in_language(known(owner.language)):
                path = f"{prefix(owner.language)}/organisations/{organisation.public_name}/people"
                write(owner.email, _("Somebody asks to speak for %(name)s", name=organisation.name), "\n\n".join([
                    _("Hello,"),
                    _("%(person)s, %(email)s, asks to speak for %(name)s in consultations on this site.",
                      person=by.shown_name, email=by.email, name=organisation.name),
                    _("If you know them and agree, invite them here. If not, do nothing."),
                    f"{base_url.rstrip('/')}{path}",
                ]) + "\n")
        return len(owners)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _require_open(invitation: Invitation) -> None:
    if invitation.answered_at is not None or invitation.expires_at <= now():
        raise AlreadyAnswered(_("This invitation was answered or taken back, or its time is over. Ask for a new one."))


def _write_invitation(organisation: Organisation, role: MandateRole, to: str, by: Account, address: str) -> None:
    account = db.session.scalar(select(Account).where(func.lower(Account.email) == to.lower()))
    with in_language(known(account.language if account else by.language)):
        what = {
            MandateRole.OWNER: _("You may speak for it, and say who else may."),
            MandateRole.SPEAKER: _("You may draft and send positions in its name."),
            MandateRole.APPROVER: _("You approve what is sent in its name before it is sent."),
        }[role]
        write(to, _("Invitation to speak for %(name)s", name=organisation.name), "\n\n".join([
            _("Hello,"),
            _("%(person)s invites you to act for %(name)s in consultations on this site.", person=by.shown_name,
              name=organisation.name),
            what,
            _("Accept or decline within 14 days. You need an account of your own with this address; nobody shares a "
              "password."),
            address,
        ]) + "\n", holds_key=True)


def _record(kind: str, organisation: Organisation, role: MandateRole) -> None:
    """The role is public, the person is not."""
    append_entry(kind, f"organisation:{organisation.public_name}", facts={"role": role.value})
