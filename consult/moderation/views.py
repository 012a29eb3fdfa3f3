"""The queue: one contribution at a time, decided on and left behind."""

import functools

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult import access
from consult.access import person
from consult.accounts.models import Account
from consult.consultations.participation import over_time, who_takes_part
from consult.consultations.policy import may_manage, may_moderate
from consult.consultations.queries import consultation_seen_by
from consult.consultations.rules import Rule
from consult.contributions.models import Kind
from consult.errors import Conflict
from consult.i18n import _
from consult.moderation import (
    actions,
    teamwork,
    views_hearing,
    views_judging,
    views_public,
    views_rules,
    views_several,
)
from consult.moderation.cases import Case, case_of
from consult.moderation.doors import age_of, base_url, blueprint, narrowing_of, queue_address, wanted_from
from consult.moderation.forms import DecisionForm, typed_decision
from consult.moderation.judging import open_appeals_for
from consult.moderation.models import Act, ModerationDecision
from consult.moderation.narrowing import AGES, COUNTED, Tab
from consult.moderation.overview import overview_of
from consult.moderation.queries import (
    decision_by_name,
    entries_in,
    moderated_by,
    narrowed,
    next_after,
    rank,
    standing_of,
)
from consult.moderation.wording import ACTS, FLAG_REASONS, HOLDS, RULES, STANDARD_WORDS, hold_names
from consult.organisations.vocabularies import Group
from consult.text import shorten

# Their doors open with the blueprint that they share with these.
__all__ = ["blueprint", "views_hearing", "views_judging", "views_public", "views_rules", "views_several"]

Answer = str | Response | tuple[str, int]


@blueprint.get("/moderation")
@access.team
def queue() -> str:
    return _page(request.args.get("item", ""))


@blueprint.post("/moderation/<name>/decision")
@access.team
def decide(name: str) -> Answer:
    consultations = moderated_by(person())
    form = typed_decision()
    case = case_of(person(), name, form.version.data)
    if not form.validate_on_submit():
        return _page(name, case, form), 422
    spans = form.spans_in(case)
    if spans is None:
        return _page(name, case, form), 422
    chosen = narrowed(consultations, request.args.get("consultation", ""))
    wanted = wanted_from(standing_of(chosen))
    following = name if wanted.tab is Tab.DECIDED else next_after(chosen, wanted, case.contribution)
    try:
        decision = actions.decide(
            case.contribution, case.version.version, form.decided, person(), form.given_reason, form.words.data or "",
            spans, seen=form.seen_decision, base_url=base_url(), legal_ground=form.legal_ground.data or "",
        )
    except Conflict as refusal:
        # What was typed stays, beside what the first moderator did: the second decides with both in sight.
        case = case_of(person(), name)
        return _page(name, case, form.again(case), refusal=refusal.message), refusal.status
    flash(_told(decision, case), f"undo:{decision.name}")
    return redirect(queue_address(wanted, item=following), 303)


@blueprint.post("/moderation/decisions/<name>/undo")
@access.team
def undo(name: str) -> Response:
    moderated_by(person())
    decision = decision_by_name(name)
    actions.undo(decision, person(), base_url=base_url())
    flash(_("Taken back. It stands as it did before your decision."))
    return redirect(url_for(".queue", item=decision.contribution.name), 303)


@blueprint.post("/moderation/<name>/assignment")
@access.team
def assign(name: str) -> Response:
    """To whom the form names: `me`, `nobody`, or the name of an account."""
    contribution = case_of(person(), name).contribution
    to: Account | None = person()
    asked = request.form.get("to", "")
    if asked != "me":
        to = teamwork.reviewer_named(contribution.consultation, asked) if asked not in ("", "nobody") else None
    teamwork.assign(contribution, to, person())
    flash(_("It is with %(name)s now.", name=to.shown_name) if to else _("It is with nobody now."))
    return _back_to(name)


@blueprint.post("/moderation/<name>/notes")
@access.team
def note(name: str) -> Response:
    contribution = case_of(person(), name).contribution
    teamwork.write_note(contribution, request.form.get("note", "")[:teamwork.REMARK_LIMIT], person())
    flash(_("Your note stands beside it, for the team alone."))
    return _back_to(name)


@blueprint.post("/moderation/filters")
@access.team
def save_filter() -> Response:
    chosen = narrowed(moderated_by(person()), request.args.get("consultation", ""))
    wanted = wanted_from(standing_of(chosen))
    saved = teamwork.save_filter(request.form.get("title", ""), narrowing_of(wanted), person())
    flash(_("Saved as “%(title)s”.", title=saved.title))
    return redirect(queue_address(wanted), 303)


@blueprint.post("/moderation/filters/<name>/removal")
@access.team
def forget_filter(name: str) -> Response:
    moderated_by(person())
    teamwork.forget_filter(name, person())
    flash(_("The filter is forgotten."))
    return redirect(url_for(".queue"), 303)


@blueprint.get("/consultations/<slug>/team")
@access.team
def team(slug: str) -> str:
    consultation = consultation_seen_by(person(), slug)
    return render_template(
        "moderation/team.html", consultation=consultation, overview=overview_of(consultation, person()),
        who=who_takes_part(consultation), stretches=over_time(consultation), age_of=age_of,
        moderates=may_moderate(person(), consultation), manages=may_manage(person(), consultation),
    )


def _back_to(name: str) -> Response:
    chosen = narrowed(moderated_by(person()), request.args.get("consultation", ""))
    return redirect(queue_address(wanted_from(standing_of(chosen)), item=name), 303)


def _page(name: str, case: Case | None = None, form: DecisionForm | None = None, refusal: str = "") -> str:
    """The queue with one contribution beside it: the one named, else the first of the list."""
    consultations = moderated_by(person())
    chosen = narrowed(consultations, request.args.get("consultation", ""))
    standing = standing_of(chosen)
    wanted = wanted_from(standing)
    page = entries_in(chosen, wanted, request.args.get("after"))
    shown = name or (page.rows[0].name if page.rows else "")
    if case is None and shown:
        case = case_of(person(), shown, request.args.get("version", type=int))
    if case is not None:
        form = form or _fresh_form(case)
        form.offer(case)
    return render_template(
        "moderation/queue.html", consultations=consultations, chosen=chosen, standing=standing, wanted=wanted,
        page=page, case=case, form=form, refusal=refusal, is_chosen=bool(name), tabs=list(Tab), groups=list(Group),
        rank=rank(chosen, wanted, case.contribution) if case else None, rules=RULES, age_of=age_of,
        standard_words=STANDARD_WORDS, act_names=ACTS, holds=HOLDS, hold_rules=list(Rule), hold_names=hold_names,
        flag_reasons=FLAG_REASONS, ages=list(AGES), counted=COUNTED, reviewers=teamwork.reviewers_of(
            [case.contribution.consultation_id] if case else [each.id for each in chosen]),
        filters=teamwork.filters_of(person()), appeals=len(open_appeals_for(person(), chosen)),
        following=next_after(chosen, wanted, case.contribution) if case else None,
        languages=sorted({code for each in consultations for code in (*each.languages, each.language)}),
        kinds=list(Kind), address=functools.partial(queue_address, wanted),
    )


def _fresh_form(case: Case) -> DecisionForm:
    form = DecisionForm(formdata=None)
    form.remember(case)
    return form


def _told(decision: ModerationDecision, case: Case) -> str:
    version = case.version
    words = version.public_claim or version.public_body or version.public_wording
    title = shorten(" ".join(words.split()), 80)
    return {
        Act.PUBLISH: _("Published: “%(title)s”", title=title),
        Act.ASK: _("Its author is asked: “%(title)s”", title=title),
        Act.WITHHOLD: _("Withheld: “%(title)s”", title=title),
        Act.REDACT: _("Words covered: “%(title)s”", title=title),
        Act.RESTORE: _("Restored: “%(title)s”", title=title),
    }[decision.act]
