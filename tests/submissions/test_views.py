"""Writing, reading through and sending, as a browser without scripts does it."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.consultations.models import Moderation
from consult.contributions.models import State
from consult.db import db
from consult.submissions.models import Draft, Position, Submission
from tests.factories.consultations import make_consultation
from tests.factories.people import PASSWORD, make_person
from tests.factories.submissions import make_position

SignIn = Callable[[Account], FlaskClient]


def typed(**changes: object) -> dict[str, object]:
    return {
        "stance": "support", "about": ["goal-1:2"], "claim": "Publish what it costs.",
        "body": "It cost me a day’s pay.",
        "wording": "", "language": "en", "publication": "named", **changes,
    }


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found
    return found.group(1)


def test_who_writes_first_signs_in_last_and_gets_a_receipt(client: FlaskClient) -> None:
    consultation, person = make_consultation(), make_person(with_password=True)
    write = f"/consultations/{consultation.slug}/topics/goal-1/write"

    draft = client.post(write, data=typed()).location
    assert "Sign in and send it" in client.get(draft).text
    client.post("/login", data={"email": person.email, "password": PASSWORD, "next": draft})
    assert "Send it" in client.get(draft).text
    receipt = client.post(draft + "/submission").location
    page = client.get(receipt).text

    assert "Received. Thank you." in page
    assert "It cost me a day’s pay." in page
    assert client.get(draft).status_code == 404
    position = db.session.scalar(select(Position))
    assert position is not None
    assert position.anchors[0].passage is not None
    assert position.anchors[0].passage.ordinal == 2


def test_a_refused_form_gives_back_what_was_typed_with_the_errors_beside_the_fields(client: FlaskClient) -> None:
    consultation = make_consultation()

    answer = client.post(
        f"/consultations/{consultation.slug}/topics/goal-1/write",
        data=typed(claim="x" * 300, body="Keep this.", about=[]),
    )

    assert answer.status_code == 422
    assert "Shorten this to 280 characters. It has 300." in answer.text
    assert "Choose at least one thing" in answer.text
    assert "Keep this." in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0


def test_the_same_form_sent_twice_makes_one_submission(sign_in: SignIn) -> None:
    consultation = make_consultation()
    client = sign_in(make_person())
    draft = client.post(f"/consultations/{consultation.slug}/topics/goal-1/write", data=typed()).location
    key = hidden(client.get(draft).text, "idempotency_key")

    answers = [client.post(draft + "/submission", data={"idempotency_key": key}) for _each in range(3)]

    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert db.session.scalar(select(func.count()).select_from(Submission)) == 1


def test_somebody_elses_draft_and_receipt_do_not_exist(sign_in: SignIn) -> None:
    consultation, author = make_consultation(), make_person()
    client = sign_in(author)
    draft = client.post(f"/consultations/{consultation.slug}/topics/goal-1/write", data=typed()).location
    stranger = sign_in(make_person())

    assert stranger.get(draft).status_code == 404
    receipt = client.post(draft + "/submission").location
    assert stranger.get(receipt).status_code == 404
    assert client.get(receipt).status_code == 200


def test_a_changed_position_is_a_new_version_on_the_same_receipt(sign_in: SignIn) -> None:
    author = make_person()
    position = make_position(make_consultation(moderation=Moderation.BEFORE), by=author)
    client = sign_in(author)

    draft = client.post(f"/positions/{position.name}/change", data=typed(body="Said better.", about=["goal-1:whole"]))
    receipt = client.post(draft.location + "/submission").location

    assert receipt.endswith(position.submission.name)
    assert "Said better." in client.get(receipt).text
    assert "Said better." not in client.get(f"/positions/{position.name}").text.split("This is yours")[0]


def test_withdrawing_asks_once_and_leaves_it_counted(sign_in: SignIn) -> None:
    author = make_person()
    position = make_position(make_consultation(), by=author)
    client = sign_in(author)

    assert "Withdraw your position?" in client.get(f"/positions/{position.name}/withdrawal").text
    assert position.state is State.PUBLISHED, "asking changes nothing"
    assert client.post(f"/positions/{position.name}/withdrawal").status_code == 303

    db.session.refresh(position)
    assert position.state is State.WITHDRAWN


@pytest.mark.parametrize("phase", ["announced", "closed"])
def test_writing_is_refused_while_the_consultation_is_not_open(client: FlaskClient, phase: str) -> None:
    consultation = make_consultation(phase=phase)

    assert client.get(f"/consultations/{consultation.slug}/topics/goal-1/write").status_code == 409


def test_the_profile_is_copied_onto_what_is_sent_afterwards(sign_in: SignIn) -> None:
    consultation, person = make_consultation(), make_person()
    client = sign_in(person)

    answer = client.post("/account/profile", data={
        "name": "Person Renamed", "group": "academia", "country": "BR", "organisation": "Guild of Tests",
        "respondent_type": "ngo", "language": "en"})
    draft = client.post(f"/consultations/{consultation.slug}/topics/goal-1/write", data=typed()).location
    client.post(draft + "/submission")

    position = db.session.scalar(select(Position))
    assert answer.status_code == 303
    assert position is not None
    assert (position.group, position.country, position.organisation_name, position.author_name) == (
        "academia", "BR", "Guild of Tests", "Person Renamed")


def test_an_unknown_country_or_topic_is_refused(sign_in: SignIn) -> None:
    consultation = make_consultation()
    client = sign_in(make_person())

    nowhere = {"name": "P", "group": "academia", "country": "ZZ", "language": "en"}
    profile = client.post("/account/profile", data=nowhere)
    write = client.post(
        f"/consultations/{consultation.slug}/topics/goal-1/write", data=typed(about=["goal-9:whole"])
    )

    assert profile.status_code == 422
    assert write.status_code == 422
