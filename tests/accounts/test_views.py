"""Registering, confirming, signing in and out, recovering."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import Account, SignIn
from consult.db import db
from consult.mail import Letter, letters_folder, post_owed
from tests.factories.people import PASSWORD, make_person

ADDRESS = {"name": "Person New", "email": "new@example.org", "password": "a long enough phrase"}


def link_in(letter: Letter) -> str:
    found = re.search(r"http://localhost(/\S+)", letter.text)
    assert found
    return found.group(1)


def letters() -> list[Letter]:
    return list(db.session.scalars(select(Letter).order_by(Letter.written_at)))


def test_a_person_registers_confirms_and_signs_in(client: FlaskClient) -> None:
    answer = client.post("/register", data=ADDRESS)

    assert answer.status_code == 302
    assert answer.location.endswith("/register/next")
    before = client.post("/login", data={"email": ADDRESS["email"], "password": ADDRESS["password"]})
    assert before.status_code == 200, "an address that is not confirmed cannot sign in"
    assert client.get(link_in(letters()[0])).status_code == 302
    signed_in = client.post("/login", data={"email": ADDRESS["email"], "password": ADDRESS["password"]})
    assert signed_in.status_code == 302
    assert ADDRESS["name"] in client.get("/account").text


def test_registering_says_the_same_for_known_and_unknown_addresses(app: Flask) -> None:
    known = make_person(with_password=True)

    first = app.test_client().post("/register", data={**ADDRESS, "email": known.email})
    second = app.test_client().post("/register", data=ADDRESS)

    assert (first.status_code, first.location) == (second.status_code, second.location)


def test_signing_in_says_the_same_for_a_wrong_address_and_a_wrong_password(app: Flask) -> None:
    known = make_person(with_password=True)

    pages = [
        app.test_client().post("/login", data={"email": email, "password": "wrong wrong wrong"}).text
        for email in (known.email, "nobody@example.org")
    ]

    errors = [set(re.findall(r'<li><a href="#[^"]*">([^<]+)</a>|<li>([^<]+)</li>', page)) for page in pages]
    assert errors[0] == errors[1]
    assert errors[0]


def test_the_cookie_is_worth_nothing_after_signing_out(client: FlaskClient) -> None:
    person = make_person(with_password=True)
    client.post("/login", data={"email": person.email, "password": PASSWORD})
    stolen = client.get_cookie("session")
    assert stolen is not None

    client.post("/logout")
    client.set_cookie("session", stolen.value)

    assert client.get("/account").status_code in (302, 401)
    assert db.session.scalar(select(SignIn)) is None


def test_signing_out_needs_a_post(client: FlaskClient) -> None:
    assert client.get("/logout").status_code == 405


def test_a_forgotten_password_is_chosen_anew_by_link(client: FlaskClient) -> None:
    person = make_person(with_password=True)

    client.post("/recover", data={"email": person.email})
    path = link_in(letters()[-1])
    assert client.get(path).status_code == 200
    client.post(path, data={"password": "another long phrase", "password_confirm": "another long phrase"})

    assert client.post("/login", data={"email": person.email, "password": "another long phrase"}).status_code == 302
    assert client.post(path, data={"password": "third long phrase"}).status_code == 302, "the link serves once"
    assert db.session.scalar(select(Account.id)) == person.id


def test_letters_become_files_where_no_server_is_set(client: FlaskClient) -> None:
    client.post("/register", data=ADDRESS)

    assert post_owed() == 1
    assert post_owed() == 0
    assert any(ADDRESS["email"] in path.read_text() for path in letters_folder().glob("*.eml"))


def test_the_page_of_letters_is_closed_off_the_development_server(client: FlaskClient) -> None:
    assert client.get("/development/letters").status_code == 404


@pytest.mark.parametrize("path", ["/account", "/account/profile", "/manage", "/moderation", "/desk"])
def test_pages_of_signed_in_people_lead_to_signing_in_and_back(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 302
    assert answer.location.startswith("/login?next=")
