"""Doors of the trace: each end has one address, and the same as data."""

from flask import Blueprint, jsonify, render_template
from werkzeug.wrappers import Response

from consult.access import public
from consult.challenges.queries import public_finding
from consult.contributions.queries import contribution_by_name
from consult.tracing.queries import trace_of_contribution, trace_of_finding

blueprint = Blueprint("tracing", __name__)


@blueprint.get("/findings/<name>/trace")
@public
def finding(name: str) -> str:
    found, consultation = public_finding(name)
    return render_template(
        "tracing/finding.html", consultation=consultation, traced=trace_of_finding(found, consultation)
    )


@blueprint.get("/findings/<name>/trace.json")
@public
def finding_as_data(name: str) -> Response:
    found, consultation = public_finding(name)
    return jsonify(trace_of_finding(found, consultation))


@blueprint.get("/contributions/<name>/trace")
@blueprint.get("/positions/<name>/trace")
@public
def contribution(name: str) -> str:
    found = contribution_by_name(name)
    traced = trace_of_contribution(found)
    return render_template("tracing/contribution.html", consultation=found.consultation, traced=traced, name=name)


@blueprint.get("/contributions/<name>/trace.json")
@blueprint.get("/positions/<name>/trace.json")
@public
def contribution_as_data(name: str) -> Response:
    return jsonify(trace_of_contribution(contribution_by_name(name)))
