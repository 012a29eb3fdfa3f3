"""What a manager types for the institution."""

from wtforms import DateField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from consult.forms import Form, normalised
from consult.i18n import _l
from consult.responses.actions import WORDS_LIMIT
from consult.responses.models import FollowUpStatus, ResponseKind

KINDS = [
    (ResponseKind.AGREED.value, _l("Agreed")),
    (ResponseKind.AGREED_IN_PART.value, _l("Agreed in part")),
    (ResponseKind.NOT_AGREED.value, _l("Not agreed")),
    (ResponseKind.NOTED.value, _l("Noted")),
    (ResponseKind.CONSIDERED.value, _l("Still being considered")),
    (ResponseKind.OUTSIDE.value, _l("Outside our remit")),
]
STATUSES = [
    (FollowUpStatus.PLANNED.value, _l("Planned")),
    (FollowUpStatus.UNDER_WAY.value, _l("Under way")),
    (FollowUpStatus.DONE.value, _l("Done")),
    (FollowUpStatus.DROPPED.value, _l("Dropped")),
]


class ResponseForm(Form):
    findings = SelectMultipleField(_l("Findings that this answers"), validate_choice=False)
    kind = RadioField(
        _l("The answer"), choices=KINDS, validators=[InputRequired(_l("Choose what the answer is."))]
    )
    words = TextAreaField(
        _l("Why"), filters=[normalised],
        validators=[InputRequired(_l("Say why. An answer without reasons is none.")), Length(max=WORDS_LIMIT)],
    )
    due_on = DateField(_l("By when"), validators=[Optional()])


class PromiseForm(Form):
    words = TextAreaField(
        _l("What will be done"), filters=[normalised],
        validators=[InputRequired(_l("Say what will be done.")), Length(max=WORDS_LIMIT)],
    )
    due_on = DateField(_l("By when"), validators=[Optional()])


class StepForm(Form):
    status = RadioField(
        _l("Where it stands"), choices=STATUSES, validators=[InputRequired(_l("Say where it stands."))]
    )
    words = TextAreaField(_l("In words"), filters=[normalised], validators=[Length(max=WORDS_LIMIT)])
    due_on = DateField(_l("By when"), validators=[Optional()])
