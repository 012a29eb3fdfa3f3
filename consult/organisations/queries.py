"""Finding stakeholders and organisations."""

from sqlalchemy import select

from consult.accounts.models import Account
from consult.db import db
from consult.organisations.models import Organisation, Stakeholder
from consult.organisations.vocabularies import normalised_organisation


def stakeholder_of(account: Account) -> Stakeholder | None:
    return db.session.scalar(select(Stakeholder).where(Stakeholder.account_id == account.id))


def organisation_named(name: str) -> Organisation | None:
    """Whatever the case, spaces and punctuation."""
    return db.session.scalar(
        select(Organisation).where(Organisation.normalised_name == normalised_organisation(name))
    )


PARTICIPANT = "participant:"


def external_id_of(import_key: str) -> str:
    """The id that a file gave to somebody; the whole key where it gave none, and anything else as it is."""
    return import_key.rpartition(PARTICIPANT)[2] if PARTICIPANT in import_key else import_key
