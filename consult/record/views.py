"""The public log."""

import json

from flask import Blueprint, render_template, request

from consult.access import public
from consult.record.queries import latest_leaves, log_size
from consult.text import normalise

blueprint = Blueprint("record", __name__)


@blueprint.get("/record")
@public
def log() -> str:
    page = latest_leaves(request.args.get("after"), normalise(request.args.get("consultation", "")))
    leaves = [(entry, json.loads(entry.canonical) if entry.canonical else {}) for entry in page.rows]
    return render_template("record/log.html", leaves=leaves, page=page, size=log_size())
