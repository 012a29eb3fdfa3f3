"""The codebook with its counts, suggestions with their members, samples with their progress. Few queries each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from consult.accounts.models import Account
from consult.coding.grouping import said_in
from consult.coding.models import Code, CodeVersion, Coding, Reading, Sample, SampleItem, ThemeGroup, ThemeMember
from consult.consultations.models import Consultation, Topic
from consult.contributions.models import Contribution, ContributionTopic, State, Version
from consult.db import db
from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import id_of, name_of
from consult.paging import Page, decode_cursor, page_of
from consult.record.models import ContributionNumber

PAGE = 20


@dataclass(frozen=True)
class Theme:
    """A code as lists show it: how many published contributions have it, and how many by an earlier wording."""

    id: int
    name: str
    label: str
    definition: str
    version: int
    contributions: int
    stale: int


def code_by_name(consultation: Consultation, name: str) -> Code:
    """One that is in the codebook. Raises NotFound."""
    identifier = id_of(name)
    code = db.session.get(Code, identifier) if identifier is not None else None
    if code is None or code.consultation_id != consultation.id or code.retired_at is not None:
        raise NotFound(_("There is no such theme."))
    return code


def group_by_name(consultation: Consultation, name: str) -> ThemeGroup:
    """A suggestion, decided upon or not. Raises NotFound."""
    identifier = id_of(name)
    group = db.session.get(ThemeGroup, identifier) if identifier is not None else None
    if group is None or db.session.get_one(Topic, group.topic_id).consultation_id != consultation.id:
        raise NotFound(_("There is no such suggestion. It may have been joined or split meanwhile."))
    return group


def sample_by_name(consultation: Consultation, name: str) -> Sample:
    """Raises NotFound."""
    identifier = id_of(name)
    sample = db.session.get(Sample, identifier) if identifier is not None else None
    if sample is None or sample.consultation_id != consultation.id:
        raise NotFound(_("There is no such sample."))
    return sample


def is_coded(code_id: int) -> ColumnElement[bool]:
    """Of a ContributionTopic: the contribution has the code."""
    return (
        select(Coding.id)
        .where(Coding.contribution_id == ContributionTopic.contribution_id, Coding.code_id == code_id)
        .correlate(ContributionTopic).exists()
    )


def has_any_code() -> ColumnElement[bool]:
    """Of a ContributionTopic: the contribution has some code of the codebook."""
    return (
        select(Coding.id).join(Code, Code.id == Coding.code_id)
        .where(Coding.contribution_id == ContributionTopic.contribution_id, Code.retired_at.is_(None))
        .correlate(ContributionTopic).exists()
    )


def codebook_of(consultation: Consultation, topic: Topic | None = None) -> list[Theme]:
    """By label; the counts are of published contributions, on a topic or on all. Two queries."""
    counts = (
        select(
            Coding.code_id, func.count(func.distinct(Coding.contribution_id)),
            func.count(func.distinct(case((Coding.code_version < Code.version, Coding.contribution_id)))),
        )
        .join(Code, Code.id == Coding.code_id)
        .join(Contribution.__table__, Contribution.id == Coding.contribution_id)
        .where(Code.consultation_id == consultation.id, Contribution.state == State.PUBLISHED)
        .group_by(Coding.code_id)
    )
    if topic is not None:
        counts = counts.join(ContributionTopic, and_(
            ContributionTopic.contribution_id == Coding.contribution_id, ContributionTopic.topic_id == topic.id
        ))
    found = {row[0]: (row[1], row[2]) for row in db.session.execute(counts)}
    rows = db.session.execute(
        select(Code, CodeVersion.definition)
        .join(CodeVersion, and_(CodeVersion.code_id == Code.id, CodeVersion.version == Code.version))
        .where(Code.consultation_id == consultation.id, Code.retired_at.is_(None))
        .order_by(func.lower(Code.label), Code.id)
    )
    return [
        Theme(code.id, code.name, code.label, definition, code.version, *found.get(code.id, (0, 0)))
        for code, definition in rows
    ]


def themes_by_group(consultation: Consultation) -> dict[int, dict[str, int]]:
    """By code and stakeholder group: published contributions that have it. One query."""
    rows = db.session.execute(
        select(Coding.code_id, Contribution.group, func.count(func.distinct(Coding.contribution_id)))
        .join(Code, Code.id == Coding.code_id)
        .join(Contribution.__table__, Contribution.id == Coding.contribution_id)
        .where(
            Code.consultation_id == consultation.id, Code.retired_at.is_(None),
            Contribution.state == State.PUBLISHED,
        )
        .group_by(Coding.code_id, Contribution.group)
    )
    found: dict[int, dict[str, int]] = {}
    for code_id, group, number in rows:
        found.setdefault(code_id, {})[group.value] = number
    return found


@dataclass(frozen=True)
class Applied:
    """A code on a contribution. `words` is the span it stands on, empty for the whole."""

    id: int
    contribution_id: int
    label: str
    code: str
    origin: str
    is_stale: bool
    field: str
    start: int
    end: int


def codings_on(contribution_ids: Sequence[int], reader: Account | None = None) -> dict[int, list[Applied]]:
    """By contribution, in the order of labels. One query.

    For a `reader` who still has to code a contribution of an open sample by themselves, what others coded is not shown.
    """
    query = (
        select(Coding, Code.label, Code.version)
        .join(Code, Code.id == Coding.code_id)
        .where(Coding.contribution_id.in_(contribution_ids), Code.retired_at.is_(None))
        .order_by(func.lower(Code.label), Coding.start, Coding.id)
    )
    if reader is not None:
        query = query.where(~_is_blind(reader))
    found: dict[int, list[Applied]] = {}
    for coding, label, version in db.session.execute(query):
        found.setdefault(coding.contribution_id, []).append(Applied(
            coding.id, coding.contribution_id, label, name_of(coding.code_id), coding.origin.value,
            coding.code_version < version, coding.field, coding.start, coding.end,
        ))
    return found


def _is_blind(reader: Account) -> ColumnElement[bool]:
    """Of a Coding: its contribution is in a sample under way, and this person has not coded it there."""
    read = select(Reading.coder_id).where(
        Reading.sample_id == SampleItem.sample_id, Reading.contribution_id == SampleItem.contribution_id,
        Reading.coder_id == reader.id,
    ).correlate(SampleItem).exists()
    return (
        select(SampleItem.sample_id).join(Sample, Sample.id == SampleItem.sample_id)
        .where(
            SampleItem.contribution_id == Coding.contribution_id, SampleItem.reconciled_at.is_(None),
            Sample.reconciled_at.is_(None), ~read,
        )
        .correlate(Coding).exists()
    )


@dataclass(frozen=True)
class Said:
    """A published contribution as lists of this room show it."""

    id: int
    number: int | None
    kind: str
    group: str
    language: str
    claim: str
    body: str
    nearness: float | None = None
    is_stale: bool = False

    @property
    def name(self) -> str:
        return name_of(self.id)

    @property
    def words(self) -> str:
        return said_in(self.claim, self.body)


def _said(*columns: Any) -> Any:
    return (
        select(
            Contribution.id, Contribution.kind, ContributionNumber.number, Contribution.group, Contribution.language,
            Version.public_claim, func.substr(Version.public_body, 1, 600).label("body"), *columns,
        )
        .select_from(Contribution.__table__)
        .join(Version, and_(Version.contribution_id == Contribution.id, Version.version == Contribution.public_version))
        .outerjoin(ContributionNumber, ContributionNumber.contribution_id == Contribution.id)
        .where(Contribution.state == State.PUBLISHED)
    )


def _row(row: Any, nearness: float | None = None, is_stale: bool = False) -> Said:
    return Said(
        row.id, row.number, row.kind.value, row.group.value, row.language, row.public_claim, row.body, nearness,
        is_stale,
    )


def members_of(group: ThemeGroup, after: str | None = None, size: int = PAGE) -> Page[Said]:
    """The contributions of a suggestion, the most typical first. One query."""
    query = _said(ThemeMember.nearness).join(ThemeMember, ThemeMember.contribution_id == Contribution.id).where(
        ThemeMember.group_id == group.id
    )
    if place := decode_cursor(after, 2):
        try:
            near, identifier = float(place[0]), int(place[1])
        except ValueError:
            near, identifier = 1.0, 0
        query = query.where(or_(
            ThemeMember.nearness < near, and_(ThemeMember.nearness == near, Contribution.id > identifier)
        ))
    rows = db.session.execute(query.order_by(ThemeMember.nearness.desc(), Contribution.id).limit(size + 1)).all()
    page = page_of(rows, size, lambda row: [repr(row.nearness), row.id])
    return Page([_row(row, row.nearness) for row in page.rows], page.after)


def coded_with(code: Code, after: str | None = None, size: int = PAGE, stale: bool = False) -> Page[Said]:
    """What has a code; with `stale` what was coded with an earlier wording. One query."""
    has = select(func.max(Coding.code_version)).where(
        Coding.contribution_id == Contribution.id, Coding.code_id == code.id
    ).correlate(Contribution.__table__).scalar_subquery()
    query = _said(has.label("coded_version")).where(has < code.version if stale else has.is_not(None))
    if place := decode_cursor(after, 1):
        query = query.where(Contribution.id > (int(place[0]) if place[0].isdecimal() else 0))
    rows = db.session.execute(query.order_by(Contribution.id).limit(size + 1)).all()
    page = page_of(rows, size, lambda row: [row.id])
    return Page([_row(row, None, row.coded_version < code.version) for row in page.rows], page.after)


def said_by_id(identifiers: Sequence[int]) -> dict[int, Said]:
    """Published ones. One query."""
    rows = db.session.execute(_said().where(Contribution.id.in_(identifiers)))
    return {row.id: _row(row) for row in rows}


def groups_on(topic: Topic) -> Sequence[ThemeGroup]:
    """Suggestions on a topic, the largest first; what a person decided on comes along."""
    return db.session.scalars(
        select(ThemeGroup).where(ThemeGroup.topic_id == topic.id)
        .order_by(ThemeGroup.size.desc(), ThemeGroup.id)
    ).all()


def nearness_on(topic: Topic) -> dict[int, float]:
    """By suggestion: how near its contributions are to its middle, on average. One query."""
    rows = db.session.execute(
        select(ThemeMember.group_id, func.avg(ThemeMember.nearness))
        .join(ThemeGroup, ThemeGroup.id == ThemeMember.group_id)
        .where(ThemeGroup.topic_id == topic.id).group_by(ThemeMember.group_id)
    )
    return {group_id: float(nearness) for group_id, nearness in rows}


def samples_of(consultation: Consultation) -> Sequence[Sample]:
    """The latest first."""
    return db.session.scalars(
        select(Sample).where(Sample.consultation_id == consultation.id).order_by(Sample.drawn_at.desc(), Sample.id)
    ).all()


@dataclass(frozen=True)
class Item:
    """A contribution of a sample, with how many have read it and whether this person has."""

    said: Said
    place: int
    readings: int
    is_mine: bool
    is_reconciled: bool


def items_of(sample: Sample, by: Account) -> list[Item]:
    """In the order drawn. Two queries."""
    read: dict[int, set[int]] = {}
    for contribution_id, coder_id in db.session.execute(
        select(Reading.contribution_id, Reading.coder_id).where(Reading.sample_id == sample.id)
    ):
        read.setdefault(contribution_id, set()).add(coder_id)
    rows = db.session.execute(
        _said(SampleItem.place, SampleItem.reconciled_at)
        .join(SampleItem, SampleItem.contribution_id == Contribution.id)
        .where(SampleItem.sample_id == sample.id).order_by(SampleItem.place)
    )
    return [
        Item(
            _row(row), row.place, len(read.get(row.id, ())), by.id in read.get(row.id, ()),
            row.reconciled_at is not None,
        )
        for row in rows
    ]


def agreements_of(consultation: Consultation) -> list[dict[str, Any]]:
    """The agreement of the latest sample that is reconciled; empty before one is. One query."""
    sample = db.session.scalar(
        select(Sample).where(Sample.consultation_id == consultation.id, Sample.reconciled_at.is_not(None))
        .order_by(Sample.reconciled_at.desc()).limit(1)
    )
    return list(sample.agreement) if sample else []


def published_texts(
    consultation_id: int, topic_id: int | None = None, lacks: Code | None = None, most: int = 20_000
) -> dict[int, tuple[str, str]]:
    """Words and language of published contributions, for comparing; with `lacks` those without that code. One query."""
    query = _said().where(Contribution.consultation_id == consultation_id)
    if topic_id is not None:
        query = query.join(ContributionTopic, and_(
            ContributionTopic.contribution_id == Contribution.id, ContributionTopic.topic_id == topic_id
        ))
    if lacks is not None:
        query = query.where(~select(Coding.id).where(
            Coding.contribution_id == Contribution.id, Coding.code_id == lacks.id
        ).correlate(Contribution.__table__).exists())
    rows = db.session.execute(query.limit(most))
    return {row.id: (said_in(row.public_claim, row.body), row.language) for row in rows}


