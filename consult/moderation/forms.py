"""What moderators, managers, authors and notifiers can type."""

import re
from collections.abc import Mapping, Sequence

from flask import request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from consult.consultations.rules import ANY_LANGUAGE, LONGEST_WORD, MOST_WORDS, HoldRules
from consult.contributions.actions import FieldSpan
from consult.errors import Invalid
from consult.forms import Form, normalised
from consult.i18n import _
from consult.identifiers import id_of
from consult.moderation.actions import GROUND_LIMIT, WORDS_LIMIT
from consult.moderation.cases import Case
from consult.moderation.flagging import FLAG_WORDS_LIMIT, NEEDS_WORDS
from consult.moderation.models import Act, AppealOutcome, FlagReason, Reason
from consult.moderation.policy import ADVERSE, waits
from consult.moderation.redaction import spans_of_phrases, spans_of_selection
from consult.moderation.wording import FLAG_REASONS, RULES
from consult.text import is_blank, normalise


class DecisionForm(Form):
    # Whether the act is still possible is the action's to say: it knows who was first.
    act = RadioField(_l("Decision"), validators=[InputRequired(_l("Choose a decision."))], validate_choice=False)
    reason = RadioField(
        _l("Reason"), validators=[Optional()], choices=[(each.value, RULES[each]) for each in Reason],
    )
    phrases = TextAreaField(_l("Words to cover"), filters=[normalised], validators=[Length(max=20_000)])
    words = TextAreaField(_l("Words to the author"), filters=[normalised], validators=[Length(max=WORDS_LIMIT)])
    legal_ground = StringField(_l("The law"), filters=[normalised], validators=[Length(max=GROUND_LIMIT)])
    selection = HiddenField(validators=[Length(max=10_000)])
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    seen = HiddenField()

    def offer(self, case: Case) -> None:
        """Let the moderator choose what can be decided as the contribution stands."""
        waiting = waits(case.contribution, case.version)
        labels = {
            Act.PUBLISH: _("Publish") if waiting else _("Leave it published"),
            Act.ASK: _("Ask the author"),
            Act.REDACT: _("Publish, redacted") if waiting else _("Redact"),
            Act.WITHHOLD: _("Withhold"),
            Act.RESTORE: _("Publish again") if Act.WITHHOLD not in case.acts else _("Uncover the words"),
        }
        self.act.choices = [(act.value, labels[act]) for act in case.acts]

    def remember(self, case: Case) -> None:
        """Note what the page shows, so that a decision taken meanwhile is not overwritten."""
        self.version.data = case.version.version
        self.seen.data = case.seen.name if case.seen else ""

    def again(self, case: Case) -> "DecisionForm":
        """A new form with what was typed in this one, before a contribution that has changed meanwhile."""
        form = DecisionForm(formdata=None)
        for name in ("act", "reason", "phrases", "words", "legal_ground"):
            form[name].data = self[name].data
        form.remember(case)
        return form

    @property
    def decided(self) -> Act:
        return Act(self.act.data)

    @property
    def given_reason(self) -> Reason | None:
        return Reason(self.reason.data) if self.reason.data else None

    @property
    def seen_decision(self) -> int | None:
        return id_of(self.seen.data or "")

    def spans_in(self, case: Case) -> list[FieldSpan] | None:
        """The spans to cover; None, with the reason beside the field, where words are not found."""
        if self.decided is not Act.REDACT:
            return []
        try:
            spans = spans_of_selection(self.selection.data or "")
            spans += spans_of_phrases(case.version, self.phrases.data or "")
        except Invalid as refusal:
            self.refuse("phrases", refusal.message)
            return None
        if not spans:
            self.refuse("phrases", _("Say which words to cover."))
            return None
        return spans

    def validate_act(self, field: RadioField) -> None:
        if field.data not in list(Act):
            raise ValidationError(_("Choose a decision."))

    def validate(self, extra_validators: object = None) -> bool:
        """Reasons are asked for where they are owed, beside their fields."""
        valid = bool(super().validate(extra_validators))
        if not self.act.errors and self.decided is Act.ASK and is_blank(self.words.data or ""):
            self.refuse("words", _("Write what you ask. The author reads it."))
            return False
        if self.act.errors or self.decided not in ADVERSE:
            return valid
        if not self.reason.data:
            self.refuse("reason", _("Choose a reason. The author reads it."))
            return False
        if self.reason.data == Reason.OTHER and is_blank(self.words.data or ""):
            self.refuse("words", _("Say the reason in your own words. The author reads them."))
            return False
        if self.reason.data == Reason.ILLEGAL and is_blank(self.legal_ground.data or ""):
            self.refuse("legal_ground", _("Name the law. Whoever wrote it is owed that."))
            return False
        return valid


def typed_decision() -> DecisionForm:
    """What was sent; the one button for spam stands for withholding it with the one standard reason."""
    typed = MultiDict(request.form)
    if typed.get("spam"):
        typed["act"], typed["reason"], typed["words"] = Act.WITHHOLD.value, Reason.ADVERTISING.value, ""
    return DecisionForm(formdata=typed)


class SeveralForm(Form):
    """One decision on many; which ones, the page's own fields say."""

    act = HiddenField()
    reason = RadioField(
        _l("Reason"), validators=[Optional()], choices=[(each.value, RULES[each]) for each in Reason
                                                        if each is not Reason.ILLEGAL],
    )
    words = TextAreaField(_l("Words to the authors"), filters=[normalised], validators=[Length(max=WORDS_LIMIT)])

    @property
    def decided(self) -> Act:
        return Act(self.act.data)

    @property
    def given_reason(self) -> Reason | None:
        return Reason(self.reason.data) if self.reason.data else None

    def validate_act(self, field: HiddenField) -> None:
        if field.data not in list(Act):
            raise ValidationError(_("Choose a decision."))

    def validate(self, extra_validators: object = None) -> bool:
        valid = bool(super().validate(extra_validators))
        if self.act.errors or self.decided not in ADVERSE:
            return valid
        if not self.reason.data:
            self.refuse("reason", _("Choose a reason. The authors read it."))
            return False
        if self.reason.data == Reason.OTHER and is_blank(self.words.data or ""):
            self.refuse("words", _("Say the reason in your own words. The authors read them."))
            return False
        return valid


class FlagForm(Form):
    """What somebody signed in says is wrong."""

    reason = RadioField(
        _l("What is wrong with it?"), validators=[InputRequired(_l("Choose what is wrong."))],
        choices=[(each.value, FLAG_REASONS[each]) for each in FlagReason],
    )
    words = TextAreaField(_l("In your words"), filters=[normalised], validators=[Length(max=FLAG_WORDS_LIMIT)])

    @property
    def given_reason(self) -> FlagReason:
        return FlagReason(self.reason.data)

    def validate(self, extra_validators: object = None) -> bool:
        valid = bool(super().validate(extra_validators))
        if self.reason.data in NEEDS_WORDS and is_blank(self.words.data or ""):
            self.refuse("words", _("Say in your words what is wrong. The team cannot judge it otherwise."))
            return False
        return valid


class NoticeForm(FlagForm):
    """The same by anybody, with what article 16 of the Digital Services Act asks for."""

    about = StringField(
        _l("Address of the contribution"), filters=[normalised],
        validators=[InputRequired(_l("Paste the address of the page where it stands.")), Length(max=500)],
    )
    name = StringField(_l("Your name"), filters=[normalised], validators=[Length(max=200)])
    email = EmailField(_l("Your e-mail address"), filters=[normalised], validators=[Length(max=320)])
    good_faith = BooleanField(
        _l("I believe in good faith that what I say here is accurate and complete."),
        validators=[InputRequired(_l("Please confirm this. Without it nobody can act on a notice."))],
    )

    def validate_email(self, field: EmailField) -> None:
        if field.data and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", field.data):
            raise ValidationError(_("This is not an e-mail address."))

    def contribution_name(self) -> str:
        """The public name in the address they gave: its last part, or that of a place on the page."""
        found = re.findall(r"[0-9a-z]{12}", self.about.data or "")
        return str(found[-1]) if found else ""


class WordsForm(Form):
    """One field of words: an answer, or an objection."""

    words = TextAreaField(
        _l("Your words"), filters=[normalised],
        validators=[InputRequired(_l("Write something first.")), Length(max=FLAG_WORDS_LIMIT)],
    )


class JudgementForm(Form):
    outcome = RadioField(
        _l("Your judgement"), validators=[InputRequired(_l("Choose a judgement."))],
        choices=[(AppealOutcome.STANDS.value, _l("The decision stands")),
                 (AppealOutcome.REVERSED.value, _l("Reverse the decision"))],
    )
    words = TextAreaField(
        _l("Your reasons"), filters=[normalised],
        validators=[InputRequired(_l("Give your reasons. Whoever objected reads them.")), Length(max=WORDS_LIMIT)],
    )

    @property
    def given(self) -> AppealOutcome:
        return AppealOutcome(self.outcome.data)


class HoldRulesForm(Form):
    """Which rules of the plan hold a contribution. Words are written one a line, for one language each."""

    links = BooleanField(_l("Links"))
    personal_data = BooleanField(_l("Personal data"))
    identical = BooleanField(_l("The same text as another’s"))
    newcomers = IntegerField(
        _l("First contributions of a new person to hold"), default=0, validators=[Optional(), NumberRange(0, 20)]
    )

    def words_of(self, typed: Mapping[str, str], languages: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The lists, by language, from the page's own fields. Raises Invalid where they are too long."""
        lists = {}
        for language in (*languages, ANY_LANGUAGE):
            lines = normalise(typed.get(f"words-{language}", "")).splitlines()
            words = tuple(dict.fromkeys(" ".join(line.split()) for line in lines if not is_blank(line)))
            if len(words) > MOST_WORDS or any(len(each) > LONGEST_WORD for each in words):
                raise Invalid(_("A list may hold %(words)s words or phrases of at most %(letters)s letters.",
                                words=MOST_WORDS, letters=LONGEST_WORD))
            lists[language] = words
        return lists

    def rules(self, words: Mapping[str, tuple[str, ...]]) -> HoldRules:
        return HoldRules(
            words, self.links.data, self.personal_data.data, self.identical.data, self.newcomers.data or 0
        )

    def fill(self, rules: HoldRules) -> None:
        self.links.data, self.personal_data.data = rules.links, rules.personal_data
        self.identical.data, self.newcomers.data = rules.identical, rules.newcomers
