"""The operator's doors to consultations and people."""

import json
import re

import pytest
from click.testing import CliRunner
from flask import Flask

from consult.accounts.queries import account_by_email
from consult.consultations.cli import account, list_consultations, numbers
from consult.consultations.models import TeamRole
from consult.consultations.numbers import numbers_block
from consult.consultations.policy import roles_of
from consult.consultations.team import LastManager, add_member, remove_member
from consult.errors import Invalid, NotAllowed, NotFound
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_position

pytestmark = pytest.mark.usefixtures("app")


def test_the_list_names_each_consultation_and_its_phase() -> None:
    consultation = make_consultation(phase="open")

    told = CliRunner().invoke(list_consultations, ["--json"])

    assert json.loads(told.stdout) == [{"slug": consultation.slug, "title": consultation.title, "phase": "open"}]
    assert consultation.slug in CliRunner().invoke(list_consultations, []).stdout


def test_the_numbers_are_those_of_the_pages() -> None:
    consultation = make_consultation()
    make_position(consultation)

    told = CliRunner().invoke(numbers, [consultation.slug, "--json"])

    assert json.loads(told.stdout) == numbers_block(consultation)
    assert "submissions" in CliRunner().invoke(numbers, [consultation.slug]).stdout


def test_an_account_is_made_with_its_role_and_a_link_that_sets_a_password_once(app: Flask) -> None:
    consultation = make_consultation()
    arguments = ["create", "someone@example.org", "--role", "moderator", "--consultation", consultation.slug]

    told = CliRunner().invoke(account, arguments)

    person = account_by_email("someone@example.org")
    assert roles_of(person, consultation) == {TeamRole.MODERATOR}
    link = re.search(r"/recover/\S+", told.stdout)
    assert link is not None
    client = app.test_client()
    chosen = {"password": "correct horse battery", "password_confirm": "correct horse battery"}
    assert client.post(link[0], data=chosen).status_code in (302, 303)
    assert client.get(link[0], follow_redirects=True).request.path != link[0]
    signed_in = client.post("/login", data={"email": "someone@example.org", "password": "correct horse battery"})
    assert signed_in.status_code in (302, 303)


def test_an_account_that_exists_gets_the_role_and_keeps_the_rest() -> None:
    person = make_person()

    CliRunner().invoke(account, ["create", person.email.upper(), "--role", "administrator"], catch_exceptions=False)

    assert account_by_email(person.email).id == person.id
    assert account_by_email(person.email).is_administrator


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (["nobody", "--role", "stakeholder"], Invalid),
        (["a@example.org", "--role", "manager"], Invalid),
        (["a@example.org", "--role", "manager", "--consultation", "nowhere"], NotFound),
        (["a@example.org", "--role", "administrator", "--consultation", "nowhere"], Invalid),
    ],
)
def test_a_role_that_cannot_be_given_makes_no_account(arguments: list[str], refusal: type[Exception]) -> None:
    told = CliRunner().invoke(account, ["create", *arguments])

    assert isinstance(told.exception, refusal)
    with pytest.raises(NotFound):
        account_by_email("a@example.org")


def test_only_a_manager_changes_the_team_and_the_last_one_stays() -> None:
    manager, other = make_person(), make_person()
    consultation = make_consultation(manager=manager)

    with pytest.raises(NotAllowed):
        add_member(consultation, other, TeamRole.MODERATOR, by=other)
    with pytest.raises(LastManager):
        remove_member(consultation, manager, TeamRole.MANAGER, by=manager)
    add_member(consultation, other, TeamRole.MANAGER, by=manager)
    remove_member(consultation, manager, TeamRole.MANAGER, by=manager)

    assert roles_of(manager, consultation) == set()
    assert roles_of(other, consultation) == {TeamRole.MANAGER}
