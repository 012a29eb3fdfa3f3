"""A consultation's own texts in further languages. The original alone counts: anchors and citations are on it."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from consult.clock import now
from consult.consultations.models import Consultation, Passage, Topic
from consult.db import Base, choice, db
from consult.identifiers import new_id

# What can be translated besides passages, in the order of the form; a passage's field is its number.
OF_PLAN = ("title", "summary", "decides", "can_change", "cannot_change", "must_reach", "house_rules")
OF_TOPIC = ("title", "summary")


class Translator(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    MACHINE = "machine"


class Translation(Base):
    """One text in one more language, and of which wording it is a translation (as a digest)."""

    __tablename__ = "translations"
    __table_args__ = (Index("ix_translations_read", "consultation_id", "language", "topic_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(35))
    field: Mapped[str] = mapped_column(String(20))
    source_digest: Mapped[str] = mapped_column(String(64))
    text: Mapped[str]
    by_kind: Mapped[Translator] = mapped_column(choice(Translator))
    by_name: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime] = mapped_column(default=now)


@dataclass(frozen=True)
class Said:
    """A text as a reader gets it, and in which language that is."""

    text: str
    language: str
    translation: Translation | None = None


@dataclass(frozen=True)
class Pair:
    """An original beside its translation, for who translates."""

    field: str
    original: str
    translation: Translation | None

    @property
    def digest(self) -> str:
        return digest_of(self.original)

    @property
    def is_outdated(self) -> bool:
        return self.translation is not None and self.translation.source_digest != self.digest


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def original_of(thing: Consultation | Topic, field: str) -> str:
    value = getattr(thing, field)
    return "\n".join(value) if isinstance(value, list) else str(value)


def translations_of(
    consultation_ids: Sequence[int], language: str, *, topic_ids: Sequence[int | None] | None = None,
    with_passages: bool = False,
) -> Sequence[Translation]:
    """In one query. `topic_ids`: None stands for the plan itself; not given, all."""
    query = select(Translation).where(
        Translation.consultation_id.in_(consultation_ids), Translation.language == language
    )
    if topic_ids is not None:
        known = [each for each in topic_ids if each is not None]
        of_topics = Translation.topic_id.in_(known)
        query = query.where(of_topics | Translation.topic_id.is_(None) if None in topic_ids else of_topics)
    if not with_passages:
        query = query.where(Translation.field.in_(OF_PLAN))
    return db.session.scalars(query).all()


def languages_of(consultation: Consultation) -> list[str]:
    """Those into which something of it is translated."""
    return sorted(
        db.session.scalars(
            select(Translation.language).where(Translation.consultation_id == consultation.id).distinct()
        )
    )


def pairs_of_plan(consultation: Consultation, rows: Iterable[Translation]) -> list[Pair]:
    by_field = {row.field: row for row in rows if row.topic_id is None}
    return _pairs(consultation, OF_PLAN, by_field)


def pairs_of_topic(topic: Topic, passages: Sequence[Passage], rows: Iterable[Translation]) -> list[Pair]:
    """A passage's translation is found by the wording it translates, wherever that moved; else by its number."""
    own = [row for row in rows if row.topic_id == topic.id]
    by_digest = {row.source_digest: row for row in own if row.field.isdecimal()}
    present = {digest_of(passage.text) for passage in passages}
    by_number = {row.field: row for row in own if row.field.isdecimal() and row.source_digest not in present}
    return _pairs(topic, OF_TOPIC, {row.field: row for row in own}) + [
        Pair(
            str(passage.ordinal), passage.text,
            by_digest.get(digest_of(passage.text)) or by_number.get(str(passage.ordinal)),
        )
        for passage in passages
    ]


@dataclass
class Standing:
    """How far a language has come: texts that match their original, that are outdated, and that there are."""

    current: int = 0
    outdated: int = 0
    total: int = 0


def standing_of(consultation: Consultation) -> dict[str, dict[str, Standing]]:
    """By language, then by goal's slug (the plan under the empty one). As many queries, whatever there is."""
    topic_ids = [topic.id for topic in consultation.goals]
    passages: dict[int, list[Passage]] = {}
    for passage in db.session.scalars(
        select(Passage).join(Topic, Topic.id == Passage.topic_id)
        .where(Topic.id.in_(topic_ids), Passage.version == Topic.version).order_by(Passage.ordinal)
    ):
        passages.setdefault(passage.topic_id, []).append(passage)
    rows = db.session.scalars(select(Translation).where(Translation.consultation_id == consultation.id)).all()
    found: dict[str, dict[str, Standing]] = {}
    for language in sorted({row.language for row in rows}):
        own = [row for row in rows if row.language == language]
        found[language] = {"": _standing(pairs_of_plan(consultation, own))} | {
            topic.slug: _standing(pairs_of_topic(topic, passages.get(topic.id, []), own))
            for topic in consultation.goals
        }
    return found


def _standing(pairs: Sequence[Pair]) -> Standing:
    outdated = sum(pair.is_outdated for pair in pairs)
    return Standing(sum(pair.translation is not None for pair in pairs) - outdated, outdated, len(pairs))


def _pairs(thing: Consultation | Topic, fields: Sequence[str], found: dict[str, Translation]) -> list[Pair]:
    originals = ((field, original_of(thing, field)) for field in fields)
    return [Pair(field, original, found.get(field)) for field, original in originals if original]


class Texts:
    """The texts of one consultation in the reader's language, where there is one; else as they were written.

    A translation of an earlier wording is not shown: it would put words into the institution's mouth.
    """

    def __init__(
        self, consultation: Consultation, language: str, rows: Sequence[Translation] = (),
        languages: Sequence[str] = (), is_asked_for: bool = False,
    ) -> None:
        self.consultation, self.language, self.languages = consultation, language, languages
        self._rows = {(row.topic_id, row.field): row for row in rows}
        self._passages: dict[int, dict[str, Translation]] = {}
        self.used: list[Translation] = []
        self.is_asked_for = is_asked_for

    def of(self, field: str, topic: Topic | None = None) -> Said:
        original = original_of(topic or self.consultation, field)
        return self._said(original, self._rows.get((topic.id if topic else None, field)))

    def passage(self, topic: Topic, passage: Passage) -> Said:
        """One query for all the passages of a topic."""
        if topic.id not in self._passages:
            rows = translations_of(
                [self.consultation.id], self.language, topic_ids=[topic.id], with_passages=True
            ) if self.is_foreign else ()
            self._passages[topic.id] = {row.source_digest: row for row in rows if row.field.isdecimal()}
        return self._said(passage.text, self._passages[topic.id].get(digest_of(passage.text)))

    @property
    def is_foreign(self) -> bool:
        return self.language != self.consultation.language and self.language in self.languages

    def _said(self, original: str, row: Translation | None) -> Said:
        if row is None or not original or row.source_digest != digest_of(original):
            return Said(original, self.consultation.language)
        self.used.append(row)
        return Said(row.text, row.language, row)

    @property
    def translators(self) -> list[tuple[Translator, str]]:
        """Of what was shown so far, each once."""
        return list(dict.fromkeys((row.by_kind, row.by_name) for row in self.used))
