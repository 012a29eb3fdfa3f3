"""Voting in the browser's way, and who sees what of it."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from consult.accounts.models import Account
from consult.consultations.models import Consultation
from consult.db import db
from consult.opinion.actions import cast_vote
from consult.opinion.mapping import update
from consult.opinion.models import Choice, Vote
from consult.organisations.vocabularies import Group
from tests.factories.consultations import make_consultation
from tests.factories.opinion import make_claims, make_votes
from tests.factories.people import make_person
from tests.factories.submissions import make_position

SignIn = Callable[[Account], FlaskClient]


def base(consultation: Consultation) -> str:
    return f"/consultations/{consultation.slug}/topics/goal-1"


def crowded(number: int = 8) -> Consultation:
    """Two camps on `number` claims."""
    consultation = make_consultation(votes=True)
    claims = make_claims(consultation, number)
    people = [make_person(group=(Group.ACADEMIA, Group.CIVIL_SOCIETY)[each % 2]) for each in range(12)]
    for place, person in enumerate(people):
        for number, claim in enumerate(claims):
            camp = place % 2 == number % 2 or number == 0
            cast_vote(claim, Choice.AGREE if camp else Choice.DISAGREE, person)
    update()
    return consultation


def test_one_votes_and_is_led_to_the_next_claim(app: object, sign_in: SignIn) -> None:
    consultation = make_consultation(votes=True)
    position = make_claims(consultation, 2)[0]
    browser = sign_in(make_person())

    page = browser.get(base(consultation) + "/vote")
    answer = browser.post(f"/positions/{position.name}/vote?back={base(consultation)}/vote", data={"vote": "agree"})

    assert "Do you agree?" in page.text
    assert (answer.status_code, answer.location) == (303, base(consultation) + "/vote")
    assert db.session.scalars(select(Vote.value)).all() == [1]
    assert "Claim 1." in browser.get(answer.location).text


def test_a_vote_leads_to_no_other_site(app: object, sign_in: SignIn) -> None:
    position = make_position(make_consultation(votes=True))

    answer = sign_in(make_person()).post(f"/positions/{position.name}/vote?back=//evil.example/", data={"vote": "pass"})

    assert answer.location == f"/positions/{position.name}#vote"


@pytest.mark.parametrize("vote", ["", "strongly", "1"])
def test_what_is_no_vote_is_refused(app: object, sign_in: SignIn, vote: str) -> None:
    position = make_position(make_consultation(votes=True))

    assert sign_in(make_person()).post(f"/positions/{position.name}/vote", data={"vote": vote}).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Vote)) == 0


def test_where_the_plan_has_no_votes_no_page_speaks_of_them(client: FlaskClient, sign_in: SignIn) -> None:
    consultation = make_consultation()
    position = make_position(consultation)

    assert "ote on" not in client.get(base(consultation)).text
    assert sign_in(make_person()).post(f"/positions/{position.name}/vote", data={"vote": "agree"}).status_code == 409
    assert "switched off" in sign_in(make_person()).get(base(consultation) + "/vote").text


def test_a_reader_who_is_not_signed_in_gets_a_link_and_no_cookie(client: FlaskClient) -> None:
    consultation = crowded()

    for path in ("", "/opinion"):
        answer = client.get(base(consultation) + path)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert "<form method=\"post\"" not in answer.text
    assert "Sign in to vote" in client.get(base(consultation)).text


def test_the_map_shows_what_unites_and_what_divides_and_the_reader_themselves(
    client: FlaskClient, sign_in: SignIn
) -> None:
    consultation = crowded()

    page = client.get(base(consultation) + "/opinion").text

    assert "12</strong>" in page
    assert page.index("What unites") < page.index("Claim 0.") < page.index("What divides")
    assert "group A, 6 people" in page
    assert "You are in group" not in page


def test_a_map_of_fewer_than_five_people_is_not_shown(client: FlaskClient) -> None:
    consultation = make_consultation(votes=True)
    make_votes(make_position(consultation), Choice.AGREE, 4)
    update()

    assert "fewer than five people have voted" in client.get(base(consultation) + "/opinion").text


@pytest.mark.parametrize("path", ["", "/opinion", "/vote"])
def test_a_page_asks_as_often_with_many_votes_as_with_few(app: Flask, sign_in: SignIn, path: str) -> None:
    few, many = crowded(7), crowded(12)
    make_votes(make_claims(many, 1)[0], Choice.AGREE, 12)
    update()
    reader, asked = sign_in(make_person()), []
    event.listen(db.engine, "before_cursor_execute", lambda *values: asked.append(values[2]))
    addresses, questions = [base(few) + path, base(many) + path], []

    for address in addresses:
        # What an earlier page has read must not be remembered for this one.
        db.session.remove()
        asked.clear()
        assert reader.get(address).status_code == 200
        questions.append([statement.split("WHERE")[0] for statement in asked])

    assert questions[0] == questions[1]
