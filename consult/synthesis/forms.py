"""What can be typed at the desk."""

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from consult.forms import Form, normalised
from consult.i18n import _l
from consult.synthesis.disposing import REASONS, WORDS_LIMIT
from consult.synthesis.models import Designation

DESIGNATIONS = ["", *(each.value for each in Designation)]


class DecisionForm(Form):
    """What becomes of one contribution. Offsets are filled in by the script where words were selected."""

    contribution = HiddenField()
    version = IntegerField(validators=[Optional()])
    becomes = RadioField(choices=["cited", "represented", "considered"], validate_choice=False)
    words = TextAreaField(_l("Words to cite"))
    field = HiddenField()
    start = IntegerField(validators=[Optional()])
    end = IntegerField(validators=[Optional()])
    text = HiddenField()
    finding = SelectField(_l("Finding"), validate_choice=False)
    new_finding = TextAreaField(_l("A new finding"), filters=[normalised])
    reason = SelectField(_l("Reason"), choices=["", *REASONS], validate_choice=False)
    other = StringField(_l("Reason in your words"), filters=[normalised], validators=[Length(max=WORDS_LIMIT)])
    following = HiddenField()
    thread = BooleanField(_l("The whole thread"))


class BulkForm(Form):
    """What becomes of several at once."""

    contributions = SelectMultipleField(validate_choice=False)
    becomes = RadioField(choices=["represented", "considered"], validate_choice=False)
    finding = SelectField(validate_choice=False)
    reason = SelectField(choices=["", *REASONS], validate_choice=False)
    other = StringField(filters=[normalised], validators=[Length(max=WORDS_LIMIT)])


class SelectionForm(Form):
    """What becomes of all that a list holds. `seal` and `seed` say which list and which sample were on the page."""

    becomes = RadioField(choices=["represented", "campaign", "considered"], validate_choice=False)
    finding = SelectField(validate_choice=False)
    counted_in = SelectField(validate_choice=False)
    reason = SelectField(choices=["", *REASONS], validate_choice=False)
    other = StringField(filters=[normalised], validators=[Length(max=WORDS_LIMIT)])
    seal = HiddenField()
    seed = IntegerField(validators=[Optional()])
    sample = SelectMultipleField(validate_choice=False)
    misfits = SelectMultipleField(validate_choice=False)
    was_read = BooleanField(_l("I have read the sample"))


class FindingForm(Form):
    """A finding's words. `parent` makes it a minority view; `seen` is the revision that was on the page."""

    text = TextAreaField(_l("In a sentence or two"), filters=[normalised], validators=[InputRequired()])
    designation = SelectField(_l("Designation"), choices=DESIGNATIONS)
    designation_reason = TextAreaField(filters=[normalised], validators=[Length(max=1_000)])
    parent = HiddenField()
    seen = HiddenField()

    @property
    def chosen(self) -> Designation | None:
        return Designation(self.designation.data) if self.designation.data else None


class OutcomeForm(Form):
    summary = TextAreaField(_l("In short"), filters=[normalised], validators=[Length(max=5_000)])
