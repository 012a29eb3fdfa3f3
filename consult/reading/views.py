"""What a reader sees. These pages set no cookie and write nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from sqlalchemy import text
from werkzeug.wrappers import Response

from consult.access import development, person, public, signed_in
from consult.amendments.queries import confirmed_rounds, uptakes_of
from consult.campaigns.queries import campaigns_of, heads_on
from consult.comments.actions import post_comment
from consult.comments.forms import CommentForm
from consult.comments.queries import comments_in, published_comment
from consult.consultations.calendar import calendar as calendar_of
from consult.consultations.merging import may_merge
from consult.consultations.models import Consultation, Duty
from consult.consultations.numbers import numbers_block, published_by, published_totals
from consult.consultations.participation import over_time, stances_by_group, who_takes_part
from consult.consultations.phases import has_outcome, require_open, takes_contributions, takes_late
from consult.consultations.policy import may_manage, may_moderate, roles_of
from consult.consultations.queries import consultation_seen_by, public_consultations, topic_of
from consult.consultations.rules import HoldRules
from consult.consultations.texts import load_texts
from consult.contributions.models import Kind, Publication
from consult.contributions.queries import contribution_by_name
from consult.db import db
from consult.errors import Invalid
from consult.htmx import part_wanted
from consult.i18n import _
from consult.limits import of as limited
from consult.moderation.wording import DUTIES, HOLDS
from consult.opinion.queries import ballots_on
from consult.organisations.policy import roles_in
from consult.organisations.queries import known_as, stakeholder_of, verification_of
from consult.questions.answering import conditions_in_words
from consult.questions.queries import answer_seen_by, answers_to, asks_questions, question_of, questions_of
from consult.questions.results import results_of, shows_results
from consult.reading.organisations import former_names, organisation_seen_by, organisations_listed, said_by
from consult.reading.queries import by_standing, position_name_of
from consult.reading.samples import samples
from consult.record.queries import numbers_of, versions_once_public
from consult.signatures.models import OpenTo
from consult.signatures.queries import joint_of, own_signature, signatures_on, signed_by, signers_of
from consult.submissions.approving import approval_of
from consult.submissions.attaching import public_files_of
from consult.submissions.models import Position
from consult.submissions.passages import counts_on_passages
from consult.submissions.policy import is_author, may_change
from consult.submissions.queries import Filter, latest_positions, position_seen_by, positions_on, received_late
from consult.synthesis.queries import became_of
from consult.text import normalise

blueprint = Blueprint("reading", __name__)

ACCESSIBILITY_PREPARED, ACCESSIBILITY_REVIEWED = date(2026, 11, 24), date(2026, 11, 25)


@blueprint.get("/")
@public
def home() -> str:
    consultations = public_consultations()
    load_texts(consultations)
    standing = by_standing(consultations)
    return render_template(
        "reading/home.html", standing=standing, totals=published_totals([each.id for each in consultations])
    )


@blueprint.get("/consultations/<slug>")
@public
def consultation(slug: str) -> str:
    found = consultation_seen_by(person(), slug)
    latest = latest_positions(found)
    return render_template(
        "reading/consultation.html", consultation=found, numbers=numbers_block(found),
        who=who_takes_part(found), stances=stances_by_group(found), stretches=over_time(found),
        latest=latest, became=became_of(found, [card.id for card in latest]),
        is_open=takes_contributions(found, person()),
        has_questions=asks_questions(found),
        general=next((topic for topic in found.topics if topic.is_general), None), **_staff(found),
    )


@blueprint.get("/consultations/<slug>/plan")
@public
def plan(slug: str) -> str:
    found = consultation_seen_by(person(), slug)
    rules = HoldRules.of(found.hold_rules or {})
    return render_template(
        "reading/plan.html", consultation=found, holds=[HOLDS[each] for each in rules.on],
        split=[DUTIES[duty] for duty in Duty if duty in (found.split_duties or ())],
    )


@blueprint.get("/consultations/<slug>/calendar.ics")
@public
def calendar(slug: str) -> Response:
    found = consultation_seen_by(person(), slug)
    return _calendar([found], found.title)


@blueprint.get("/calendar.ics")
@public
def calendars() -> Response:
    """The dates of all published consultations."""
    return _calendar(public_consultations(), _("Consultations"))


def _calendar(consultations: Sequence[Consultation], title: str) -> Response:
    return Response(
        calendar_of(consultations, current_app.config["URL"], title), mimetype="text/calendar",
        headers={"Content-Disposition": "inline; filename=consultations.ics"},
    )


@blueprint.get("/consultations/<slug>/topics/<topic_slug>")
@public
def topic(slug: str, topic_slug: str) -> str | Response:
    found = consultation_seen_by(person(), slug)
    goal = topic_of(found, topic_slug)
    names = ("group", "country", "stance", "language", "passage", "late", "each")
    narrowed: dict[str, Any] = {name: normalise(request.args.get(name, "")) for name in names}
    wanted = replace(Filter(order=request.args.get("order", "newest")), **narrowed)
    page = positions_on(goal, wanted, request.args.get("after"))
    places = published_by(found.id, goal.id, "position", "group", "country", "language", "stance")
    shown = {
        "consultation": found, "topic": goal, "page": page, "wanted": wanted, "total": sum(places.values()),
        "became": became_of(found, [card.id for card in page.rows]), "is_open": takes_contributions(found, person()),
        "late": received_late(found), "uptakes": uptakes_of([card.id for card in page.rows if card.wording]),
        "ballots": ballots_on(found, [card.id for card in page.rows if card.claim], person()),
        "signers": signers_of([card.id for card in page.rows]),
        "campaigns": campaigns_of([card.id for card in page.rows]),
        "heads": heads_on(goal, [card.id for card in page.rows]),
        "grouped": not wanted.is_narrow and not wanted.each,
        "address": lambda **changes: _filtered(slug, topic_slug, wanted, **changes),
    }
    if part_wanted("list"):
        part = make_response(render_template("reading/_positions.html", **shown, part=True))
        part.headers["HX-Push-Url"] = _filtered(slug, topic_slug, wanted).partition("#")[0]
        return part
    return render_template(
        "reading/topic.html", **shown, counts=counts_on_passages(goal),
        comments=sum(published_by(found.id, goal.id, "comment", "kind").values()),
        countries=sorted({key[1] for key in places}), languages=sorted({key[2] for key in places}),
        groups=sorted({key[0] for key in places}), who=who_takes_part(found, goal),
        stances=stances_by_group(found, goal), takes_late=takes_late(found), **_staff(found),
    )


def _filtered(slug: str, topic_slug: str, wanted: Filter, **changes: str | None) -> str:
    """The address of the list as it is narrowed, with some of that changed."""
    values = {name: value for name, value in {**vars(wanted), **changes}.items() if value}
    if values.get("order") == "newest":
        del values["order"]
    return url_for(".topic", slug=slug, topic_slug=topic_slug, _anchor="positions", **values)


@blueprint.get("/positions/<name>")
@public
def position(name: str) -> str | Response:
    account = person()
    found = position_seen_by(account, name)
    profile = stakeholder_of(account) if account else None
    thread = {
        "position": found, "thread": comments_in(found.thread_id, profile.id if profile else None),
        "profile": profile, "is_open": takes_contributions(found.consultation, account),
    }
    if part_wanted("new-comment"):
        part = make_response(render_template("reading/_comments.html", **thread, part=True))
        part.headers["HX-Retarget"], part.headers["HX-Reswap"] = "#comment-part", "outerHTML"
        return part
    own = is_author(account, found)
    shown = found.public_version or (found.version if own else None)
    public = versions_once_public(found.subject) if (found.public_version or 0) > 1 else set()
    versions = [each for each in found.versions if each.version in public or each.version == shown]
    return render_template(
        "reading/position.html", **thread, consultation=found.consultation, version=versions[-1],
        files=public_files_of([found]).get(found.id, []),
        versions=versions, own=own, may_change=may_change(account, found),
        uptakes=uptakes_of([found.id]).get(found.id, []), confirmed=confirmed_rounds(found),
        campaign=campaigns_of([found.id]).get(found.id),
        number=numbers_of([found.id]).get(found.id), became=became_of(found.consultation, [found.id]).get(found.id, []),
        has_outcome=has_outcome(found.consultation),
        **_signing(found, own),
        ballot=ballots_on(found.consultation, [found.id] if _is_claim(found) else [], account).get(found.id),
        **_staff(found.consultation),
    )


def _signing(found: Position, own: bool) -> dict[str, object]:
    """Who signed it, and whether this person may."""
    account, joint = person(), joint_of(found)
    signature = own_signature(account, found) if joint else None
    may_sign = (
        joint is not None and joint.open_to is OpenTo.ANYONE and account is not None and not own and signature is None
        and takes_contributions(found.consultation) and found.public_version is not None
    )
    return {
        "joint": joint, "signed": signatures_on([found.id]).get(found.id, []), "signature": signature,
        "may_sign": may_sign, "submission": found.submission, "approval": approval_of(found.submission_id),
    }


def _is_claim(found: Position) -> bool:
    """Whether it can be voted on: published, with a main point."""
    return any(each.version == found.public_version and each.public_claim for each in found.versions)


@blueprint.get("/contributions/<name>")
@public
def contribution(name: str) -> Response:
    """Wherever a contribution stands: a position's own page, or its place under one."""
    if contribution_by_name(name).kind is Kind.ANSWER:
        return redirect(url_for(".answer", name=name), 302)
    return redirect(url_for(".position", name=position_name_of(person(), name), _anchor=name), 302)


@blueprint.get("/consultations/<slug>/questions")
@public
def questions(slug: str) -> str:
    """What is asked, and as soon as the plan allows, what was answered."""
    found = consultation_seen_by(person(), slug)
    asked = questions_of(found)
    shows = shows_results(found)
    return render_template(
        "reading/questions.html", consultation=found, questions=asked, shows=shows,
        results=results_of(found, asked) if shows else {}, needed=conditions_in_words(asked),
        is_open=takes_contributions(found, person()), **_staff(found),
    )


@blueprint.get("/consultations/<slug>/questions/<question>")
@public
def answers(slug: str, question: str) -> str:
    """What was answered to a question in words."""
    found = consultation_seen_by(person(), slug)
    asked = question_of(found, question)
    page = answers_to(asked, request.args.get("after"))
    return render_template(
        "reading/answers.html", consultation=found, question=asked, page=page,
        became=became_of(found, [card.id for card in page.rows]), **_staff(found),
    )


@blueprint.get("/answers/<name>")
@public
def answer(name: str) -> str:
    found = answer_seen_by(person(), name)
    version = next(
        each for each in found.versions if each.version == (found.public_version or found.version)
    )
    return render_template(
        "reading/answer.html", answer=found, consultation=found.consultation, version=version,
        number=numbers_of([found.id]).get(found.id), own=is_author(person(), found),
        files=public_files_of([found]).get(found.id, []),
        became=became_of(found.consultation, [found.id]).get(found.id, []),
        **_staff(found.consultation),
    )


@blueprint.route("/positions/<name>/comments/new", methods=["GET", "POST"])
@signed_in
@limited("LIMIT_SEND")
def reply(name: str) -> str | Response | tuple[str, int]:
    found = position_seen_by(person(), name)
    if found.public_version is None:
        raise Invalid(_("Only a published position can be commented on."))
    form = CommentForm()
    begun_at = form.opened_at if request.method == "POST" else None
    require_open(found.consultation, person(), begun_at)
    form.offer(list(dict.fromkeys([*found.consultation.languages, found.consultation.language])))
    parent = published_comment(found.thread_id, request.args["to"]) if request.args.get("to") else None
    if form.validate_on_submit():
        comment = post_comment(
            found.consultation, found.thread, [topic.id for topic in found.topics], form.body.data, person(),
            parent=parent, publication=Publication(form.publication.data), language=form.language.data,
            begun_at=begun_at,
        )
        return redirect(url_for(".position", name=name, _anchor=comment.name), 303)
    version = next(each for each in found.versions if each.version == found.public_version)
    page = "reading/_reply_form.html" if (part := part_wanted("new-comment")) else "reading/reply.html"
    return render_template(
        page, position=found, version=version, form=form, parent=parent, part=part
    ), form.status


def _staff(found: Consultation) -> dict[str, bool]:
    """Which doors of the team to show."""
    account = person()
    if account is None or not roles_of(account, found):
        return {"observes": False, "moderates": False, "manages": False}
    return {"observes": True, "moderates": may_moderate(account, found), "manages": may_manage(account, found)}


@blueprint.get("/organisations")
@public
def organisations() -> str:
    named = normalise(request.args.get("name", ""))[:200]
    page = organisations_listed(request.args.get("after"), named)
    return render_template(
        "reading/organisations.html", page=page, named=named, levels=verification_of(page.rows)
    )


@blueprint.get("/organisations/<name>")
@public
def organisation(name: str) -> str | Response:
    found = organisation_seen_by(person(), name)
    if found.public_name != name:
        return redirect(url_for(".organisation", name=found.public_name), 302)
    return render_template(
        "reading/organisation.html", organisation=found, page=said_by(found, request.args.get("after")),
        level=verification_of([found])[found.id], former=former_names(found), acts=bool(roles_in(person(), found)),
        signed=signed_by(known_as(found)), merges=may_merge(person()),
    )


@blueprint.get("/help")
@public
def help() -> str:
    return render_template("reading/help.html")


@blueprint.get("/glossary")
@public
def glossary() -> str:
    return render_template("reading/glossary.html")


@blueprint.get("/accessibility")
@public
def accessibility() -> str:
    return render_template(
        "reading/accessibility.html", prepared=ACCESSIBILITY_PREPARED, reviewed=ACCESSIBILITY_REVIEWED
    )


@blueprint.get("/privacy")
@public
def privacy() -> str:
    return render_template("reading/privacy.html")


@blueprint.get("/design")
@development
def design() -> str:
    return render_template("reading/design.html", **samples())


@blueprint.get("/healthz")
@public
def health() -> dict[str, str]:
    """200 while the database answers."""
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}
