"""What authors and moderators type about a campaign."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from consult.campaigns.contesting import LIMIT
from consult.campaigns.models import Outcome
from consult.forms import Form, normalised


class ContestForm(Form):
    words = TextAreaField(
        _l("Your objection"), filters=[normalised], validators=[
            InputRequired(_l("Say what you wrote yourself, or why it is no part of this campaign.")), Length(max=LIMIT),
        ],
    )


class ContestDecisionForm(Form):
    outcome = RadioField(
        _l("Your decision"), validators=[InputRequired(_l("Choose one."))], choices=[
            (Outcome.TAKEN_OUT.value, _l("Take it out of the campaign")), (Outcome.KEPT.value, _l("Leave it in")),
        ],
    )
    answer = TextAreaField(
        _l("Your reasons"), filters=[normalised],
        validators=[InputRequired(_l("Give your reasons. The author reads them.")), Length(max=LIMIT)],
    )
