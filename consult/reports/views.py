"""Doors for browsers: a consultation's figures in full, its report to take away, and a receipt on paper."""

import io
from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, make_response, render_template, request, send_file
from werkzeug.wrappers import Response

from consult.access import person, public, signed_in, team
from consult.assistance.paper import code_of, paper_form, require_moderation, submission_of_form
from consult.consultations.models import Consultation
from consult.consultations.numbers import numbers_block
from consult.consultations.participation import over_time, stances_by_group, who_takes_part
from consult.consultations.queries import consultation_seen_by
from consult.errors import NotFound
from consult.htmx import part_wanted
from consult.i18n import _
from consult.limits import limiter
from consult.reports.actions import order_report
from consult.reports.aftermath import aftermath_of, challenge_table, issue_table, response_table
from consult.reports.building import FORMATS, Format, format_named
from consult.reports.formats.csv import table_csv
from consult.reports.orders import Progress, is_long, made, order_of, progress_of
from consult.reports.outline import outline
from consult.reports.receipt import receipt_pdf
from consult.reports.results import results_table
from consult.reports.sheet import Table
from consult.reports.shelf import kept, sizes
from consult.submissions.attaching import annexes_received
from consult.submissions.confirming import is_as_sent, sent_under
from consult.submissions.models import Submission
from consult.submissions.queries import submission_of

blueprint = Blueprint("reports", __name__)


@blueprint.get("/consultations/<slug>/report")
@public
def show(slug: str) -> str:
    consultation = consultation_seen_by(person(), slug)
    return render_template(
        "reports/show.html", consultation=consultation, numbers=numbers_block(consultation), formats=FORMATS.values(),
        matrix=who_takes_part(consultation), stretches=over_time(consultation),
        stances=stances_by_group(consultation), annexes=annexes_received(consultation), sizes=sizes(consultation.slug),
    )


@blueprint.get("/consultations/<slug>/report.<any(pdf, docx, odt, html, xlsx, csv, json):name>")
@public
@limiter.limit(  # type: ignore[untyped-decorator]
    lambda: current_app.config["LIMIT_REPORT"], exempt_when=lambda: part_wanted("making"))
def download(slug: str, name: str) -> Response:
    """What takes long is made by the worker: until it is, the answer is a page that tells how far it has come."""
    consultation = consultation_seen_by(person(), slug)
    wanted = format_named(name)
    is_part = part_wanted("making")
    if is_part or is_long(consultation, wanted):
        order = order_of(consultation, wanted)
        report = made(consultation, order)
        if report is None or order is None:
            order = order_report(consultation, wanted)
        if report is None or is_part:
            return _being_made(consultation, wanted, progress_of(order), is_part)
    else:
        report = kept(outline(consultation), wanted)
    return send_file(
        report.path.resolve(), mimetype=wanted.media_type, as_attachment=True,
        download_name=f"{consultation.slug}-report.{wanted.name}", etag=report.digest, conditional=True,
    )


def _being_made(consultation: Consultation, wanted: Format, progress: Progress, is_part: bool) -> Response:
    said = {"consultation": consultation, "format": wanted, "progress": progress}
    if not is_part:
        answer = make_response(render_template("reports/making.html", **said))
        answer.status_code, answer.headers["Retry-After"] = (503, "60") if progress.is_over else (202, "5")
        return answer
    # Nothing is read out again to whoever listens; and htmx asks no more after a 286.
    if request.args.get("seen") == progress.seen:
        return Response(status=204)
    answer = make_response(render_template("reports/_making.html", **said))
    answer.status_code = 286 if progress.is_over else 200
    return answer


@blueprint.get("/consultations/<slug>/questions.csv")
@public
@limiter.limit(lambda: current_app.config["LIMIT_REPORT"])  # type: ignore[untyped-decorator]
def results(slug: str) -> Response:
    """What was answered to questions, as a table; empty as long as the plan does not show it."""
    consultation = consultation_seen_by(person(), slug)
    return send_file(
        io.BytesIO(results_table(consultation)), mimetype="text/csv; charset=utf-8", as_attachment=True,
        download_name=f"{consultation.slug}-questions.csv",
    )


# What followed an outcome, each as a table of its own.
AFTERMATH: dict[str, Callable[[dict[str, Any]], Table]] = {
    "challenges": challenge_table, "issues": issue_table, "response": response_table,
}


@blueprint.get("/consultations/<slug>/<any(challenges, issues, response):kind>.csv")
@public
@limiter.limit(lambda: current_app.config["LIMIT_REPORT"])  # type: ignore[untyped-decorator]
def aftermath(slug: str, kind: str) -> Response:
    """Without a row before there is an outcome."""
    consultation = consultation_seen_by(person(), slug)
    return send_file(
        io.BytesIO(table_csv(AFTERMATH[kind](aftermath_of(consultation)))), mimetype="text/csv; charset=utf-8",
        as_attachment=True, download_name=f"{consultation.slug}-{kind}.csv",
    )


@blueprint.get("/receipts/<name>.pdf")
@signed_in
@limiter.limit(lambda: current_app.config["LIMIT_REPORT"])  # type: ignore[untyped-decorator]
def receipt(name: str) -> Response:
    """Made anew each time: what somebody sent is kept nowhere but in the database."""
    return _receipt(submission_of(person(), name))


@blueprint.get("/sent/<name>.pdf")
@public
@limiter.limit(lambda: current_app.config["LIMIT_REPORT"])  # type: ignore[untyped-decorator]
def receipt_as_sent(name: str) -> Response:
    """For who sent without an account, as long as it says what they sent."""
    submission = sent_under(name).submission
    if not is_as_sent(submission):
        raise NotFound(_("There is no such receipt."))
    return _receipt(submission)


@blueprint.get("/consultations/<slug>/assistance/paper/<name>/receipt.pdf")
@team
@limiter.limit(lambda: current_app.config["LIMIT_REPORT"])  # type: ignore[untyped-decorator]
def paper_receipt(slug: str, name: str) -> Response:
    """To print and give to whoever filled in a form on paper, with the code that finds it again."""
    consultation = consultation_seen_by(person(), slug)
    require_moderation(consultation, person())
    submission = submission_of_form(paper_form(consultation, name))
    return _receipt(submission, code_of(submission, current_app.config["SECRET_KEY"]))


def _receipt(submission: Submission, code: str = "") -> Response:
    answer = make_response(receipt_pdf(submission, person(), code))
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="receipt-{submission.name}.pdf"'
    return answer
