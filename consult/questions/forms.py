"""What a manager can type when writing a question."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from consult.consultations.models import Topic
from consult.forms import Form, normalised
from consult.i18n import _
from consult.questions.actions import WITH_OPTIONS, Draft
from consult.questions.models import NO_VIEW, Question, QuestionKind
from consult.text import shorten

KINDS = {
    QuestionKind.SINGLE: _l("One of several answers"), QuestionKind.MULTIPLE: _l("Any of several answers"),
    QuestionKind.SCALE: _l("Steps of a scale, as in “strongly agree”"), QuestionKind.NUMBER: _l("A number"),
    QuestionKind.SHORT_TEXT: _l("A line of text"), QuestionKind.LONG_TEXT: _l("A text of any length, published"),
    QuestionKind.MATRIX: _l("Several things, each judged by the same answers"),
    QuestionKind.RANKING: _l("Several things, to be put in order"), QuestionKind.FILE: _l("A file, published"),
}


class WordingForm(Form):
    """The words alone: all that can be corrected once a question is asked."""

    text = TextAreaField(_l("The question"), filters=[normalised], validators=[
        InputRequired(_l("Write the question.")), Length(max=2000)])
    help = TextAreaField(_l("Help"), filters=[normalised], validators=[Length(max=5000)])
    options = TextAreaField(_l("Answers offered"), validators=[Length(max=20_000)])
    lines = TextAreaField(_l("Things to be judged"), validators=[Length(max=20_000)])

    def words_in(self, field: str) -> list[str]:
        """One in each line."""
        return [each.strip() for each in (self[field].data or "").splitlines() if each.strip()]

    def fill(self, question: Question, with_no_view: bool = True) -> None:
        self.text.data, self.help.data = question.text, question.help
        self.options.data = "\n".join(words for key, words in question.options if with_no_view or key != NO_VIEW)
        self.lines.data = "\n".join(words for _key, words in question.lines)


class QuestionForm(WordingForm):
    kind = SelectField(_l("What kind of answer?"), choices=[(kind.value, words) for kind, words in KINDS.items()])
    section = StringField(_l("Section"), filters=[normalised], validators=[Length(max=200)])
    topic = SelectField(_l("Asked on"))
    has_no_view = BooleanField(_l("Offer “no view” besides the steps of a scale"), default=True)
    is_required = BooleanField(_l("Must be answered"))
    lowest = IntegerField(_l("Smallest number"), validators=[Optional()])
    highest = IntegerField(_l("Largest number, or most answers"), validators=[Optional()])
    condition = SelectMultipleField(
        _l("Ask it only of those who answered"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )

    def offer(self, topics: Sequence[Topic], earlier: Sequence[Question]) -> None:
        """Topics it may be asked on, and the answers to earlier questions it may depend on."""
        self.topic.choices = [("", _("The consultation as a whole"))] + [
            (topic.slug, f"{topic.ordinal}. {topic.title}") for topic in topics
        ]
        self.condition.choices = [
            (f"{each.name}:{key}", f"{each.ordinal}. {shorten(each.text, 60)} → {words}")
            for each in earlier if each.kind in WITH_OPTIONS
            and each.kind not in (QuestionKind.MATRIX, QuestionKind.RANKING) for key, words in each.options
        ]

    def fill_all(self, question: Question, names: dict[int, str]) -> None:
        self.fill(question, with_no_view=False)
        self.kind.data, self.section.data = question.kind.value, question.section
        self.topic.data = question.topic.slug if question.topic else ""
        self.has_no_view.data = any(key == NO_VIEW for key, _words in question.options)
        self.is_required.data, self.lowest.data = question.is_required, question.lowest
        self.highest.data = question.highest
        self.condition.data = [f"{names.get(question.condition_id or 0)}:{key}" for key in question.condition_keys]

    def draft(self, topics: Sequence[Topic], earlier: Sequence[Question]) -> Draft:
        chosen = [each.rsplit(":", 1) for each in self.condition.data or []]
        name = chosen[0][0] if chosen else ""
        return Draft(
            kind=QuestionKind(self.kind.data), text=self.text.data, help=self.help.data or "",
            section=self.section.data or "",
            topic_id=next((topic.id for topic in topics if topic.slug == self.topic.data), None),
            options=self.words_in("options"), lines=self.words_in("lines"), has_no_view=self.has_no_view.data,
            is_required=self.is_required.data, lowest=self.lowest.data, highest=self.highest.data,
            condition_id=next((each.id for each in earlier if each.name == name), None),
            condition_keys=[key for each, key in chosen if each == name],
        )
