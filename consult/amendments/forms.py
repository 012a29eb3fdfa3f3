"""What a manager can type about a new version of a goal and about proposals."""

import re

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from consult.amendments.actions import CHANGELOG_LIMIT, REASON_LIMIT
from consult.amendments.models import Uptake
from consult.consultations.models import Topic
from consult.forms import Form, normalised


class VersionForm(Form):
    text = TextAreaField(
        _l("The goal as it reads from now on"), filters=[normalised],
        validators=[InputRequired(_l("Write the goal."))],
    )
    changelog = TextAreaField(
        _l("What changed, and why"), filters=[normalised],
        validators=[
            InputRequired(_l("Say what changed and why. Everybody can read it.")), Length(max=CHANGELOG_LIMIT),
        ],
    )

    def fill(self, topic: Topic) -> None:
        self.text.data = "\n\n".join(passage.text for passage in topic.passages)

    def passages(self) -> list[str]:
        """What stands between empty lines."""
        return [each.strip() for each in re.split(r"\n\s*\n", self.text.data or "") if each.strip()]


class UptakeForm(Form):
    uptake = RadioField(
        _l("Was it taken up?"), validators=[InputRequired(_l("Say whether it was taken up."))],
        choices=[
            (Uptake.FULL.value, _l("Taken up")), (Uptake.PART.value, _l("Taken up in part")),
            (Uptake.NOT.value, _l("Not taken up")),
        ],
    )
    reason = TextAreaField(_l("Why"), filters=[normalised], validators=[Length(max=REASON_LIMIT)])
