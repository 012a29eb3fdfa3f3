"""The desk where moderators summarise, and the outcome as everybody reads it."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.access import person, public, team
from consult.consultations.models import Consultation, TeamRole, Topic
from consult.consultations.phases import final_at, has_outcome
from consult.consultations.policy import require_moderator
from consult.consultations.queries import consultation_by_slug, consultation_seen_by, consultations_of, topic_of
from consult.contributions.queries import contribution_by_name
from consult.db import db
from consult.errors import Conflict, Invalid, NotFound
from consult.forms import Form
from consult.htmx import part_wanted
from consult.i18n import _, n_
from consult.identifiers import number_in
from consult.synthesis import actions, citing, disposing, workbench
from consult.synthesis.desk import desk_of
from consult.synthesis.forms import BulkForm, DecisionForm, FindingForm, OutcomeForm
from consult.synthesis.models import Finding
from consult.synthesis.ordering import place_finding
from consult.synthesis.published import outcome_of
from consult.synthesis.publishing import publish_outcome
from consult.synthesis.queries import finding_by_name
from consult.text import normalise

blueprint = Blueprint("synthesis", __name__)

Answer = str | Response | tuple[str, int]

# What the desk's address carries; forms send it along, so that one comes back to the same place.
PLACE = ("topic", "show", "group", "language", "theme", "campaign", "q", "after", "c")


@blueprint.get("/desk")
@team
def desks() -> Answer:
    consultations = consultations_of(person(), TeamRole.MODERATOR, TeamRole.MANAGER)
    if len(consultations) == 1:
        return redirect(url_for(".desk", slug=consultations[0].slug), 303)
    return render_template("synthesis/desks.html", consultations=consultations)


@blueprint.get("/consultations/<slug>/desk")
@team
def desk(slug: str) -> str:
    return _page(slug)


def at_desk(slug: str) -> Consultation:
    """Whoever may not be there learns nothing of it. Raises NotFound or NotAllowed."""
    consultation = consultation_by_slug(slug)
    require_moderator(person(), consultation)
    return consultation


def _page(slug: str, refusal: str = "", typed: Form | None = None) -> str:
    consultation = at_desk(slug)
    shown = desk_of(
        consultation, request.args.get("topic", ""), wanted_here(), request.args.get("after"), request.args.get("c"),
        person(),
    )
    if part_wanted("gate-figures"):
        return render_template(
            "synthesis/_gate_figures.html", desk=shown, consultation=consultation, slug=slug, place=place_here(),
            part=True,
        )
    return render_template(
        "synthesis/desk.html", desk=shown, consultation=consultation, place=place_here(), refusal=refusal,
        refused_finding=(request.view_args or {}).get("name", ""), typed=typed.data if typed else {},
        wrong=typed.errors if typed else {},
        reasons=disposing.REASONS, states=workbench.SHOWN,
    )


def wanted_here() -> workbench.Wanted:
    """What the list is narrowed to, as the address says."""
    return workbench.Wanted(
        show=request.args.get("show", "undealt"),
        **{name: normalise(request.args.get(name, ""))[:60] for name in ("group", "language", "theme", "campaign")},
        words=normalise(request.args.get("q", ""))[:100],
    )


def place_here(**changes: str | None) -> dict[str, str]:
    place: dict[str, str | None] = {name: request.args.get(name) for name in PLACE}
    return {name: value for name, value in (place | changes).items() if value}


def _acted(slug: str, act: Callable[[], str | None], form: Form, **changes: str | None) -> Answer:
    """Act and go back to where one was. A refusal shows the desk again, with what was typed."""
    try:
        anchor = act()
    except (Invalid, Conflict) as refusal:
        db.session.rollback()  # what was done before the refusal, for the page shows the desk as it is
        return _page(slug, refusal.message, form), refusal.status
    return redirect(url_for(".desk", _anchor=anchor, **{"slug": slug, **place_here(**changes)}), 303)  # type: ignore[arg-type]


def _refused(slug: str, form: Form) -> Answer:
    return _page(slug, " ".join(message for _id, message in form.shown_errors), form), 422


def topic_here(consultation: Consultation) -> Topic:
    return topic_of(consultation, request.args.get("topic", ""))


def finding_here(consultation: Consultation, name: str) -> Finding:
    finding = finding_by_name(name)
    if finding.consultation_id != consultation.id:
        raise NotFound(_("There is no such finding."))
    return finding


@blueprint.post("/consultations/<slug>/desk/decisions")
@team
def decide(slug: str) -> Answer:
    consultation, form = at_desk(slug), DecisionForm()
    if not form.validate_on_submit():
        return _refused(slug, form)
    topic = topic_here(consultation)

    def act() -> str | None:
        contribution = contribution_by_name(form.contribution.data or "")
        rest = list(workbench.rest_of_thread(contribution, topic)) if form.thread.data else []
        if form.becomes.data == "considered":
            disposing.mark_considered(
                [contribution, *rest], topic, form.reason.data or "", person(), form.other.data or ""
            )
            flash(_("Considered, not cited."), "done")
            return None
        if form.becomes.data not in ("cited", "represented"):
            raise Invalid(_("Choose what becomes of this contribution."))
        finding = _chosen(form.finding.data, form.new_finding.data, consultation, topic)
        if form.becomes.data == "represented":
            disposing.mark_represented([contribution, *rest], topic, finding, person())
            flash(_("Represented by a finding."), "done")
            return None
        if form.start.data is not None and form.end.data is not None and form.text.data:
            citing.cite_span(
                finding, contribution, form.version.data or 0, form.field.data or "", form.start.data, form.end.data,
                form.text.data.replace("\r\n", "\n"), person(),
            )
        else:
            citing.cite_words(finding, contribution, None, form.words.data or "", person())
        if rest:  # the comments under it make the point that its words are cited for
            disposing.mark_represented(rest, topic, finding, person())
        flash(_("Cited."), "done")
        return "in-hand"

    # One goes on to the next, but stays after citing: a contribution may be cited more than once.
    onward = form.contribution.data if form.becomes.data == "cited" else form.following.data
    return _acted(slug, act, form, c=onward or None)


def _chosen(name: str | None, text: str | None, consultation: Consultation, topic: Topic) -> Finding:
    """The finding named, or a new one. Raises Invalid or NotFound."""
    if name == "new":
        return actions.write_finding(consultation, topic, text or "", None, person())
    if not name:
        raise Invalid(_("Choose a finding, or write a new one."))
    return finding_here(consultation, name)


@blueprint.post("/consultations/<slug>/desk/bulk")
@team
def decide_several(slug: str) -> Answer:
    consultation, form = at_desk(slug), BulkForm()
    if not form.validate_on_submit():
        return _refused(slug, form)
    topic = topic_here(consultation)

    def act() -> None:
        listed = workbench.contributions_named(form.contributions.data or [])
        if form.becomes.data == "considered":
            disposing.mark_considered(listed, topic, form.reason.data or "", person(), form.other.data or "")
        elif form.becomes.data == "represented":
            disposing.mark_represented(
                listed, topic, _chosen(form.finding.data, None, consultation, topic), person()
            )
        else:
            raise Invalid(_("Choose what becomes of these contributions."))
        flash(n_("One contribution dealt with.", "%(num)s contributions dealt with.", len(listed)), "done")

    return _acted(slug, act, form, c=None, after=None)


@blueprint.post("/consultations/<slug>/desk/undoing")
@team
def undo(slug: str) -> Answer:
    """Take back what was just done: a citation where one is named, else the disposition."""
    consultation, form = at_desk(slug), Form()
    topic = topic_here(consultation)

    def act() -> None:
        identifier = number_in(request.form.get("citation", ""))
        citation = workbench.citation_with_id(identifier) if identifier is not None else None
        if citation is not None:
            citing.uncite(citation, person())
        else:
            disposing.undo_disposition(contribution_by_name(request.form.get("contribution", "")), topic, person())
        flash(_("Undone."), "done")

    return _acted(slug, act, form, c=request.form.get("contribution"))


@blueprint.post("/consultations/<slug>/desk/findings")
@team
def write(slug: str) -> Answer:
    consultation, form = at_desk(slug), FindingForm()
    if not form.validate_on_submit():
        return _refused(slug, form)
    topic = None if request.args.get("topic") == "whole" else topic_here(consultation)
    parent = finding_here(consultation, form.parent.data) if form.parent.data else None

    def act() -> str:
        finding = actions.write_finding(
            consultation, topic, form.text.data, form.chosen, person(), parent, form.designation_reason.data or ""
        )
        flash(_("The finding is saved."), "done")
        return f"f-{finding.name}"

    return _acted(slug, act, form)


@blueprint.post("/consultations/<slug>/desk/findings/<name>/text")
@team
def rewrite(slug: str, name: str) -> Answer:
    consultation, form = at_desk(slug), FindingForm()
    if not form.validate_on_submit():
        return _refused(slug, form)
    finding = finding_here(consultation, name)

    def act() -> str:
        try:
            actions.edit_finding(
                finding, form.text.data, form.chosen, person(), form.seen.data or None, form.designation_reason.data
            )
        except actions.ReasonMissing as refusal:
            form.refuse("designation_reason", refusal.message)
            raise
        flash(_("The finding is saved."), "done")
        return f"f-{name}"

    return _acted(slug, act, form)


@blueprint.post("/consultations/<slug>/desk/findings/<name>/place")
@team
def move(slug: str, name: str) -> Answer:
    finding = finding_here(at_desk(slug), name)

    def act() -> str:
        if "before" in request.form:
            before = request.form["before"]
            place_finding(finding, finding_here(at_desk(slug), before) if before else None, person())
        else:
            actions.move_finding(finding, -1 if request.form.get("direction") == "up" else 1, person())
        return f"f-{name}"

    return _acted(slug, act, Form())


@blueprint.post("/consultations/<slug>/desk/findings/<name>/removal")
@team
def remove(slug: str, name: str) -> Answer:
    finding = finding_here(at_desk(slug), name)
    return _acted(slug, lambda: actions.remove_finding(finding, person()), Form())


@blueprint.post("/consultations/<slug>/desk/findings/<name>/citations")
@team
def cite(slug: str, name: str) -> Answer:
    """Let a finding on the whole consultation cite one on a topic."""
    consultation = at_desk(slug)
    finding, cited = finding_here(consultation, name), request.form.get("cited", "")

    def act() -> str:
        citing.cite_finding(finding, finding_here(consultation, cited), person())
        return f"f-{name}"

    return _acted(slug, act, Form())


@blueprint.post("/consultations/<slug>/desk/findings/<name>/citations/removal")
@team
def uncite(slug: str, name: str) -> Answer:
    finding = finding_here(at_desk(slug), name)
    values = request.form
    numbers = [number_in(values.get(key, "")[:9]) or 0 for key in ("version", "start")]
    citation = workbench.chosen(finding, values.get("name", ""), numbers[0], values.get("field", ""), numbers[1])

    def act() -> str:
        if citation is not None:
            citing.uncite(citation, person())
        return f"f-{name}"

    return _acted(slug, act, Form())


@blueprint.post("/consultations/<slug>/desk/outcome")
@team
def publish(slug: str) -> Answer:
    consultation, form = at_desk(slug), OutcomeForm()
    if not form.validate_on_submit():
        return _refused(slug, form)
    try:
        publish_outcome(consultation, form.summary.data or "", person())
    except Conflict as refusal:
        db.session.rollback()
        return _page(slug, refusal.message, form), refusal.status
    flash(_("The outcome is published."), "done")
    return redirect(url_for(".outcome", slug=slug), 303)


@blueprint.get("/consultations/<slug>/outcome")
@public
def outcome(slug: str) -> str:
    consultation = consultation_seen_by(person(), slug)
    shown = outcome_of(consultation) if has_outcome(consultation) else None
    return render_template(
        "synthesis/outcome.html", consultation=consultation, shown=shown, final_at=final_at(consultation),
    )
