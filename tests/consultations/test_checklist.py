"""What a plan lacks before it is published, and what should be looked at once more."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.actions import NotReady, publish_consultation
from consult.consultations.checklist import cautions, essentials
from consult.consultations.models import Preset
from consult.db import transaction
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person

SignIn = Callable[[Account], FlaskClient]


@pytest.mark.parametrize(
    ("field", "value"),
    [("institution", ""), ("summary", ""), ("decides", ""), ("can_change", ""), ("cannot_change", ""),
     ("opens_at", None), ("closes_at", None)],
)
def test_what_is_essential_is_missing_until_it_is_said(app: Flask, field: str, value: object) -> None:
    manager = make_person()
    consultation = make_consultation(phase="preparing", manager=manager)
    assert all(check.is_met for check in essentials(consultation))
    with transaction():
        setattr(consultation, field, value)

    assert [check.where for check in essentials(consultation) if not check.is_met] == [field]
    with pytest.raises(NotReady):
        publish_consultation(consultation, manager)


def test_a_consultation_without_a_goal_is_not_published(app: Flask) -> None:
    manager = make_person()
    consultation = make_consultation(phase="preparing", manager=manager, topics=0)

    with pytest.raises(NotReady):
        publish_consultation(consultation, manager)


def test_cautions_name_what_people_will_ask_about_and_do_not_stop_it(app: Flask) -> None:
    manager = make_person()
    consultation = make_consultation(phase="preparing", manager=manager)
    with transaction():
        consultation.languages = ["en", "fr"]

    found = {check.where for check in cautions(consultation)}
    publish_consultation(consultation, manager)

    assert found == {"closes_at", "must_reach", "contact", "goal:goal-1", "team", "translations"}
    assert consultation.announced_at is not None


def test_cautions_go_when_they_are_heeded(app: Flask) -> None:
    consultation = make_consultation(phase="preparing", manager=make_person(), moderator=make_person())
    with transaction():
        consultation.opens_at, consultation.closes_at = now() + timedelta(days=1), now() + timedelta(weeks=12, days=1)
        consultation.must_reach, consultation.contact = ["Islands"], "ask@example.org"
        consultation.topics[0].summary = "In plain words."

    assert cautions(consultation) == []


@pytest.mark.parametrize(("preset", "weeks"), [(Preset.SIMPLE, 4), (Preset.STANDARD, 12), (Preset.FULL, 12)])
def test_each_set_of_rules_has_its_own_shortest_time(app: Flask, preset: Preset, weeks: int) -> None:
    consultation = make_consultation(phase="preparing", manager=make_person())
    for length, is_short in ((timedelta(weeks=weeks), False), (timedelta(weeks=weeks, days=-2), True)):
        with transaction():
            consultation.preset, consultation.opens_at = preset, now() + timedelta(days=1)
            consultation.closes_at = consultation.opens_at + length

        assert ("closes_at" in {check.where for check in cautions(consultation)}) is is_short


def test_every_line_of_the_list_leads_somewhere(sign_in: SignIn) -> None:
    manager = make_person()
    consultation = make_consultation(phase="preparing", manager=manager)
    with transaction():
        consultation.summary, consultation.languages = "", ["en", "fr"]
    base, client = f"/consultations/{consultation.slug}/manage", sign_in(manager)

    page = client.get(base).text

    for address in (f"{base}/plan#summary", f"{base}/plan#must_reach", f"{base}/translations",
                    f"{base}/topics/goal-1#summary", "#team"):
        assert f'href="{address}"' in page, address
        if address.startswith("/"):
            assert client.get(address).status_code == 200, address
    assert 'aria-disabled="true"' in page
