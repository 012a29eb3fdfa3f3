"""A public thing as the index keeps it. Pure."""

from consult.coding.stems import base_of
from consult.search.sources import Source
from consult.search.words import lex_of, spelt

_EPOCH = 946_684_800  # 2000-01-01
_LOW = 31


def document_of(source: Source) -> dict[str, object]:
    language = base_of(source.language)
    moment = max(0, int(source.shown_at.timestamp()) - _EPOCH)
    return {
        "id": moment << _LOW | source.id & ((1 << _LOW) - 1), "kind": source.kind.value, "thing_id": source.id,
        "consultation_id": source.consultation.id, "language": language, "digest": source.digest,
        "title_lex": lex_of(source.title, language), "body_lex": lex_of(source.found_in, language),
        "facts": " ".join(
            fact_of(name, value) for name, value in (
                ("kind", source.kind.value), ("consultation", str(source.consultation.id)), ("group", source.group),
                ("country", source.country), ("language", language),
            ) if value
        ),
    }


def fact_of(name: str, value: str) -> str:
    """What a list can be narrowed to, as a token of the index."""
    return spelt(f"{name}{value}".lower().replace("_", ""))


def first_id(day_start: float) -> int:
    """The lowest id of what was published from that moment on."""
    return max(0, int(day_start) - _EPOCH) << _LOW


def tokens_of(document: dict[str, object]) -> set[str]:
    """All the words it is found by."""
    return {*str(document["title_lex"]).split(), *str(document["body_lex"]).split()}
