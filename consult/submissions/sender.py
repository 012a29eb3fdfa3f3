"""Who sends, where nobody is signed in."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField
from wtforms.validators import InputRequired, Length, ValidationError

from consult.accounts.actions import mailable
from consult.errors import Invalid
from consult.forms import Form, normalised
from consult.i18n import interface_language
from consult.organisations.forms import ProfileForm, country_choices
from consult.organisations.vocabularies import Group
from consult.submissions.confirming import Sender


def _address(_form: Form, field: EmailField) -> None:
    try:
        mailable(field.data or "")
    except Invalid as refusal:
        raise ValidationError(refusal.message) from None


ADDRESS = (
    InputRequired(_l("Give your e-mail address. We mail you a link that confirms it.")), Length(max=320), _address,
)


class LetterForm(Form):
    """Where the link is to go, once more."""

    email = EmailField(_l("Your e-mail address"), filters=[normalised], validators=ADDRESS)


class SenderForm(ProfileForm):
    """As a profile, with an address instead of what can be said later."""

    email = EmailField(_l("Your e-mail address"), filters=[normalised], validators=ADDRESS)
    respondent_type = None
    language = None
    alike = None

    def offer(self) -> None:
        self.country.choices = country_choices()

    def sender(self) -> Sender:
        return Sender(
            email=self.email.data, name=self.name.data, group=Group(self.group.data), country=self.country.data,
            organisation=self.organisation.data or "", language=interface_language(),
        )
