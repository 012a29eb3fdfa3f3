"""A long queue, put straight into the tables: through the actions a hundred thousand would take an hour."""

from datetime import timedelta

from sqlalchemy import insert, literal, select

from consult.clock import now
from consult.consultations.models import Consultation
from consult.contributions.models import Channel, Contribution, Kind, Publication, State, Version
from consult.db import db
from consult.identifiers import new_id
from consult.organisations.models import Stakeholder
from consult.organisations.vocabularies import Group

LANGUAGES = ("en", "fr", "es", "ar")
HELD = ("", "links", "personal_data", "identical")


# How many are written one by one; the others are copies of them, made by the database itself.
FIRST = 1_000


def fill(consultation: Consultation, author: Stakeholder, many: int) -> None:
    """Waiting positions, a second apart from now on, of several groups and languages, some held by a rule.

    They stand in lists alone: nothing of them is in the tables of positions, so that none can be opened.
    """
    ids = _write(consultation, author, min(many, FIRST))
    for copy in range(1, many // FIRST):
        for table, key in ((Contribution.__table__, "id"), (Version.__table__, "contribution_id")):
            columns = [
                (table.c[key] + literal(copy)).label(key) if column.name == key else column for column in table.c
            ]
            query = select(*columns).where(table.c[key].in_(ids))
            db.session.execute(insert(table).from_select([column.name for column in table.c], query))
    db.session.commit()


def _write(consultation: Consultation, author: Stakeholder, many: int) -> list[int]:
    start = now()
    rows, versions = [], []
    for place in range(many):
        identifier, moment = new_id(), start + timedelta(seconds=place)
        rows.append({
            "id": identifier, "kind": Kind.POSITION, "consultation_id": consultation.id,
            "stakeholder_id": author.id, "state": State.WAITING, "withheld_by_author": False, "waits": True,
            "held_because": HELD[place % len(HELD)], "publication": Publication.NAMED, "author_name": "A",
            "organisation_name": "", "stakeholder_group": list(Group)[place % len(Group)], "country": "KE",
            "language": LANGUAGES[place % len(LANGUAGES)], "channel": Channel.WEB, "stance": "", "version": 1,
            "received_at": moment,
        })
        versions.append({
            "contribution_id": identifier, "version": 1, "claim": f"Point {place}", "body": "A reason.",
            "wording": "", "stance": "", "submitted_at": moment, "redactions": [],
            "public_claim": f"Point {place}", "public_body": "A reason.", "public_wording": "",
            "body_html": "<p>A reason.</p>", "claim_is_ours": False, "holds": [],
        })
    db.session.execute(insert(Contribution.__table__), rows)
    db.session.execute(insert(Version.__table__), versions)
    return [row["id"] for row in rows]
