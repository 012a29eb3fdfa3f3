"""Codes, suggestions and samples."""

from consult.accounts.models import Account
from consult.coding.codebook import Meaning, write_code
from consult.coding.doubling import draw_sample
from consult.coding.models import Code, Sample, ThemeGroup
from consult.coding.queries import groups_on
from consult.coding.suggesting import ask_for_themes, perform_asked
from consult.consultations.models import Consultation, Topic
from consult.organisations.vocabularies import Group
from consult.submissions.models import Position
from tests.factories.people import make_stakeholder
from tests.factories.submissions import make_content, make_position

COST = ("Data costs too much for us.", "The cost of data is too high.", "Mobile data is expensive, it costs a lot.",
        "We cannot pay these data costs.", "High data costs keep people out.")
NIGHT = ("Meetings are held at night here.", "Night meetings exclude whole regions.", "No more meetings at night.",
         "Rotate the meetings, not always at night.", "Meetings at night cannot be joined.")


def make_code(consultation: Consultation, by: Account, label: str = "Cost of data", definition: str = "") -> Code:
    return write_code(consultation, Meaning(label, definition), by)


def make_sayings(consultation: Consultation, topic: str = "goal-1") -> list[Position]:
    """Ten positions, five on each of two subjects, from two groups."""
    return [
        make_position(
            consultation, make_content(claim="", body=words, about=[(topic, "whole")]),
            by=make_stakeholder(group=Group.GOVERNMENT if place % 2 else Group.CIVIL_SOCIETY),
        )
        for place, words in enumerate(COST + NIGHT)
    ]


def make_suggestions(topic: Topic, by: Account) -> list[ThemeGroup]:
    """What the worker finds on a topic."""
    ask_for_themes(topic, by)
    perform_asked()
    return [each for each in groups_on(topic) if each.code_id is None]


def make_sample(consultation: Consultation, by: Account, share: int = 25) -> Sample:
    return draw_sample(consultation, share, by)
