"""The page of the search. It sets no cookie and writes nothing."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from markupsafe import Markup

from consult import markup
from consult.access import public
from consult.consultations.queries import public_consultations
from consult.consultations.texts import load_texts
from consult.i18n import interface_language, language_name
from consult.organisations.vocabularies import Group
from consult.search.forms import FIELDS, wanted_from
from consult.search.queries import find, languages_read, terms_for
from consult.search.snippets import excerpt, matches_in
from consult.search.sources import Kind, Source
from consult.search.suggesting import suggestions
from consult.search.words import Term

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
@public
def search() -> str:
    consultations = public_consultations()
    load_texts(consultations)
    wanted = wanted_from(request.args, {each.slug: each.id for each in consultations})
    spoken = [interface_language(), "en"]
    terms, after = terms_for(wanted.words, spoken), request.args.get("after")
    page = find(wanted, spoken, after)
    return render_template(
        "search/search.html", wanted=wanted, page=page, after=after, consultations=consultations,
        meant=suggestions(wanted, spoken) if terms and not page.rows and not after else [],
        languages=sorted((language_name(each), each) for each in languages_read()), kinds=list(Kind),
        groups=list(Group), address=_address, place_of=place_of, chosen=request.args.get("in", ""),
        title_of=lambda source: _title(source, terms), words_around=lambda source: _around(source, terms),
    )


def _address(**changes: str | None) -> str:
    """The address of this search with some of it changed."""
    values = {name: request.args.get(name) for name in FIELDS} | changes
    kept: dict[str, Any] = {name: value for name, value in values.items() if value}
    return url_for(".search", **kept)


def place_of(source: Source) -> str:
    """Where a thing can be read."""
    slug: dict[str, Any] = {"slug": source.consultation.slug}
    match source.kind:
        case Kind.CONSULTATION:
            return url_for("reading.consultation", **slug)
        case Kind.TOPIC:
            return url_for("reading.topic", **slug, topic_slug=source.slug)
        case Kind.FINDING:
            return url_for("synthesis.outcome", **slug, _anchor=f"f-{source.name}")
        case Kind.POSITION:
            return url_for("reading.position", name=source.name)
        case Kind.ANSWER:
            return url_for("reading.answer", name=source.name)
        case Kind.COMMENT:
            return url_for("reading.contribution", name=source.name)


def _title(source: Source, terms: list[Term]) -> Markup:
    """A title, or a main point, or where there is none the words themselves."""
    if source.title:
        return markup.found(source.title, matches_in(source.title, source.language, terms))
    return _around(source, terms)


def _around(source: Source, terms: list[Term]) -> Markup:
    return markup.found(*excerpt(source.body, source.language, terms))
