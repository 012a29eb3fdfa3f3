"""One's own profile, the organisations one acts for, and who else may act for them."""

from collections.abc import Callable

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.access import administrator, own_path, person, public, signed_in
from consult.accounts.queries import account_by_email
from consult.errors import Conflict, Invalid, NotAllowed, NotFound
from consult.i18n import _
from consult.limits import of as limited
from consult.organisations import actions, mandates
from consult.organisations.forms import NEW, InvitationForm, OrganisationForm, ProfileForm
from consult.organisations.models import MandateRole, Organisation
from consult.organisations.policy import may_own, require_ownership, roles_in
from consult.organisations.queries import (
    invitation_by_name,
    mandate_by_name,
    mandates_in,
    mandates_of,
    open_invitations,
    organisation_by_name,
    spoken_for_by,
    stakeholder_of,
)
from consult.organisations.vocabularies import Group, RespondentType

blueprint = Blueprint("organisations", __name__)

Answer = str | Response | tuple[str, int]


@blueprint.route("/account/profile", methods=["GET", "POST"])
@signed_in
def profile() -> Answer:
    account = person()
    form = ProfileForm()
    form.offer()
    if request.method == "GET":
        _fill(form)
    if form.validate_on_submit() and _entered(form, "organisation", lambda name, sure: actions.change_profile(
        account, name=form.name.data, group=Group(form.group.data), country=form.country.data,
        respondent_type=RespondentType(form.respondent_type.data) if form.respondent_type.data else None,
        language=form.language.data, organisation=name, despite_alike=sure,
    )):
        flash(_("Your profile is saved. What you sent before keeps what it was sent with."))
        return redirect(own_path(request.args.get("next", "")) or url_for("submissions.account"), 303)
    return render_template(
        "organisations/profile.html", form=form, spoken_for=spoken_for_by(account)
    ), form.status


def _fill(form: ProfileForm) -> None:
    account = person()
    present = stakeholder_of(account)
    form.name.data, form.language.data = account.name, account.language
    if present:
        form.group.data, form.country.data = present.group.value, present.country
        form.respondent_type.data = present.respondent_type.value if present.respondent_type else ""
        form.organisation.data = present.organisation.name if present.organisation else ""


def _entered(
    form: ProfileForm | OrganisationForm, field: str, enter: Callable[[str, bool], object]
) -> bool:
    """Act with the name typed, or with the one chosen among those alike; False where that was refused in the form."""
    typed, chosen = form[field].data or "", form.alike.data or ""
    if chosen and chosen != NEW:
        typed = form[field].data = organisation_by_name(chosen).name
    try:
        enter(typed, bool(chosen))
    except actions.LooksAlike as refusal:
        form.offer_alike(refusal.organisations, typed)
        form.refuse("alike", refusal.message)
    except actions.AlreadyRegistered as refusal:
        form.alike.choices = []
        form.refuse(field, refusal.message)
        form.registered = refusal.organisation
    except Invalid as refusal:
        form.refuse("website" if "https" in refusal.message else field, refusal.message)
    else:
        return True
    return False


@blueprint.get("/account/organisations")
@signed_in
def mine() -> str:
    return render_template("organisations/mine.html", mandates=mandates_of(person()))


@blueprint.route("/organisations/new", methods=["GET", "POST"])
@signed_in
@limited("LIMIT_SEND")
def register() -> Answer:
    form = OrganisationForm()
    form.offer()
    made: list[Organisation] = []

    def enter(name: str, sure: bool) -> None:
        said = form.described()
        made.append(actions.register_organisation(
            actions.Described(**{**vars(said), "name": name}), person(), despite_alike=sure
        ))

    if form.validate_on_submit() and _entered(form, "name", enter):
        flash(_("You speak for %(name)s. Invite those who write with you.", name=made[0].name))
        return redirect(url_for(".people", name=made[0].public_name), 303)
    return render_template("organisations/register.html", form=form), form.status


@blueprint.route("/organisations/<name>/entry", methods=["GET", "POST"])
@signed_in
def change(name: str) -> Answer:
    organisation = organisation_by_name(name)
    require_ownership(person(), organisation)
    form = OrganisationForm()
    form.offer()
    if request.method == "GET":
        form.fill(organisation)
    if form.validate_on_submit():
        try:
            actions.change_organisation(organisation, form.described(), bool(form.needs_approval.data), person())
        except (Invalid, Conflict) as refusal:
            form.refuse("website" if "https" in refusal.message else "name", refusal.message)
        else:
            flash(_("The entry is saved. What was sent keeps the name it was sent with."))
            return redirect(url_for(".people", name=organisation.public_name), 303)
    return render_template("organisations/change.html", form=form, organisation=organisation), form.status


@blueprint.get("/organisations/<name>/people")
@signed_in
def people(name: str) -> str:
    organisation = organisation_by_name(name)
    _require_part(organisation)
    return _people(organisation, InvitationForm())


@blueprint.post("/organisations/<name>/invitations")
@signed_in
@limited("LIMIT_SEND")
def invite(name: str) -> Answer:
    organisation = organisation_by_name(name)
    require_ownership(person(), organisation)
    form = InvitationForm()
    if form.validate_on_submit():
        try:
            mandates.invite(
                organisation, form.email.data, MandateRole(form.role.data), person(), current_app.config["URL"]
            )
        except Invalid as refusal:
            form.refuse("email", refusal.message)
        else:
            flash(_("The invitation is on its way. It can be answered for 14 days."))
            return redirect(url_for(".people", name=organisation.public_name), 303)
    return _people(organisation, form), form.status


@blueprint.post("/organisations/<name>/invitations/<invitation>/removal")
@signed_in
def take_back(name: str, invitation: str) -> Response:
    organisation = organisation_by_name(name)
    require_ownership(person(), organisation)
    mandates.decline(invitation_by_name(organisation, invitation), person())
    flash(_("The invitation is taken back. Its link leads nowhere now."))
    return redirect(url_for(".people", name=organisation.public_name), 303)


@blueprint.post("/organisations/<name>/mandates/<mandate>/end")
@signed_in
def end(name: str, mandate: str) -> Response:
    organisation = organisation_by_name(name)
    _require_part(organisation)
    mandates.end_mandate(mandate_by_name(organisation, mandate), person())
    flash(_("The mandate has ended. What was sent under it stays as it was sent."))
    if roles_in(person(), organisation) or may_own(person(), organisation):
        return redirect(url_for(".people", name=organisation.public_name), 303)
    return redirect(url_for(".mine"), 303)


@blueprint.post("/organisations/<name>/request")
@signed_in
@limited("LIMIT_SEND")
def ask(name: str) -> Response:
    organisation = organisation_by_name(name)
    if mandates.ask_for_mandate(organisation, person(), current_app.config["URL"]):
        flash(_("The owners of the entry were asked by letter. They may invite you."))
    else:
        flash(_("This entry has no owner any more. Write to the address at the foot of the page."), "caution")
    return redirect(url_for(".mine"), 303)


@blueprint.post("/organisations/<name>/register-check")
@administrator
def check(name: str) -> Response:
    organisation = organisation_by_name(name)
    actions.confirm_register(organisation, person(), holds=request.form.get("holds") == "yes")
    flash(_("Recorded."))
    return redirect(url_for(".people", name=organisation.public_name), 303)


@blueprint.post("/organisations/<name>/owner")
@administrator
def appoint(name: str) -> Answer:
    organisation = organisation_by_name(name)
    form = InvitationForm()
    try:
        mandates.appoint(organisation, account_by_email(form.email.data or ""), person())
    except NotFound as refusal:
        form.refuse("email", refusal.message)
        return _people(organisation, form), form.status
    flash(_("The entry has a new owner."))
    return redirect(url_for(".people", name=organisation.public_name), 303)


@blueprint.get("/mandates/<token>")
@public
def invitation(token: str) -> str:
    """Reading the letter's link changes nothing: mail programs open links by themselves."""
    return render_template("organisations/invitation.html", invitation=mandates.invitation_for(token), token=token)


@blueprint.post("/mandates/<token>/acceptance")
@signed_in
def accept(token: str) -> Response:
    found = mandates.invitation_for(token)
    mandates.accept(found, person())
    flash(_("You act for %(name)s now.", name=found.organisation.name))
    return redirect(url_for(".mine"), 303)


@blueprint.post("/mandates/<token>/refusal")
@public
def decline(token: str) -> Response:
    mandates.decline(mandates.invitation_for(token), None)
    flash(_("You declined. Nothing more is needed."))
    return redirect(url_for("reading.home"), 303)


def _require_part(organisation: Organisation) -> None:
    """Raises NotAllowed."""
    if not roles_in(person(), organisation) and not may_own(person(), organisation):
        raise NotAllowed(_("Only those who act for this organisation see this page."))


def _people(organisation: Organisation, form: InvitationForm) -> str:
    return render_template(
        "organisations/people.html", organisation=organisation, form=form, mandates=mandates_in(organisation),
        invitations=open_invitations(organisation), owns=may_own(person(), organisation),
    )
