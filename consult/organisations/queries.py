"""Finding stakeholders, organisations and mandates."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from consult.accounts.models import Account
from consult.clock import now
from consult.db import db
from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import id_of
from consult.organisations.models import Invitation, Mandate, MandateRole, NameStart, Organisation, Stakeholder
from consult.organisations.names import most_alike, normalised_organisation, starts
from consult.organisations.policy import SPEAKING
from consult.organisations.vocabularies import FREE_MAIL, Verification

COMPARED = 400


def stakeholder_of(account: Account) -> Stakeholder | None:
    return db.session.scalar(select(Stakeholder).where(Stakeholder.account_id == account.id))


def organisation_named(name: str) -> Organisation | None:
    """Whatever the case, spaces, punctuation and way to write the legal form; the one it is, where it was merged."""
    return _present(db.session.scalar(
        select(Organisation).where(Organisation.normalised_name == normalised_organisation(name))
    ))


def organisation_by_name(name: str) -> Organisation:
    """By its public name; the one it is, where it was merged. Raises NotFound."""
    identifier = id_of(name)
    found = _present(db.session.get(Organisation, identifier)) if identifier is not None else None
    if found is None:
        raise NotFound(_("There is no such organisation."))
    return found


def organisation_with_number(number: str) -> Organisation | None:
    return _present(db.session.scalar(select(Organisation).where(Organisation.register_number == number)))


def _present(found: Organisation | None) -> Organisation | None:
    return db.session.get(Organisation, found.merged_into_id) if found and found.merged_into_id else found


def organisations_alike(name: str, limit: int = 5) -> Sequence[Organisation]:
    """Those somebody might mean who typed this name, the likeliest first. The same one is not among them."""
    shared = (
        select(NameStart.organisation_id)
        .where(NameStart.start.in_(starts(name)))
        .group_by(NameStart.organisation_id).order_by(func.count().desc()).limit(COMPARED)
    )
    same = normalised_organisation(name)
    compared = db.session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(shared), Organisation.normalised_name != same)
    ).all()
    found = most_alike(name, [(row.id, row.name) for row in compared], limit)
    rows = {each.id: each for each in db.session.scalars(select(Organisation).where(Organisation.id.in_(found)))}
    meant = [_present(rows[key]) for key in found]
    return list(dict.fromkeys(each for each in meant if each is not None and each.normalised_name != same))


def known_as(organisation: Organisation) -> list[int]:
    """Its id and those of the entries merged into it: what was sent keeps the id it was sent with."""
    doubles = db.session.scalars(select(Organisation.id).where(Organisation.merged_into_id == organisation.id))
    return [organisation.id, *doubles]


def mandates_in(organisation: Organisation) -> Sequence[Mandate]:
    """Those of today first, then those that ended, each group by its beginning."""
    return db.session.scalars(
        select(Mandate).where(Mandate.organisation_id == organisation.id)
        .order_by(Mandate.ended_at.is_not(None), Mandate.since, Mandate.id)
        .options(selectinload(Mandate.account)).limit(200)
    ).all()


def mandates_of(account: Account) -> Sequence[Mandate]:
    """What somebody may do today, and for whom."""
    return db.session.scalars(
        select(Mandate).join(Organisation)
        .where(Mandate.account_id == account.id, Mandate.ended_at.is_(None))
        .order_by(Organisation.name, Mandate.role).options(selectinload(Mandate.organisation))
    ).all()


def spoken_for_by(account: Account) -> Sequence[Organisation]:
    """The organisations somebody may speak for."""
    found = [each.organisation for each in mandates_of(account) if each.role in SPEAKING]
    return list(dict.fromkeys(found))


def people_with(organisation: Organisation, *roles: MandateRole) -> Sequence[Account]:
    """Those who hold one of these roles today."""
    return db.session.scalars(
        select(Account).where(Account.id.in_(
            select(Mandate.account_id).where(
                Mandate.organisation_id == organisation.id, Mandate.role.in_(roles), Mandate.ended_at.is_(None)
            )
        )).order_by(Account.name, Account.id)
    ).all()


def mandate_by_name(organisation: Organisation, name: str) -> Mandate:
    """Raises NotFound."""
    identifier = id_of(name)
    found = db.session.get(Mandate, identifier) if identifier is not None else None
    if found is None or found.organisation_id != organisation.id:
        raise NotFound(_("There is no such mandate."))
    return found


def open_invitations(organisation: Organisation) -> Sequence[Invitation]:
    return db.session.scalars(
        select(Invitation)
        .where(Invitation.organisation_id == organisation.id, Invitation.answered_at.is_(None),
               Invitation.expires_at > now())
        .order_by(Invitation.invited_at, Invitation.id)
    ).all()


def invitation_by_name(organisation: Organisation, name: str) -> Invitation:
    """Raises NotFound."""
    identifier = id_of(name)
    found = db.session.get(Invitation, identifier) if identifier is not None else None
    if found is None or found.organisation_id != organisation.id:
        raise NotFound(_("There is no such invitation."))
    return found


def verification_of(organisations: Sequence[Organisation]) -> dict[int, Verification]:
    """How far each was checked, as it stands today. One query, whatever their number."""
    found = {
        each.id: Verification.REGISTER_MATCHED if each.register_checked_at else Verification.DECLARED
        for each in organisations
    }
    sites = {each.id: domain_of(each.website) for each in organisations if not each.register_checked_at}
    rows = db.session.execute(
        select(Mandate.organisation_id, Account.email)
        .join(Account, Account.id == Mandate.account_id)
        .where(
            Mandate.organisation_id.in_(sites), Mandate.ended_at.is_(None), Mandate.role.in_(SPEAKING),
            Account.confirmed_at.is_not(None),
        )
    )
    for identifier, email in rows:
        if found[identifier] is not Verification.DOMAIN_MATCHED:
            matches = is_own_domain(email, sites[identifier])
            found[identifier] = Verification.DOMAIN_MATCHED if matches else Verification.EMAIL_CONFIRMED
    return found


def domain_of(website: str) -> str:
    """The host of an address, without www."""
    try:
        host = urlsplit(website).hostname or ""
    except ValueError:
        return ""
    return host.casefold().removeprefix("www.")


def is_own_domain(email: str, domain: str) -> bool:
    """Whether an address is at the organisation's own domain. At a provider of free mail anybody has one."""
    at = email.rpartition("@")[2].casefold()
    return bool(domain) and at == domain and at not in FREE_MAIL


PARTICIPANT = "participant:"


def external_id_of(import_key: str) -> str:
    """The id that a file gave to somebody; the whole key where it gave none, and anything else as it is."""
    return import_key.rpartition(PARTICIPANT)[2] if PARTICIPANT in import_key else import_key


def organisations_named(names: Iterable[str]) -> dict[str, Organisation]:
    """Those that exist, by normalised name."""
    wanted = sorted({normalised_organisation(name) for name in names})
    found: dict[str, Organisation] = {}
    for start in range(0, len(wanted), 500):
        rows = db.session.scalars(
            select(Organisation).where(Organisation.normalised_name.in_(wanted[start : start + 500]))
        )
        found.update({each.normalised_name: each for each in rows})
    return found


def stakeholders_by_key(keys: Iterable[str]) -> dict[str, Stakeholder]:
    """Those that a file brought in, by their keys."""
    wanted = sorted(set(keys))
    found: dict[str, Stakeholder] = {}
    for start in range(0, len(wanted), 500):
        rows = db.session.scalars(select(Stakeholder).where(Stakeholder.import_key.in_(wanted[start : start + 500])))
        found.update({each.import_key: each for each in rows if each.import_key})
    return found
