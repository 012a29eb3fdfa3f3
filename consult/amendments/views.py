"""Proposals side by side, versions of a goal and how they are published, and what changed since somebody wrote."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.access import person, public, signed_in, team
from consult.amendments.actions import answer_proposal, confirm_position, publish_version, require_version_allowed
from consult.amendments.forms import UptakeForm, VersionForm
from consult.amendments.models import Uptake
from consult.amendments.queries import (
    changed_since,
    colliding,
    confirmed_rounds,
    passage_of,
    shown_version,
    uptakes_in,
    uptakes_of,
    versions_shown,
)
from consult.consultations.models import Consultation, Topic
from consult.consultations.phases import takes_changes, takes_contributions
from consult.consultations.policy import may_manage, require_manager
from consult.consultations.queries import consultation_by_slug, consultation_seen_by, topic_of
from consult.contributions.models import State
from consult.errors import Conflict, Invalid
from consult.i18n import _
from consult.submissions.policy import may_change
from consult.submissions.queries import Filter, own_position, position_by_name, positions_on, submission_of

blueprint = Blueprint("amendments", __name__)

Answer = str | Response | tuple[str, int]


@blueprint.get("/consultations/<slug>/topics/<topic_slug>/passages/<int:ordinal>")
@public
def proposals(slug: str, topic_slug: str, ordinal: int) -> str:
    """All proposals for a passage side by side, each with those it collides with."""
    consultation = consultation_seen_by(person(), slug)
    topic = topic_of(consultation, topic_slug)
    passage = passage_of(topic, ordinal)
    page = positions_on(topic, Filter(passage=str(ordinal), proposals=True), request.args.get("after"))
    meets, compared = colliding(passage)
    return render_template(
        "amendments/proposals.html", consultation=consultation, topic=topic, passage=passage, page=page, meets=meets,
        compared=compared, uptakes=uptakes_of([card.id for card in page.rows]),
        is_open=takes_contributions(consultation, person()),
    )


@blueprint.get("/consultations/<slug>/topics/<topic_slug>/versions")
@public
def versions(slug: str, topic_slug: str) -> str:
    consultation = consultation_seen_by(person(), slug)
    topic = topic_of(consultation, topic_slug)
    return render_template(
        "amendments/versions.html", consultation=consultation, topic=topic, versions=versions_shown(topic),
        uptakes=uptakes_in(topic), manages=may_manage(person(), consultation),
    )


@blueprint.route("/consultations/<slug>/manage/topics/<topic_slug>/version", methods=["GET", "POST"])
@team
def publish(slug: str, topic_slug: str) -> Answer:
    """A new version is written, seen beside the present one, and then published."""
    consultation, topic = _managed(slug, topic_slug)
    form, shown, refusal = VersionForm(), None, ""
    try:
        require_version_allowed(consultation)
    except Conflict as fault:
        refusal = fault.message
    if request.method == "GET":
        form.fill(topic)
    if form.validate_on_submit():
        if request.form.get("step") != "publish":
            shown = shown_version(topic, topic.version + 1, [each.text for each in topic.passages], form.passages())
        else:
            try:
                publish_version(topic, form.passages(), form.changelog.data, person())
            except (Invalid, Conflict) as fault:
                form.refuse("text", fault.message)
            else:
                flash(_("Version %(number)s is published.", number=topic.version))
                return redirect(url_for(".answers", slug=slug, topic_slug=topic_slug), 303)
    return render_template(
        "amendments/publish.html", consultation=consultation, topic=topic, form=form, shown=shown, refusal=refusal
    ), form.status


@blueprint.get("/consultations/<slug>/manage/topics/<topic_slug>/proposals")
@team
def answers(slug: str, topic_slug: str) -> str:
    """Every proposal on a goal, and what its present version made of it."""
    consultation, topic = _managed(slug, topic_slug)
    return _answers(consultation, topic, UptakeForm())


@blueprint.post("/consultations/<slug>/manage/topics/<topic_slug>/proposals/<name>")
@team
def answer(slug: str, topic_slug: str, name: str) -> Answer:
    consultation, topic = _managed(slug, topic_slug)
    form = UptakeForm()
    position = position_by_name(name)
    if not form.validate_on_submit():
        return _answers(consultation, topic, form, name), form.status
    answer_proposal(position, topic, Uptake(form.uptake.data), form.reason.data or "", person())
    flash(_("Saved. It stands on the position’s page."))
    return redirect(
        url_for(".answers", slug=slug, topic_slug=topic_slug, after=request.args.get("after"), _anchor=name), 303
    )


def _answers(consultation: Consultation, topic: Topic, form: UptakeForm, refused: str = "") -> str:
    page = positions_on(topic, Filter(proposals=True), request.args.get("after"))
    return render_template(
        "amendments/answers.html", consultation=consultation, topic=topic, page=page, form=form, refused=refused,
        uptakes=uptakes_of([card.id for card in page.rows]),
    )


@blueprint.get("/receipts/<name>/changes")
@signed_in
def changes(name: str) -> str:
    """What changed in the goals since this submission was sent, for its author."""
    submission = submission_of(person(), name)
    consultation = submission.consultation
    return render_template(
        "amendments/changes.html", submission=submission, consultation=consultation,
        said=[
            (position, changed_since(position), uptakes_of([position.id]).get(position.id, []),
             confirmed_rounds(position), may_change(person(), position))
            for position in submission.positions if position.state is not State.WITHDRAWN
        ],
        is_open=takes_changes(consultation, person()),
    )


@blueprint.post("/positions/<name>/confirmation")
@signed_in
def confirm(name: str) -> Response:
    position = own_position(person(), name)
    confirm_position(position, person())
    flash(_("Confirmed: it stands as it is."))
    return redirect(url_for(".changes", name=position.submission.name), 303)


def _managed(slug: str, topic_slug: str) -> tuple[Consultation, Topic]:
    consultation = consultation_by_slug(slug)
    require_manager(person(), consultation)
    return consultation, topic_of(consultation, topic_slug)
