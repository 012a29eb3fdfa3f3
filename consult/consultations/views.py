"""Where a manager plans, writes goals, chooses a team, publishes, and changes the time."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.access import person, team
from consult.accounts.queries import account_by_email
from consult.consultations import actions, timing
from consult.consultations.allowances import allowances_of
from consult.consultations.checklist import Check, cautions, essentials
from consult.consultations.forms import (
    WRITTEN,
    AllowanceForm,
    BeginForm,
    ExtensionForm,
    MergerForm,
    PlanForm,
    ReasonForm,
    RoundForm,
    TeamForm,
    TopicForm,
    TranslationForm,
    moment_in,
)
from consult.consultations.merging import may_merge, merge_organisations
from consult.consultations.models import Consultation, Preset, TeamRole, Topic
from consult.consultations.phases import is_fixed
from consult.consultations.policy import may_begin, require_manager
from consult.consultations.queries import consultation_by_slug, consultations_of, team_of, topic_of
from consult.consultations.rounds import time_changes
from consult.consultations.team import add_member, remove_member
from consult.consultations.translating import pairs_in, translate
from consult.consultations.translations import Translator, standing_of
from consult.errors import Conflict, Invalid, NotAllowed, NotFound
from consult.i18n import _
from consult.organisations.models import Organisation
from consult.organisations.queries import organisation_by_name, organisation_named, organisations_alike

blueprint = Blueprint("consultations", __name__)

Answer = str | Response | tuple[str, int]

TIME_FORMS: dict[str, type[ReasonForm]] = {
    "extension": ExtensionForm, "pause": ReasonForm, "resumption": ReasonForm, "cancellation": ReasonForm,
    "round": RoundForm, "allowance": AllowanceForm,
}


@blueprint.get("/manage")
@team
def mine() -> str:
    return render_template(
        "consultations/mine.html", consultations=consultations_of(person(), TeamRole.MANAGER),
        may_begin=may_begin(person()),
    )


@blueprint.route("/manage/new", methods=["GET", "POST"])
@team
def begin() -> Answer:
    if not may_begin(person()):
        raise NotAllowed(_("Only managers may begin a consultation. Ask the administrator of this site."))
    form = BeginForm()
    earlier = consultations_of(person(), TeamRole.MANAGER)
    form.offer(earlier)
    if form.validate_on_submit():
        copy_of = consultation_by_slug(form.copy_of.data) if form.copy_of.data else None
        consultation = actions.begin_consultation(form.title.data, Preset(form.preset.data), person(), copy_of)
        return redirect(url_for(".plan", slug=consultation.slug), 303)
    return render_template("consultations/begin.html", form=form, earlier=earlier), form.status


@blueprint.get("/consultations/<slug>/manage")
@team
def manage(slug: str) -> str:
    consultation = _managed(slug)
    return render_template(
        "consultations/manage.html", consultation=consultation, members=team_of(consultation), form=TeamForm(),
        is_fixed=_is_fixed(consultation),
        allowances=allowances_of(consultation), changes=time_changes(consultation), **_checks(consultation),
    )


@blueprint.route("/consultations/<slug>/manage/plan", methods=["GET", "POST"])
@team
def plan(slug: str) -> Answer:
    consultation = _managed(slug)
    form = PlanForm()
    form.offer()
    if request.method == "GET":
        form.fill(consultation)
    if form.validate_on_submit():
        try:
            actions.change_plan(consultation, form.plan(consultation.preset), person())
        except (Invalid, Conflict) as refusal:
            form.refuse("closes_at", refusal.message)
        else:
            flash(_("The plan is saved."))
            return redirect(url_for(".manage", slug=slug), 303)
    return render_template("consultations/plan_form.html", consultation=consultation, form=form), form.status


@blueprint.route("/consultations/<slug>/manage/topics/new", methods=["GET", "POST"], defaults={"topic_slug": None})
@blueprint.route("/consultations/<slug>/manage/topics/<topic_slug>", methods=["GET", "POST"])
@team
def topic(slug: str, topic_slug: str | None) -> Answer:
    consultation = _managed(slug)
    present: Topic | None = topic_of(consultation, topic_slug) if topic_slug else None
    form = TopicForm()
    if request.method == "GET" and present:
        form.fill(present)
    split: list[str] = []
    is_right = form.validate_on_submit()
    if is_right and form.wants_to_see:
        split = form.passages()
    elif is_right:
        try:
            actions.write_topic(
                consultation, present, title=form.title.data, summary=form.summary.data or "",
                passages=form.passages(), principles=form.principles.data or [], by=person(),
            )
        except (Invalid, Conflict) as refusal:
            form.refuse("text", refusal.message)
        else:
            flash(_("The goal is saved."))
            return redirect(url_for(".manage", slug=slug), 303)
    return render_template(
        "consultations/topic_form.html", consultation=consultation, topic=present, form=form, split=split,
        longest=actions.PASSAGE_LIMIT,
    ), form.status


@blueprint.post("/consultations/<slug>/manage/topics/<topic_slug>/removal")
@team
def remove_topic(slug: str, topic_slug: str) -> Response:
    actions.remove_topic(topic_of(_managed(slug), topic_slug), person())
    flash(_("The goal is removed."))
    return redirect(url_for(".manage", slug=slug), 303)


@blueprint.post("/consultations/<slug>/manage/publication")
@team
def publish(slug: str) -> Response:
    consultation = _managed(slug)
    try:
        actions.publish_consultation(consultation, person())
    except actions.NotReady as refusal:
        flash(refusal.message, "error")
        return redirect(url_for(".manage", slug=slug), 303)
    flash(_("Published. It opens and closes by the clock."))
    return redirect(url_for("reading.consultation", slug=slug), 303)


@blueprint.post("/consultations/<slug>/manage/team")
@team
def join_team(slug: str) -> Answer:
    consultation = _managed(slug)
    form = TeamForm()
    if form.validate_on_submit():
        try:
            member = account_by_email(form.email.data)
        except NotFound as refusal:
            form.refuse("email", refusal.message + " " + _("They must register first."))
        else:
            add_member(consultation, member, TeamRole(form.role.data), person())
            flash(_("%(name)s is in the team.", name=member.shown_name))
            return redirect(url_for(".manage", slug=slug), 303)
    return render_template(
        "consultations/manage.html", consultation=consultation, members=team_of(consultation), form=form,
        is_fixed=_is_fixed(consultation),
        allowances=allowances_of(consultation), changes=time_changes(consultation), **_checks(consultation),
    ), form.status


@blueprint.post("/consultations/<slug>/manage/team/removal")
@team
def leave_team(slug: str) -> Response:
    consultation = _managed(slug)
    member = account_by_email(request.form.get("email", ""))
    role = request.form.get("role", "")
    if role not in list(TeamRole):
        raise Invalid(_("There is no such role."))
    remove_member(consultation, member, TeamRole(role), person())
    flash(_("%(name)s has left that role.", name=member.shown_name))
    return redirect(url_for(".manage", slug=slug), 303)


@blueprint.get("/consultations/<slug>/manage/translations")
@team
def translations(slug: str) -> str:
    consultation = _managed(slug)
    return render_template(
        "consultations/translations.html", consultation=consultation, standing=standing_of(consultation),
        languages=[code for code in WRITTEN if code != consultation.language],
    )


@blueprint.route("/consultations/<slug>/manage/translations/<language>", methods=["GET", "POST"])
@team
def translation(slug: str, language: str) -> Answer:
    """The plan's own texts, or a goal's, beside their translation."""
    consultation = _managed(slug)
    if language not in WRITTEN or language == consultation.language:
        raise NotFound(_("Nothing is translated into this language."))
    topic_slug = request.args.get("goal")
    topic = topic_of(consultation, topic_slug) if topic_slug else None
    pairs, form = pairs_in(consultation, topic, language), TranslationForm()
    if request.method == "GET":
        form.begin(pairs)
    if form.validate_on_submit():
        try:
            translate(
                consultation, topic, language, form.texts(), seen=form.seen(), still_right=form.still_right(),
                translator=Translator(form.translator.data), name=form.name.data or "", by=person(),
            )
        except Invalid as refusal:
            form.refuse("name", refusal.message)
        else:
            flash(_("The translation is saved."))
            return redirect(url_for(".translations", slug=slug), 303)
    return render_template(
        "consultations/translation_form.html", consultation=consultation, topic=topic, language=language, pairs=pairs,
        form=form, typed=form.texts(),
    ), form.status


def _managed(slug: str) -> Consultation:
    consultation = consultation_by_slug(slug)
    require_manager(person(), consultation)
    return consultation


def _checks(consultation: Consultation) -> dict[str, list[Check]]:
    """What is asked only while it is not public."""
    if consultation.announced_at:
        return {"checks": [], "cautions": []}
    return {"checks": essentials(consultation), "cautions": cautions(consultation)}


def _is_fixed(consultation: Consultation) -> bool:
    return is_fixed(consultation)


@blueprint.route("/organisations/<name>/merger", methods=["GET", "POST"])
@team
def merge(name: str) -> Answer:
    """Two entries that are one organisation: which of those with a like name it is."""
    if not may_merge(person()):
        raise NotAllowed(_("Only managers and administrators may do this."))
    double = organisation_by_name(name)
    form = MergerForm()
    form.offer(organisations_alike(double.name, limit=20))
    if form.validate_on_submit():
        other = organisation_named(form.other.data) if form.other.data else None
        other = other or (organisation_by_name(form.into.data) if form.into.data else None)
        if other is None:
            form.refuse("into", _("Choose one, or give the exact name of another."))
        else:
            merge_organisations(double, other, person())
            flash(_("Merged. What was sent under the other name keeps it."))
            return redirect(url_for("reading.organisation", name=other.public_name), 303)
    return render_template("consultations/merge.html", form=form, organisation=double), form.status


@blueprint.route("/consultations/<slug>/manage/extension", methods=["GET", "POST"], defaults={"act": "extension"})
@blueprint.route("/consultations/<slug>/manage/pause", methods=["GET", "POST"], defaults={"act": "pause"})
@blueprint.route("/consultations/<slug>/manage/resumption", methods=["GET", "POST"], defaults={"act": "resumption"})
@blueprint.route("/consultations/<slug>/manage/cancellation", methods=["GET", "POST"], defaults={"act": "cancellation"})
@blueprint.route("/consultations/<slug>/manage/round", methods=["GET", "POST"], defaults={"act": "round"})
@blueprint.route("/consultations/<slug>/manage/allowance", methods=["GET", "POST"], defaults={"act": "allowance"})
@team
def time(slug: str, act: str) -> Answer:
    """What an act on the time of a consultation does, and the form to do it."""
    consultation = _managed(slug)
    form = TIME_FORMS[act]()
    if form.validate_on_submit():
        try:
            done = _change_time(consultation, act, form)
        except (Invalid, Conflict, NotFound) as refusal:
            form.refuse("name" if isinstance(refusal, NotFound) else "reason", refusal.message)
            return render_template(
                "consultations/time.html", consultation=consultation, act=act, form=form
            ), refusal.status if refusal.status == 409 else 422
        flash(done)
        return redirect(url_for(".manage", slug=slug), 303)
    return render_template("consultations/time.html", consultation=consultation, act=act, form=form), form.status


def _change_time(consultation: Consultation, act: str, form: Any) -> str:
    """Do it, and say what was done."""
    said, zone = form.reason.data, consultation.time_zone
    if act == "pause":
        timing.pause(consultation, said, person())
        return _("It is paused. Nothing can be sent until it resumes.")
    if act == "resumption":
        timing.resume(consultation, said, person())
        return _("It is open again.")
    if act == "cancellation":
        timing.cancel(consultation, said, person())
        return _("It is cancelled. Its pages stay readable.")
    if act == "extension":
        timing.extend(consultation, moment_in(zone, form.closes_at.data), said, person())
        return _("It closes later now. Its pages say so.")
    if act == "round":
        opens, closes = moment_in(zone, form.opens_at.data), moment_in(zone, form.closes_at.data)
        timing.open_round(consultation, opens, closes, said, person())
        return _("The next round is announced.")
    name = form.name.data
    whose = account_by_email(name) if form.whose.data == "person" else _organisation_called(name)
    timing.allow_later(consultation, whose, moment_in(zone, form.until.data), said, person())
    return _("They may send until then.")


def _organisation_called(name: str) -> Organisation:
    """Raises NotFound."""
    found = organisation_named(name)
    if found is None:
        raise NotFound(_("There is no organisation of this name. Write it as its page does."))
    return found
