"""Many submissions at once, as a file brings them: the same rows as `submit` writes, in a few statements for all."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert

from consult.clock import now
from consult.comments.models import Thread
from consult.consultations.models import Consultation
from consult.consultations.numbers import Counted, count
from consult.consultations.rules import digest_of
from consult.contributions.models import (
    Channel,
    Contribution,
    ContributionTopic,
    Kind,
    Publication,
    State,
    Version,
)
from consult.db import db
from consult.errors import Invalid
from consult.i18n import _
from consult.identifiers import name_of, new_id
from consult.markup import render
from consult.organisations.vocabularies import Group
from consult.record.actions import append_entries, entry_values
from consult.submissions.models import About, Anchor, Position, Submission
from consult.text import normalise

Rows = dict[Any, list[dict[str, Any]]]
_ORDER = (Submission, Thread, Contribution, Position, Version, ContributionTopic, Anchor)


@dataclass(frozen=True)
class Author:
    """Who sends it, as they are described there."""

    stakeholder_id: int
    name: str
    organisation_id: int | None
    organisation_name: str
    group: Group
    country: str


@dataclass(frozen=True)
class Arrival:
    """One submission with one named position. `state`: published, waiting for review, or withheld."""

    author: Author
    claim: str
    body: str
    stance: str
    language: str
    topics: Sequence[str]
    external_id: str
    channel: Channel = Channel.IMPORT
    claim_is_ours: bool = False
    submitted_at: datetime | None = None
    state: State = State.PUBLISHED


def submit_many(consultation: Consultation, arrivals: Sequence[Arrival]) -> dict[str, int]:
    """Store, count and record them; the position of each external id. Joins the caller's transaction.

    No rule of the plan holds them: what an operator brings in was read by somebody already. Raises Invalid.
    """
    session = db.session
    topics = {topic.slug: topic.id for topic in consultation.topics}
    rows: Rows = {model: [] for model in _ORDER}
    entries: list[dict[str, Any]] = []
    counted: Counter[tuple[Counted, str, tuple[int, ...]]] = Counter()
    positions = {}
    for arrival in arrivals:
        topic_ids = tuple(topics[slug] for slug in arrival.topics)
        if not topic_ids:
            raise Invalid(_("Choose what your position is about."))
        identifier = _add(rows, consultation, arrival, topic_ids)
        entries += _entries(consultation, arrival, rows[Submission][-1]["id"], identifier, rows[Version][-1])
        for kind, stance in (("submission", ""), ("position", arrival.stance)):
            counted[_counted(consultation, arrival, kind, stance), arrival.state.value, topic_ids] += 1
        positions[arrival.external_id] = identifier
    for model in _ORDER:
        if rows[model]:
            session.execute(insert(cast(Table, model.__table__)), rows[model])
    for (thing, state, topic_ids), step in counted.items():
        count(thing, state, topic_ids, step)
    append_entries(entries)
    return positions


def _add(rows: Rows, consultation: Consultation, arrival: Arrival, topic_ids: Iterable[int]) -> int:
    identifier, submission, thread = new_id(), new_id(), new_id()
    moment, author = arrival.submitted_at or now(), arrival.author
    is_public = arrival.state is State.PUBLISHED
    said = {
        "consultation_id": consultation.id, "stakeholder_id": author.stakeholder_id, "channel": arrival.channel,
        "external_id": arrival.external_id, "state": arrival.state, "withheld_by_author": False,
        "stakeholder_group": author.group, "country": author.country, "language": arrival.language,
    }
    rows[Submission].append({
        **said, "id": submission, "stakeholder_group": author.group.value, "submitted_at": moment,
    })
    rows[Thread].append({"id": thread, "consultation_id": consultation.id})
    rows[Contribution].append({
        **said, "id": identifier, "kind": Kind.POSITION, "waits": arrival.state is State.WAITING,
        "publication": Publication.NAMED, "author_name": author.name, "organisation_name": author.organisation_name,
        "organisation_id": author.organisation_id, "stance": arrival.stance, "version": 1,
        "public_version": 1 if is_public else None, "received_at": moment, "published_at": now() if is_public else None,
    })
    rows[Position].append({"id": identifier, "submission_id": submission, "thread_id": thread, "ordinal": 1})
    claim, body = normalise(arrival.claim), normalise(arrival.body)
    rows[Version].append({
        "contribution_id": identifier, "version": 1, "claim": claim, "body": body, "stance": arrival.stance,
        "submitted_at": moment, "public_claim": claim, "public_body": body, "body_html": render(body),
        "claim_is_ours": arrival.claim_is_ours, "digest": digest_of({"claim": claim, "body": body, "wording": ""}),
    })
    listed = rows[Contribution][-1]["published_at"]
    for topic_id in topic_ids:
        rows[ContributionTopic].append({
            "contribution_id": identifier, "topic_id": topic_id, "kind": Kind.POSITION, "listed_at": listed,
        })
        rows[Anchor].append({"id": new_id(), "position_id": identifier, "topic_id": topic_id, "about": About.WHOLE})
    return identifier


def _entries(
    consultation: Consultation, arrival: Arrival, submission: int, position: int, version: dict[str, Any]
) -> list[dict[str, Any]]:
    subject = f"position:{name_of(position)}"
    body = {"claim": version["claim"], "body": version["body"], "wording": "", "stance": arrival.stance}
    found = [
        entry_values("submission.received", f"submission:{name_of(submission)}", consultation=consultation.slug),
        entry_values("position.submitted", subject, consultation=consultation.slug, version=1, body=body),
    ]
    if arrival.state is State.PUBLISHED:
        found.append(entry_values("position.published", subject, consultation=consultation.slug, version=1))
    elif arrival.state is State.WITHHELD:
        found.append(entry_values("position.withheld", subject, consultation=consultation.slug))
    return found


def _counted(consultation: Consultation, arrival: Arrival, kind: str, stance: str) -> Counted:
    return Counted(
        consultation_id=consultation.id, kind=kind, group=arrival.author.group.value, country=arrival.author.country,
        language=arrival.language, channel=arrival.channel.value, stance=stance,
        day=(arrival.submitted_at or now()).date(),
    )
