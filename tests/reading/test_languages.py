"""The interface in several languages: the address says which, and every link carries it on."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult import i18n
from consult.accounts.models import Account
from consult.db import db
from consult.mail import Letter
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person

SignIn = Callable[[Account], FlaskClient]


def chosen(page: str) -> dict[str, str]:
    """What the chooser offers: language and address."""
    menu = re.search(r'<details class="menu" id="languages".*?</details>', page, re.DOTALL)
    assert menu
    return {language: address for address, language in re.findall(r'href="([^"]*)" lang="(\w+)"', menu[0])}


@pytest.mark.parametrize(("path", "language", "direction"), [
    ("/help", "en", "ltr"), ("/fr/help", "fr", "ltr"), ("/de/help", "de", "ltr"), ("/es/help", "es", "ltr"),
    ("/ar/help", "ar", "rtl"),
])
def test_a_page_says_its_language_and_direction(client: FlaskClient, path: str, language: str, direction: str) -> None:
    assert f'<html lang="{language}" dir="{direction}">' in client.get(path).text


def test_what_is_no_language_of_ours_is_no_page(client: FlaskClient) -> None:
    assert client.get("/xx/help").status_code == 404


def test_the_browsers_languages_move_nobody(client: FlaskClient) -> None:
    page = client.get("/help", headers={"Accept-Language": "fr"})

    assert page.status_code == 200
    assert '<html lang="en"' in page.text


def test_the_chooser_keeps_the_page_and_what_was_asked(client: FlaskClient) -> None:
    topic = f"/consultations/{make_consultation(phase='open').slug}/topics/goal-1"

    offered = chosen(client.get(f"/fr{topic}?group=academia&order=oldest").text)

    asked = "?group=academia&amp;order=oldest"
    assert offered == {
        "en": topic + asked, **{code: f"/{code}{topic}{asked}" for code in ("fr", "de", "es", "ar")},
    }


def test_a_page_names_its_other_languages_to_machines(client: FlaskClient) -> None:
    page = client.get("/ar/help").text

    links = dict(re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]*)">', page))
    assert links["x-default"] == links["en"] == "http://localhost/help"
    assert links["fr"] == "http://localhost/fr/help"
    assert set(links) == {"x-default", *i18n.LANGUAGES}


def test_the_answer_to_a_form_leads_to_the_page_it_was_on_in_the_other_languages(sign_in: SignIn) -> None:
    manager = make_person()
    consultation = make_consultation(phase="preparing", manager=manager)

    refusal = sign_in(manager).post(f"/fr/consultations/{consultation.slug}/manage/team?x=1", data={"email": "nobody"})

    assert refusal.status_code == 422
    assert chosen(refusal.text)["ar"] == f"/ar/consultations/{consultation.slug}/manage"


def test_links_and_refusals_stay_in_the_language_and_styles_carry_none(client: FlaskClient) -> None:
    page = client.get("/de/help").text

    assert 'href="/de/record"' in page
    assert "/de/static/" not in page


def test_signing_in_leads_back_in_the_same_language(client: FlaskClient) -> None:
    asked = client.get("/es/account")

    assert asked.location == "/es/login?next=/es/account"


def test_an_act_answers_in_the_language_it_was_sent_in(sign_in: SignIn) -> None:
    browser = sign_in(make_person())

    answer = browser.post("/fr/account/profile", data={
        "name": "Person 1", "group": "academia", "country": "undeclared", "language": "ar", "respondent_type": "",
    })

    assert (answer.status_code, answer.location) == (303, "/fr/account")


def test_the_cookie_holds_in_every_language(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        cookie = app.test_client().get("/fr/register").headers["Set-Cookie"]
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert "Path=/;" in cookie + ";"


def test_who_registers_is_written_to_in_the_language_of_the_page(client: FlaskClient) -> None:
    client.post("/ar/register", data={
        "name": "Person 1", "email": "person1@example.org", "password": "long and odd enough",
    })

    account = db.session.scalars(select(Account)).one()
    assert account.language == "ar"
    assert "http://localhost/ar/confirm/" in db.session.scalars(select(Letter)).one().text


@pytest.mark.parametrize(("language", "address"), [("fr", "http://localhost/fr/recover/"), ("en", "http://localhost/recover/")])
def test_a_letter_leads_to_the_language_of_its_reader(client: FlaskClient, language: str, address: str) -> None:
    account = make_person()
    account.language = language
    db.session.commit()

    client.post("/de/recover", data={"email": account.email})

    assert address in db.session.scalars(select(Letter)).one().text


@pytest.mark.parametrize(("language", "shown"), [
    ("en", "3 November 2026"), ("fr", "3 novembre 2026"), ("de", "3. November 2026"), ("es", "3 de noviembre de 2026"),
    ("ar", "3 نوفمبر 2026"),
])
def test_a_date_is_said_as_the_language_says_it(app: Flask, language: str, shown: str) -> None:
    with app.test_request_context(), i18n.in_language(language):
        assert i18n.shown_date(datetime(2026, 11, 3, tzinfo=UTC)) == shown


def test_numbers_in_sentences_are_written_as_the_language_writes_them(app: Flask) -> None:
    with app.test_request_context():
        assert i18n.n_("%(num)s position", "%(num)s positions", 1234) == "1,234 positions"


@pytest.mark.parametrize(("language", "said"), [
    ("fr", "mot de passe"), ("de", "Passwort"), ("es", "contraseña"), ("ar", "كلمة"),
])
def test_what_flask_security_says_follows(client: FlaskClient, language: str, said: str) -> None:
    page = client.post(f"/{language}/login", data={"email": "nobody@example.org", "password": ""})

    assert said.lower() in page.text.lower()
