"""Goals: their passages and versions, the wordings proposed for them, and the map of opinion."""

from typing import Any

from consult.amendments.queries import colliding, passage_of, uptakes_in, versions_shown
from consult.api import shapes, shapes_goals
from consult.api.answering import CONSULTATION, listed, numbers_in, public_consultation, resource
from consult.api.facts import passage_facts, version_facts
from consult.api.queries import claims_after, proposals_after
from consult.consultations.queries import topic_of
from consult.opinion.data import map_as_data
from consult.reports.opinions import opinion_on
from consult.reports.outline import topic_facts
from consult.reports.queries import topics_with_passages

_GOAL = f"{CONSULTATION}/topics/<topic_slug>"


@resource(f"{CONSULTATION}/topics", shapes.Topics)
def topics(slug: str) -> dict[str, Any]:
    """Goals with their passages, in their present version."""
    return listed([topic_facts(each) for each in topics_with_passages(public_consultation(slug))], None)


@resource(_GOAL, shapes.Topic)
def topic(slug: str, topic_slug: str) -> dict[str, Any]:
    """One goal with its passages."""
    return topic_facts(topic_of(public_consultation(slug), topic_slug))


@resource(f"{_GOAL}/versions", shapes_goals.Versions)
def versions(slug: str, topic_slug: str) -> dict[str, Any]:
    """Every version of a goal, the latest first, each with what changed in it and which proposals it answers."""
    found = topic_of(public_consultation(slug), topic_slug)
    answered = uptakes_in(found)
    return listed([version_facts(each, answered.get(each.version, ())) for each in versions_shown(found)], None)


@resource(f"{_GOAL}/passages/<int:ordinal>", shapes_goals.PassageWhole)
def passage(slug: str, topic_slug: str, ordinal: int) -> dict[str, Any]:
    """One passage, and which of the wordings proposed for it change the same words."""
    found = topic_of(public_consultation(slug), topic_slug)
    place = passage_of(found, ordinal)
    return passage_facts(found, place, *colliding(place))


@resource(f"{_GOAL}/proposals", shapes_goals.Proposals, shapes_goals.PassageAsked)
def proposals(wanted: shapes_goals.PassageAsked, slug: str, topic_slug: str) -> dict[str, Any]:
    """Proposed wordings, by their numbers, with what became of them."""
    consultation, number = public_consultation(slug), numbers_in(wanted.cursor)
    found = topic_of(consultation, topic_slug)
    place = None if wanted.passage is None else passage_of(found, wanted.passage)
    page = proposals_after(consultation, found, place, wanted.limit, number[0] if number else 0)
    return listed(page.rows, page.after)


@resource(f"{_GOAL}/opinion", shapes_goals.OpinionWhole)
def opinion(slug: str, topic_slug: str) -> dict[str, Any]:
    """The map of opinion: what unites, what divides, and where people stand. Nothing about fewer than five of them."""
    consultation = public_consultation(slug)
    found = topic_of(consultation, topic_slug)
    return {"opinion": opinion_on(consultation, found), "map": map_as_data(consultation, found)}


@resource(f"{_GOAL}/votes", shapes_goals.Tallies, shapes.Paging)
def votes(wanted: shapes.Paging, slug: str, topic_slug: str) -> dict[str, Any]:
    """How people voted on every claim, by group; nothing before voting is over."""
    consultation, place = public_consultation(slug), numbers_in(wanted.cursor)
    page = claims_after(consultation, topic_of(consultation, topic_slug), wanted.limit, place[0] if place else 0)
    return listed(page.rows, page.after)
