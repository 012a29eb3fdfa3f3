"""What can be typed when taking a position."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from consult.consultations.models import Topic
from consult.consultations.timing import present_version
from consult.contributions.models import Publication
from consult.forms import Form, normalised, opened_now
from consult.i18n import _, language_name, shown_number
from consult.submissions.actions import BODY_LIMIT, CLAIM_LIMIT
from consult.submissions.content import Content, SubmissionContent
from consult.submissions.models import Position, Stance
from consult.text import is_blank


class AtMost:
    """Refuses a longer text, saying by how much; nothing is cut."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, form: Form, field: TextAreaField) -> None:
        length = len(field.data or "")
        if length > self.limit:
            raise ValidationError(
                _("Shorten this to %(limit)s characters. It has %(length)s.", limit=shown_number(self.limit),
                  length=shown_number(length))
            )


class PartForm(Form):
    """What is typed with every part of a draft: how all of it is published, and which saving this page knew."""

    language = SelectField(_l("Language you write in"))
    publication = RadioField(
        _l("What may we publish?"), default=Publication.NAMED.value, validators=[InputRequired()],
        choices=[
            (Publication.NAMED.value, _l("Publish with my name")),
            (Publication.NAMELESS.value, _l("Publish without my name")),
            (Publication.NOT_PUBLISHED.value, _l("Do not publish")),
        ],
    )
    revision = HiddenField()

    def offer_languages(self, languages: Sequence[str]) -> None:
        self.language.choices = [(code, language_name(code)) for code in languages]

    @property
    def seen_revision(self) -> int | None:
        """Of the draft, when this page was opened."""
        typed = self.revision.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 10 else None

    def continue_from(self, draft: SubmissionContent) -> None:
        """What holds for the whole draft holds for what is added to it."""
        self.language.data, self.publication.data = draft.language, draft.publication.value

    def whole(self, **parts: Any) -> SubmissionContent:
        return SubmissionContent(
            publication=Publication(self.publication.data), language=self.language.data, **parts
        )


class PaperForm(PartForm):
    paper = TextAreaField(_l("Your paper"), filters=[normalised], validators=[AtMost(BODY_LIMIT)])


class FileForm(Form):
    file = FileField(_l("File"))
    is_confidential = BooleanField(_l("Confidential: for the team alone"))


class PositionForm(PartForm):
    stance = RadioField(
        _l("What is your view of this goal?"), validators=[Optional()],
        choices=[
            (Stance.SUPPORT.value, _l("Support")), (Stance.SUPPORT_WITH_CHANGES.value, _l("Support with changes")),
            (Stance.OPPOSE.value, _l("Oppose")), (Stance.NEUTRAL.value, _l("Neutral")),
        ],
    )
    about = SelectMultipleField(
        _l("What is it about?"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        validators=[InputRequired(_l("Choose at least one thing your position is about."))],
    )
    claim = TextAreaField(_l("Your main point"), filters=[normalised], validators=[AtMost(CLAIM_LIMIT)])
    body = TextAreaField(_l("Your reasons"), filters=[normalised], validators=[AtMost(BODY_LIMIT)])
    wording = TextAreaField(_l("Your wording"), filters=[normalised], validators=[AtMost(BODY_LIMIT)])

    def offer(self, topic: Topic, others: Sequence[Topic], languages: Sequence[str]) -> None:
        """Let the person choose among the topic's passages, the whole, an omission, and the other topics."""
        self.topic = topic
        whole = _("The consultation as a whole") if topic.is_general else _("The goal as a whole")
        choices = [(f"{topic.slug}:whole", whole)]
        choices += [
            (f"{topic.slug}:{passage.ordinal}", f"{topic.ordinal}.{passage.ordinal} {_short(passage.text)}")
            for passage in topic.passages
        ]
        choices.append((f"{topic.slug}:missing", _("Something is missing")))
        choices += [
            (f"{other.slug}:whole", _("Also goal %(number)s: %(title)s", number=other.ordinal, title=other.title))
            for other in others
        ]
        self.about.choices = choices
        self.offer_languages(languages)

    def validate_about(self, field: SelectMultipleField) -> None:
        """A number may be another passage's since the page was opened."""
        version = present_version(self.topic)
        opened = self.opened_at
        if version is not None and opened is not None and opened < version.published_at:
            self.opened.data = opened_now()
            raise ValidationError(
                _("The goal has a new version since you opened this page. Check what this is about, and go on.")
            )

    def validate_claim(self, field: TextAreaField) -> None:
        if all(is_blank(each.data or "") for each in (self.claim, self.body, self.wording)):
            raise ValidationError(_("Write your main point, your reasons, or a wording."))

    def content(self) -> Content:
        return Content(
            claim=self.claim.data or "", body=self.body.data or "", wording=self.wording.data or "",
            stance=self.stance.data or "", about=[tuple(each.split(":", 1)) for each in self.about.data],
            publication=Publication(self.publication.data), language=self.language.data,
        )

    def fill(self, content: Content) -> None:
        for name in ("claim", "body", "wording", "stance", "language"):
            self[name].data = getattr(content, name)
        self.about.data = [f"{slug}:{what}" for slug, what in content.about]
        self.publication.data = content.publication.value


class Empty(Form):
    """A button: nothing but the two hidden fields."""


def content_of(position: Position) -> Content:
    """What a position says now, to begin its next version from."""
    latest = position.versions[-1]
    about = [
        (anchor.topic.slug, {"whole": "whole", "omission": "missing"}.get(
            anchor.about.value, str(anchor.passage.ordinal if anchor.passage else "")))
        for anchor in position.anchors
    ]
    return Content(
        latest.claim, latest.body, latest.wording, latest.stance, about, position.publication, position.language
    )


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rsplit(" ", 1)[0] + "…"
