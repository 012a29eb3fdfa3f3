"""What the desk shows on its left: contributions to deal with, the one in hand, and what was just done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from consult.accounts.models import Account
from consult.campaigns.queries import confirmed_in
from consult.coding.grouping import said_in
from consult.coding.queries import has_any_code, is_coded
from consult.comments.models import Comment
from consult.consultations.models import Topic
from consult.contributions.models import Contribution, ContributionTopic, Publication, Version
from consult.db import db
from consult.identifiers import id_of, name_of
from consult.paging import Page, decode_place, page_of
from consult.record.models import ContributionNumber
from consult.submissions.models import Position
from consult.submissions.queries import anchors_of
from consult.synthesis.ledger import is_cited, is_disposed, published_on_topics
from consult.synthesis.models import Citation, Disposition, DispositionKind, Finding, FindingVersion

PAGE = 20
LATELY = 8
NO_THEME = "none"
SHOWN = ("undealt", "cited", "represented", "campaign", "considered", "all")


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to."""

    show: str = "undealt"
    group: str = ""
    language: str = ""
    theme: str = ""
    words: str = ""
    campaign: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether it asks for less than all that is not dealt with."""
        return bool(self.group or self.language or self.theme or self.words or self.campaign)


@dataclass(frozen=True)
class Slip:
    """A published contribution as the desk lists it."""

    id: int
    kind: str
    number: int | None
    version: int
    group: str
    author: str
    organisation: str
    country: str
    language: str
    stance: str
    is_nameless: bool
    received_at: datetime
    claim: str
    body: str
    wording: str

    @property
    def name(self) -> str:
        return name_of(self.id)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Those with words, in the order of the page."""
        return [(each, getattr(self, each)) for each in ("claim", "body", "wording") if getattr(self, each)]

    @property
    def said(self) -> str:
        """Main point and body in one, the point not twice."""
        return said_in(self.claim, self.body)

    @property
    def title(self) -> str:
        words = " ".join((self.claim or self.body or self.wording).split())
        return words if len(words) <= 90 else words[:89].rsplit(" ", 1)[0] + "…"


def _slips(topic: Topic) -> Any:
    return (
        published_on_topics(
            topic.consultation_id, Contribution.id, Contribution.kind, ContributionNumber.number, Version.version,
            Contribution.group, Contribution.author_name, Contribution.organisation_name, Contribution.country,
            Contribution.language, Contribution.stance, Contribution.publication, ContributionTopic.listed_at,
            Version.public_claim, Version.public_body, Version.public_wording,
        )
        .join(Version, and_(Version.contribution_id == Contribution.id, Version.version == Contribution.public_version))
        .outerjoin(ContributionNumber, ContributionNumber.contribution_id == Contribution.id)
        .where(ContributionTopic.topic_id == topic.id)
    )


def _slip(row: Any) -> Slip:
    named = row.publication is Publication.NAMED
    return Slip(
        id=row.id, kind=row.kind.value, number=row.number, version=row.version, group=row[4].value,
        author=row.author_name if named else "", organisation=row.organisation_name if named else "",
        country=row.country, language=row.language, stance=row.stance, is_nameless=not named,
        received_at=row.listed_at, claim=row.public_claim, body=row.public_body, wording=row.public_wording,
    )


def slips_on(topic: Topic, wanted: Wanted, after: str | None = None, size: int = PAGE) -> Page[Slip]:
    """Published contributions on a topic, oldest first. One query."""
    query = _slips(topic)
    if (state := _state(wanted.show)) is not None:
        query = query.where(state)
    query = query.where(*narrowing(wanted))
    listed, own = ContributionTopic.listed_at, ContributionTopic.contribution_id
    if place := decode_place(after):
        query = query.where(or_(listed > place[0], and_(listed == place[0], own > place[1])))
    rows = db.session.execute(query.order_by(listed, own).limit(size + 1)).all()
    page = page_of(rows, size, lambda row: [row.listed_at.isoformat(), row.id])
    return Page([_slip(row) for row in page.rows], page.after)


def narrowing(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What a list is narrowed by besides its state; of rows of Contribution, ContributionTopic and Version."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.group:
        conditions.append(Contribution.group == wanted.group)
    if wanted.language:
        conditions.append(or_(
            Contribution.language == wanted.language, Contribution.language.like(f"{wanted.language}-%")
        ))
    if wanted.theme == NO_THEME:
        conditions.append(~has_any_code())
    elif wanted.theme:
        conditions.append(is_coded(id_of(wanted.theme) or 0))
    if wanted.campaign:
        conditions.append(Contribution.id.in_(confirmed_in(id_of(wanted.campaign) or 0)))
    if wanted.words:
        conditions.append(_contains(wanted.words))
    return conditions


def _state(show: str) -> ColumnElement[bool] | None:
    if show == "undealt":
        return and_(~is_disposed(), ~is_cited(draft=True))
    if show == "cited":
        return is_cited(draft=True)
    if show == "represented":
        return is_disposed(DispositionKind.REPRESENTED)
    if show == "campaign":
        return and_(is_disposed(DispositionKind.CAMPAIGN), ~is_cited(draft=True))
    if show == "considered":
        return and_(is_disposed(DispositionKind.CONSIDERED), ~is_cited(draft=True))
    return None


def _contains(words: str) -> ColumnElement[bool]:
    pattern = "%" + words.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return or_(*(
        func.lower(field).like(pattern, escape="\\")
        for field in (Version.public_claim, Version.public_body, Version.public_wording)
    ))


def slip_named(topic: Topic, name: str) -> Slip | None:
    """A published contribution on the topic, by its public name."""
    identifier = id_of(name)
    row = db.session.execute(_slips(topic).where(Contribution.id == identifier)).first() if identifier else None
    return _slip(row) if row else None


def slips_with(topic: Topic, identifiers: Sequence[int]) -> Sequence[Slip]:
    """Those of them that are published on the topic, in the order given. One query."""
    rows = {row.id: _slip(row) for row in db.session.execute(_slips(topic).where(Contribution.id.in_(identifiers)))}
    return [rows[each] for each in identifiers if each in rows]


@dataclass(frozen=True)
class Neighbourhood:
    """What stands around the contribution in hand: what it answers, and what answers it."""

    above: Slip | None
    below: Sequence[Slip]
    about: Sequence[tuple[str, str, str]]


def neighbourhood_of(slip: Slip, topic: Topic) -> Neighbourhood:
    """The position a comment hangs on, and the comments under it. Three queries."""
    rows = db.session.execute(
        _slips(topic).where(_in_thread_of(slip.id), Contribution.id != slip.id)
        .order_by(ContributionTopic.listed_at, Contribution.id).limit(PAGE + 1)
    ).all()
    around = [_slip(row) for row in rows]
    above = next((each for each in around if each.kind == "position"), None)
    return Neighbourhood(
        above, [each for each in around if each.kind == "comment"], anchors_of([slip.id]).get(slip.id, ())
    )


def _in_thread_of(contribution_id: int) -> ColumnElement[bool]:
    """Of a Contribution: it is in the thread of that one, or the position that the thread hangs on."""
    threads = select(Position.__table__.c.thread_id).where(Position.__table__.c.id == contribution_id).union(
        select(Comment.__table__.c.thread_id).where(Comment.__table__.c.id == contribution_id)
    ).scalar_subquery()
    comments = select(Comment.__table__.c.id).where(Comment.__table__.c.thread_id == threads)
    position = select(Position.__table__.c.id).where(Position.__table__.c.thread_id == threads)
    return or_(Contribution.id.in_(comments), Contribution.id.in_(position))


def rest_of_thread(contribution: Contribution, topic: Topic) -> Sequence[Contribution]:
    """What hangs together with it on the topic and is not dealt with: a thread is one piece of work. One query."""
    return db.session.scalars(
        published_on_topics(topic.consultation_id, Contribution)
        .where(
            ContributionTopic.topic_id == topic.id, _in_thread_of(contribution.id), Contribution.id != contribution.id,
            ~is_disposed(), ~is_cited(draft=True),
        )
        .order_by(Contribution.id)
    ).all()


@dataclass(frozen=True)
class Mark:
    """A cited stretch of the contribution in hand."""

    field: str
    start: int
    end: int
    finding_id: int


def marks_on(slip: Slip) -> Sequence[Mark]:
    """Where findings at the desk cite the published version of a contribution."""
    rows = db.session.execute(
        select(Citation.field, Citation.start, Citation.end, FindingVersion.finding_id)
        .join(FindingVersion, FindingVersion.id == Citation.finding_version_id)
        .join(Finding, and_(Finding.id == FindingVersion.finding_id, Finding.version == FindingVersion.version))
        .where(
            Citation.contribution_id == slip.id, Citation.contribution_version == slip.version,
            Finding.removed_at.is_(None),
        )
        .order_by(Citation.start)
    )
    return [Mark(row.field, row.start or 0, row.end or 0, row.finding_id) for row in rows]


@dataclass(frozen=True)
class Done:
    """Something a person did at the desk a moment ago. `citation_id` is set where they cited."""

    contribution_id: int
    number: int | None
    group: str
    kind: str
    reason: str
    finding_id: int | None
    citation_id: int | None
    at: datetime

    @property
    def name(self) -> str:
        return name_of(self.contribution_id)


def just_done(topic: Topic, by: Account) -> Sequence[Done]:
    """The latest first. Two queries."""
    disposed = db.session.execute(
        select(Disposition, ContributionNumber.number, Contribution.group)
        .join(Contribution.__table__, Contribution.id == Disposition.contribution_id)
        .outerjoin(ContributionNumber, ContributionNumber.contribution_id == Disposition.contribution_id)
        .where(Disposition.topic_id == topic.id, Disposition.decided_by == by.id, Disposition.batch_id.is_(None))
        .order_by(Disposition.decided_at.desc()).limit(LATELY)
    )
    cited = db.session.execute(
        select(Citation, ContributionNumber.number, Contribution.group, FindingVersion.finding_id)
        .join(FindingVersion, FindingVersion.id == Citation.finding_version_id)
        .join(Finding, and_(Finding.id == FindingVersion.finding_id, Finding.version == FindingVersion.version))
        .join(Contribution.__table__, Contribution.id == Citation.contribution_id)
        .outerjoin(ContributionNumber, ContributionNumber.contribution_id == Citation.contribution_id)
        .where(Finding.topic_id == topic.id, Finding.removed_at.is_(None), Citation.cited_by == by.id)
        .order_by(Citation.cited_at.desc()).limit(LATELY)
    )
    done = [
        Done(row.contribution_id, number, group.value, row.kind.value, row.reason, row.finding_id, None, row.decided_at)
        for row, number, group in disposed
    ] + [
        Done(row.contribution_id or 0, number, group.value, "cited", "", finding_id, row.id, row.cited_at)
        for row, number, group, finding_id in cited
    ]
    return sorted(done, key=lambda each: each.at, reverse=True)[:LATELY]


def contributions_named(names: Sequence[str]) -> Sequence[Contribution]:
    """Those there are, in one query."""
    identifiers = [identifier for name in names if (identifier := id_of(name)) is not None]
    return db.session.scalars(select(Contribution).where(Contribution.id.in_(identifiers))).all()


def citation_with_id(identifier: int) -> Citation | None:
    return db.session.get(Citation, identifier)


def chosen(finding: Finding, name: str, version: int, field: str, start: int) -> Citation | None:
    """The citation of that place in the latest version of a finding; for a cited finding, by its name alone."""
    identifier = id_of(name)
    query = (
        select(Citation)
        .join(FindingVersion, FindingVersion.id == Citation.finding_version_id)
        .where(FindingVersion.finding_id == finding.id, FindingVersion.version == finding.version)
    )
    words = and_(
        Citation.contribution_id == identifier, Citation.contribution_version == version, Citation.field == field,
        Citation.start == start,
    )
    return db.session.scalar(query.where(or_(Citation.cited_finding_id == identifier, words)).limit(1))


