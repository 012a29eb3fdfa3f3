"""What a reader sees."""

from flask import Blueprint, render_template

from consult.access import public

blueprint = Blueprint("reading", __name__)


@blueprint.get("/")
@public
def home() -> str:
    return render_template("reading/home.html")


@blueprint.get("/healthz")
@public
def health() -> dict[str, str]:
    return {"status": "ok"}
