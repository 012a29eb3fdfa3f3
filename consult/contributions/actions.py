"""How a contribution's state and text change: each change is counted and recorded in the same transaction."""

from collections.abc import Sequence

from sqlalchemy import update

from consult.clock import now
from consult.consultations.numbers import Counted, count
from consult.contributions.holding import hold
from consult.contributions.models import Contribution, ContributionTopic, Publication, State, Version
from consult.contributions.queries import topic_ids_of, version_of
from consult.db import db
from consult.errors import Invalid
from consult.i18n import _
from consult.markup import render
from consult.record.actions import append_entry, full_hour_after
from consult.text import redact as cover

FIELDS = ("claim", "body", "wording")

FieldSpan = tuple[str, int, int]


def receive(contribution: Contribution, version: Version, topic_ids: Sequence[int], *, publish: bool) -> None:
    """Store a new contribution in its first state, counted and recorded.

    An author who wants nothing published has it withheld at their own wish. What a rule of the plan stops waits.
    """
    session = db.session
    at_authors_wish = contribution.publication is Publication.NOT_PUBLISHED
    contribution.withheld_by_author = at_authors_wish
    contribution.state = State.WITHHELD if at_authors_wish else State.WAITING
    _render(version)
    session.add(contribution)
    session.flush()
    publish = not hold(contribution, version) and publish
    contribution.waits = not publish and not at_authors_wish
    version.contribution_id, version.version = contribution.id, contribution.version
    session.add(version)
    session.add_all(
        ContributionTopic(contribution_id=contribution.id, topic_id=topic_id, kind=contribution.kind)
        for topic_id in topic_ids
    )
    session.flush()
    _count(contribution, topic_ids, +1)
    _record(contribution, "submitted", version)
    if publish and not at_authors_wish:
        publish_version(contribution, version, topic_ids)


def revise(contribution: Contribution, version: Version, *, publish: bool) -> None:
    """Add the next version. What was published stays public until the new one is. It answers what the team asked."""
    contribution.version += 1
    version.contribution_id, version.version = contribution.id, contribution.version
    _render(version)
    db.session.add(version)
    publish = not hold(contribution, version) and publish and contribution.asked_at is None
    contribution.reviewed_at = contribution.asked_at = None
    contribution.waits = not publish and contribution.publication is not Publication.NOT_PUBLISHED
    _record(contribution, "submitted", version)
    db.session.flush()
    if publish and contribution.publication is not Publication.NOT_PUBLISHED:
        publish_version(contribution, version)


def publish_version(
    contribution: Contribution, version: Version, topic_ids: Sequence[int] | None = None
) -> None:
    """Make a version the public one."""
    contribution.public_version = version.version
    contribution.published_at = contribution.published_at or now()
    _move(contribution, State.PUBLISHED, topic_ids)
    if version.version == contribution.version:
        contribution.waits = False
    if contribution.stance != version.stance:
        ids = topic_ids if topic_ids is not None else topic_ids_of(contribution)
        _count(contribution, ids, -1)
        contribution.stance = version.stance
        _count(contribution, ids, +1)
    _record(contribution, "published", version)


def withhold(contribution: Contribution, *, by_author: bool = False) -> None:
    """Take it out of everything public; its words stay with the team."""
    _move(contribution, State.WITHHELD, by_author=by_author)
    contribution.waits = False
    _record(contribution, "withheld")


def withdraw(contribution: Contribution) -> None:
    """At its author's wish; it stays counted."""
    _move(contribution, State.WITHDRAWN)
    contribution.waits = False
    _record(contribution, "withdrawn")


def redact(contribution: Contribution, version: Version, spans: Sequence[FieldSpan]) -> None:
    """Cover spans of a version in every public form. An empty list uncovers them all.

    Raises Invalid where a span does not lie in its field.
    """
    for field, start, end in spans:
        if field not in FIELDS or not 0 <= start < end <= len(getattr(version, field)):
            raise Invalid(_("The words to cover are not in the text. Select them again."))
    version.redactions = [list(span) for span in spans]
    _render(version)
    _record(contribution, "redacted", version)


def _render(version: Version) -> None:
    for field in FIELDS:
        spans = [(start, end) for name, start, end in version.redactions or [] if name == field]
        setattr(version, f"public_{field}", cover(getattr(version, field) or "", spans))
    version.body_html = render(version.public_body)


def _move(
    contribution: Contribution, state: State, topic_ids: Sequence[int] | None = None, by_author: bool = False
) -> None:
    if contribution.state is state and contribution.withheld_by_author == by_author:
        return
    ids = topic_ids if topic_ids is not None else topic_ids_of(contribution)
    _count(contribution, ids, -1)
    contribution.state = state
    contribution.withheld_by_author = by_author
    _count(contribution, ids, +1)
    list_anew(contribution)


def list_anew(contribution: Contribution) -> None:
    """Where it stands in lists: nowhere, at its moment, or at the next full hour where the name is withheld."""
    listed_at = None
    if contribution.state is State.PUBLISHED:
        moment = contribution.published_at or now()
        listed_at = full_hour_after(moment) if contribution.is_nameless else moment
    db.session.execute(
        update(ContributionTopic)
        .where(ContributionTopic.contribution_id == contribution.id)
        .values(listed_at=listed_at)
    )


def _count(contribution: Contribution, topic_ids: Sequence[int], step: int) -> None:
    count(counted(contribution), contribution.state.value, topic_ids, step, contribution.withheld_by_author)


def counted(contribution: Contribution) -> Counted:
    return Counted(
        consultation_id=contribution.consultation_id, kind=contribution.kind.value, group=contribution.group.value,
        country=contribution.country, language=contribution.language, channel=contribution.channel.value,
        stance=contribution.stance, day=contribution.received_at.date(),
    )


def _record(contribution: Contribution, what: str, version: Version | None = None) -> None:
    kind = f"{contribution.kind.value}.{what}"
    body = None
    if version is not None and what in ("submitted", "redacted"):
        body = {"claim": version.claim, "body": version.body, "wording": version.wording, "stance": version.stance}
    append_entry(
        kind, contribution.subject, consultation=contribution.consultation.slug,
        version=version.version if version else None, body=body, hides_time=contribution.is_nameless,
    )


def public_text(contribution: Contribution, number: int, field: str) -> str:
    """A field of a version as readers see it. Raises NotFound."""
    return str(getattr(version_of(contribution, number), f"public_{field}"))


def await_review(contribution: Contribution) -> None:
    """Back into the queue, not public meanwhile."""
    contribution.public_version = None
    contribution.waits = True
    _move(contribution, State.WAITING)
