"""What staff types for somebody, and to participants."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import EmailField, Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from consult.assistance.messages import Wanted
from consult.consultations.models import Consultation
from consult.contributions.models import Channel, Publication
from consult.forms import Form, normalised
from consult.i18n import _, language_name
from consult.organisations.forms import GROUPS, country_choices
from consult.questions.models import Question, QuestionKind
from consult.questions.queries import questions_of
from consult.submissions.models import Stance
from consult.submissions.typed import field_of, read_typed, typed_answers
from consult.text import is_blank

BODY = 50_000
STANCES = [
    ("", _l("No stance")), (Stance.SUPPORT.value, _l("Support")),
    (Stance.SUPPORT_WITH_CHANGES.value, _l("Support with changes")), (Stance.OPPOSE.value, _l("Oppose")),
    (Stance.NEUTRAL.value, _l("Neutral")),
]


class PaperEntryForm(Form):
    """As the form to print; each goal of a consultation adds a stance and a text, each question its answer.

    `answers` holds these as typed, `kept` as read, `faults` why one cannot be read; all by the questions' names.
    """

    channel = RadioField(
        _l("How it came"), default=Channel.PAPER.value,
        choices=[
            (Channel.PAPER.value, _l("On paper or by telephone")), (Channel.EMAIL.value, _l("By e-mail")),
            (Channel.EVENT.value, _l("At an event")),
        ],
    )
    name = StringField(
        _l("Name"), filters=[normalised], validators=[InputRequired(_l("Give the name.")), Length(max=200)]
    )
    organisation = StringField(_l("Organisation"), filters=[normalised], validators=[Length(max=200)])
    on_behalf_of = StringField(_l("On behalf of"), filters=[normalised], validators=[Length(max=200)])
    group = SelectField(_l("Stakeholder group"), choices=GROUPS)
    country = SelectField(_l("Country"))
    language = SelectField(_l("Language it is written in"))
    publication = RadioField(
        _l("What may we publish?"), default=Publication.NAMED.value,
        choices=[
            (Publication.NAMED.value, _l("Publish with the name")),
            (Publication.NAMELESS.value, _l("Publish without the name")),
            (Publication.NOT_PUBLISHED.value, _l("Do not publish")),
        ],
    )
    paper = TextAreaField(_l("About the consultation as a whole"), filters=[normalised], validators=[Length(max=BODY)])

    def offer(self, consultation: Consultation) -> None:
        self.country.choices = country_choices()
        codes = dict.fromkeys([*consultation.languages, consultation.language])
        self.language.choices = [(code, language_name(code)) for code in codes]
        self.goals = [
            (topic, self[f"stance {topic.slug}"], self[f"body {topic.slug}"]) for topic in consultation.goals
        ]
        # A file cannot be typed; it is attached to an e-mail, or stays on paper.
        self.questions: Sequence[Question] = [
            each for each in questions_of(consultation) if each.kind is not QuestionKind.FILE
        ]

    def take_answers(self, given: MultiDict[str, str]) -> None:
        self.answers = typed_answers(self.questions, given)
        self.kept, self.faults = read_typed(self.questions, self.answers)

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        self.form_errors += [f"{each.text} {self.faults[each.name]}" for each in self.questions
                             if each.name in self.faults]
        return is_valid and not self.faults

    def validate_paper(self, field: Field) -> None:
        is_silent = is_blank(field.data or "") and not self.kept and not self.faults
        if is_silent and all(is_blank(body.data or "") for _topic, _stance, body in self.goals):
            raise ValidationError(_("Type what was written on a goal, or about the whole, or answered."))

    @property
    def typed(self) -> dict[str, Any]:
        """What stands on the paper, without what a form carries of its own."""
        words = {
            field.name: field.data or "" for field in self
            if not isinstance(field, HiddenField) and field.name != "channel"
        }
        return words | {field_of(each): self.kept.get(each.name, "") for each in self.questions}


def form_for(consultation: Consultation, given: MultiDict[str, str]) -> PaperEntryForm:
    """With the goals and questions of this consultation; `given` is what was typed, if anything was."""
    fields: dict[str, Any] = {}
    for topic in consultation.goals:
        label = _("Goal %(number)s: %(title)s", number=topic.ordinal, title=topic.title)
        fields[f"stance {topic.slug}"] = SelectField(
            _("Stance on goal %(number)s", number=topic.ordinal), choices=STANCES, validators=[Optional()]
        )
        fields[f"body {topic.slug}"] = TextAreaField(label, filters=[normalised], validators=[Length(max=BODY)])
    form: PaperEntryForm = type("PaperEntryOf", (PaperEntryForm,), fields)()
    form.offer(consultation)
    form.take_answers(given)
    return form


class MessageForm(Form):
    who = RadioField(
        _l("To those who"), default="sent",
        choices=[
            ("sent", _l("sent something")), ("drafting", _l("have a draft they did not send")),
            ("commented", _l("commented")), ("signed", _l("signed a position")),
        ],
    )
    group = SelectField(_l("Of the group"), validators=[Optional()])
    country = SelectField(_l("From"), validators=[Optional()])
    topic = SelectField(_l("On the goal"), validators=[Optional()])
    subject = StringField(
        _l("Subject"), filters=[normalised], validators=[InputRequired(_l("Give a subject.")), Length(max=150)]
    )
    text = TextAreaField(
        _l("Text"), filters=[normalised], validators=[InputRequired(_l("Write the text.")), Length(max=10_000)]
    )

    def offer(self, consultation: Consultation) -> None:
        self.group.choices = [("", _("all groups")), *((value, str(label)) for value, label in GROUPS[1:])]
        self.country.choices = [("", _("all countries")), *country_choices()[1:]]
        self.topic.choices = [("", _("all goals"))]
        self.topic.choices += [(topic.slug, f"{topic.ordinal}. {topic.title}") for topic in consultation.goals]

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            who=self.who.data, group=self.group.data or "", country=self.country.data or "", topic=self.topic.data or ""
        )


class ResendForm(Form):
    email = EmailField(
        _l("The address they gave"), filters=[normalised],
        validators=[InputRequired(_l("Give the address.")), Length(max=320)],
    )


class CodeForm(Form):
    code = StringField(
        _l("Code on your receipt"), filters=[normalised],
        validators=[InputRequired(_l("Type the code.")), Length(max=60)],
    )
