"""Doors of the window: a finding and its history, one's own words, challenges and their replies, and the ledger."""

from collections.abc import Callable, Sequence

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.access import person, public, signed_in, team
from consult.challenges import actions
from consult.challenges.alike import groups_of
from consult.challenges.data import challenges_as_data, issues_as_data
from consult.challenges.forms import ChallengeForm, DecisionForm, IssueForm, ReplyForm, SettlementForm
from consult.challenges.models import Challenge, ChallengeState, Issue, IssueStatus, Verdict
from consult.challenges.policy import takes_challenges
from consult.challenges.queries import (
    challenge_by_name,
    challenges_of,
    is_overdue,
    issue_by_name,
    issues_of,
    numbers_in,
    places_of,
    public_finding,
    public_versions,
    recognised_by,
    recognitions_of,
)
from consult.consultations.models import Consultation
from consult.consultations.phases import final_at, has_outcome
from consult.consultations.policy import require_moderator
from consult.consultations.queries import consultation_by_slug, consultation_seen_by
from consult.contributions.queries import contribution_by_name
from consult.db import db
from consult.errors import Conflict, Invalid, NotFound
from consult.forms import Form
from consult.i18n import _, interface_language, n_
from consult.limits import of as limited
from consult.record.queries import numbers_of
from consult.synthesis.queries import finding_by_name, findings_of

blueprint = Blueprint("challenges", __name__)

Answer = str | Response | tuple[str, int]


@blueprint.get("/findings/<name>")
@public
def finding(name: str) -> str:
    """One finding: its versions and what they changed, what was said against it, and the replies."""
    found, consultation = public_finding(name)
    shown = next(each for each in findings_of(consultation).every() if each.id == found.id)
    return render_template(
        "challenges/finding.html", finding=shown, consultation=consultation, versions=public_versions(found),
        challenges=challenges_of(consultation, finding=found), recognitions=recognitions_of(found),
        takes=takes_challenges(consultation), is_overdue=is_overdue, final_at=final_at(consultation),
        issues=[each for each in issues_of(consultation) if each.finding_id == found.id],
    )


@blueprint.route("/findings/<name>/challenge", methods=["GET", "POST"])
@signed_in
@limited("LIMIT_SEND")
def challenge(name: str) -> Answer:
    found, consultation = public_finding(name)
    form = ChallengeForm()
    if form.validate_on_submit():
        try:
            made = actions.challenge_finding(
                found, form.words.data or "", person(), with_name=bool(form.with_name.data),
                language=interface_language(),
            )
        except (Conflict, Invalid) as refusal:
            db.session.rollback()
            form.refuse("words", refusal.message)
        else:
            waits = made.state is ChallengeState.WAITING
            flash(_("Your challenge is received. A moderator reads it first.") if waits else
                  _("Your challenge is public. A reply to it is owed."), "done")
            return redirect(url_for(".mine", slug=consultation.slug), 303)
    shown = next(each for each in findings_of(consultation).every() if each.id == found.id)
    return render_template(
        "challenges/challenge.html", finding=shown, consultation=consultation, form=form,
        takes=takes_challenges(consultation),
    ), form.status


@blueprint.post("/findings/<name>/recognition")
@signed_in
def recognise(name: str) -> Response:
    found, consultation = public_finding(name)
    actions.recognise(found, person())
    flash(_("Noted: this is what you said."), "done")
    return redirect(url_for(".mine", slug=consultation.slug), 303)


@blueprint.get("/consultations/<slug>/outcome/mine")
@signed_in
def mine(slug: str) -> str:
    """What became of one's words: each contribution, its place in the outcome, and what one may say of that."""
    consultation = consultation_seen_by(person(), slug)
    account = person()
    made = [
        each for each in challenges_of(consultation, *ChallengeState, most=None) if each.account_id == account.id
    ]
    return render_template(
        "challenges/mine.html", consultation=consultation, places=places_of(consultation, account), made=made,
        has_outcome=has_outcome(consultation), takes=takes_challenges(consultation), final_at=final_at(consultation),
        recognised=recognised_by(account), challenged={(each.finding_id, each.finding_version) for each in made},
        lines=numbers_in(consultation) if has_outcome(consultation) else {},
    )


@blueprint.get("/consultations/<slug>/challenges")
@public
def listed(slug: str) -> str:
    consultation = consultation_seen_by(person(), slug)
    shown = challenges_of(consultation) if has_outcome(consultation) else ()
    return render_template(
        "challenges/listed.html", consultation=consultation, challenges=shown, takes=takes_challenges(consultation),
        lines=numbers_in(consultation) if has_outcome(consultation) else {}, is_overdue=is_overdue,
        final_at=final_at(consultation), has_outcome=has_outcome(consultation),
    )


@blueprint.get("/consultations/<slug>/challenges.json")
@public
def listed_as_data(slug: str) -> Response:
    return jsonify(challenges_as_data(consultation_seen_by(person(), slug)))


@blueprint.get("/consultations/<slug>/issues")
@public
def issues(slug: str) -> str:
    consultation = consultation_seen_by(person(), slug)
    shown = issues_of(consultation) if has_outcome(consultation) else ()
    return render_template(
        "challenges/issues.html", consultation=consultation, issues=shown, has_outcome=has_outcome(consultation),
        lines=numbers_in(consultation) if has_outcome(consultation) else {}, **_sources(shown),
    )


@blueprint.get("/consultations/<slug>/issues.json")
@public
def issues_as_file(slug: str) -> Response:
    return jsonify(issues_as_data(consultation_seen_by(person(), slug)))


def _sources(shown: Sequence[Issue]) -> dict[str, object]:
    """The short numbers of the contributions that issues come from."""
    ids = [each.contribution_id for each in shown if each.contribution_id is not None]
    return {"numbers": numbers_of(ids) if ids else {}}


# The team's side


def _at_desk(slug: str) -> Consultation:
    consultation = consultation_by_slug(slug)
    require_moderator(person(), consultation)
    return consultation


def _page(slug: str, refusal: str = "", form: Form | None = None) -> str:
    consultation = _at_desk(slug)
    everything = challenges_of(consultation, *ChallengeState, most=None)
    unanswered = [each for each in everything if each.state is ChallengeState.PUBLISHED and each.reply_id is None]
    shown = issues_of(consultation)
    return render_template(
        "challenges/desk.html", consultation=consultation, refusal=refusal, typed=form.data if form else {},
        waiting=[each for each in everything if each.state is ChallengeState.WAITING], groups=groups_of(unanswered),
        answered=[each for each in everything if each.reply_id is not None],
        withheld=[each for each in everything if each.state is ChallengeState.WITHHELD],
        issues=shown, lines=numbers_in(consultation, draft=True), is_overdue=is_overdue,
        takes=takes_challenges(consultation), final_at=final_at(consultation),
        prefilled=request.args.get("contribution", ""), **_sources(shown),
    )


def _acted(slug: str, form: Form, act: Callable[[], object], said: str) -> Answer:
    """Do it and come back; what is refused is said, and what was typed comes back with it."""
    _at_desk(slug)
    if not form.validate_on_submit():
        return _page(slug, " ".join(message for _id, message in form.shown_errors), form), 422
    try:
        act()
    except (Conflict, Invalid) as refusal:
        db.session.rollback()
        return _page(slug, refusal.message, form), refusal.status
    flash(said, "done")
    return redirect(url_for(".desk", slug=slug), 303)


@blueprint.get("/consultations/<slug>/desk/challenges")
@team
def desk(slug: str) -> str:
    return _page(slug)


@blueprint.post("/challenges/<name>/decision")
@team
def decide(name: str) -> Answer:
    found, form = challenge_by_name(name), DecisionForm()
    return _acted(
        found.consultation.slug, form,
        lambda: actions.decide_challenge(found, form.act.data == "publish", form.because.data or "", person()),
        _("Decided."),
    )


@blueprint.post("/consultations/<slug>/desk/challenges/replies")
@team
def reply(slug: str) -> Answer:
    consultation, form = _at_desk(slug), ReplyForm()
    chosen = [_challenge_here(consultation, name) for name in dict.fromkeys(form.challenges.data or ())]
    return _acted(
        slug, form, lambda: actions.reply_to(chosen, Verdict(form.verdict.data), form.words.data or "", person()),
        n_("One challenge is answered.", "%(num)s challenges are answered.", len(chosen)),
    )


def _challenge_here(consultation: Consultation, name: str) -> Challenge:
    found = challenge_by_name(name)
    if found.consultation_id != consultation.id:
        raise NotFound(_("There is no such challenge."))
    return found


@blueprint.post("/consultations/<slug>/desk/issues")
@team
def raise_issue(slug: str) -> Answer:
    consultation, form = _at_desk(slug), IssueForm()

    def act() -> None:
        finding = finding_by_name(form.finding.data) if form.finding.data else None
        challenge = _challenge_here(consultation, form.challenge.data) if form.challenge.data else None
        contribution = contribution_by_name(form.contribution.data) if form.contribution.data else None
        actions.raise_issue(
            consultation, form.words.data or "", person(), finding=finding, challenge=challenge,
            contribution=contribution,
        )

    return _acted(slug, form, act, _("The issue stands in the ledger."))


@blueprint.post("/issues/<name>/settlement")
@team
def settle(name: str) -> Answer:
    found, form = issue_by_name(name), SettlementForm()
    consultation = db.session.get_one(Consultation, found.consultation_id)
    return _acted(
        consultation.slug, form,
        lambda: actions.settle_issue(found, IssueStatus(form.status.data), form.why.data or "", person()),
        _("The ledger says how it was addressed."),
    )
