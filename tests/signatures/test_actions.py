"""A joint position is signed by others, in one version, while the consultation is open; no number changes."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult import clock
from consult.accounts.models import Account
from consult.consultations.numbers import numbers_block
from consult.consultations.phases import PhaseClosed
from consult.contributions.models import Publication
from consult.db import db
from consult.errors import NotAllowed, NotFound
from consult.mail import Letter
from consult.record.models import Entry
from consult.signatures.actions import (
    AlreadySigned,
    NotForSigning,
    invite_to_sign,
    open_for_signing,
    sign,
    take_back,
    tell_signers,
)
from consult.signatures.models import OpenTo
from consult.signatures.queries import invitation_with, signatures_on, signers_of
from consult.submissions.actions import revise_position
from consult.submissions.models import Position
from consult.submissions.queries import own_position
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position

pytestmark = pytest.mark.usefixtures("app")


def opened(open_to: OpenTo = OpenTo.ANYONE) -> tuple[Position, Account]:
    author = make_person(organisation="Federation of Nets")
    position = make_position(make_consultation(), by=author)
    open_for_signing(position, open_to, author)
    return position, author


def test_others_sign_and_nothing_more_is_counted() -> None:
    position, _author = opened()
    before = numbers_block(position.consultation)

    sign(position, make_person(organisation="Open Net"))
    sign(position, make_person("Person Alone"))

    assert [each.name for each in signatures_on([position.id])[position.id]] == ["Open Net", "Person Alone"]
    assert signers_of([position.id]) == {position.id: 2}
    assert numbers_block(position.consultation) == before


def test_a_position_read_with_all_that_its_page_shows_can_be_locked() -> None:
    author = make_person()
    name = make_position(make_consultation(), by=author).name
    # As at the beginning of a request: the page's own query, and none before it, loads the position.
    identifier = author.id
    db.session.remove()
    author = db.session.get_one(Account, identifier)

    open_for_signing(own_position(author, name), OpenTo.ANYONE, author)

    sign(own_position(author, name), make_person(organisation="Open Net"))


def test_neither_the_author_nor_anybody_twice() -> None:
    position, author = opened()
    signer = make_person(organisation="Open Net")
    sign(position, signer)

    for again in (author, signer):
        with pytest.raises(AlreadySigned):
            sign(position, again)


def test_only_an_open_public_position_under_a_name_is_signed() -> None:
    author = make_person()
    consultation = make_consultation()
    nameless = make_position(consultation, make_content(publication=Publication.NAMELESS), by=author)
    unopened = make_position(consultation, by=author)

    with pytest.raises(NotForSigning):
        open_for_signing(nameless, OpenTo.ANYONE, author)
    with pytest.raises(NotForSigning):
        sign(unopened, make_person())
    with pytest.raises(NotAllowed):
        open_for_signing(unopened, OpenTo.ANYONE, make_person())


def test_where_only_the_invited_sign_the_letter_opens_it_once() -> None:
    position, author = opened(OpenTo.INVITED)
    with pytest.raises(NotAllowed):
        sign(position, make_person())

    invite_to_sign(position, "guest@example.org", author, "http://localhost")
    letter = db.session.scalars(select(Letter).where(Letter.recipient == "guest@example.org")).one()
    token = letter.text.split("/signing/")[1].split()[0]
    sign(position, make_person(), invitation_with(token))

    with pytest.raises(NotAllowed):
        sign(position, make_person(), invitation_with(token))
    with pytest.raises(NotFound):
        invitation_with("guessed")


def test_a_signature_is_taken_back_until_closing() -> None:
    position, _author = opened()
    signer, other = make_person(), make_person()
    sign(position, signer)
    sign(position, other)

    take_back(position, signer)

    assert signers_of([position.id]) == {position.id: 1}
    clock.travel(timedelta(days=40))
    with pytest.raises(PhaseClosed):
        take_back(position, other)
    with pytest.raises(PhaseClosed):
        sign(position, signer)


def test_a_new_version_is_told_once_and_confirmed() -> None:
    position, author = opened()
    signer = make_person()
    sign(position, signer)

    revise_position(position, make_content(claim="Costs must be published."), author)
    tell_signers("http://localhost")
    tell_signers("http://localhost")

    letters = db.session.scalars(select(Letter).where(Letter.recipient == signer.email)).all()
    assert len(letters) == 1
    assert signers_of([position.id]) == {}
    assert [each.holds for each in signatures_on([position.id])[position.id]] == [False]
    sign(position, signer)
    assert signers_of([position.id]) == {position.id: 1}


def test_the_record_names_organisations_and_no_person() -> None:
    position, _author = opened()
    sign(position, make_person("Person Secret"))
    sign(position, make_person(organisation="Open Net"))

    said = [entry.canonical.decode() for entry in db.session.scalars(select(Entry)) if entry.canonical]

    assert sum('"kind":"signature.given"' in each for each in said) == 2
    assert not any("Secret" in each or "Open Net" in each for each in said)
