"""Where people are heard: flags and notices, the author's side of a decision, answers, and objections."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult import access
from consult.access import person
from consult.contributions.models import Contribution, State
from consult.contributions.queries import contribution_by_name, version_of
from consult.db import db
from consult.errors import Conflict, NotFound
from consult.i18n import _, interface_language
from consult.limits import of as limited
from consult.moderation import appealing, flagging, teamwork
from consult.moderation.doors import base_url, blueprint
from consult.moderation.forms import FlagForm, NoticeForm, WordsForm
from consult.moderation.judging import appeal_against, appeals_on, decision_on, flag_by_token
from consult.moderation.models import FlagReason, RemarkKind
from consult.moderation.policy import ADVERSE, is_own, may_appeal, may_appeal_flag
from consult.moderation.queries import decision_by_name, decisions_on, remarks_on
from consult.moderation.statements import told_in_words
from consult.moderation.wording import ACTS, FLAG_REASONS, RULES

Answer = str | Response | tuple[str, int]


@blueprint.route("/contributions/<name>/flag", methods=["GET", "POST"])
@access.signed_in
@limited("LIMIT_FLAG")
def flag(name: str) -> Answer:
    contribution = _public(name)
    form = FlagForm()
    if form.validate_on_submit():
        try:
            raised = flagging.raise_flag(
                contribution, form.given_reason, form.words.data or "", person(), base_url=base_url()
            )
        except flagging.AlreadyFlagged as refusal:
            form.refuse("reason", refusal.message)
        else:
            return redirect(url_for(".notice", token=raised.token), 303)
    return render_template(
        "moderation/flag.html", contribution=contribution, version=_shown(contribution), form=form, not_mine=FlagReason
        .NOT_MINE,
    ), form.status


@blueprint.route("/notices/new", methods=["GET", "POST"])
@access.public
@limited("LIMIT_NOTICE")
def give_notice() -> Answer:
    form = NoticeForm()
    if request.method == "GET":
        form.about.data = request.args.get("about", "")[:500]
    if form.validate_on_submit():
        try:
            contribution = _public(form.contribution_name())
        except NotFound:
            form.refuse("about", _("Nothing public stands at this address. Copy it from the page where you read it."))
        else:
            given = flagging.give_notice(
                contribution, form.given_reason, form.words.data or "", name=form.name.data or "",
                email=form.email.data or "", language=interface_language(), base_url=base_url(),
            )
            return redirect(url_for(".notice", token=given.token), 303)
    return render_template("moderation/give_notice.html", form=form), form.status


@blueprint.route("/notices/<token>", methods=["GET", "POST"])
@access.public
@limited("LIMIT_NOTICE")
def notice(token: str) -> Answer:
    """What became of a flag or notice, for whoever knows its address; and the objection to it."""
    found = flag_by_token(token)
    form = WordsForm()
    if may_appeal_flag(found) and form.validate_on_submit():
        appealing.appeal_flag(found, form.words.data or "", person(), base_url=base_url())
        flash(_("Your objection is received. Somebody who has not decided before will read it."))
        return redirect(url_for(".notice", token=token), 303)
    appeal = appeal_against(found)
    return render_template(
        "moderation/notice.html", flag=found, reasons=FLAG_REASONS, form=form, appeal=appeal,
        may_object=may_appeal_flag(found) and appeal is None, is_gone=found.contribution.state is State.WITHDRAWN,
    ), form.status


@blueprint.get("/contributions/<name>/moderation")
@access.signed_in
def own_case(name: str) -> str:
    """The author's side: what was decided and why, what the team asks, and how to object."""
    return _own_page(_own(name), WordsForm(formdata=None))


@blueprint.post("/contributions/<name>/answer")
@access.signed_in
@limited("LIMIT_SEND")
def answer(name: str) -> Answer:
    contribution = _own(name)
    form = WordsForm()
    if not form.validate_on_submit():
        return _own_page(contribution, form), 422
    teamwork.answer(contribution, form.words.data or "", person())
    flash(_("Your answer is with the team. They decide next, and you are told."))
    return redirect(url_for(".own_case", name=name), 303)


@blueprint.route("/moderation/decisions/<name>/appeal", methods=["GET", "POST"])
@access.signed_in
@limited("LIMIT_SEND")
def appeal(name: str) -> Answer:
    decision = decision_by_name(name)
    contribution = _own(decision.contribution.name)
    decision = decision_on(contribution, name)
    form = WordsForm()
    if form.validate_on_submit():
        try:
            appealing.appeal_decision(decision, form.words.data or "", person(), base_url=base_url())
        except Conflict as refusal:
            form.refuse("words", refusal.message)
        else:
            flash(_("Your objection is received. Somebody who has not decided before will read it, and you are told."))
            return redirect(url_for(".own_case", name=contribution.name), 303)
    return render_template(
        "moderation/appeal.html", contribution=contribution, decision=decision, form=form,
        told=told_in_words(decision), may_object=may_appeal(person(), decision) and decision.id not in
        appeals_on(contribution),
    ), form.status


def _own_page(contribution: Contribution, form: WordsForm) -> str:
    decisions = [each for each in decisions_on(contribution) if each.undone_at is None]
    appeals = appeals_on(contribution)
    return render_template(
        "moderation/own_case.html", contribution=contribution, version=version_of(contribution, contribution.version),
        decisions=decisions, answers=remarks_on(contribution, RemarkKind.ANSWER), form=form, acts=ACTS, rules=RULES,
        appeals=appeals, told={each.id: told_in_words(each) for each in decisions if each.act in ADVERSE},
        may_object={each.id for each in decisions if each.id not in appeals and may_appeal(person(), each)},
    )


def _public(name: str) -> Contribution:
    """Raises NotFound for what is not shown to everybody."""
    found = contribution_by_name(name)
    if found.state is not State.PUBLISHED or found.consultation.announced_at is None:
        raise NotFound(_("There is no such contribution."))
    return found


def _own(name: str) -> Contribution:
    """Raises NotFound for everybody but its author."""
    found = contribution_by_name(name)
    if not is_own(person(), found):
        raise NotFound(_("There is no such contribution."))
    db.session.refresh(found)
    return found


def _shown(contribution: Contribution) -> object:
    return version_of(contribution, contribution.public_version or contribution.version)
