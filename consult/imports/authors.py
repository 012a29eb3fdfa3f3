"""The stakeholders of a file's rows: found again by their keys, made where they are new, for a whole batch at once."""

from collections.abc import Sequence

from consult.consultations.models import Consultation
from consult.db import db
from consult.identifiers import new_id
from consult.imports.contributions import Row
from consult.organisations.actions import organisation_for
from consult.organisations.models import Organisation, Stakeholder
from consult.organisations.names import normalised_organisation
from consult.organisations.queries import PARTICIPANT, organisations_named, stakeholders_by_key
from consult.submissions.arriving import Author


def authors_of(consultation: Consultation, rows: Sequence[Row]) -> list[Author]:
    """One per author, else per organisation, else per row; described as the row describes them."""
    keys = [_key(consultation, row) for row in rows]
    known = stakeholders_by_key(keys)
    organisations = _organisations(rows)
    authors = []
    for key, row in zip(keys, rows, strict=True):
        author = known.get(key)
        if author is None:
            author = known[key] = Stakeholder(id=new_id(), import_key=key)
            db.session.add(author)
        organisation = organisations.get(normalised_organisation(row.organisation))
        author.name, author.organisation_id = row.author, organisation.id if organisation else None
        author.group, author.country, author.respondent_type = row.group, row.country, row.respondent_type
        author.language = row.language or consultation.language
        authors.append(Author(
            author.id, row.author, author.organisation_id, organisation.name if organisation else "", row.group,
            row.country,
        ))
    db.session.flush()
    return authors


def participants_of(consultation: Consultation, identifiers: Sequence[str]) -> dict[str, int]:
    """The stakeholders of people whom a file knows by an id alone."""
    keys = {each: f"{consultation.slug}/{PARTICIPANT}{each}" for each in identifiers}
    known = {key: each.id for key, each in stakeholders_by_key(keys.values()).items()}
    new = [
        Stakeholder(id=new_id(), import_key=key, language=consultation.language)
        for key in keys.values() if key not in known
    ]
    db.session.add_all(new)
    db.session.flush()
    known |= {each.import_key: each.id for each in new if each.import_key}
    return {identifier: known[key] for identifier, key in keys.items()}


def _key(consultation: Consultation, row: Row) -> str:
    if row.participant:
        return f"{consultation.slug}/{PARTICIPANT}{row.participant}"
    if row.author:
        key = f"author:{normalised_organisation(row.author) or row.author}"
    elif row.organisation:
        key = f"organisation:{normalised_organisation(row.organisation) or row.organisation}"
    else:
        key = f"row:{row.identity}"
    return f"{consultation.slug}/{key}"


def _organisations(rows: Sequence[Row]) -> dict[str, Organisation]:
    """By normalised name; none for a name without a letter."""
    names = {normalised_organisation(row.organisation): row.organisation for row in reversed(rows)}
    names.pop("", None)
    known = {key: each for key, each in organisations_named(names.values()).items() if each.merged_into_id is None}
    for key, name in names.items():
        if key not in known and (found := organisation_for(name)):
            known[key] = found
    return known
