"""A report that takes long is made by the worker, once, and given when it stands."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from consult import clock
from consult.consultations.models import Consultation
from consult.db import db
from consult.reports import actions, building, orders, shelf
from consult.reports.actions import make_owed
from consult.reports.models import ReportOrder
from tests.factories.consultations import make_consultation
from tests.factories.submissions import make_position

PART = {"HX-Request": "true", "HX-Target": "making"}


@pytest.fixture
def long(app, monkeypatch) -> Consultation:
    """One contribution is already too much to be made at once."""
    short = {name: replace(each, at_once=0) for name, each in building.FORMATS.items()}
    monkeypatch.setattr(building, "FORMATS", short)
    consultation = make_consultation()
    make_position(consultation)
    return consultation


@pytest.fixture
def built(monkeypatch) -> list[str]:
    """The formats that were built, in their order."""
    names: list[str] = []
    original = shelf.build
    monkeypatch.setattr(shelf, "build", lambda report, name: names.append(name) or original(report, name))
    return names


def address(consultation: Consultation, name: str = "html") -> str:
    return f"/consultations/{consultation.slug}/report.{name}"


def test_the_first_who_asks_is_told_that_it_is_being_made_and_then_takes_it(
    client: FlaskClient, long: Consultation, built: list[str]
) -> None:
    told = client.get(address(long))
    assert told.status_code == 202
    assert told.headers["Retry-After"] == "5"
    assert "The report is being made" in told.text
    assert "Set-Cookie" not in told.headers
    assert built == []

    make_owed()
    taken = client.get(address(long))

    assert taken.status_code == 200
    assert "Costs should be published." in taken.text
    assert "attachment" in taken.headers["Content-Disposition"]
    assert built == ["html"]


def test_ten_who_ask_at_once_get_the_one_that_is_made(
    client: FlaskClient, long: Consultation, built: list[str]
) -> None:
    assert {client.get(address(long)).status_code for _each in range(10)} == {202}

    make_owed()
    make_owed()

    assert {client.get(address(long)).status_code for _each in range(3)} == {200}
    assert built == ["html"]


def test_after_something_has_changed_it_is_made_again(
    client: FlaskClient, long: Consultation, built: list[str]
) -> None:
    client.get(address(long))
    make_owed()
    make_position(long)
    assert client.get(address(long)).status_code == 200, "whoever waited must get it, whatever is said meanwhile"

    clock.travel(timedelta(minutes=2))
    assert client.get(address(long)).status_code == 202
    make_owed()

    assert client.get(address(long)).status_code == 200
    assert built == ["html", "html"]


def test_after_an_hour_it_is_gathered_again_and_built_only_if_it_says_something_else(
    client: FlaskClient, long: Consultation, built: list[str]
) -> None:
    client.get(address(long))
    make_owed()

    clock.travel(timedelta(minutes=62))
    assert client.get(address(long)).status_code == 202
    make_owed()

    assert client.get(address(long)).status_code == 200
    assert built == ["html"]


def test_one_that_is_missing_from_the_shelf_is_made_again(client: FlaskClient, long: Consultation) -> None:
    client.get(address(long))
    make_owed()
    order = db.session.scalars(db.select(ReportOrder)).one()
    kept = shelf.standing(long.slug, order.format, order.digest)
    assert kept is not None

    kept.path.unlink()

    assert client.get(address(long)).status_code == 202


def test_a_fault_is_told_and_tried_again_after_a_minute(
    client: FlaskClient, long: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_consultation: Consultation) -> None:
        raise MemoryError

    client.get(address(long))
    client.get(address(long, "csv"))
    with monkeypatch.context() as patched:
        patched.setattr(actions, "outline", broken)
        make_owed()
    told = client.get(address(long))
    assert told.status_code == 503
    assert "could not be made" in told.text
    assert "Try again" in told.text
    assert client.get(address(long), headers=PART).status_code == 286

    clock.travel(timedelta(minutes=2))
    assert client.get(address(long)).status_code == 202
    make_owed()

    assert client.get(address(long)).status_code == 200


def test_the_page_follows_it_step_by_step_and_says_nothing_twice(client: FlaskClient, long: Consultation) -> None:
    client.get(address(long, "csv"))
    clock.travel(timedelta(seconds=1))
    client.get(address(long))

    waiting = client.get(address(long), headers=PART)
    assert "1 report comes first" in waiting.text
    assert "<html" not in waiting.text
    again = client.get(address(long) + "?seen=waiting1", headers=PART)
    assert (again.status_code, again.text) == (204, "")
    assert "HX-Target" in again.headers["Vary"]

    make_owed()
    ready = client.get(address(long) + "?seen=waiting1", headers=PART)
    assert ready.status_code == 286
    assert f'href="{address(long)}"' in ready.text


def test_what_somebody_else_makes_is_left_alone_until_they_must_be_lost(
    client: FlaskClient, long: Consultation, built: list[str]
) -> None:
    client.get(address(long))
    begun = actions._taken()
    assert begun is not None
    assert orders.progress_of(begun).step == "gathering"

    make_owed()
    assert built == []

    clock.travel(actions.LOST + timedelta(minutes=1))
    make_owed()
    assert built == ["html"]


def test_each_language_has_its_own(client: FlaskClient, long: Consultation) -> None:
    client.get("/fr" + address(long))
    make_owed()

    assert client.get(address(long)).status_code == 202
    assert 'lang="fr"' in client.get("/fr" + address(long)).text
