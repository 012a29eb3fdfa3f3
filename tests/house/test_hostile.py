"""What a hostile visitor sends: addresses, headers, bodies and keys that no page of ours makes."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import Account
from consult.db import db
from consult.mail import Letter
from consult.paging import encode_cursor
from consult.submissions.models import Draft
from tests.factories.consultations import make_consultation
from tests.factories.people import PASSWORD, make_person
from tests.factories.submissions import make_comment, make_content, make_position

SignIn = Callable[[Account], FlaskClient]

ELSEWHERE = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "/\\/evil.example",
    "https://evil.example", "http:evil.example", "javascript:alert(1)", "/\t/evil.example", "\t//evil.example",
    " //evil.example", "/\n/evil.example", "%2f%2fevil.example", "/%09/evil.example", "/%5cevil.example",
    "https://localhost@evil.example", "//localhost:80@evil.example", "data:text/html,x", "/\r\nSet-Cookie: a=b",
    "\x19//evil.example", "https:///evil.example", "/./\\evil.example", "/..//evil.example", "/;@evil.example",
]
ODD = [
    "\0", "%00", "a\0b", "\ud7ff", "\uffff", "'\"><script>alert(1)</script>", "9" * 40, "-1", "²", "1e9", "[]",
    "{{7*7}}", "../../etc/passwd", "a" * 9000, "\u202e", "%s%n", "' OR 1=1 --",
]
PHRASE = "a long enough phrase"


def as_browsers_read(location: str) -> str:
    """The host a browser would go to: it takes out tabs and line ends, and reads backslashes as slashes."""
    plain = re.sub(r"[\t\r\n]", "", location).strip("".join(map(chr, range(33)))).replace("\\", "/")
    return urlsplit(urljoin("http://localhost/login", re.sub(r"^/{2,}", "//", plain))).netloc


@pytest.fixture
def csrf(app: Flask) -> Iterator[Flask]:
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nothing_leads_on_to_another_site(app: Flask, sign_in: SignIn, target: str) -> None:
    person = make_person(with_password=True)
    profile = {"name": "Person 1", "group": "academia", "country": "KE", "language": "en"}
    answers = [
        app.test_client().post("/login?next=" + quote(target), data={"email": person.email, "password": PASSWORD}),
        app.test_client().post("/login", data={"email": person.email, "password": PASSWORD, "next": target}),
        sign_in(person).get("/login?next=" + quote(target)),
        sign_in(person).post("/logout?next=" + quote(target)),
        sign_in(person).post("/account/profile?next=" + quote(target), data=profile),
    ]

    for answer in answers:
        assert answer.status_code < 500
        assert answer.status_code in (200, 302, 303)
        if answer.status_code != 200:
            assert as_browsers_read(answer.location) == "localhost", answer.location


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "localhost@evil.example"])
def test_letters_carry_our_own_address_whatever_the_request_says(client: FlaskClient, host: str) -> None:
    person = make_person(with_password=True)
    headers = {"Host": host, "X-Forwarded-Host": host}
    new = {"name": "P", "email": "n@example.org", "password": PHRASE}

    client.post("/register", data=new, headers=headers)
    client.post("/recover", data={"email": person.email}, headers=headers)
    client.post("/confirm", data={"email": "n@example.org"}, headers=headers)
    client.post("/register", data={**new, "email": person.email}, headers=headers)

    letters = db.session.scalars(select(Letter)).all()
    assert len(letters) >= 4
    for letter in letters:
        assert "evil" not in letter.text
        assert "http://localhost/" in letter.text


@pytest.mark.parametrize("odd", ODD)
def test_odd_words_in_addresses_are_answered_without_a_fault(app: Flask, sign_in: SignIn, odd: str) -> None:
    moderator = make_person()
    consultation = make_consultation(moderator=moderator, manager=moderator)
    position = make_position(consultation)
    make_comment(position)
    visitor = sign_in(moderator)
    said = quote(odd, errors="replace")
    base = f"/consultations/{consultation.slug}"
    cursors = [encode_cursor(values) for values in (
        [odd], [odd, odd], ["2026-01-01T00:00:00", odd], ["0001-01-01T00:00:00+14:00", "1"],
        ["9999-12-31T23:59:59-14:00", "1"], [odd, "1"])]
    topic, desk, queue = f"{base}/topics/goal-1", f"{base}/desk", "/moderation"
    paths = [
        f"/consultations/{said}", f"{base}/topics/{said}", f"/positions/{said}", f"/contributions/{said}",
        f"/drafts/{said}", f"/receipts/{said}", f"/confirm/{said}", f"/recover/{said}", f"/{said}", f"/static/{said}",
        f"{base}/report.{said}", f"/login?next={said}", f"{topic}/write?about={said}", f"{queue}?version={said}",
        f"{queue}?item={position.name}&version={said}", f"/positions/{position.name}/comments/new?to={said}",
        *(f"{topic}?{name}={said}" for name in (
            "text", "group", "country", "stance", "language", "passage", "order", "after")),
        *(f"{desk}?{name}={said}" for name in ("topic", "show", "group", "q", "after", "c")),
        *(f"{queue}?{name}={said}" for name in ("tab", "consultation", "kind", "group", "language", "item", "after")),
        *(f"/record?{name}={said}" for name in ("after", "consultation")),
        *(f"{page}{mark}after={cursor}" for cursor in cursors for page, mark in (
            (topic, "?"), (topic + "?order=oldest", "&"), (desk, "?"), (queue, "?"), ("/moderation?tab=decided", "&"),
            ("/record", "?"))),
    ]

    for path in paths:
        answer = visitor.get(path)
        assert answer.status_code < 500, path
        assert "<script>alert" not in answer.text, path


@pytest.mark.parametrize("odd", ODD)
def test_odd_words_in_forms_are_answered_without_a_fault(app: Flask, sign_in: SignIn, odd: str) -> None:
    moderator = make_person()
    consultation = make_consultation(moderator=moderator, manager=moderator)
    position = make_position(consultation)
    names = {"slug": consultation.slug, "topic_slug": "goal-1", "name": position.name, "token": odd[:50],
             "key": odd[:20], "question": odd[:50], "language": "fr"}
    fields = (
        "idempotency_key", "email", "password", "name", "act", "reason", "phrases", "words", "selection", "version",
        "seen", "contribution", "becomes", "finding", "start", "end", "text", "field", "citation", "cited", "parent",
        "about", "claim", "body", "language", "publication", "revision", "title", "role", "group", "country",
        "opens_at", "challenge_days", "next", "preset", "direction", "contributions", "designation", "summary",
        "t-title", "seen-title", "right-title", "translator", "answer", "before",
    )
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            path = re.sub(
                r"<(?:[^:<>]+:)?([^<>]+)>", lambda found: quote(names.get(found[1], odd[:20]), errors="replace"),
                rule.rule,
            )
            answer = sign_in(moderator).post(path + "?topic=goal-1", data=dict.fromkeys(fields, odd))
            assert answer.status_code < 500, rule.rule


def test_odd_bodies_are_answered_without_a_fault(app: Flask, sign_in: SignIn) -> None:
    person = make_person()
    consultation = make_consultation()
    path = f"/consultations/{consultation.slug}/topics/goal-1/write"
    form, parts = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
    bodies = [
        (b"claim=%ff%fe&body=\xff\xfe&about=goal-1:whole", form),
        (b"[1]", "application/json"), (b'{"claim": 5, "body": [], "about": {}}', "application/json"),
        (b"{", "application/json"), (b"nonsense", parts),
        (b"claim=a&claim=b&about=goal-1:whole&about=goal-1:whole&language=en&publication=named", form),
        (b'--x\r\nContent-Disposition: form-data; name=claim; filename="a\r\nb"\r\n\r\nx\r\n--x--', parts),
        (b"a", "text/plain"), (b"a=1", "application/x-www-form-urlencoded; charset=utf-16"),
    ]

    for body, kind in bodies:
        for where in (path, "/login", "/account/profile"):
            answer = sign_in(person).post(where, data=body, content_type=kind)
            assert answer.status_code < 500, (body, where)
            if kind == "application/json":
                assert answer.status_code == 415


def test_what_is_too_large_is_refused_with_one_sentence(app: Flask, client: FlaskClient) -> None:
    consultation = make_consultation()

    answer = client.post(
        f"/consultations/{consultation.slug}/topics/goal-1/write", data={"body": "x" * 2_100_000})

    assert answer.status_code == 413
    assert "Content-Security-Policy" in answer.headers
    assert db.session.scalar(select(Draft)) is None


def test_nobody_gives_themselves_more_than_the_form_asks_for(client: FlaskClient, sign_in: SignIn) -> None:
    client.post("/register", data={
        "name": "P", "email": "m@example.org", "password": PHRASE, "is_administrator": "1", "active": "0",
        "confirmed_at": "2020-01-01", "roles": "admin", "id": "1"})
    person = db.session.scalars(select(Account)).one()
    assert (person.is_administrator, person.confirmed_at, person.active, person.id == 1) == (False, None, True, False)

    author = make_person()
    consultation = make_consultation()
    sign_in(author).post(f"/consultations/{consultation.slug}/topics/goal-1/write", data={
        "claim": "Mine.", "about": "goal-1:whole", "language": "en", "publication": "named",
        "account_id": str(person.id), "position_id": "1", "id": "7", "consultation_id": "9"})
    draft = db.session.scalars(select(Draft)).one()
    assert (draft.account_id, draft.position_id, draft.consultation_id) == (author.id, None, consultation.id)
    assert draft.id != 7


def test_a_name_typed_by_a_stranger_stands_in_no_letter(client: FlaskClient) -> None:
    client.post("/register", data={
        "name": "You won, see https://evil.example", "email": "victim@example.org", "password": PHRASE})

    assert "evil" not in db.session.scalars(select(Letter)).one().text


def test_a_key_serves_one_person_and_one_page(csrf: Flask) -> None:
    consultation = make_consultation()
    path = f"/consultations/{consultation.slug}/topics/goal-1/write"

    def write(visitor: FlaskClient, key: str, claim: str) -> str:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', visitor.get(path).text)
        assert token
        return visitor.post(path, data={
            "csrf_token": token[1], "idempotency_key": key, "claim": claim, "about": "goal-1:whole", "language": "en",
            "publication": "named"}).location

    first, second = csrf.test_client(), csrf.test_client()
    own = write(first, "the same key", "One.")

    assert write(second, "the same key", "Two.") != own, "a stranger who knows the key is not led to the draft"
    assert write(first, "the same key", "One.") == own
    assert make_content().claim != "One."
    long = "k" * 300
    assert write(first, long, "Three.") == write(first, long, "Three.") != own
