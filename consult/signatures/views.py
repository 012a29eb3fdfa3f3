"""Signing: what an author opens, what others sign and take back."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.access import person, public, signed_in
from consult.errors import Invalid, NotFound
from consult.i18n import _
from consult.identifiers import name_of
from consult.limits import of as limited
from consult.organisations.queries import stakeholder_of
from consult.signatures import actions
from consult.signatures.models import OpenTo
from consult.signatures.queries import invitation_with
from consult.submissions.queries import own_position, position_seen_by

blueprint = Blueprint("signatures", __name__)


def _back(name: str) -> Response:
    return redirect(url_for("reading.position", name=name, _anchor="signatures"), 303)


@blueprint.post("/positions/<name>/signing")
@signed_in
def open_up(name: str) -> Response:
    position = own_position(person(), name)
    wanted = request.form.get("open_to", "")
    if wanted not in list(OpenTo):
        raise Invalid(_("Say who may sign."))
    actions.open_for_signing(position, OpenTo(wanted), person())
    flash(_("Others may sign now, until the consultation closes."))
    return _back(name)


@blueprint.post("/positions/<name>/signing/invitations")
@signed_in
@limited("LIMIT_SEND")
def invite(name: str) -> Response:
    position = own_position(person(), name)
    actions.invite_to_sign(position, request.form.get("email", ""), person(), current_app.config["URL"])
    flash(_("The letter is on its way."))
    return _back(name)


@blueprint.post("/positions/<name>/signatures")
@signed_in
@limited("LIMIT_SEND")
def sign(name: str) -> Response:
    actions.sign(position_seen_by(person(), name), person())
    flash(_("Signed. You can take it back until the consultation closes."))
    return _back(name)


@blueprint.post("/positions/<name>/signatures/removal")
@signed_in
def take_back(name: str) -> Response:
    actions.take_back(position_seen_by(person(), name), person())
    flash(_("Your signature is taken back."))
    return _back(name)


@blueprint.get("/signing/<token>")
@public
def asked(token: str) -> str:
    """What the letter leads to; reading it signs nothing."""
    found = invitation_with(token)
    position = position_seen_by(person(), name_of(found.position_id))
    version = next((each for each in position.versions if each.version == position.public_version), None)
    if version is None:
        raise NotFound(_("This position is not public yet. Try the link again later."))
    profile = stakeholder_of(person()) if person() else None
    return render_template(
        "signatures/asked.html", position=position, version=version, token=token, profile=profile,
    )


@blueprint.post("/signing/<token>/signature")
@signed_in
@limited("LIMIT_SEND")
def sign_as_asked(token: str) -> Response:
    found = invitation_with(token)
    name = name_of(found.position_id)
    actions.sign(position_seen_by(person(), name), person(), found)
    flash(_("Signed. You can take it back until the consultation closes."))
    return _back(name)
