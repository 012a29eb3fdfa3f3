"""Giving a consultation's texts in one more language."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Consultation, Topic
from consult.consultations.policy import require_manager
from consult.consultations.recording import record
from consult.consultations.translations import (
    Pair,
    Translation,
    Translator,
    pairs_of_plan,
    pairs_of_topic,
    translations_of,
)
from consult.db import db, transaction
from consult.errors import Invalid
from consult.i18n import _
from consult.text import is_blank, normalise

LONGEST = 10_000


def pairs_in(consultation: Consultation, topic: Topic | None, language: str) -> list[Pair]:
    """Every original of the plan, or of a goal, beside what there is of it in a language."""
    rows = translations_of([consultation.id], language, topic_ids=[topic.id if topic else None], with_passages=True)
    return pairs_of_topic(topic, topic.passages, rows) if topic else pairs_of_plan(consultation, rows)


def translate(
    consultation: Consultation, topic: Topic | None, language: str, texts: Mapping[str, str], *,
    seen: Mapping[str, str], still_right: Sequence[str], translator: Translator, name: str, by: Account,
) -> None:
    """Keep the texts of a plan or of a goal in one language; an empty one goes.

    `seen` are the digests of the originals they were written beside: where the original has changed since, or a text
    was left as it was for an older one, it counts as outdated until it is changed or said to be `still_right`.
    Raises NotAllowed or Invalid.
    """
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        require_manager(by, consultation)
        if language == consultation.language:
            raise Invalid(_("This is the language of the original."))
        if translator is not Translator.MACHINE and is_blank(name):
            raise Invalid(_("Say who translated it."))
        pairs = pairs_in(consultation, topic, language)
        kept = [
            each for pair in pairs
            if (each := _kept(pair, normalise(texts.get(pair.field, "")), seen, still_right, translator, name))
        ]
        session.execute(
            delete(Translation).where(
                Translation.consultation_id == consultation.id, Translation.language == language,
                Translation.topic_id == topic.id if topic else Translation.topic_id.is_(None),
            )
        )
        for each in kept:
            each.consultation_id, each.topic_id, each.language = consultation.id, topic.id if topic else None, language
        session.add_all(kept)
        record(
            "consultation.translated", consultation, facts={"language": language, "by": translator.value},
            body={"topic": topic.slug if topic else None, "texts": {each.field: each.text for each in kept}},
        )


def _kept(
    pair: Pair, text: str, seen: Mapping[str, str], still_right: Sequence[str], translator: Translator, name: str
) -> Translation | None:
    if not text:
        return None
    if len(text) > LONGEST:
        raise Invalid(_("A translated text may have 10,000 characters at most."))
    before = pair.translation
    is_same = before is not None and before.text == text
    digest = seen.get(pair.field, pair.digest)
    if is_same and before is not None:
        if pair.field not in still_right:
            digest = before.source_digest
        return Translation(
            field=pair.field, text=text, source_digest=digest, by_kind=before.by_kind, by_name=before.by_name,
            made_at=before.made_at,
        )
    return Translation(
        field=pair.field, text=text, source_digest=digest, by_kind=translator, by_name=normalise(name), made_at=now()
    )


def copy_translations(source: Consultation, target: Consultation, topics: Mapping[int, int]) -> None:
    """Into a consultation begun from an earlier one. `topics` leads from a goal's id to that of its copy."""
    rows = db.session.query(Translation).filter(Translation.consultation_id == source.id)
    db.session.add_all(
        Translation(
            consultation_id=target.id, topic_id=topics.get(row.topic_id) if row.topic_id else None,
            language=row.language, field=row.field, source_digest=row.source_digest, text=row.text,
            by_kind=row.by_kind, by_name=row.by_name, made_at=row.made_at,
        )
        for row in rows if row.topic_id is None or row.topic_id in topics
    )
