"""The queue: one contribution at a time, decided on and left behind."""

import functools
from datetime import datetime

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult import access
from consult.access import person
from consult.clock import now
from consult.consultations.participation import over_time, who_takes_part
from consult.consultations.policy import may_manage, may_moderate
from consult.consultations.queries import consultation_seen_by
from consult.contributions.models import Kind
from consult.errors import Conflict
from consult.i18n import _
from consult.moderation import actions
from consult.moderation.cases import Case, case_of
from consult.moderation.forms import DecisionForm
from consult.moderation.letters import RULES, STANDARD_WORDS
from consult.moderation.models import Act, ModerationDecision
from consult.moderation.overview import overview_of
from consult.moderation.queries import (
    Standing,
    Tab,
    Wanted,
    decision_by_name,
    entries_in,
    moderated_by,
    narrowed,
    next_after,
    rank,
    standing_of,
)
from consult.organisations.vocabularies import Group
from consult.text import normalise, shorten

blueprint = Blueprint("moderation", __name__)

Answer = str | Response | tuple[str, int]
LATE_HOURS = 24
NARROWED_BY = ("consultation", "kind", "group", "language")


@blueprint.get("/moderation")
@access.team
def queue() -> str:
    return _page(request.args.get("item", ""))


@blueprint.post("/moderation/<name>/decision")
@access.team
def decide(name: str) -> Answer:
    consultations = moderated_by(person())
    form = DecisionForm()
    case = case_of(person(), name, form.version.data)
    if not form.validate_on_submit():
        return _page(name, case, form), 422
    spans = form.spans_in(case)
    if spans is None:
        return _page(name, case, form), 422
    chosen = narrowed(consultations, request.args.get("consultation", ""))
    wanted = _wanted(standing_of(chosen))
    following = name if wanted.tab is Tab.DECIDED else next_after(chosen, wanted, case.contribution)
    try:
        decision = actions.decide(
            case.contribution, case.version.version, form.decided, person(), form.given_reason, form.words.data or "",
            spans, seen=form.seen_decision, base_url=current_app.config["URL"],
        )
    except Conflict as refusal:
        return _page(name, refusal=refusal.message), refusal.status
    flash(_told(decision, case), f"undo:{decision.name}")
    return redirect(_address(wanted, item=following), 303)


@blueprint.post("/moderation/decisions/<name>/undo")
@access.team
def undo(name: str) -> Response:
    moderated_by(person())
    decision = decision_by_name(name)
    actions.undo(decision, person(), base_url=current_app.config["URL"])
    flash(_("Taken back. It stands as it did before your decision."))
    return redirect(url_for(".queue", item=decision.contribution.name), 303)


@blueprint.get("/consultations/<slug>/team")
@access.team
def team(slug: str) -> str:
    consultation = consultation_seen_by(person(), slug)
    return render_template(
        "moderation/team.html", consultation=consultation, overview=overview_of(consultation, person()),
        who=who_takes_part(consultation), stretches=over_time(consultation), age_of=_age,
        moderates=may_moderate(person(), consultation), manages=may_manage(person(), consultation),
    )


def _page(name: str, case: Case | None = None, form: DecisionForm | None = None, refusal: str = "") -> str:
    """The queue with one contribution beside it: the one named, else the first of the list."""
    consultations = moderated_by(person())
    chosen = narrowed(consultations, request.args.get("consultation", ""))
    standing = standing_of(chosen)
    wanted = _wanted(standing)
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
        rank=rank(chosen, wanted, case.contribution) if case else None, rules=RULES, age_of=_age,
        standard_words=STANDARD_WORDS,
        following=next_after(chosen, wanted, case.contribution) if case else None,
        languages=sorted({code for each in consultations for code in (*each.languages, each.language)}),
        kinds=list(Kind), address=functools.partial(_address, wanted),
    )


def _fresh_form(case: Case) -> DecisionForm:
    form = DecisionForm(formdata=None)
    form.remember(case)
    return form


def _wanted(standing: Standing) -> Wanted:
    """What the address narrows the queue to. Without a tab: what waits, or else what was not reviewed."""
    counts, named = standing.counts, request.args.get("tab", "")
    tab = Tab.UNREVIEWED if counts[Tab.UNREVIEWED] and not counts[Tab.WAITING] else Tab.WAITING
    narrowing = {name: normalise(request.args.get(name, "")) for name in NARROWED_BY}
    return Wanted(Tab(named) if named in list(Tab) else tab, **narrowing)


def _address(wanted: Wanted, endpoint: str = ".queue", **changes: str | int | None) -> str:
    """The address of the queue as it is narrowed, with some of that changed."""
    values = {"tab": wanted.tab.value, **{name: getattr(wanted, name) for name in NARROWED_BY}, **changes}
    return url_for(endpoint, **{name: value for name, value in values.items() if value})


def _told(decision: ModerationDecision, case: Case) -> str:
    version = case.version
    words = version.public_claim or version.public_body or version.public_wording
    title = shorten(" ".join(words.split()), 80)
    return {
        Act.PUBLISH: _("Published: “%(title)s”", title=title),
        Act.WITHHOLD: _("Withheld: “%(title)s”", title=title),
        Act.REDACT: _("Words covered: “%(title)s”", title=title),
        Act.RESTORE: _("Restored: “%(title)s”", title=title),
    }[decision.act]


def _age(moment: datetime) -> tuple[str, bool]:
    """How long ago, in one figure, and whether that is late."""
    minutes = max(0, int((now() - moment).total_seconds() // 60))
    hours = minutes // 60
    if hours < 1:
        text = _("%(number)s min", number=minutes)
    elif hours < 72:
        text = _("%(number)s h", number=hours)
    else:
        text = _("%(number)s d", number=hours // 24)
    return text, hours >= LATE_HOURS
