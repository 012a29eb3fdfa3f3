"""Profiles, and organisations: registered once, described by their owners, checked by administrators."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import delete

from consult.accounts.models import Account
from consult.clock import now
from consult.db import db, transaction
from consult.errors import Conflict, Invalid, NotAllowed
from consult.i18n import _
from consult.organisations.mandates import begin_mandate
from consult.organisations.models import MandateRole, NameStart, Organisation, Stakeholder
from consult.organisations.names import normalised_organisation, starts
from consult.organisations.policy import (
    is_administrator,
    may_speak_for,
    require_ownership,
    was_ever_spoken_for,
)
from consult.organisations.queries import (
    organisation_named,
    organisation_with_number,
    organisations_alike,
    stakeholder_of,
)
from consult.organisations.vocabularies import CITIZENS, UNDECLARED, Group, RespondentType, SizeBand
from consult.record.actions import append_entry
from consult.text import normalise

_EU_REGISTER = re.compile(r"\d{8,12}-\d{2}")


class AlreadyRegistered(Conflict):
    """There is an entry of that name or number, and this person may not speak for it."""

    def __init__(self, message: str, organisation: Organisation) -> None:
        super().__init__(message)
        self.organisation = organisation


class LooksAlike(Conflict):
    """Nothing has that name, but these have one much like it; whoever types it must say that it is none of them."""

    def __init__(self, message: str, organisations: Sequence[Organisation]) -> None:
        super().__init__(message)
        self.organisations = organisations


@dataclass(frozen=True)
class Described:
    """What an organisation says of itself."""

    name: str
    kind: RespondentType | None = None
    country: str = UNDECLARED
    register_number: str = ""
    size: SizeBand | None = None
    website: str = ""


def stakeholder_for(account: Account) -> Stakeholder:
    """The person's profile, begun where there is none; joins the caller's transaction."""
    found = stakeholder_of(account)
    if found is None:
        found = Stakeholder(account_id=account.id, name=account.name, language=account.language)
        db.session.add(found)
        db.session.flush()
    return found


def organisation_for(name: str) -> Organisation | None:
    """The organisation of that name, made if it is new, by nobody's mandate; None for a name without a letter."""
    if not normalised_organisation(name):
        return None
    return organisation_named(name) or _enter(Organisation(), name)


def organisation_unclaimed(name: str) -> Organisation | None:
    """As `organisation_for`, for who is not signed in: none that others speak for. Raises AlreadyRegistered."""
    found = organisation_for(name)
    if found is not None and was_ever_spoken_for(found):
        raise AlreadyRegistered(
            _("%(name)s has an entry here, and others speak for it. Sign in to speak for it, or leave this empty.",
              name=found.name), found
        )
    return found


def claimed_by(account: Account, organisation: Organisation) -> bool:
    """Whether somebody speaks for it; they become its owner where nobody ever did. Joins the caller's transaction."""
    if not was_ever_spoken_for(organisation):
        begin_mandate(organisation, account, MandateRole.OWNER)
    return may_speak_for(account, organisation)


def register_organisation(said: Described, by: Account, *, despite_alike: bool = False) -> Organisation:
    """Enter an organisation, with who does so as its first owner; or take on one that nobody ever spoke for.

    Raises Invalid, AlreadyRegistered or LooksAlike.
    """
    with transaction():
        name, number = _checked(said)
        found = organisation_named(name) or (organisation_with_number(number) if number else None)
        if found is not None and (may_speak_for(by, found) or was_ever_spoken_for(found)):
            if may_speak_for(by, found):
                return found
            raise AlreadyRegistered(
                _("%(name)s has an entry here. Ask its owners to let you speak for it.", name=found.name), found
            )
        if found is None and not despite_alike and (alike := organisations_alike(name)):
            raise LooksAlike(_("There are organisations with a name much like this one. Is yours among them?"), alike)
        organisation = found or _enter(Organisation(), name)
        _describe(organisation, said, number)
        append_entry("organisation.registered", f"organisation:{organisation.public_name}")
        begin_mandate(organisation, by, MandateRole.OWNER)
        return organisation


def change_organisation(organisation: Organisation, said: Described, needs_approval: bool, by: Account) -> None:
    """Describe it anew. What was sent keeps the name it was sent with; a check against a register must be repeated.

    Raises NotAllowed, Invalid or AlreadyRegistered.
    """
    with transaction() as session:
        session.refresh(organisation, with_for_update=True)
        require_ownership(by, organisation)
        name, number = _checked(said)
        for other in (organisation_named(name), organisation_with_number(number) if number else None):
            if other is not None and other.id != organisation.id:
                raise AlreadyRegistered(
                    _("%(name)s has an entry of its own. If both are one, ask us to merge them.", name=other.name),
                    other,
                )
        if (name, number) != (organisation.name, organisation.register_number):
            organisation.register_checked_at = None
        _enter(organisation, name)
        _describe(organisation, said, number)
        organisation.needs_approval = needs_approval
        append_entry("organisation.changed", f"organisation:{organisation.public_name}")


def confirm_register(organisation: Organisation, by: Account, *, holds: bool = True) -> None:
    """An administrator has looked its number up in the register it names. Raises NotAllowed or Invalid."""
    with transaction() as session:
        session.refresh(organisation, with_for_update=True)
        if not is_administrator(by):
            raise NotAllowed(_("Only administrators of this site may do this."))
        if not organisation.register_number:
            raise Invalid(_("It has given no number in a register."))
        organisation.register_checked_at = now() if holds else None
        append_entry(
            "organisation.checked", f"organisation:{organisation.public_name}", facts={"register": holds}
        )


def change_profile(
    account: Account, *, name: str, group: Group, respondent_type: RespondentType | None, country: str, language: str,
    organisation: str, despite_alike: bool = False,
) -> Stakeholder:
    """Say who one is, and whom one speaks for: that needs a mandate, which whoever names it first has.

    What was sent before keeps what it was sent with. Raises AlreadyRegistered or LooksAlike.
    """
    with transaction() as session:
        session.refresh(account)
        profile = stakeholder_for(account)
        account.name = profile.name = name
        account.language = profile.language = language
        profile.group, profile.respondent_type, profile.country = group, respondent_type, country
        spoken_for = None
        if normalised_organisation(organisation):
            kind = None if respondent_type in CITIZENS else respondent_type
            spoken_for = _spoken_for(account, Described(organisation, kind, country), despite_alike)
        profile.organisation_id = spoken_for.id if spoken_for else None
        return profile


def _spoken_for(account: Account, said: Described, despite_alike: bool) -> Organisation:
    """A name on a profile describes nothing anew: what the owners wrote of their organisation stays."""
    found = organisation_named(said.name)
    if found is not None and may_speak_for(account, found):
        return found
    return register_organisation(said, account, despite_alike=despite_alike)


def author_for(account: Account) -> Stakeholder:
    """The profile somebody sends with. Raises NotAllowed where it names an organisation they do not speak for."""
    profile = stakeholder_for(account)
    if profile.organisation is not None and not may_speak_for(account, profile.organisation):
        raise NotAllowed(
            _("You do not speak for %(name)s any more. Change your profile first.", name=profile.organisation.name)
        )
    return profile


def _enter(organisation: Organisation, name: str) -> Organisation:
    """Give it this name, by which it is found from now on."""
    session = db.session
    name = " ".join(normalise(name).split())
    organisation.name, organisation.normalised_name = name, normalised_organisation(name)
    session.add(organisation)
    session.flush()
    session.execute(delete(NameStart).where(NameStart.organisation_id == organisation.id))
    session.add_all(NameStart(start=start, organisation_id=organisation.id) for start in sorted(starts(name)))
    session.flush()
    return organisation


def _describe(organisation: Organisation, said: Described, number: str | None) -> None:
    """Of an entry made by a file or a first mention, what is known already stays where nothing new is said."""
    organisation.kind = said.kind or organisation.kind
    organisation.country = said.country if said.country != UNDECLARED else organisation.country or UNDECLARED
    organisation.register_number = number
    organisation.size = said.size
    organisation.website = said.website


def _checked(said: Described) -> tuple[str, str | None]:
    """The name and the number as they are stored. Raises Invalid."""
    if not normalised_organisation(said.name):
        raise Invalid(_("Give the organisation’s name."))
    number = "".join(normalise(said.register_number).split()).upper()
    if said.website:
        try:
            parts = urlsplit(said.website)
            sound = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
        except ValueError:
            sound = False
        if not sound:
            raise Invalid(_("Give the website as an address that begins with https:// or http://."))
    return " ".join(normalise(said.name).split()), number or None


def is_eu_register_number(number: str) -> bool:
    """The form of a number in the European Union's transparency register, as 880143435725-46."""
    return _EU_REGISTER.fullmatch(number) is not None
