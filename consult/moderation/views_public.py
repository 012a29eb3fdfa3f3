"""What everybody may read of moderation: the log, the figures, and the statements of reasons as data."""

import csv
import io
import json
from collections.abc import Iterable, Sequence

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from consult import access
from consult.access import person
from consult.consultations.models import Consultation
from consult.consultations.queries import consultation_seen_by
from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import id_of
from consult.moderation.doors import blueprint
from consult.moderation.openness import log_of, rows_of, transparency_of
from consult.moderation.statements import FIELDS, statements_of
from consult.moderation.wording import ACTS, FLAG_REASONS, ROLES, RULES

FORMATS = ("json", "csv")


@blueprint.get("/consultations/<slug>/moderation-log")
@access.public
def log(slug: str) -> str:
    found = consultation_seen_by(person(), slug)
    return render_template(
        "moderation/log.html", consultation=found, page=log_of(found, request.args.get("after")), acts=ACTS,
        rules=RULES, roles=ROLES,
    )


@blueprint.get("/consultations/<slug>/transparency")
@access.public
def transparency(slug: str) -> str:
    return _report(consultation_seen_by(person(), slug))


@blueprint.get("/transparency")
@access.public
def site_transparency() -> str:
    return _report(None)


@blueprint.get("/consultations/<slug>/transparency.<kind>")
@access.public
def transparency_file(slug: str, kind: str) -> Response:
    return _figures_file(consultation_seen_by(person(), slug), kind)


@blueprint.get("/transparency.<kind>")
@access.public
def site_transparency_file(kind: str) -> Response:
    return _figures_file(None, kind)


@blueprint.get("/consultations/<slug>/statements.<kind>")
@access.public
def statements(slug: str, kind: str) -> Response:
    """Statements of reasons in the Commission's schema, anonymous; `after` is the puid of the last one received."""
    found = consultation_seen_by(person(), slug)
    _require(kind)
    made = list(statements_of(found, id_of(request.args.get("after", ""))))
    if kind == "json":
        return _file(json.dumps({"statements": made}, indent=2), f"{slug}-statements.json")
    lines = [[_cell(each.get(field, "")) for field in FIELDS] for each in made]
    return _file(_table([list(FIELDS), *lines]), f"{slug}-statements.csv")


def _report(consultation: Consultation | None) -> str:
    return render_template(
        "moderation/transparency.html", consultation=consultation, figures=transparency_of(consultation), acts=ACTS,
        rules=RULES, reasons=FLAG_REASONS,
    )


def _figures_file(consultation: Consultation | None, kind: str) -> Response:
    _require(kind)
    figures = transparency_of(consultation)
    name = f"{consultation.slug if consultation else 'site'}-transparency.{kind}"
    if kind == "json":
        return _file(json.dumps(figures, indent=2), name)
    return _file(_table([["month", "part", "what", "amount"], *rows_of(figures)]), name)


def _require(kind: str) -> None:
    if kind not in FORMATS:
        raise NotFound(_("There is no such file."))


def _cell(value: object) -> object:
    return ";".join(str(each) for each in value) if isinstance(value, list) else value


def _table(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _file(text: str, name: str) -> Response:
    answer = make_response(text)
    answer.mimetype = "application/json" if name.endswith(".json") else "text/csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
