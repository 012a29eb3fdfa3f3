"""Voting, and the map of opinion."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.access import own_path, person, public, signed_in
from consult.consultations.models import Consultation, Topic
from consult.consultations.phases import takes_contributions
from consult.consultations.queries import consultation_seen_by, topic_of
from consult.errors import Invalid
from consult.i18n import _
from consult.limits import of as limited
from consult.opinion.actions import cast_vote
from consult.opinion.models import Choice
from consult.opinion.page import map_page
from consult.opinion.queries import Claim, ballots_on, claim_to_see, claims_named, opinion_on
from consult.organisations.queries import stakeholder_of
from consult.submissions.queries import position_seen_by

blueprint = Blueprint("opinion", __name__)


@blueprint.get("/consultations/<slug>/topics/<topic_slug>/vote")
@signed_in
def next_claim(slug: str, topic_slug: str) -> str:
    """One claim at a time, each person in an order of their own; also the one just voted on, with how it fell."""
    consultation, topic = _place(slug, topic_slug)
    profile = stakeholder_of(person())
    is_open = consultation.votes and takes_contributions(consultation)
    claim = claim_to_see(topic, profile.id if profile else 0) if is_open else None
    before = _voted_before()
    ids = [each.id for each in (claim, before) if each]
    return render_template(
        "opinion/vote.html", consultation=consultation, topic=topic, claim=claim, before=before, is_open=is_open,
        ballots=ballots_on(consultation, ids, person()), has_map=opinion_on(topic) is not None,
    )


def _voted_before() -> Claim | None:
    name = request.args.get("voted", "")
    if not name:
        return None
    found = position_seen_by(person(), name)
    return claims_named([found.id]).get(found.id)


@blueprint.post("/positions/<name>/vote")
@signed_in
@limited("LIMIT_VOTES")
def vote(name: str) -> Response:
    position = position_seen_by(person(), name)
    wanted = request.form.get("vote", "")
    if wanted not in list(Choice):
        raise Invalid(_("Choose agree, disagree or pass."))
    cast_vote(position, Choice(wanted), person())
    back = own_path(request.args.get("back", ""))
    return redirect(back or url_for("reading.position", name=name, _anchor="vote"), 303)


@blueprint.get("/consultations/<slug>/topics/<topic_slug>/opinion")
@public
def opinion(slug: str, topic_slug: str) -> str:
    consultation, topic = _place(slug, topic_slug)
    return render_template(
        "opinion/opinion.html", consultation=consultation, topic=topic, **map_page(consultation, topic, person())
    )


@blueprint.get("/how-votes-work")
@public
def how() -> str:
    return render_template("opinion/how.html")


def _place(slug: str, topic_slug: str) -> tuple[Consultation, Topic]:
    consultation = consultation_seen_by(person(), slug)
    return consultation, topic_of(consultation, topic_slug)
