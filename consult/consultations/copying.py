"""Beginning from an earlier consultation: what it says and its rules, never its dates or its team."""

from collections.abc import Callable, Mapping
from copy import deepcopy

from consult.consultations.models import Consultation, Passage, Topic
from consult.consultations.recording import record
from consult.consultations.translating import copy_translations
from consult.db import db
from consult.identifiers import name_of

SAID = (
    "institution", "summary", "language", "languages", "contact", "decides", "can_change", "cannot_change",
    "must_reach", "house_rules", "time_zone",
)
RULES = (
    "preset", "moderation", "votes", "second_signature", "shows_results_early", "hold_rules", "split_duties",
    "has_draft_outcome", "challenge_days", "late_submissions", "grace_minutes",
)

# What the rooms above keep of a consultation, they copy themselves: source, target, goals of the one to the other's.
Copier = Callable[[Consultation, Consultation, Mapping[int, int]], None]
_others: dict[str, Copier] = {}


def also(copy: Copier) -> None:
    """Have a room copy what is its own."""
    _others[copy.__name__] = copy


def copy_plan(source: Consultation, target: Consultation) -> None:
    """Its texts, rules, goals and questions as they stand now. Joins the transaction that begins the other."""
    for name in (*SAID, *RULES):
        setattr(target, name, deepcopy(getattr(source, name)))
    copies = {topic.id: _copy_topic(topic, target).id for topic in source.goals}
    copy_translations(source, target, copies)
    for copy in _others.values():
        copy(source, target, copies)


def _copy_topic(topic: Topic, target: Consultation) -> Topic:
    copy = Topic(
        consultation_id=target.id, slug=topic.slug, ordinal=topic.ordinal, title=topic.title, summary=topic.summary,
        principles=list(topic.principles),
    )
    db.session.add(copy)
    db.session.flush()
    texts = [passage.text for passage in topic.passages]
    db.session.add_all(
        Passage(topic_id=copy.id, ordinal=ordinal, text=text) for ordinal, text in enumerate(texts, 1)
    )
    record("topic.written", target, f"topic:{name_of(copy.id)}", body={"title": copy.title, "passages": texts})
    return copy
