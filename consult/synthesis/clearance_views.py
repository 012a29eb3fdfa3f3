"""Doors of what is not published yet: reading it as it will appear, circulating, signing, and its minute."""

from collections.abc import Callable
from datetime import UTC
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import DateTimeLocalField, HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from consult.access import person, team
from consult.consultations.models import Consultation, Duty
from consult.consultations.policy import has_duty
from consult.db import db
from consult.drafting.word import FILE_LIMIT, MEDIA
from consult.errors import Conflict, Invalid
from consult.forms import Form, normalised
from consult.i18n import _, _l, n_
from consult.limits import of as limited
from consult.synthesis import clearance, remarks
from consult.synthesis.circulation import document_of, remarks_in
from consult.synthesis.published import outcome_of
from consult.synthesis.publishing import what_is_missing
from consult.synthesis.queries import coverage_of
from consult.synthesis.views import Answer, at_desk, finding_here

blueprint = Blueprint("clearance", __name__)


class SummaryForm(Form):
    summary = TextAreaField(filters=[normalised], validators=[Length(max=clearance.SUMMARY_LIMIT)])


class SeenForm(Form):
    """`seen` is the digest of what was on the page."""

    seen = HiddenField()


class MinuteForm(SeenForm):
    publish_at = DateTimeLocalField(_l("Minute"), validators=[InputRequired(_l("Say at which minute it appears."))])


class SoftwareForm(Form):
    tool = TextAreaField(filters=[normalised])
    given = TextAreaField(filters=[normalised])
    edited_by = TextAreaField(filters=[normalised])
    answerable = TextAreaField(filters=[normalised])
    finding = HiddenField()


def _page(slug: str, refusal: str = "", form: Form | None = None) -> str:
    consultation, account = at_desk(slug), person()
    cleared = clearance.cleared(consultation)
    brought = remarks.remarks_on(consultation)
    return render_template(
        "synthesis/clearance.html", consultation=consultation, cleared=cleared, refusal=refusal,
        typed=form.data if form else {}, shown=outcome_of(consultation, draft=True),
        missing=what_is_missing(consultation, cleared.findings, coverage_of(consultation, draft=True)),
        remarks=brought, open_remarks=[each for each in brought if each.settled_at is None],
        software=remarks.software_drafts_of(consultation, draft=True),
        may_publish=has_duty(account, consultation, Duty.PUBLISHING),
        has_signed=any(each.account_id == account.id for each in cleared.signatures),
        by_others=[each for each in cleared.signatures if each.account_id != account.id],
    )


def _acted(slug: str, form: Form, act: Callable[[Consultation], object], said: str) -> Answer:
    consultation = at_desk(slug)
    if not form.validate_on_submit():
        return _page(slug, " ".join(message for _id, message in form.shown_errors), form), 422
    try:
        act(consultation)
    except (Conflict, Invalid) as refusal:
        db.session.rollback()
        return _page(slug, refusal.message, form), refusal.status
    flash(said, "done")
    return redirect(url_for(".page", slug=slug), 303)


@blueprint.get("/consultations/<slug>/desk/clearance")
@team
def page(slug: str) -> str:
    return _page(slug)


@blueprint.post("/consultations/<slug>/desk/clearance/summary")
@team
def summarise(slug: str) -> Answer:
    form = SummaryForm()
    return _acted(
        slug, form, lambda consultation: clearance.write_summary(consultation, form.summary.data or "", person()),
        _("The summary is saved."),
    )


@blueprint.post("/consultations/<slug>/desk/clearance/signature")
@team
def sign(slug: str) -> Answer:
    form = SeenForm()
    return _acted(
        slug, form, lambda consultation: clearance.sign(consultation, form.seen.data or "", person()),
        _("Signed. Any change of the content voids it."),
    )


@blueprint.post("/consultations/<slug>/desk/clearance/minute")
@team
def set_minute(slug: str) -> Answer:
    form = MinuteForm()

    def act(consultation: Consultation) -> None:
        local = form.publish_at.data.replace(tzinfo=ZoneInfo(consultation.time_zone))
        clearance.set_minute(consultation, local.astimezone(UTC), form.seen.data or "", person())

    return _acted(slug, form, act, _("The minute is set. Nothing shows before it."))


@blueprint.post("/consultations/<slug>/desk/clearance/minute/removal")
@team
def clear_minute(slug: str) -> Answer:
    return _acted(
        slug, Form(), lambda consultation: clearance.clear_minute(consultation, person()),
        _("It no longer appears by itself."),
    )


@blueprint.post("/consultations/<slug>/desk/clearance/publication")
@team
def publish(slug: str) -> Answer:
    form = SeenForm()
    answer = _acted(
        slug, form, lambda consultation: clearance.publish_cleared(consultation, form.seen.data or "", person()),
        _("The outcome is published."),
    )
    if isinstance(answer, Response):
        return redirect(url_for("synthesis.outcome", slug=slug), 303)
    return answer


@blueprint.get("/consultations/<slug>/desk/clearance/outcome.docx")
@team
def document(slug: str) -> Response:
    consultation = at_desk(slug)
    cleared = clearance.cleared(consultation)
    answer = make_response(document_of(consultation, cleared.findings, cleared.clearance.summary))
    answer.mimetype = MEDIA
    answer.headers.set("Content-Disposition", "attachment", filename=f"{slug}-not-published.docx")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/consultations/<slug>/desk/clearance/remarks")
@team
@limited("LIMIT_SEND")
def bring_in(slug: str) -> Answer:
    form, brought = Form(), 0
    consultation = at_desk(slug)
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise Invalid(_("Choose the Word document."))
        if form.validate_on_submit():
            brought = remarks.bring_in(consultation, remarks_in(file.stream.read(FILE_LIMIT + 1)), person())
    except (Conflict, Invalid) as refusal:
        db.session.rollback()
        return _page(slug, refusal.message), refusal.status
    flash(n_("One comment was brought in.", "%(num)s comments were brought in.", brought), "done")
    return redirect(url_for(".page", slug=slug), 303)


@blueprint.post("/remarks/<name>/settlement")
@team
def settle(name: str) -> Answer:
    remark = remarks.remark_by_name(name)
    consultation = db.session.get_one(Consultation, remark.consultation_id)
    return _acted(
        consultation.slug, Form(), lambda _consultation: remarks.settle_remark(remark, person()), _("Dealt with.")
    )


@blueprint.post("/consultations/<slug>/desk/clearance/software")
@team
def declare(slug: str) -> Answer:
    form = SoftwareForm()

    def act(consultation: Consultation) -> None:
        finding = finding_here(consultation, form.finding.data or "")
        remarks.declare_software(
            finding, form.tool.data or "", form.given.data or "", form.edited_by.data or "",
            form.answerable.data or "", person(),
        )

    return _acted(slug, form, act, _("The outcome will say so beside the finding."))
