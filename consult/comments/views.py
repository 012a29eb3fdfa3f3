"""Taking a comment back. Writing one begins at its position, so that door is with the positions."""

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from consult.access import person, signed_in
from consult.comments.actions import withdraw_comment
from consult.comments.queries import own_comment
from consult.i18n import _

blueprint = Blueprint("comments", __name__)


@blueprint.post("/comments/<name>/withdrawal")
@signed_in
def withdraw(name: str) -> Response:
    withdraw_comment(own_comment(person(), name), person())
    flash(_("Your comment is withdrawn."))
    return redirect(url_for("reading.contribution", name=name), 303)
