"""Votes."""

from consult.consultations.models import Consultation
from consult.opinion.actions import cast_vote
from consult.opinion.models import Choice
from consult.organisations.vocabularies import Group
from consult.submissions.models import Position
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position


def make_claims(consultation: Consultation, number: int) -> list[Position]:
    return [make_position(consultation, make_content(claim=f"Claim {each}.")) for each in range(number)]


def make_votes(position: Position, wanted: Choice, number: int, group: Group = Group.CIVIL_SOCIETY) -> None:
    """By as many people of a group, each with an account of their own."""
    for _each in range(number):
        cast_vote(position, wanted, make_person(group=group))
