"""What can be typed about an outcome."""

from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length

from consult.challenges.actions import WORDS_LIMIT
from consult.challenges.models import IssueStatus, Verdict
from consult.forms import Form, normalised
from consult.i18n import _l


class ChallengeForm(Form):
    words = TextAreaField(
        _l("In what does it differ from what was said?"), filters=[normalised],
        validators=[InputRequired(_l("Say in what the finding differs from what was said.")), Length(max=WORDS_LIMIT)],
    )
    with_name = BooleanField(_l("Show my name beside it"))


class DecisionForm(Form):
    act = HiddenField()
    because = TextAreaField(_l("Why it is withheld"), filters=[normalised], validators=[Length(max=WORDS_LIMIT)])


class ReplyForm(Form):
    challenges = SelectMultipleField(validate_choice=False)
    verdict = RadioField(
        _l("What comes of it"),
        choices=[
            (Verdict.CHANGED.value, _l("We have changed the finding")),
            (Verdict.PARTLY.value, _l("We have changed it in part")),
            (Verdict.KEPT.value, _l("The finding stands")),
        ],
        validators=[InputRequired(_l("Say what comes of it."))],
    )
    words = TextAreaField(
        _l("The reply"), filters=[normalised],
        validators=[InputRequired(_l("Write the reply. Everybody reads it.")), Length(max=WORDS_LIMIT)],
    )


class IssueForm(Form):
    words = TextAreaField(
        _l("The objection, in a sentence or two"), filters=[normalised],
        validators=[InputRequired(_l("Say in a sentence or two what the objection is.")), Length(max=WORDS_LIMIT)],
    )
    finding = SelectField(_l("About the finding"), validate_choice=False)
    challenge = HiddenField()
    contribution = HiddenField()


class SettlementForm(Form):
    status = RadioField(
        _l("How it was addressed"),
        choices=[
            (IssueStatus.ACCOMMODATED.value, _l("Addressed and accommodated")),
            (IssueStatus.NOT_ACCOMMODATED.value, _l("Addressed, not accommodated")),
            (IssueStatus.OPEN.value, _l("Open")),
        ],
        validators=[InputRequired(_l("Say how it was addressed."))],
    )
    why = TextAreaField(
        _l("How, or why not"), filters=[normalised],
        validators=[InputRequired(_l("Say how the objection was addressed, or why it is open again.")),
                    Length(max=WORDS_LIMIT)],
    )
