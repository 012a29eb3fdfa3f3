"""Where a manager chooses which rules hold contributions, tries them first, and splits the team's duties."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult import access
from consult.access import person
from consult.consultations.duties import duties_in, split_duties
from consult.consultations.models import Consultation, Duty, TeamRole
from consult.consultations.policy import require_manager
from consult.consultations.queries import consultation_by_slug, team_of
from consult.consultations.rules import ANY_LANGUAGE, HoldRules
from consult.errors import Invalid
from consult.i18n import _
from consult.identifiers import id_of
from consult.moderation.doors import blueprint
from consult.moderation.forms import HoldRulesForm
from consult.moderation.models import RuleTrial
from consult.moderation.trials import begin_trial, set_rules, trial_by_name
from consult.moderation.wording import DUTIES, HOLDS

Answer = str | Response | tuple[str, int]


@blueprint.route("/consultations/<slug>/manage/rules", methods=["GET", "POST"])
@access.team
def rules(slug: str) -> Answer:
    consultation = _managed(slug)
    form = HoldRulesForm()
    languages = list(dict.fromkeys([*consultation.languages, consultation.language]))
    if request.method == "GET":
        named = request.args.get("trial")
        trial = trial_by_name(consultation, named) if named else None
        return _page(consultation, form, HoldRules.of(trial.rules if trial else consultation.hold_rules or {}), trial)
    try:
        wanted = form.rules(form.words_of(request.form, languages))
    except Invalid as refusal:
        form.refuse("links", refusal.message)
        return _page(consultation, form, HoldRules.of(consultation.hold_rules or {}), None), 422
    if not form.validate_on_submit():
        return _page(consultation, form, wanted, None), 422
    if request.form.get("do") == "try":
        trial = begin_trial(consultation, wanted, person())
        return redirect(url_for(".rules", slug=slug, trial=trial.name, _anchor="trial"), 303)
    set_rules(consultation, wanted, person())
    flash(_("The rules are saved, and hold what comes from now on."))
    return redirect(url_for(".rules", slug=slug), 303)


@blueprint.route("/consultations/<slug>/manage/duties", methods=["GET", "POST"])
@access.team
def duties(slug: str) -> Answer:
    consultation = _managed(slug)
    error, status = "", 200
    if request.method == "POST":
        split = {duty for duty in Duty if request.form.get(f"split-{duty.value}")}
        given = {
            duty: {found for name in request.form.getlist(duty.value) if (found := id_of(name)) is not None}
            for duty in Duty
        }
        try:
            split_duties(consultation, split, given, person())
        except Invalid as refusal:
            error, status = refusal.message, refusal.status
        else:
            flash(_("The duties are saved."))
            return redirect(url_for(".duties", slug=slug), 303)
    members = {
        member.account_id: member.account for member in team_of(consultation) if member.role is not TeamRole.OBSERVER
    }
    return render_template(
        "moderation/duties.html", consultation=consultation, members=list(members.values()), error=error,
        duties=list(Duty), names=DUTIES, given=duties_in(consultation) if not error else given,
        split=split if error else set(consultation.split_duties or ()),
    ), status


def _page(consultation: Consultation, form: HoldRulesForm, shown: HoldRules, trial: RuleTrial | None) -> str:
    if not form.errors:
        form.fill(shown)
    languages = list(dict.fromkeys([*consultation.languages, consultation.language]))
    typed = {language: request.form.get(f"words-{language}") for language in (*languages, ANY_LANGUAGE)}
    words = {
        language: text if text is not None else "\n".join(shown.words.get(language, ()))
        for language, text in typed.items()
    }
    return render_template(
        "moderation/rules.html", consultation=consultation, form=form, words=words, trial=trial, holds=HOLDS,
        on=HoldRules.of(consultation.hold_rules or {}).on, any_language=ANY_LANGUAGE,
    )


def _managed(slug: str) -> Consultation:
    consultation = consultation_by_slug(slug)
    require_manager(person(), consultation)
    return consultation
