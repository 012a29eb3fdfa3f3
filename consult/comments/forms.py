"""What can be typed in reply."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from consult.comments.actions import BODY_LIMIT
from consult.contributions.models import Publication
from consult.forms import Form, normalised
from consult.i18n import language_name


class ChangeForm(Form):
    body = TextAreaField(
        _l("Your comment"), filters=[normalised],
        validators=[
            InputRequired(_l("Write your comment first.")),
            Length(max=BODY_LIMIT, message=_l("Shorten this to 5,000 characters.")),
        ],
    )


class CommentForm(ChangeForm):
    language = SelectField(_l("Language you write in"))
    publication = RadioField(
        _l("What may we publish?"), default=Publication.NAMED.value,
        choices=[
            (Publication.NAMED.value, _l("Publish with my name")),
            (Publication.NAMELESS.value, _l("Publish without my name")),
        ],
    )

    def offer(self, languages: list[str]) -> None:
        self.language.choices = [(code, language_name(code)) for code in languages]
