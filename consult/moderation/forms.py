"""What a moderator can type."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import HiddenInput

from consult.contributions.actions import FieldSpan
from consult.errors import Invalid
from consult.forms import Form, normalised
from consult.i18n import _
from consult.identifiers import id_of
from consult.moderation.actions import ADVERSE, WORDS_LIMIT
from consult.moderation.cases import Case
from consult.moderation.letters import RULES
from consult.moderation.models import Act, Reason
from consult.moderation.policy import waits
from consult.moderation.redaction import spans_of_phrases, spans_of_selection
from consult.text import is_blank


class DecisionForm(Form):
    # Whether the act is still possible is the action's to say: it knows who was first.
    act = RadioField(_l("Decision"), validators=[InputRequired(_l("Choose a decision."))], validate_choice=False)
    reason = RadioField(
        _l("Reason"), validators=[Optional()], choices=[(each.value, RULES[each]) for each in Reason],
    )
    phrases = TextAreaField(_l("Words to cover"), filters=[normalised], validators=[Length(max=20_000)])
    words = TextAreaField(_l("Words to the author"), filters=[normalised], validators=[Length(max=WORDS_LIMIT)])
    selection = HiddenField(validators=[Length(max=10_000)])
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    seen = HiddenField()

    def offer(self, case: Case) -> None:
        """Let the moderator choose what can be decided as the contribution stands."""
        waiting = waits(case.contribution, case.version)
        labels = {
            Act.PUBLISH: _("Publish") if waiting else _("Leave it published"),
            Act.REDACT: _("Publish, redacted") if waiting else _("Redact"),
            Act.WITHHOLD: _("Withhold"),
            Act.RESTORE: _("Publish again") if Act.WITHHOLD not in case.acts else _("Uncover the words"),
        }
        self.act.choices = [(act.value, labels[act]) for act in case.acts]

    def remember(self, case: Case) -> None:
        """Note what the page shows, so that a decision taken meanwhile is not overwritten."""
        self.version.data = case.version.version
        self.seen.data = case.seen.name if case.seen else ""

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
        if self.act.errors or self.decided not in ADVERSE:
            return valid
        if not self.reason.data:
            self.refuse("reason", _("Choose a reason. The author reads it."))
            return False
        if self.reason.data == Reason.OTHER and is_blank(self.words.data or ""):
            self.refuse("words", _("Say the reason in your own words. The author reads them."))
            return False
        return valid
