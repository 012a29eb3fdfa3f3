"""The citations of a consultation's findings, with what they show today: words, or why they are void."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, select

from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, Publication, State, Version
from consult.db import db
from consult.identifiers import name_of
from consult.record.models import ContributionNumber
from consult.synthesis.ledger import shown
from consult.synthesis.models import Citation, Finding, FindingVersion
from consult.synthesis.outline import Line
from consult.text import is_blank

AROUND = 140


@dataclass(frozen=True)
class ShownCitation:
    """A source in its place. `text` is the public form of the cited span; None where the citation is void.

    Author and organisation are empty where the name is withheld. `is_outdated`: a newer version is public; the citation
    keeps to the one it was made from.
    """

    source: str
    name: str
    number: int | None
    version: int
    field: str
    start: int | None
    end: int | None
    text: str | None
    void: str | None
    group: str
    author: str
    organisation: str
    country: str
    language: str
    is_nameless: bool
    is_outdated: bool = False


@dataclass(frozen=True)
class Cited:
    """A citation as findings need it: the contribution or the finding behind it."""

    shown: ShownCitation
    contribution_id: int | None
    finding_id: int | None


def citations_of(consultation: Consultation, lines: Sequence[Line], draft: bool) -> dict[int, list[Cited]]:
    """By finding, in the order in which they were made. `lines` are all findings, minority views too. One query."""
    by_finding = {line.finding.id: line for line in lines}
    found: dict[int, list[Cited]] = {}
    for row in db.session.execute(_of(consultation, draft)):
        cited = _cited_finding(row, by_finding) if row.cited_finding_id is not None else _cited_words(row)
        found.setdefault(row.finding_id, []).append(cited)
    return found


def _of(consultation: Consultation, draft: bool) -> Any:
    words = cited_field()
    return (
        select(
            FindingVersion.finding_id, Citation.contribution_id, Citation.cited_finding_id,
            Citation.contribution_version, Citation.field, Citation.start, Citation.end, Contribution.kind,
            Contribution.state, Contribution.publication, Contribution.group, Contribution.author_name,
            Contribution.organisation_name, Contribution.country, Contribution.language, ContributionNumber.number,
            Contribution.public_version,
            func.substr(words, Citation.start + 1, Citation.end - Citation.start).label("text"),
        )
        .select_from(Citation)
        .join(FindingVersion, FindingVersion.id == Citation.finding_version_id)
        .join(Finding, and_(Finding.id == FindingVersion.finding_id, FindingVersion.version == shown(draft)))
        .outerjoin(Contribution.__table__, Contribution.id == Citation.contribution_id)
        .outerjoin(Version, and_(
            Version.contribution_id == Citation.contribution_id, Version.version == Citation.contribution_version))
        .outerjoin(ContributionNumber, ContributionNumber.contribution_id == Citation.contribution_id)
        .where(Finding.consultation_id == consultation.id, Finding.removed_at.is_(None))
        .order_by(Citation.cited_at, Citation.id)
    )


def cited_field() -> ColumnElement[str]:
    """The public form of the field a citation is in."""
    return case(
        (Citation.field == "claim", Version.public_claim), (Citation.field == "wording", Version.public_wording),
        else_=Version.public_body,
    )


def _cited_words(row: Row[Any]) -> Cited:
    named = row.publication is Publication.NAMED
    void = void_because(row.state, row.text, row.end - row.start)
    return Cited(
        ShownCitation(
            source=f"{row.kind.value}:{name_of(row.contribution_id)}", name=name_of(row.contribution_id),
            number=row.number, version=row.contribution_version, field=row.field, start=row.start, end=row.end,
            text=None if void else row.text, void=void, group=row.group.value,
            author=row.author_name if named else "", organisation=row.organisation_name if named else "",
            country=row.country, language=row.language, is_nameless=not named,
            is_outdated=void is None and (row.public_version or 0) > row.contribution_version,
        ),
        row.contribution_id, None,
    )


def void_because(state: State, text: str | None, length: int) -> str | None:
    """Why a citation no longer holds, or None while it is live: derived whenever it is read."""
    if state is State.WITHDRAWN:
        return "withdrawn"
    if state is not State.PUBLISHED:
        return "withheld"
    return "erased" if text is None or len(text) != length or is_blank(text) else None


def _cited_finding(row: Row[Any], by_finding: dict[int, Line]) -> Cited:
    line = by_finding.get(row.cited_finding_id)
    name = name_of(row.cited_finding_id)
    return Cited(
        ShownCitation(
            source=f"finding:{name}", name=name, number=None, version=line.version.version if line else 0, field="",
            start=None, end=None, text=line.version.text if line else None, void=None if line else "withdrawn",
            group="", author="", organisation="", country="", language="", is_nameless=False,
        ),
        None, row.cited_finding_id,
    )


Place = tuple[str, int, str, int | None]


def words_around(consultation: Consultation, draft: bool) -> dict[Place, tuple[str, str]]:
    """What stands before and after each cited span, by (name, version, field, start). One query."""
    words = cited_field()
    first = case((Citation.start > AROUND, Citation.start - AROUND), else_=0)
    rows = db.session.execute(
        select(
            Citation.contribution_id, Citation.contribution_version, Citation.field, Citation.start,
            func.substr(words, first + 1, Citation.start - first).label("before"),
            func.substr(words, Citation.end + 1, AROUND).label("after"),
        )
        .join(FindingVersion, FindingVersion.id == Citation.finding_version_id)
        .join(Finding, and_(Finding.id == FindingVersion.finding_id, FindingVersion.version == shown(draft)))
        .join(Contribution.__table__, Contribution.id == Citation.contribution_id)
        .join(Version, and_(
            Version.contribution_id == Citation.contribution_id, Version.version == Citation.contribution_version))
        .where(
            Finding.consultation_id == consultation.id, Finding.removed_at.is_(None),
            Contribution.state == State.PUBLISHED,
        )
    )
    return {
        (name_of(row.contribution_id), row.contribution_version, row.field, row.start):
            (_from_a_word(row.before), _to_a_word(row.after))
        for row in rows
    }


def _from_a_word(before: str) -> str:
    """The end of the text before, begun at a word and kept within its paragraph."""
    stretch = before.rpartition("\n\n")[2]
    if len(before) < AROUND or len(stretch) < len(before):
        return stretch
    return "… " + stretch.partition(" ")[2]


def _to_a_word(after: str) -> str:
    stretch = after.partition("\n\n")[0]
    if len(after) < AROUND or len(stretch) < len(after):
        return stretch
    return stretch.rpartition(" ")[0] + " …"
