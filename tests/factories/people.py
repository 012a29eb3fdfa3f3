"""People and what they are."""

import itertools
import secrets

from flask_security import hash_password

from consult.accounts.models import Account
from consult.clock import now
from consult.db import transaction
from consult.organisations.actions import organisation_for, stakeholder_for
from consult.organisations.mandates import begin_mandate
from consult.organisations.models import MandateRole, Stakeholder
from consult.organisations.vocabularies import Group

_count = itertools.count(1)
PASSWORD = "correct horse battery"


def make_person(
    name: str = "", group: Group = Group.CIVIL_SOCIETY, country: str = "KE", organisation: str = "",
    administrator: bool = False, with_password: bool = False,
) -> Account:
    with transaction() as session:
        number = next(_count)
        account = Account(
            email=f"person{number}-{secrets.token_hex(3)}@example.org", name=name or f"Person {number}",
            password=hash_password(PASSWORD) if with_password else None, confirmed_at=now(),
            fs_uniquifier=secrets.token_hex(16), is_administrator=administrator,
        )
        session.add(account)
        session.flush()
        profile = stakeholder_for(account)
        profile.group, profile.country = group, country
        if organisation:
            spoken_for = organisation_for(organisation)
            assert spoken_for is not None
            profile.organisation_id = spoken_for.id
            begin_mandate(spoken_for, account, MandateRole.OWNER)
    return account


def make_stakeholder(
    name: str = "", group: Group = Group.CIVIL_SOCIETY, country: str = "KE", organisation: str = ""
) -> Stakeholder:
    """Somebody without an account."""
    with transaction() as session:
        stakeholder = Stakeholder(name=name or f"Author {next(_count)}", group=group, country=country)
        stakeholder.organisation = organisation_for(organisation) if organisation else None
        session.add(stakeholder)
    return stakeholder
