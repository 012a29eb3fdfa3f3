"""Opening a position for signatures, inviting, signing, confirming a new version, taking back."""

import secrets

from sqlalchemy import or_, select

from consult.accounts.actions import mailable
from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.phases import require_open, takes_contributions
from consult.contributions.models import Publication, State
from consult.db import db, hold, transaction
from consult.errors import Conflict, NotAllowed, NotFound
from consult.i18n import _, in_language, known, prefix
from consult.mail import write
from consult.organisations.actions import author_for
from consult.organisations.mandates import hash_of
from consult.organisations.models import Stakeholder
from consult.record.actions import append_entry
from consult.signatures.models import JointPosition, OpenTo, Signature, SigningInvitation
from consult.signatures.queries import own_signature
from consult.submissions.models import Position
from consult.submissions.policy import is_author


class NotForSigning(Conflict):
    """Its author has not opened it, or it is not public under its author's name."""


class AlreadySigned(Conflict):
    """This person or their organisation has signed it, or is its author."""


def open_for_signing(position: Position, open_to: OpenTo, by: Account) -> None:
    """Let others sign. Raises NotAllowed, NotForSigning or PhaseClosed."""
    with transaction() as session:
        hold(position)
        if not is_author(by, position):
            raise NotAllowed(_("Only its author may open a position for signatures."))
        require_open(position.consultation)
        if position.publication is not Publication.NAMED:
            raise NotForSigning(_("Only a position under its author’s name can be signed by others."))
        joint = session.get(JointPosition, position.id)
        if joint is None:
            session.add(JointPosition(position_id=position.id, open_to=open_to))
        else:
            joint.open_to = open_to
        _record("position.opened_for_signing", position, position.subject, {"open_to": open_to.value})


def invite_to_sign(position: Position, email: str, by: Account, base_url: str) -> None:
    """Ask somebody by letter. Raises NotAllowed, NotForSigning, PhaseClosed or Invalid."""
    address = mailable(email)
    with transaction() as session:
        hold(position)
        if not is_author(by, position):
            raise NotAllowed(_("Only its author may invite others to sign."))
        require_open(position.consultation)
        if session.get(JointPosition, position.id) is None:
            raise NotForSigning(_("Open the position for signatures first."))
        token = secrets.token_urlsafe(32)
        session.add(SigningInvitation(position_id=position.id, token_hash=hash_of(token)))
        with in_language(known(by.language)):
            write(address, _("Will you sign this position?"), "\n\n".join([
                _("Hello,"),
                _("%(person)s asks you to sign a position in the consultation “%(title)s”. Read it here; your "
                  "signature is public, with its time, and you can take it back until the consultation closes.",
                  person=by.shown_name, title=position.consultation.title),
                f"{base_url.rstrip('/')}{prefix(by.language)}/signing/{token}",
                _("If you do not want to sign, do nothing."),
            ]) + "\n", holds_key=True)


def sign(position: Position, by: Account, invitation: SigningInvitation | None = None) -> Signature:
    """Sign the public version, for the organisation one speaks for or for oneself; or confirm it anew.

    Raises NotForSigning, AlreadySigned, NotAllowed or PhaseClosed.
    """
    with transaction() as session:
        hold(position)
        joint = session.get(JointPosition, position.id)
        if joint is None or position.state is not State.PUBLISHED or position.publication is not Publication.NAMED:
            raise NotForSigning(_("This position cannot be signed."))
        require_open(position.consultation)
        assert position.public_version is not None
        signer, present = author_for(by), own_signature(by, position)
        if present is not None:
            return _confirm(position, present)
        if joint.open_to is OpenTo.INVITED and (invitation is None or invitation.position_id != position.id):
            raise NotAllowed(_("Only those whom its author invites may sign this position."))
        if invitation is not None and invitation.signature_id is not None and joint.open_to is OpenTo.INVITED:
            raise NotAllowed(_("This invitation has served already. Ask for one of your own."))
        _require_other(position, signer, by)
        organisation = signer.organisation
        signature = Signature(
            position_id=position.id, account_id=by.id, organisation_id=signer.organisation_id,
            name=organisation.name if organisation else signer.name, group=signer.group, country=signer.country,
            version=position.public_version, told_version=position.public_version,
        )
        session.add(signature)
        session.flush()
        if invitation is not None:
            invitation.signature_id = signature.id
        _record("signature.given", position, signature.subject, {
            "position": position.subject, "version": signature.version,
            "organisation": f"organisation:{organisation.public_name}" if organisation else None,
        })
        return signature


def take_back(position: Position, by: Account) -> None:
    """Until closing. Raises NotFound or PhaseClosed."""
    with transaction():
        signature = own_signature(by, position)
        if signature is None:
            raise NotFound(_("You have not signed this position."))
        require_open(position.consultation)
        signature.taken_back_at = now()
        _record("signature.taken_back", position, signature.subject, {"position": position.subject})


def tell_signers(base_url: str) -> None:
    """A signature is of one version: whoever signed an earlier one is told of the new one, once, and may confirm."""
    due = (
        select(Signature, Position)
        .join(Position, Position.id == Signature.position_id)
        .where(
            Signature.taken_back_at.is_(None), Signature.account_id.is_not(None), Position.state == State.PUBLISHED,
            Signature.told_version < Position.public_version,
        )
        .limit(200)
    )
    with transaction() as session:
        for signature, position in session.execute(due).all():
            signature.told_version = position.public_version or signature.told_version
            account = session.get(Account, signature.account_id)
            if account is None or not takes_contributions(position.consultation):
                continue
            with in_language(known(account.language)):
                write(account.email, _("A text you signed has changed"), "\n\n".join([
                    _("Hello,"),
                    _("A position you signed in the consultation “%(title)s” has a new version. Your signature stands "
                      "under the earlier one. Read the new one, and confirm your signature or take it back.",
                      title=position.consultation.title),
                    f"{base_url.rstrip('/')}{prefix(account.language)}/positions/{position.name}#signatures",
                ]) + "\n")


def _confirm(position: Position, signature: Signature) -> Signature:
    """Raises AlreadySigned where there is nothing new to confirm."""
    assert position.public_version is not None
    if signature.version == position.public_version:
        raise AlreadySigned(_("You have signed this version already."))
    signature.version = signature.told_version = position.public_version
    signature.signed_at = now()
    _record("signature.confirmed", position, signature.subject, {
        "position": position.subject, "version": signature.version,
    })
    return signature


def _require_other(position: Position, signer: Stakeholder, by: Account) -> None:
    """One voice, one signature: neither the author nor an organisation twice. Raises AlreadySigned."""
    if is_author(by, position):
        raise AlreadySigned(_("It is your own position: it needs no signature of yours."))
    if signer.organisation_id is None:
        return
    if signer.organisation_id == position.organisation_id:
        raise AlreadySigned(_("It is your organisation’s own position."))
    same = select(Signature.id).where(
        Signature.position_id == position.id, Signature.organisation_id == signer.organisation_id,
        or_(Signature.account_id != by.id, Signature.account_id.is_(None)), Signature.taken_back_at.is_(None),
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise AlreadySigned(_("Your organisation has signed already."))


def _record(kind: str, position: Position, subject: str, facts: dict[str, object]) -> None:
    append_entry(kind, subject, consultation=position.consultation.slug, facts=facts)
