"""Votes in a report: what unites and divides, all figures once voting has ended, none for fewer than five people."""

from datetime import timedelta

import pytest

from consult.clock import now
from consult.consultations.models import Consultation
from consult.db import db
from consult.opinion.actions import cast_vote
from consult.opinion.mapping import update
from consult.opinion.models import Choice
from consult.organisations.vocabularies import Group
from consult.reports.building import build
from consult.reports.outline import outline
from tests.factories.consultations import make_consultation
from tests.factories.opinion import make_claims, make_votes
from tests.factories.people import make_person

pytestmark = pytest.mark.usefixtures("app")


def voted() -> Consultation:
    """Two camps of six on eight claims; three officials agree with the second."""
    consultation = make_consultation(votes=True)
    claims = make_claims(consultation, 8)
    for place in range(12):
        person = make_person(group=(Group.ACADEMIA, Group.CIVIL_SOCIETY)[place % 2])
        for number, claim in enumerate(claims):
            agrees = number == 0 or place % 2 == number % 2
            cast_vote(claim, Choice.AGREE if agrees else Choice.DISAGREE, person)
    make_votes(claims[1], Choice.AGREE, 3, Group.GOVERNMENT)
    update()
    return consultation


def close(consultation: Consultation) -> None:
    consultation.closes_at = now() - timedelta(days=1)
    db.session.commit()


def test_while_people_vote_only_what_the_map_shows_is_told() -> None:
    opinion = outline(voted())["topics"][0]["opinion"]

    assert (opinion["people"], opinion["claims"], opinion["has_ended"]) == (15, 8, False)
    assert [each["text"] for each in opinion["unites"]] == ["Claim 0."]
    assert len(opinion["tallies"]) < 8


def test_afterwards_every_claim_has_its_figures_but_those_of_small_groups() -> None:
    consultation = voted()
    close(consultation)

    tallies = {each["text"]: each for each in outline(consultation)["topics"][0]["opinion"]["tallies"]}

    assert len(tallies) == 8
    assert tallies["Claim 0."]["by_group"]["academia"] == {"agree": 6, "disagree": 0, "pass": 0}
    assert "government" in tallies["Claim 1."]["hidden"]
    assert "government" not in tallies["Claim 1."]["by_group"]
    assert len(tallies["Claim 1."]["hidden"]) == 2


def test_every_format_tells_of_the_votes() -> None:
    consultation = voted()
    close(consultation)
    report = outline(consultation)

    page = build(report, "html").decode()
    table = build(report, "csv").decode("utf-8-sig")

    assert page.index("Votes and the map of opinion") < page.index("What unites: share that agrees")
    assert "100 % of 6" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert ",agree,disagree,pass," in table.splitlines()[0]
    assert any(",12,0,0," in line for line in table.splitlines())
    assert build(report, "pdf").startswith(b"%PDF")


def test_a_consultation_without_votes_has_no_such_part() -> None:
    consultation = make_consultation()

    report = outline(consultation)

    assert report["topics"][0]["opinion"] is None
    assert "Votes and the map" not in build(report, "html").decode()
