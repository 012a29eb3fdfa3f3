"""Mandates are offered by letter, taken by the person meant, and ended; nobody shares a password."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from consult import clock
from consult.accounts.models import Account
from consult.db import db
from consult.errors import Conflict, Invalid, NotAllowed, NotFound
from consult.mail import Letter
from consult.organisations.actions import Described, register_organisation
from consult.organisations.mandates import (
    AlreadyAnswered,
    AlreadyEnded,
    accept,
    appoint,
    ask_for_mandate,
    decline,
    end_mandate,
    invitation_for,
    invite,
)
from consult.organisations.models import MandateRole, Organisation
from consult.organisations.policy import may_approve_for, may_speak_for
from consult.organisations.queries import mandates_in
from consult.record.models import Entry
from tests.factories.people import make_person

pytestmark = pytest.mark.usefixtures("app")


def begun() -> tuple[Organisation, Account]:
    owner = make_person()
    return register_organisation(Described("Open Net"), owner), owner


def token_sent_to(email: str) -> str:
    """From the latest letter."""
    letters = select(Letter).where(Letter.recipient == email).order_by(Letter.written_at.desc())
    letter = db.session.scalars(letters).first()
    assert letter
    found = re.search(r"/mandates/(\S+)", letter.text)
    assert found
    return found[1]


def test_an_invited_person_accepts_and_speaks() -> None:
    organisation, owner = begun()
    colleague = make_person()

    invite(organisation, colleague.email, MandateRole.SPEAKER, owner, "http://localhost")
    token = token_sent_to(colleague.email)
    accept(invitation_for(token), colleague)

    assert may_speak_for(colleague, organisation)
    with pytest.raises(AlreadyAnswered):
        invitation_for(token)


def test_the_token_is_not_in_the_database() -> None:
    organisation, owner = begun()

    invitation = invite(organisation, "a@example.org", MandateRole.SPEAKER, owner, "http://localhost")

    assert token_sent_to("a@example.org") not in repr(vars(invitation))


def test_a_letter_passed_on_gives_no_authority() -> None:
    organisation, owner = begun()
    invite(organisation, "meant@example.org", MandateRole.SPEAKER, owner, "http://localhost")
    other = make_person()

    with pytest.raises(NotAllowed):
        accept(invitation_for(token_sent_to("meant@example.org")), other)

    assert not may_speak_for(other, organisation)


def test_an_invitation_expires_is_declined_or_taken_back() -> None:
    organisation, owner = begun()
    for place in range(3):
        invite(organisation, f"a{place}@example.org", MandateRole.APPROVER, owner, "http://localhost")
    tokens = [token_sent_to(f"a{place}@example.org") for place in range(3)]

    decline(invitation_for(tokens[0]), None)
    decline(invitation_for(tokens[1]), owner)
    clock.travel(timedelta(days=15))

    for token in tokens:
        with pytest.raises(AlreadyAnswered):
            invitation_for(token)
    with pytest.raises(NotFound):
        invitation_for("guessed")


def test_only_an_owner_invites_and_only_to_an_address() -> None:
    organisation, owner = begun()

    with pytest.raises(NotAllowed):
        invite(organisation, "a@example.org", MandateRole.SPEAKER, make_person(), "http://localhost")
    with pytest.raises(Invalid):
        invite(organisation, "nobody", MandateRole.SPEAKER, owner, "http://localhost")


def test_an_approver_does_not_speak() -> None:
    organisation, owner = begun()
    colleague = make_person()
    invite(organisation, colleague.email, MandateRole.APPROVER, owner, "http://localhost")

    accept(invitation_for(token_sent_to(colleague.email)), colleague)

    assert may_approve_for(colleague, organisation)
    assert not may_speak_for(colleague, organisation)


def test_a_mandate_is_ended_by_its_holder_or_an_owner_and_by_nobody_else() -> None:
    organisation, owner = begun()
    colleague = make_person()
    invite(organisation, colleague.email, MandateRole.SPEAKER, owner, "http://localhost")
    mandate = accept(invitation_for(token_sent_to(colleague.email)), colleague)

    with pytest.raises(NotAllowed):
        end_mandate(mandate, make_person())
    end_mandate(mandate, colleague)

    assert not may_speak_for(colleague, organisation)
    with pytest.raises(AlreadyEnded):
        end_mandate(mandate, owner)
    assert [each.ended_at is None for each in mandates_in(organisation)] == [True, False]


def test_where_all_have_left_an_administrator_names_an_owner() -> None:
    organisation, owner = begun()
    end_mandate(mandates_in(organisation)[0], owner)
    heir = make_person()

    with pytest.raises(NotAllowed):
        appoint(organisation, heir, heir)
    appoint(organisation, heir, make_person(administrator=True))

    assert may_speak_for(heir, organisation)


def test_asking_writes_to_the_owners_and_to_nobody_else() -> None:
    organisation, owner = begun()
    asker = make_person("Person Asking")

    assert ask_for_mandate(organisation, asker, "http://localhost") == 1

    letter = db.session.scalars(select(Letter)).one()
    assert letter.recipient == owner.email
    assert "Person Asking" in letter.text
    with pytest.raises(Conflict):
        ask_for_mandate(organisation, owner, "http://localhost")


def test_the_record_says_the_role_and_never_the_person() -> None:
    organisation, owner = begun()
    invite(organisation, "meant@example.org", MandateRole.SPEAKER, owner, "http://localhost")

    said = [entry.canonical.decode() for entry in db.session.scalars(select(Entry)) if entry.canonical]

    assert any('"kind":"mandate.given"' in each and '"role":"owner"' in each for each in said)
    assert not any("example.org" in each or owner.name in each or "Open Net" in each for each in said)
