"""What a manager can type."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    EmailField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from consult.consultations.actions import Plan
from consult.consultations.documents import WORD_LIMIT, HasTrackedChanges, Unreadable, passages_in, text_of
from consult.consultations.models import (
    Compact,
    Consultation,
    LateSubmissions,
    Moderation,
    Preset,
    TeamRole,
    Topic,
)
from consult.consultations.timing import REASON_LIMIT
from consult.consultations.translations import Pair, Translator
from consult.forms import Form, normalised
from consult.i18n import _, language_name
from consult.organisations.models import Organisation

WRITTEN = ("en", "fr", "es", "de", "ar", "pt", "ru", "zh", "it", "nl", "pl", "sw", "hi", "ja")


def moment_in(zone: str, local: datetime) -> datetime:
    """What was typed, as the moment it is where the consultation is."""
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


class BeginForm(Form):
    title = StringField(
        _l("Title"), filters=[normalised], validators=[InputRequired(_l("Give it a title.")), Length(max=200)]
    )
    preset = RadioField(
        _l("Which rules to start from"), default=Preset.STANDARD.value,
        choices=[
            (Preset.SIMPLE.value, _l("Simple")), (Preset.STANDARD.value, _l("Standard")),
            (Preset.FULL.value, _l("Full")),
        ],
    )
    copy_of = SelectField(_l("Begin from an earlier consultation"), validators=[Optional()])

    def offer(self, earlier: Sequence[Consultation]) -> None:
        self.copy_of.choices = [("", _("None: begin with an empty plan"))]
        self.copy_of.choices += [(each.slug, each.title) for each in earlier]


class PlanForm(Form):
    title = StringField(
        _l("Title"), filters=[normalised], validators=[InputRequired(_l("Give it a title.")), Length(max=200)]
    )
    institution = StringField(_l("Institution that asks"), filters=[normalised], validators=[Length(max=200)])
    summary = TextAreaField(_l("What is asked"), filters=[normalised], validators=[Length(max=1000)])
    decides = StringField(_l("Who decides, and when"), filters=[normalised], validators=[Length(max=300)])
    can_change = TextAreaField(_l("What can change"), filters=[normalised], validators=[Length(max=1000)])
    cannot_change = TextAreaField(_l("What cannot change"), filters=[normalised], validators=[Length(max=1000)])
    must_reach = TextAreaField(_l("Whom it must reach"), filters=[normalised], validators=[Length(max=2000)])
    house_rules = TextAreaField(_l("House rules"), filters=[normalised], validators=[Length(max=5000)])
    contact = EmailField(_l("Address for questions"), filters=[normalised], validators=[Length(max=320)])
    language = SelectField(_l("Original language"))
    languages = SelectMultipleField(
        _l("Languages people may write in"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    time_zone = SelectField(_l("Time zone"))
    opens_at = DateTimeLocalField(_l("Opens"), validators=[Optional()])
    closes_at = DateTimeLocalField(_l("Closes"), validators=[Optional()])
    moderation = RadioField(
        _l("Moderation"),
        choices=[
            (Moderation.BEFORE.value, _l("Before publication")), (Moderation.AFTER.value, _l("After publication")),
        ],
    )
    late_submissions = RadioField(
        _l("What comes after closing"), default=LateSubmissions.APART.value, validators=[Optional()],
        choices=[
            (LateSubmissions.ACCEPTED.value, _l("Stands with the others, marked as late")),
            (LateSubmissions.APART.value, _l("Is listed apart")),
        ],
    )
    votes = BooleanField(_l("Let people vote on each other’s main points"))
    shows_results_early = BooleanField(_l("Show what was answered to questions while the consultation is open"))
    has_draft_outcome = BooleanField(_l("Publish a draft outcome first"))
    second_signature = BooleanField(_l("An outcome needs a second signature"))
    challenge_days = SelectField(
        _l("Days in which the draft may be challenged"), coerce=int, choices=[(0, "0"), (10, "10"), (30, "30")]
    )

    def offer(self) -> None:
        self.language.choices = [(code, language_name(code)) for code in WRITTEN]
        self.languages.choices = [(code, language_name(code)) for code in WRITTEN]
        self.time_zone.choices = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())]

    def fill(self, consultation: Consultation) -> None:
        zone = ZoneInfo(consultation.time_zone)
        for name in ("title", "institution", "summary", "decides", "can_change", "cannot_change", "house_rules",
                     "contact", "language", "languages", "time_zone", "votes", "shows_results_early",
                     "has_draft_outcome", "challenge_days", "second_signature"):
            self[name].data = getattr(consultation, name)
        self.must_reach.data = "\n".join(consultation.must_reach)
        self.moderation.data = consultation.moderation.value
        self.late_submissions.data = consultation.late_submissions.value
        for name in ("opens_at", "closes_at"):
            moment = getattr(consultation, name)
            self[name].data = moment.astimezone(zone).replace(tzinfo=None) if moment else None

    def plan(self, preset: Preset) -> Plan:
        return Plan(
            **{name: self[name].data or "" for name in ("title", "institution", "summary", "decides", "can_change",
                                                       "cannot_change", "house_rules", "contact")},
            language=self.language.data, languages=self.languages.data or [self.language.data],
            must_reach=[line.strip() for line in (self.must_reach.data or "").splitlines() if line.strip()],
            preset=preset, moderation=Moderation(self.moderation.data),
            votes=self.votes.data, shows_results_early=self.shows_results_early.data,
            late_submissions=LateSubmissions(self.late_submissions.data or LateSubmissions.APART),
            has_draft_outcome=self.has_draft_outcome.data, second_signature=self.second_signature.data,
            challenge_days=self.challenge_days.data,
            time_zone=self.time_zone.data, opens_at=self._moment(self.opens_at.data),
            closes_at=self._moment(self.closes_at.data),
        )

    def _moment(self, local: datetime | None) -> datetime | None:
        return moment_in(self.time_zone.data, local) if local else None


class TopicForm(Form):
    title = StringField(
        _l("Title of the goal"), filters=[normalised],
        validators=[InputRequired(_l("Give it a title.")), Length(max=200)],
    )
    summary = TextAreaField(_l("In one plain sentence"), filters=[normalised], validators=[Length(max=500)])
    text = TextAreaField(_l("The goal"), filters=[normalised])
    file = FileField(_l("Or the goal from a file"))
    principles = SelectMultipleField(
        _l("COMPACT principles it stands under"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        choices=[
            (Compact.CIVIC_RESPONSIBILITY.value, _l("Civic responsibility")),
            (Compact.ONE_INTERNET.value, _l("One internet")),
            (Compact.MULTI_STAKEHOLDER.value, _l("Multi-stakeholder")),
            (Compact.PRO_DEMOCRACY.value, _l("Pro-democracy")),
            (Compact.ARCHITECTURALLY_SOUND.value, _l("Architecturally sound")),
            (Compact.CONFIDENCE.value, _l("Confidence")),
            (Compact.TRANSPARENT_GOVERNANCE.value, _l("Transparent governance")),
        ],
    )

    def validate_text(self, field: TextAreaField) -> None:
        if not field.data and not self.file.data:
            raise ValidationError(_("Write the goal."))

    def validate_file(self, field: FileField) -> None:
        """What the file says takes the place of what was typed."""
        if not field.data:
            return
        try:
            self.text.data = text_of(field.data.filename, field.data.read(WORD_LIMIT + 1))
        except HasTrackedChanges:
            raise ValidationError(
                _("This file holds tracked changes. Accept or reject them in Word, then choose it again.")
            ) from None
        except Unreadable:
            raise ValidationError(_(
                "Choose a Word file (.docx) of at most 1.5 MB, or a text file (.md or .txt) in UTF-8 of at most 200 kB."
            )) from None
        if not self.text.data:
            raise ValidationError(_("There is no text in this file."))

    @property
    def wants_to_see(self) -> bool:
        """A file is split by rules, so it is shown before it is saved."""
        return bool(self.file.data) or "see" in request.form

    def passages(self) -> list[str]:
        return passages_in(self.text.data or "")

    def fill(self, topic: Topic) -> None:
        self.title.data, self.summary.data, self.principles.data = topic.title, topic.summary, topic.principles
        self.text.data = "\n\n".join(passage.text for passage in topic.passages)


class TranslationForm(Form):
    """Who translated. The texts stand beside their originals in fields of their own: `t-` and the name of the text."""

    translator = RadioField(
        _l("Who translated"), default=Translator.PERSON.value,
        choices=[
            (Translator.PERSON.value, _l("A person")), (Translator.ORGANISATION.value, _l("An organisation")),
            (Translator.MACHINE.value, _l("A machine")),
        ],
    )
    name = StringField(_l("Name of the translator"), filters=[normalised], validators=[Length(max=200)])

    def begin(self, pairs: Sequence[Pair]) -> None:
        """From who translated last."""
        made = [pair.translation for pair in pairs if pair.translation]
        if made:
            latest = max(made, key=lambda each: each.made_at)
            self.translator.data, self.name.data = latest.by_kind.value, latest.by_name

    def texts(self) -> dict[str, str]:
        return self._named("t-")

    def seen(self) -> dict[str, str]:
        return self._named("seen-")

    def still_right(self) -> list[str]:
        return list(self._named("right-"))

    def _named(self, start: str) -> dict[str, str]:
        return {key.removeprefix(start): value for key, value in request.form.items() if key.startswith(start)}


class TeamForm(Form):
    email = EmailField(
        _l("E-mail address of their account"), filters=[normalised],
        validators=[InputRequired(_l("Give an address."))],
    )
    role = SelectField(
        _l("Role"),
        choices=[
            (TeamRole.MODERATOR.value, _l("Moderator")), (TeamRole.MANAGER.value, _l("Manager")),
            (TeamRole.OBSERVER.value, _l("Observer")),
        ],
    )


class MergerForm(Form):
    into = RadioField(_l("It is the same as"), choices=[], validators=[Optional()])
    other = StringField(
        _l("Or the exact name of another entry"), filters=[normalised], validators=[Length(max=200)]
    )

    def offer(self, alike: Sequence[Organisation]) -> None:
        self.into.choices = [(each.public_name, each.name) for each in alike]


class ReasonForm(Form):
    """Pausing, resuming, cancelling."""

    reason = TextAreaField(
        _l("Reason"), filters=[normalised],
        validators=[InputRequired(_l("Give a reason. Everybody can read it.")), Length(max=REASON_LIMIT)],
    )


class ExtensionForm(ReasonForm):
    closes_at = DateTimeLocalField(_l("New closing"), validators=[InputRequired(_l("Say when it closes."))])


class RoundForm(ExtensionForm):
    opens_at = DateTimeLocalField(_l("Opens again"), validators=[InputRequired(_l("Say when it opens."))])


class AllowanceForm(ReasonForm):
    whose = RadioField(
        _l("For whom"), default="person",
        choices=[("person", _l("A person, by the address of their account")), ("organisation", _l("An organisation"))],
    )
    name = StringField(
        _l("Address or name"), filters=[normalised],
        validators=[InputRequired(_l("Say for whom.")), Length(max=320)],
    )
    until = DateTimeLocalField(_l("Their deadline"), validators=[InputRequired(_l("Say until when."))])
