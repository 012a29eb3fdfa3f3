"""Findings put in another place, by dragging or otherwise."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import Account
from consult.consultations.models import Topic
from consult.db import db, transaction
from consult.errors import Invalid, NotAllowed
from consult.synthesis.actions import AlreadyPublic
from consult.synthesis.models import Finding
from consult.synthesis.ordering import place_finding
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.synthesis import make_finding

SignIn = Callable[[Account], FlaskClient]


def four(topics: int = 1) -> tuple[Topic, list[Finding], Account]:
    moderator = make_person()
    consultation = make_consultation(phase="closed", moderator=moderator, topics=topics)
    topic = consultation.topics[0]
    return topic, [make_finding(topic, moderator, f"Finding {letter}.") for letter in "abcd"], moderator


def order(topic: Topic, findings: list[Finding]) -> list[int]:
    """Where each stands now, as its place in the list they were made in."""
    db.session.expire_all()
    ids = db.session.scalars(select(Finding.id).where(Finding.topic_id == topic.id).order_by(Finding.ordinal)).all()
    made = [finding.id for finding in findings]
    return [made.index(identifier) for identifier in ids]


@pytest.mark.parametrize(
    ("held", "before", "then"),
    [(3, 0, [3, 0, 1, 2]), (0, 2, [1, 0, 2, 3]), (0, None, [1, 2, 3, 0]), (1, 1, [0, 1, 2, 3]), (2, 3, [0, 1, 2, 3])],
)
def test_a_finding_goes_where_it_is_put(app: Flask, held: int, before: int | None, then: list[int]) -> None:
    topic, findings, moderator = four()

    place_finding(findings[held], findings[before] if before is not None else None, moderator)

    assert order(topic, findings) == then


def test_what_is_published_keeps_its_number(app: Flask) -> None:
    topic, findings, moderator = four()
    with transaction():
        findings[1].public_version = 1

    place_finding(findings[3], findings[2], moderator)
    with pytest.raises(AlreadyPublic):
        place_finding(findings[3], findings[0], moderator)

    assert order(topic, findings) == [0, 1, 3, 2]


def test_refusals(app: Flask) -> None:
    topic, findings, moderator = four(topics=2)
    elsewhere = make_finding(topic.consultation.topics[1], moderator, "Elsewhere.")

    with pytest.raises(Invalid):
        place_finding(findings[0], elsewhere, moderator)
    with pytest.raises(NotAllowed):
        place_finding(findings[0], findings[2], make_person())

    assert order(topic, findings) == [0, 1, 2, 3]


def test_the_desk_takes_a_place_as_well_as_a_step(sign_in: SignIn) -> None:
    topic, findings, moderator = four()
    desk = f"/consultations/{topic.consultation.slug}/desk"
    client, names = sign_in(moderator), [finding.name for finding in findings]

    page = client.get(f"{desk}?topic=goal-1").text
    placed = client.post(f"{desk}/findings/{names[3]}/place?topic=goal-1", data={"before": names[0]})
    stepped = client.post(f"{desk}/findings/{names[0]}/place?topic=goal-1", data={"direction": "down"})

    assert f'data-name="{names[3]}"' in page
    assert (placed.status_code, stepped.status_code) == (303, 303)
    assert placed.location.endswith(f"#f-{names[3]}")
    assert order(topic, findings) == [3, 1, 0, 2]
