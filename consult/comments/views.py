"""Changing a comment and taking it back, and its versions. Writing one begins at its position: that door is there."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from consult.access import person, public, signed_in
from consult.comments.actions import revise_comment, withdraw_comment
from consult.comments.forms import ChangeForm
from consult.comments.policy import may_change
from consult.comments.queries import own_comment, public_versions
from consult.consultations.phases import require_changeable
from consult.errors import Invalid
from consult.i18n import _

blueprint = Blueprint("comments", __name__)


@blueprint.route("/comments/<name>/change", methods=["GET", "POST"])
@signed_in
def change(name: str) -> str | Response | tuple[str, int]:
    comment = own_comment(person(), name)
    require_changeable(comment.consultation, person())
    if not may_change(person(), comment):
        raise Invalid(_("This comment can no longer be changed."))
    form = ChangeForm(body=comment.versions[-1].body)
    if form.validate_on_submit():
        revise_comment(comment, form.body.data, person())
        flash(_("Your comment is changed. The version before stays to be read."))
        return redirect(url_for("reading.contribution", name=name), 303)
    return render_template("comments/change.html", comment=comment, form=form), form.status


@blueprint.get("/comments/<name>/versions")
@public
def versions(name: str) -> str:
    comment, shown = public_versions(name)
    return render_template("comments/versions.html", comment=comment, versions=shown)


@blueprint.post("/comments/<name>/withdrawal")
@signed_in
def withdraw(name: str) -> Response:
    withdraw_comment(own_comment(person(), name), person())
    flash(_("Your comment is withdrawn."))
    return redirect(url_for("reading.contribution", name=name), 303)
