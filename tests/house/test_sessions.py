"""Cookies, sign-ins and headers: what ends when, what is kept where, and what every answer says."""

import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.app import create_app
from consult.assets import asset
from consult.db import db
from consult.mail import Letter
from consult.schema import migrate
from consult.submissions.models import Draft
from tests.factories.consultations import make_consultation
from tests.factories.people import PASSWORD, make_person
from tests.factories.submissions import make_position

SignIn = Callable[[Account], FlaskClient]
WORDS = "费用应该公开 and what it costs should be known."


@pytest.fixture
def csrf(app: Flask) -> Iterator[Flask]:
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


def own_app(folder: Path, **settings: object) -> Flask:
    made = create_app({"DATA": str(folder), "DATABASE_URL": "", "SECRET_KEY": "test", "MAIL_SERVER": "",
                       "PASSWORD_MEMORY": 64, "PASSWORD_ROUNDS": 1, **settings})
    made.config["WTF_CSRF_ENABLED"] = False
    with made.app_context():
        migrate()
    return made


def test_a_new_password_ends_every_sign_in_of_the_account(app: Flask, client: FlaskClient) -> None:
    person = make_person(with_password=True)
    email = person.email
    elsewhere = [app.test_client() for _each in range(2)]
    for each in elsewhere:
        each.post("/login", data={"email": email, "password": PASSWORD})
        assert each.get("/account").status_code == 200

    client.post("/recover", data={"email": email})
    link = re.search(r"http://localhost(/recover/\S+)", db.session.scalars(select(Letter)).one().text)
    assert link
    client.post(link[1], data={"password": "another long phrase", "password_confirm": "another long phrase"})

    assert [each.get("/account").status_code for each in elsewhere] == [302, 302]


def test_a_cookie_given_to_somebody_before_signing_in_is_worth_nothing_after(app: Flask) -> None:
    person = make_person(with_password=True)
    victim, thief = app.test_client(), app.test_client()
    victim.get("/login")
    planted = victim.get_cookie("session")
    assert planted
    victim.post("/login", data={"email": person.email, "password": PASSWORD})

    thief.set_cookie("session", planted.value)

    assert thief.get("/account").status_code == 302


def test_no_token_and_no_second_cookie_stands_in_for_a_sign_in(app: Flask, client: FlaskClient) -> None:
    person = make_person(with_password=True)
    answer = client.post("/login", data={"email": person.email, "password": PASSWORD, "remember": "y"})
    token = person.get_auth_token()

    assert [re.split("=", each)[0] for each in answer.headers.getlist("Set-Cookie")] == ["session"]
    for stranger in (app.test_client(),):
        assert stranger.get("/account", headers={"Authentication-Token": token}).status_code == 302
        assert stranger.get(f"/account?auth_token={token}").status_code == 302


def test_over_https_the_cookie_is_bound_to_this_host_and_its_pages_are_not_kept() -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = own_app(Path(folder), URL="https://consult.example")
        visitor = site.test_client()
        first = visitor.get("/login", base_url="https://consult.example")
        second = visitor.get("/help", base_url="https://consult.example")

    cookie = first.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    for flag in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert flag in cookie
    assert "Domain" not in cookie
    assert first.headers["Cache-Control"] == second.headers["Cache-Control"] == "no-store"
    assert "max-age" in first.headers["Strict-Transport-Security"]


def test_limits_bite_and_say_so() -> None:
    with tempfile.TemporaryDirectory() as folder:
        few = "3 per minute"
        site = own_app(Path(folder), LIMIT_SIGN_IN=few, LIMIT_REGISTER=few, LIMIT_SEND=few)
        with site.app_context():
            path = f"/consultations/{make_consultation().slug}/topics/goal-1/write"
        visitor = site.test_client()
        for where, data in (
            ("/login", {"email": "a@example.org", "password": "wrong"}), ("/recover", {"email": "a@example.org"}),
            ("/register", {"email": "a@example.org"}), (path, {"claim": WORDS}),
        ):
            answers = [visitor.post(where, data=data) for _each in range(4)]
            assert [each.status_code == 429 for each in answers] == [False, False, False, True], where
            assert "Content-Security-Policy" in answers[3].headers
            assert "Retry-After" in answers[3].headers
        assert WORDS in answers[3].text, "what was typed comes back"


def test_every_answer_carries_the_policy(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    answers = [
        client.get("/"), client.get("/nowhere"), client.get("/account"), client.post("/"), client.get("/healthz"),
        client.get(asset("consult.css")), client.post("/login", json={}),
        client.post("/login", data={"a": "x" * 2_100_000}),
    ]
    monkeypatch.setattr("consult.reading.views.public_consultations", fail)
    answers.append(client.get("/"))
    monkeypatch.setattr("consult.reading.views.public_consultations", lambda: 1 / 0)
    app.testing = False
    try:
        answers.append(client.get("/"))
    finally:
        app.testing = True

    assert [each.status_code for each in answers] == [200, 404, 302, 405, 200, 200, 415, 413, 503, 500]
    for each in answers:
        assert "default-src 'none'" in each.headers["Content-Security-Policy"]
        assert "unsafe" not in each.headers["Content-Security-Policy"]
        assert each.headers["X-Content-Type-Options"] == "nosniff"


def test_what_was_typed_comes_back_when_a_form_is_refused(csrf: Flask, sign_in: SignIn) -> None:
    person = make_person()
    position = make_position(make_consultation())
    path = f"/positions/{position.name}/comments/new"
    signed_in, stranger = sign_in(person), csrf.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', stranger.get("/login").text)
    assert token

    without_token = signed_in.post(path, data={"body": WORDS, "password": "not to be shown"})
    signed_out = stranger.post(path, data={"body": WORDS + "<b>", "csrf_token": token[1]})

    assert (without_token.status_code, signed_out.status_code) == (400, 401)
    assert WORDS in without_token.text
    assert "not to be shown" not in without_token.text
    assert WORDS + "&lt;b&gt;" in signed_out.text


def test_a_form_sent_again_with_other_words_says_that_they_were_not_saved(csrf: Flask) -> None:
    client = csrf.test_client()
    path = f"/consultations/{make_consultation().slug}/topics/goal-1/write"
    form = {
        "idempotency_key": "once", "claim": "One.", "about": "goal-1:whole", "language": "en", "publication": "named",
    }
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).text)
    assert token
    form["csrf_token"] = token[1]

    first = client.post(path, data=form)
    same = client.post(path, data=form)
    assert "had been sent already" not in client.get(same.location).text
    other = client.post(path, data={**form, "claim": "Two."})

    assert first.location == same.location == other.location
    assert "had been sent already" in client.get(other.location).text
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 1
