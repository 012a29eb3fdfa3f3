"""The doors of the API. Every one is a reader's: who is signed in changes no answer."""

import json
from typing import Any

from flask import current_app

from consult.access import public
from consult.api import shapes, shapes_handling, views_goals, views_handling, views_outcome
from consult.api.answering import (
    CONSULTATION,
    ROOT,
    blueprint,
    listed,
    numbers_in,
    place_in,
    public_consultation,
    resource,
    spec,
)
from consult.api.queries import consultations_after, contribution_named, contributions_after
from consult.consultations.numbers import numbers_block
from consult.consultations.phases import phase_of
from consult.consultations.queries import public_consultations
from consult.contributions.models import Kind
from consult.errors import Invalid
from consult.i18n import _
from consult.record.queries import latest_leaves
from consult.reports import questions as asked_in
from consult.reports.amendments import time_of
from consult.reports.organisations import organisations_in
from consult.reports.outline import consultation_facts, outcome_facts, participation_facts, plan_facts
from consult.search.forms import wanted_from
from consult.search.queries import find, terms_for
from consult.search.snippets import excerpt
from consult.search.sources import Kind as Findable
from consult.search.sources import Source

__all__ = ["blueprint", "views_goals", "views_handling", "views_outcome"]


@resource("/consultations", shapes.Consultations, shapes.ConsultationsAsked)
def consultations(wanted: shapes.ConsultationsAsked) -> dict[str, Any]:
    """The published consultations, by slug."""
    place = place_in(wanted.cursor)
    page = consultations_after(place[0] if place else "", wanted.limit)
    return listed(
        [
            consultation_facts(each) for each in page.rows
            if wanted.phase in (None, phase_of(each)) and wanted.language in (None, *each.languages)
        ],
        page.after,
    )


@resource(CONSULTATION, shapes.ConsultationWhole)
def consultation(slug: str) -> dict[str, Any]:
    """A consultation with its plan, its dates and their changes, and what it asks about."""
    found = public_consultation(slug)
    return {
        "consultation": consultation_facts(found), "plan": plan_facts(found), "time": time_of(found),
        "outcome": outcome_facts(found),
        "topics": [
            {"slug": each.slug, "title": each.title, "number": str(each.ordinal)} for each in found.topics
        ],
    }


@resource(f"{CONSULTATION}/numbers", shapes.Numbers)
def numbers(slug: str) -> dict[str, Any]:
    """What was received and what became of it: the very figures of the page and the report."""
    return dict(numbers_block(public_consultation(slug)))


@resource(f"{CONSULTATION}/participation", shapes_handling.Participation)
def participation(slug: str) -> dict[str, Any]:
    """Published positions by stakeholder group and region, and over time."""
    return participation_facts(public_consultation(slug))


@resource(f"{CONSULTATION}/contributions", shapes.Contributions, shapes.ContributionsAsked)
def contributions(wanted: shapes.ContributionsAsked, slug: str) -> dict[str, Any]:
    """Published positions, comments and answers in words, in the order of their numbers."""
    place = numbers_in(wanted.cursor)
    page = contributions_after(public_consultation(slug), wanted, place[0] if place else 0)
    return listed(page.rows, page.after)


@resource("/positions/<name>", shapes.Contribution)
def position(name: str) -> dict[str, Any]:
    """One published position with every version readers have seen. The name is its id without its kind."""
    return contribution_named(Kind.POSITION, name)


@resource("/comments/<name>", shapes.Contribution)
def comment(name: str) -> dict[str, Any]:
    """One published comment."""
    return contribution_named(Kind.COMMENT, name)


@resource("/answers/<name>", shapes.Contribution)
def answer(name: str) -> dict[str, Any]:
    """One published answer in words."""
    return contribution_named(Kind.ANSWER, name)


@resource(f"{CONSULTATION}/questions", shapes.Questions)
def questions(slug: str) -> dict[str, Any]:
    """What is asked, and the results as soon as the plan shows them."""
    return listed(asked_in.asked(public_consultation(slug)), None)


@resource(f"{CONSULTATION}/organisations", shapes.Organisations)
def organisations(slug: str) -> dict[str, Any]:
    """Organisations that took part in public, under their names."""
    return listed(organisations_in(public_consultation(slug)), None)


@resource("/record", shapes.Entries, shapes.EntriesAsked)
def record(wanted: shapes.EntriesAsked) -> dict[str, Any]:
    """The public log, the newest entry first."""
    numbers_in(wanted.cursor)
    page = latest_leaves(wanted.cursor, wanted.consultation, wanted.limit)
    return listed(
        [
            {
                "leaf": each.leaf, "kind": each.kind, "id": each.subject, "consultation": each.consultation,
                "leaf_hash": (each.leaf_hash or b"").hex(), "entry": json.loads(each.canonical or b"{}"),
            }
            for each in page.rows
        ],
        page.after,
    )


@resource("/search", shapes.Hits, shapes.SearchAsked)
def search(wanted: shapes.SearchAsked) -> dict[str, Any]:
    """What is public and holds all the words: matches in titles first, then the newest."""
    numbers_in(wanted.cursor, 2)
    said = {name: str(value) for name, value in wanted.model_dump(mode="json", by_alias=True).items() if value}
    asked = wanted_from(said, {each.slug: each.id for each in public_consultations()})
    if wanted.consultation and asked.consultation is None:
        raise Invalid(_("This cannot be used: %(names)s.", names="in"))
    spoken = ["en"]
    page, terms = find(asked, spoken, wanted.cursor), terms_for(asked.words, spoken)
    return listed(
        [
            {
                "id": _id(each), "kind": each.kind.value, "consultation": each.consultation.slug, "title": each.title,
                "excerpt": excerpt(each.body, each.language, terms)[0], "language": each.language,
                "url": f"{current_app.config['URL'].rstrip('/')}{_address(each)}",
            }
            for each in page.rows
        ],
        page.after,
    )


def _id(source: Source) -> str:
    return f"{source.kind.value}:{source.slug or source.consultation.slug}" if source.kind in (
        Findable.CONSULTATION, Findable.TOPIC) else f"{source.kind.value}:{source.name}"


def _address(source: Source) -> str:
    """Where more of it is given."""
    home = f"{ROOT}/consultations/{source.consultation.slug}"
    if source.kind is Findable.CONSULTATION:
        return home
    if source.kind is Findable.TOPIC:
        return f"{home}/topics/{source.slug}"
    return f"{ROOT}/{source.kind.value}s/{source.name}"


@blueprint.get("/openapi.json")
@public
def openapi() -> dict[str, Any]:
    """This description."""
    return description()


def description() -> dict[str, Any]:
    """Made of the views once, for every address under /api/v1 but this one."""
    found: dict[str, Any] = spec.spec
    return found
