"""The findings of a consultation in order, with the numbers they bear. One query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import and_, select

from consult.consultations.models import Consultation
from consult.db import db
from consult.synthesis.ledger import shown
from consult.synthesis.models import Finding, FindingVersion


@dataclass(frozen=True)
class Line:
    """A finding in the version looked at. Its number is 3.4 on a topic, 2 on the consultation, 3.4a beside another."""

    finding: Finding
    version: FindingVersion
    number: str
    topic: str | None
    minority: Sequence["Line"] = field(default_factory=list)


def outline_of(consultation: Consultation, draft: bool) -> Sequence[Line]:
    """The findings on the whole first, then topic by topic; minority views inside the finding they stand beside."""
    rows = db.session.execute(
        select(Finding, FindingVersion)
        .join(FindingVersion, and_(FindingVersion.finding_id == Finding.id, FindingVersion.version == shown(draft)))
        .where(Finding.consultation_id == consultation.id, Finding.removed_at.is_(None))
        .order_by(Finding.ordinal, Finding.id)
    ).all()
    beside: dict[int, list[tuple[Finding, FindingVersion]]] = {}
    for finding, version in rows:
        if finding.parent_id is not None:
            beside.setdefault(finding.parent_id, []).append((finding, version))
    lines: list[Line] = []
    for topic in (None, *consultation.topics):
        slug, topic_id = (topic.slug, topic.id) if topic else (None, None)
        own = [(each, text) for each, text in rows if each.parent_id is None and each.topic_id == topic_id]
        for place, (finding, version) in enumerate(own, 1):
            number = f"{topic.ordinal}.{place}" if topic else str(place)
            minority = [
                Line(each, text, number + letter(index), slug)
                for index, (each, text) in enumerate(beside.get(finding.id, ()))
            ]
            lines.append(Line(finding, version, number, slug, minority))
    return lines


def letter(index: int) -> str:
    """a, b … z, then aa, ab …"""
    return (letter(index // 26 - 1) if index >= 26 else "") + chr(ord("a") + index % 26)


def every_line(lines: Iterable[Line]) -> Iterable[Line]:
    """Findings and their minority views."""
    for line in lines:
        yield line
        yield from line.minority
