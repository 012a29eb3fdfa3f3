"""One's own profile."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.access import own_path, person, signed_in
from consult.i18n import _
from consult.organisations.actions import change_profile
from consult.organisations.forms import ProfileForm
from consult.organisations.queries import stakeholder_of
from consult.organisations.vocabularies import Group, RespondentType

blueprint = Blueprint("organisations", __name__)


@blueprint.route("/account/profile", methods=["GET", "POST"])
@signed_in
def profile() -> str | Response | tuple[str, int]:
    account = person()
    form = ProfileForm()
    form.offer()
    present = stakeholder_of(account)
    if request.method == "GET":
        form.name.data, form.language.data = account.name, account.language
        if present:
            form.group.data, form.country.data = present.group.value, present.country
            form.respondent_type.data = present.respondent_type.value if present.respondent_type else ""
            form.organisation.data = present.organisation.name if present.organisation else ""
    if form.validate_on_submit():
        change_profile(
            account, name=form.name.data, group=Group(form.group.data), country=form.country.data,
            respondent_type=RespondentType(form.respondent_type.data) if form.respondent_type.data else None,
            language=form.language.data, organisation=form.organisation.data or "",
        )
        flash(_("Your profile is saved. What you sent before keeps what it was sent with."))
        return redirect(own_path(request.args.get("next", "")) or url_for("submissions.account"), 303)
    return render_template("organisations/profile.html", form=form), form.status
