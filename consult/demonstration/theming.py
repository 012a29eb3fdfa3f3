"""The codebook of a consultation, and which positions each theme is in."""

from datetime import timedelta

from consult.clock import at
from consult.coding.actions import code_many
from consult.coding.codebook import Meaning, write_code
from consult.coding.models import Origin
from consult.contributions.models import State
from consult.demonstration.stage import Stage
from consult.submissions.models import Position


def code_themes(stage: Stage) -> None:
    """A moderator writes each theme, and gives it to the positions that are about it."""
    moderator, moment = stage.people["moderator"], stage.day("closes") + timedelta(hours=14)
    for said in stage.said.get("themes", ()):
        moment += timedelta(hours=1)
        with at(moment):
            meaning = Meaning(**{name: words for name, words in said.items() if name != "in"})
            code = write_code(stage.consultation, meaning, moderator)
            found = [stage.contributions[source] for source in said["in"]]
            code_many([
                each.id for each in found if isinstance(each, Position) and each.state is State.PUBLISHED
            ], code, moderator, Origin.READ)
