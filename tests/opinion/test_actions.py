"""Voting: one vote each, changeable while open, counted once."""

import pytest
from sqlalchemy import func, select

from consult.consultations.phases import PhaseClosed
from consult.db import db
from consult.errors import NotFound
from consult.opinion.actions import VotesOff, cast_vote, fold
from consult.opinion.models import Choice, Opinion, Vote, VoteTally
from consult.opinion.queries import ballots_on, claim_to_see, tallies_by_group
from consult.organisations.queries import stakeholder_of
from consult.organisations.vocabularies import Group
from tests.factories.consultations import make_consultation
from tests.factories.opinion import make_claims, make_votes
from tests.factories.people import make_person
from tests.factories.submissions import make_position

pytestmark = pytest.mark.usefixtures("app")


def sums(position_id: int) -> dict[int, int]:
    rows = db.session.execute(
        select(VoteTally.value, func.sum(VoteTally.step)).where(VoteTally.position_id == position_id)
        .group_by(VoteTally.value)
    )
    return {value: int(total) for value, total in rows if total}


def test_a_vote_is_counted_once_however_often_it_is_given() -> None:
    position, voter = make_position(make_consultation(votes=True)), make_person()

    for _each in range(3):
        cast_vote(position, Choice.AGREE, voter)

    assert db.session.scalars(select(Vote.value)).all() == [1]
    assert sums(position.id) == {1: 1}


def test_a_changed_vote_replaces_the_first() -> None:
    position, voter = make_position(make_consultation(votes=True)), make_person()
    cast_vote(position, Choice.AGREE, voter)

    cast_vote(position, Choice.PASS, voter)

    assert db.session.scalars(select(Vote.value)).all() == [0]
    assert sums(position.id) == {0: 1}


def test_votes_that_the_plan_does_not_have_are_refused() -> None:
    with pytest.raises(VotesOff):
        cast_vote(make_position(make_consultation()), Choice.AGREE, make_person())


def test_nobody_votes_after_closing_or_on_what_is_not_public() -> None:
    with pytest.raises(PhaseClosed):
        cast_vote(make_position(make_consultation(phase="closed", votes=True)), Choice.AGREE, make_person())
    with pytest.raises(NotFound):
        cast_vote(make_position(make_consultation(votes=True), publish=False), Choice.AGREE, make_person())
    assert db.session.scalars(select(Vote.value)).all() == []


def test_folding_keeps_the_sums_and_notes_whose_map_is_due() -> None:
    consultation = make_consultation(votes=True)
    position = make_position(consultation)
    make_votes(position, Choice.AGREE, 4)
    make_votes(position, Choice.DISAGREE, 2, Group.ACADEMIA)

    assert fold() == 6
    make_votes(position, Choice.AGREE, 1)
    fold()

    assert sums(position.id) == {1: 5, -1: 2}
    assert db.session.scalar(select(func.count()).select_from(VoteTally)) == 2
    assert db.session.get_one(Opinion, consultation.topics[0].id).due_at is not None


def test_how_votes_fell_is_told_after_ones_own_or_when_it_is_closed() -> None:
    consultation = make_consultation(votes=True)
    position, reader = make_position(consultation), make_person()
    make_votes(position, Choice.AGREE, 5)

    before = ballots_on(consultation, [position.id], reader)[position.id]
    cast_vote(position, Choice.PASS, reader)
    after = ballots_on(consultation, [position.id], reader)[position.id]

    assert (before.number, before.tally) == (5, None)
    assert (after.number, after.own, after.tally) == (6, "pass", {"agree": 5, "disagree": 0, "pass": 1})


def test_a_tally_of_fewer_than_five_is_never_told() -> None:
    consultation = make_consultation(votes=True)
    position, reader = make_position(consultation), make_person()
    make_votes(position, Choice.AGREE, 3)
    cast_vote(position, Choice.AGREE, reader)

    assert ballots_on(consultation, [position.id], reader)[position.id].tally is None


def test_small_groups_are_named_and_hidden_and_the_total_does_not_tell() -> None:
    position = make_position(make_consultation(votes=True))
    make_votes(position, Choice.AGREE, 2, Group.GOVERNMENT)
    make_votes(position, Choice.AGREE, 5, Group.ACADEMIA)
    make_votes(position, Choice.DISAGREE, 6, Group.CIVIL_SOCIETY)

    shown = tallies_by_group([position.id])[position.id]

    assert list(shown.tallies) == ["civil_society"]
    assert shown.hidden == ["government", "academia"]
    assert shown.total == {"agree": 7, "disagree": 6, "pass": 0}


def test_everybody_is_led_through_all_claims_once() -> None:
    consultation = make_consultation(votes=True)
    claims, voter = make_claims(consultation, 6), make_person()
    profile = stakeholder_of(voter)
    assert profile
    seen = []

    while claim := claim_to_see(consultation.topics[0], profile.id):
        seen.append(claim.id)
        cast_vote(next(each for each in claims if each.id == claim.id), Choice.PASS, voter)

    assert sorted(seen) == sorted(each.id for each in claims)
