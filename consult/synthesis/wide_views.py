"""Doors of the desk for many contributions: bulk acts, shared work, likely sources, two side by side."""

import secrets
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for

from consult.access import person, team
from consult.consultations.models import Consultation, Topic
from consult.db import db
from consult.errors import Conflict, Invalid, NotFound
from consult.forms import Form
from consult.i18n import _, n_
from consult.identifiers import id_of
from consult.synthesis import bulk, disposing, sharing
from consult.synthesis.campaigning import campaign_in_hand, count_with_campaign
from consult.synthesis.forms import BulkForm, SelectionForm
from consult.synthesis.likely import sources_for
from consult.synthesis.models import Batch
from consult.synthesis.queries import became_of, findings_of
from consult.synthesis.standing import themes_left
from consult.synthesis.views import Answer, at_desk, finding_here, place_here, topic_here, wanted_here
from consult.synthesis.workbench import contributions_named, slip_named

blueprint = Blueprint("selection", __name__)


def _goal(consultation: Consultation) -> Topic:
    """The one in the address, else the first. Raises NotFound."""
    if request.args.get("topic") or not consultation.topics:
        return topic_here(consultation)
    return consultation.topics[0]


def _desk(slug: str, **changes: str | None) -> str:
    return url_for("synthesis.desk", **{"slug": slug, **place_here(**changes)})  # type: ignore[arg-type]


# All that a list holds


def _preview(slug: str, refusal: str = "", form: SelectionForm | None = None) -> str:
    consultation = at_desk(slug)
    topic, wanted = _goal(consultation), wanted_here()
    seed = form.seed.data if form and form.seed.data is not None else secrets.randbelow(1 << 31)
    findings = findings_of(consultation, draft=True)
    return render_template(
        "synthesis/preview.html", consultation=consultation, topic=topic, wanted=wanted, place=place_here(c=None),
        shown=bulk.preview_of(topic, wanted, seed), own=findings.by_topic[topic.slug],
        theme=next((each for each in themes_left(consultation, topic) if each.name == wanted.theme), None),
        reasons=disposing.REASONS, refusal=refusal, campaign=campaign_in_hand(consultation, wanted, findings, topic),
        typed=form.data if form else {"finding": request.args.get("finding")},
    )


@blueprint.get("/consultations/<slug>/desk/selection")
@team
def preview(slug: str) -> str:
    return _preview(slug)


@blueprint.post("/consultations/<slug>/desk/selection")
@team
def dispose(slug: str) -> Answer:
    consultation, form = at_desk(slug), SelectionForm()
    topic, wanted = topic_here(consultation), wanted_here()
    if not form.validate_on_submit():
        return _preview(slug, " ".join(message for _id, message in form.shown_errors), form), 422
    try:
        batch = _dispose(consultation, topic, form)
    except (Invalid, Conflict) as refusal:
        db.session.rollback()
        return _preview(slug, refusal.message, form), refusal.status
    flash(n_("One contribution dealt with.", "%(num)s contributions dealt with.", batch.number), "done")
    return redirect(_desk(slug, topic=topic.slug, after=None, c=None, theme=wanted.theme or None), 303)


def _dispose(consultation: Consultation, topic: Topic, form: SelectionForm) -> Batch:
    wanted, seal = wanted_here(), form.seal.data or ""
    sample = _ids(form.sample.data)
    misfits = [each for each in _ids(form.misfits.data) if each in set(sample)]
    check = bulk.Check(sample if form.was_read.data else [], misfits)
    if form.becomes.data == "considered":
        return bulk.consider_selection(
            topic, wanted, form.reason.data or "", form.other.data or "", person(), seal, check
        )
    if form.becomes.data == "campaign":
        if not form.counted_in.data:
            raise Invalid(_("Choose the finding that speaks for the campaign."))
        return count_with_campaign(
            topic, wanted, finding_here(consultation, form.counted_in.data), person(), seal, check
        )
    if form.becomes.data != "represented":
        raise Invalid(_("Choose what becomes of these contributions."))
    if not form.finding.data:
        raise Invalid(_("Choose a finding, or write a new one."))
    finding = finding_here(consultation, form.finding.data)
    return bulk.represent_selection(topic, wanted, finding, person(), seal, check)


def _ids(names: Sequence[str] | None) -> list[int]:
    return [identifier for name in names or () if (identifier := id_of(name)) is not None]


@blueprint.post("/consultations/<slug>/desk/batches/<name>/undoing")
@team
def undo(slug: str, name: str) -> Answer:
    consultation, form = at_desk(slug), Form()
    batch = bulk.batch_by_name(consultation, name)
    if not form.validate_on_submit():
        return redirect(_desk(slug), 303)
    number = bulk.undo_batch(batch, person())
    flash(n_("One contribution is open again.", "%(num)s contributions are open again.", number), "done")
    return redirect(_desk(slug, c=None, after=None), 303)


# Who works on what


@blueprint.post("/consultations/<slug>/desk/claims")
@team
def claim(slug: str) -> Answer:
    consultation = at_desk(slug)
    topic, slice_ = topic_here(consultation), request.form.get("slice", "")
    if request.form.get("act") == "release":
        sharing.release(topic, slice_, person())
        return redirect(_desk(slug, topic=topic.slug), 303)
    sharing.claim(topic, slice_, person())
    kind, _colon, value = slice_.partition(":")
    narrowed = {"theme": None, "group": None, "c": None, "after": None, **({kind: value} if value else {})}
    return redirect(_desk(slug, topic=topic.slug, **narrowed), 303)


# Likely sources, and two side by side


@blueprint.get("/consultations/<slug>/desk/findings/<name>/sources")
@team
def sources(slug: str, name: str) -> str:
    return _sources(slug, name)


def _sources(slug: str, name: str, refusal: str = "") -> str:
    consultation = at_desk(slug)
    finding = finding_here(consultation, name)
    shown = next(each for each in findings_of(consultation, draft=True).every() if each.id == finding.id)
    if finding.topic is None:
        raise NotFound(_("A finding on the consultation cites findings on its goals."))
    return render_template(
        "synthesis/sources.html", consultation=consultation, topic=finding.topic, finding=shown,
        likely=sources_for(shown, finding.topic, consultation), refusal=refusal,
    )


@blueprint.post("/consultations/<slug>/desk/findings/<name>/sources")
@team
def represent(slug: str, name: str) -> Answer:
    """Those ticked make the point of the finding."""
    consultation, form = at_desk(slug), BulkForm()
    finding = finding_here(consultation, name)
    if finding.topic is None or not form.validate_on_submit():
        return _sources(slug, name), 422
    try:
        listed = contributions_named(form.contributions.data or [])
        disposing.mark_represented(listed, finding.topic, finding, person())
    except (Invalid, Conflict) as refusal:
        db.session.rollback()
        return _sources(slug, name, refusal.message), refusal.status
    flash(n_("One contribution dealt with.", "%(num)s contributions dealt with.", len(listed)), "done")
    return redirect(url_for(".sources", slug=slug, name=name), 303)


@blueprint.get("/consultations/<slug>/desk/beside")
@team
def beside(slug: str) -> str:
    """Two contributions at once, to see whether they make one point."""
    consultation = at_desk(slug)
    topic = _goal(consultation)
    pair = [slip_named(topic, request.args.get(name, "")) for name in ("c", "with")]
    found = [each for each in pair if each is not None]
    return render_template(
        "synthesis/beside.html", consultation=consultation, topic=topic, pair=found,
        became=became_of(consultation, [each.id for each in found], draft=True),
        own=findings_of(consultation, draft=True).by_topic[topic.slug], place=place_here(c=None),
    )
