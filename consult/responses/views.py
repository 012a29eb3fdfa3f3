"""Doors of the institution's answer: for everybody, and for the manager who writes it."""

from collections.abc import Callable

from flask import Blueprint, flash, jsonify, redirect, render_template, url_for
from werkzeug.wrappers import Response as HttpResponse

from consult.access import person, public, team
from consult.consultations.models import Consultation
from consult.consultations.phases import has_outcome, phase_of
from consult.consultations.policy import require_manager
from consult.consultations.queries import consultation_by_slug, consultation_seen_by
from consult.db import db
from consult.errors import Conflict, Invalid
from consult.forms import Form
from consult.i18n import _
from consult.responses import actions
from consult.responses.data import responses_as_data
from consult.responses.forms import KINDS, STATUSES, PromiseForm, ResponseForm, StepForm
from consult.responses.models import FollowUpStatus, ResponseKind
from consult.responses.queries import (
    answers_of,
    follow_up_by_name,
    is_public,
    response_by_name,
    unanswered_findings,
)
from consult.synthesis.outline import every_line, outline_of
from consult.synthesis.queries import finding_by_name

blueprint = Blueprint("responses", __name__)

Answer = str | HttpResponse | tuple[str, int]


@blueprint.get("/consultations/<slug>/response")
@public
def listed(slug: str) -> str:
    """What was said, what the institution answers, why, and what it does about it."""
    consultation = consultation_seen_by(person(), slug)
    return render_template(
        "responses/listed.html", consultation=consultation, answers=answers_of(consultation),
        unanswered=unanswered_findings(consultation) if has_outcome(consultation) else (),
        has_outcome=has_outcome(consultation),
    )


@blueprint.get("/consultations/<slug>/response.json")
@public
def listed_as_data(slug: str) -> HttpResponse:
    return jsonify(responses_as_data(consultation_seen_by(person(), slug)))


# The manager's side


def _managed(slug: str) -> Consultation:
    consultation = consultation_by_slug(slug)
    require_manager(person(), consultation)
    return consultation


def _page(slug: str, refusal: str = "", form: Form | None = None, about: str = "") -> str:
    """`about` is the answer or promise that was refused: what was typed comes back there."""
    consultation = _managed(slug)
    return render_template(
        "responses/manage.html", consultation=consultation, answers=answers_of(consultation, draft=True),
        unanswered=unanswered_findings(consultation, draft=True), refusal=refusal, about=about,
        typed=form.data if form else {}, lines=list(every_line(outline_of(consultation, draft=True))),
        kinds=KINDS, statuses=STATUSES, is_public=is_public, has_outcome=has_outcome(consultation),
        owed=actions.owed_before_archive(consultation) if has_outcome(consultation) else {},
        phase=phase_of(consultation).value,
    )


def _acted(slug: str, form: Form, act: Callable[[], object], said: str, about: str = "") -> Answer:
    _managed(slug)
    if not form.validate_on_submit():
        return _page(slug, " ".join(message for _id, message in form.shown_errors), form, about), 422
    try:
        act()
    except (Conflict, Invalid) as refusal:
        db.session.rollback()
        return _page(slug, refusal.message, form, about), refusal.status
    flash(said, "done")
    return redirect(url_for(".manage", slug=slug, _anchor=about or None), 303)


@blueprint.get("/consultations/<slug>/manage/response")
@team
def manage(slug: str) -> str:
    return _page(slug)


@blueprint.post("/consultations/<slug>/manage/response")
@team
def write(slug: str) -> Answer:
    consultation, form = _managed(slug), ResponseForm()

    def act() -> None:
        findings = [finding_by_name(name) for name in dict.fromkeys(form.findings.data or ())]
        actions.write_response(
            consultation, findings, ResponseKind(form.kind.data), form.words.data or "", form.due_on.data, person()
        )

    return _acted(slug, form, act, _("The answer is saved. Nobody sees it before you publish it."))


@blueprint.post("/responses/<name>")
@team
def rewrite(name: str) -> Answer:
    response, form = response_by_name(name), ResponseForm()

    def act() -> None:
        findings = [finding_by_name(each) for each in dict.fromkeys(form.findings.data or ())]
        actions.write_response(
            response.consultation, findings, ResponseKind(form.kind.data), form.words.data or "", form.due_on.data,
            person(), response,
        )

    return _acted(response.consultation.slug, form, act, _("The answer is saved."), name)


@blueprint.post("/responses/<name>/publication")
@team
def publish(name: str) -> Answer:
    response = response_by_name(name)
    said = _("The answer is public.") if has_outcome(response.consultation) else _(
        "The answer appears together with the outcome.")
    return _acted(
        response.consultation.slug, Form(), lambda: actions.publish_response(response, person()), said, name
    )


@blueprint.post("/responses/<name>/removal")
@team
def remove(name: str) -> Answer:
    response = response_by_name(name)
    return _acted(
        response.consultation.slug, Form(), lambda: actions.remove_response(response, person()),
        _("The answer is removed."),
    )


@blueprint.post("/responses/<name>/follow-ups")
@team
def promise(name: str) -> Answer:
    response, form = response_by_name(name), PromiseForm()
    return _acted(
        response.consultation.slug, form,
        lambda: actions.promise(response, form.words.data or "", form.due_on.data, person()),
        _("The promise is public. Those who follow are told."), name,
    )


@blueprint.post("/follow-ups/<name>/steps")
@team
def note(name: str) -> Answer:
    follow_up, form = follow_up_by_name(name), StepForm()
    return _acted(
        follow_up.response.consultation.slug, form,
        lambda: actions.note_step(
            follow_up, FollowUpStatus(form.status.data), form.words.data or "", form.due_on.data, person()
        ),
        _("Noted. Those who follow are told."), follow_up.response.name,
    )


@blueprint.post("/consultations/<slug>/manage/archive")
@team
def archive(slug: str) -> Answer:
    consultation = _managed(slug)
    return _acted(
        slug, Form(), lambda: actions.archive(consultation, person()),
        _("The consultation is archived. Everything stays readable."),
    )
