"""What is public, read as it stands now: for the index, and again for the page, so that nothing hidden can be found.

A fixed number of queries for any number of things. Names of authors are here only where they gave them.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from consult.clock import now
from consult.comments.models import Comment
from consult.consultations.models import Consultation, Passage, Topic
from consult.consultations.phases import has_outcome, is_public
from consult.contributions.models import Contribution, Publication, State, Version
from consult.db import db
from consult.identifiers import name_of
from consult.markup import words_of
from consult.record.actions import full_hour_after
from consult.record.models import ContributionNumber
from consult.submissions.models import Position
from consult.synthesis.models import Finding, FindingVersion


class Kind(StrEnum):
    """What can be found."""

    CONSULTATION = "consultation"
    TOPIC = "topic"
    POSITION = "position"
    COMMENT = "comment"
    ANSWER = "answer"
    FINDING = "finding"


CONTRIBUTIONS = (Kind.POSITION, Kind.COMMENT, Kind.ANSWER)
Thing = tuple[Kind, int]
_contributions, _positions = Contribution.__table__, Position.__table__


@dataclass(frozen=True)
class Source:
    """One public thing as readers see it today."""

    kind: Kind
    id: int
    consultation: Consultation
    title: str
    body: str
    language: str
    shown_at: datetime
    group: str = ""
    country: str = ""
    stance: str = ""
    number: int | None = None
    author: str = ""
    organisation: str = ""
    is_nameless: bool = False
    slug: str = ""

    @property
    def name(self) -> str:
        return name_of(self.id)

    @property
    def thing(self) -> Thing:
        return self.kind, self.id

    @property
    def found_in(self) -> str:
        """All but its title that words may be found in."""
        return "\n".join(each for each in (self.body, self.author, self.organisation) if each)

    @property
    def digest(self) -> str:
        facts = (self.title, self.found_in, self.language, self.group, self.country)
        return hashlib.blake2b("\0".join(facts).encode(), digest_size=12).hexdigest()


def sources_of(things: Iterable[Thing], *, announced: bool = True) -> dict[Thing, Source]:
    """Those that are public; with `announced` false also what will be when its consultation is."""
    wanted: dict[Kind, list[int]] = {}
    for kind, identifier in things:
        wanted.setdefault(kind, []).append(identifier)
    found = [
        *contributions([each for kind in CONTRIBUTIONS for each in wanted.get(kind, ())]),
        *consultations(wanted.get(Kind.CONSULTATION, ())), *topics(wanted.get(Kind.TOPIC, ())),
        *findings(wanted.get(Kind.FINDING, ())),
    ]
    return {each.thing: each for each in found if not announced or _is_shown(each)}


def _is_shown(source: Source) -> bool:
    if source.kind is Kind.FINDING:
        return is_public(source.consultation) and has_outcome(source.consultation)
    return is_public(source.consultation)


def contributions(identifiers: Sequence[int]) -> list[Source]:
    """Published ones. A comment on what is not public any more cannot be read where it stood, so it is not found."""
    if not identifiers:
        return []
    replies, parents = Comment.__table__, aliased(_contributions)
    rows = db.session.execute(
        select(
            _contributions, Version.public_claim, Version.body_html, Version.public_wording, ContributionNumber.number,
            Consultation,
        )
        .select_from(_contributions)
        .join(Version, and_(
            Version.contribution_id == _contributions.c.id, Version.version == _contributions.c.public_version))
        .join(Consultation, Consultation.id == _contributions.c.consultation_id)
        .outerjoin(ContributionNumber, ContributionNumber.contribution_id == _contributions.c.id)
        .outerjoin(replies, replies.c.id == _contributions.c.id)
        .outerjoin(_positions, _positions.c.thread_id == replies.c.thread_id)
        .outerjoin(parents, parents.c.id == _positions.c.id)
        .where(
            _contributions.c.id.in_(identifiers), _contributions.c.state == State.PUBLISHED,
            or_(replies.c.id.is_(None), parents.c.state == State.PUBLISHED),
        )
    )
    found = []
    for row in rows:
        named = row.publication is Publication.NAMED
        moment = row.published_at or row.received_at
        found.append(Source(
            kind=Kind(row.kind.value), id=row.id, consultation=row.Consultation, title=row.public_claim,
            body="\n".join(each for each in (words_of(row.body_html), row.public_wording) if each),
            language=row.language, shown_at=moment if named else full_hour_after(moment),
            group=row.stakeholder_group.value, country=row.country, stance=row.stance, number=row.number,
            author=row.author_name if named else "", organisation=row.organisation_name if named else "",
            is_nameless=not named,
        ))
    return found


def consultations(identifiers: Sequence[int]) -> list[Source]:
    if not identifiers:
        return []
    return [
        Source(
            Kind.CONSULTATION, each.id, each, each.title, "\n".join([each.summary, each.institution]), each.language,
            each.announced_at,
        )
        for each in db.session.scalars(select(Consultation).where(Consultation.id.in_(identifiers)))
        if each.announced_at is not None
    ]


def topics(identifiers: Sequence[int]) -> list[Source]:
    """Goals in their present version."""
    if not identifiers:
        return []
    rows = db.session.execute(
        select(Topic, Consultation).join(Consultation, Consultation.id == Topic.consultation_id)
        .where(Topic.id.in_(identifiers), Topic.is_general.is_(False), Consultation.announced_at.is_not(None))
    ).all()
    passages: dict[int, list[str]] = {}
    for topic_id, text in db.session.execute(
        select(Passage.topic_id, Passage.text).join(
            Topic, and_(Topic.id == Passage.topic_id, Topic.version == Passage.version))
        .where(Topic.id.in_(identifiers)).order_by(Passage.ordinal)
    ):
        passages.setdefault(topic_id, []).append(text)
    return [
        Source(
            Kind.TOPIC, topic.id, home, topic.title, "\n".join([topic.summary, *passages.get(topic.id, ())]),
            home.language, home.announced_at or now(), slug=topic.slug,
        )
        for topic, home in rows
    ]


def findings(identifiers: Sequence[int]) -> list[Source]:
    """In the version that the outcome shows."""
    if not identifiers:
        return []
    rows = db.session.execute(
        select(Finding, FindingVersion, Consultation)
        .join(FindingVersion, and_(
            FindingVersion.finding_id == Finding.id, FindingVersion.version == Finding.public_version))
        .join(Consultation, Consultation.id == Finding.consultation_id)
        .where(Finding.id.in_(identifiers), Finding.removed_at.is_(None))
    )
    return [
        Source(
            Kind.FINDING, finding.id, home, version.text, "", home.language,
            home.draft_outcome_at or home.final_outcome_at or version.written_at,
        )
        for finding, version, home in rows
    ]


def things_of(consultation_ids: Sequence[int]) -> list[Thing]:
    """Consultations with their goals and findings."""
    found: list[Thing] = [(Kind.CONSULTATION, each) for each in consultation_ids]
    for kind, model in ((Kind.TOPIC, Topic), (Kind.FINDING, Finding)):
        found += [(kind, each) for each in db.session.scalars(
            select(model.id).where(model.consultation_id.in_(consultation_ids)))]
    return found
