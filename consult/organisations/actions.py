"""Profiles, and organisations that come into being when somebody first names them."""

from consult.accounts.models import Account
from consult.db import db, transaction
from consult.organisations.models import Organisation, Stakeholder
from consult.organisations.queries import organisation_named, stakeholder_of
from consult.organisations.vocabularies import Group, RespondentType, normalised_organisation


def stakeholder_for(account: Account) -> Stakeholder:
    """The person's profile, begun where there is none; joins the caller's transaction."""
    found = stakeholder_of(account)
    if found is None:
        found = Stakeholder(account_id=account.id, name=account.name, language=account.language)
        db.session.add(found)
        db.session.flush()
    return found


def organisation_for(name: str) -> Organisation | None:
    """The organisation of that name, made if it is new; None for a name without a letter."""
    if not normalised_organisation(name):
        return None
    found = organisation_named(name)
    if found is None:
        found = Organisation(name=name, normalised_name=normalised_organisation(name))
        db.session.add(found)
        db.session.flush()
    return found


def change_profile(
    account: Account, *, name: str, group: Group, respondent_type: RespondentType | None, country: str, language: str,
    organisation: str,
) -> Stakeholder:
    """Say who one is. What was sent before keeps what it was sent with."""
    with transaction() as session:
        session.refresh(account)
        profile = stakeholder_for(account)
        account.name = profile.name = name
        account.language = profile.language = language
        profile.group, profile.respondent_type, profile.country = group, respondent_type, country
        spoken_for = organisation_for(organisation)
        profile.organisation_id = spoken_for.id if spoken_for else None
        return profile
