"""What can be typed about themes."""

from wtforms import HiddenField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from consult.coding.codebook import LABEL_LIMIT, WORDS_LIMIT, Meaning
from consult.coding.doubling import SHARES
from consult.forms import Form, normalised
from consult.i18n import _l

_PART = [Length(max=WORDS_LIMIT)]


class CodeForm(Form):
    """What a theme means. `seen` is the version that was on the page."""

    label = StringField(_l("Name"), filters=[normalised], validators=[Length(max=LABEL_LIMIT)])
    definition = TextAreaField(_l("What it means"), filters=[normalised], validators=_PART)
    include = TextAreaField(_l("Counts as it"), filters=[normalised], validators=_PART)
    exclude = TextAreaField(_l("Does not count"), filters=[normalised], validators=_PART)
    example = TextAreaField(_l("An example"), filters=[normalised], validators=_PART)
    seen = IntegerField(validators=[Optional()])

    @property
    def meaning(self) -> Meaning:
        return Meaning(
            self.label.data or "", self.definition.data or "", self.include.data or "", self.exclude.data or "",
            self.example.data or "",
        )


class GroupForm(Form):
    """What becomes of a suggestion."""

    label = StringField(_l("Name"), filters=[normalised], validators=[Length(max=LABEL_LIMIT)])
    code = SelectField(_l("Theme"), validate_choice=False)
    into = SelectField(_l("Join with"), validate_choice=False)
    leave_out = SelectMultipleField(validate_choice=False)


class CodingForm(Form):
    """A theme for one contribution, or for words of it."""

    contribution = HiddenField()
    code = SelectField(_l("Theme"), validate_choice=False)
    label = StringField(_l("A new theme"), filters=[normalised], validators=[Length(max=LABEL_LIMIT)])
    field = HiddenField()
    start = IntegerField(validators=[Optional()])
    end = IntegerField(validators=[Optional()])
    text = HiddenField()


class SeveralForm(Form):
    contributions = SelectMultipleField(validate_choice=False)


class SampleForm(Form):
    share = SelectField(_l("How many to draw"), choices=[str(each) for each in SHARES], default="10")


class ReadingForm(Form):
    contribution = HiddenField()
    codes = SelectMultipleField(validate_choice=False)
