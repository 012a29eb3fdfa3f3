"""Contributions from a table: a pure function from its records to rows in our own words."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from consult.contributions.models import Channel
from consult.errors import Invalid
from consult.imports.tables import Note, Record, Table
from consult.imports.topics import MAIN, Topics
from consult.imports.values import (
    language_detected,
    language_named,
    moment_named,
    respondent_type_named,
    stance_named,
)
from consult.organisations.vocabularies import UNDECLARED, Group, RespondentType, country_named, group_named
from consult.submissions.actions import CLAIM_LIMIT
from consult.text import first_sentence, is_blank, normalise, shorten

FIELDS = (
    "claim", "body", "author", "organisation", "group", "type", "country", "language", "stance", "topic",
    "submitted_at", "external_id", "channel",
)
LIMIT = 1_000_000
NAME_LIMIT = 1000

Meaning = TypeVar("Meaning")


@dataclass(frozen=True, slots=True)
class Row:
    """One submission with one position. `identity` is what a second run knows it by."""

    line: int
    identity: str
    claim: str
    claim_is_ours: bool
    body: str
    author: str
    organisation: str
    group: Group
    respondent_type: RespondentType | None
    country: str
    language: str | None
    stance: str
    topics: tuple[str, ...]
    submitted_at: datetime | None
    channel: Channel
    participant: str = ""
    is_withheld: bool = False


@dataclass
class Reading:
    """What a file says, and what is wrong with it."""

    read: int = 0
    rows: list[Row] = field(default_factory=list)
    rejected: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)


@dataclass(frozen=True)
class Key:
    """How a file's columns and values are named in ours."""

    columns: Mapping[str, int]
    values: Mapping[tuple[str, str], str]

    def value(self, record: Record, name: str) -> tuple[str, bool]:
        """A cell normalised and put into our words, and whether the operator said how."""
        column = self.columns.get(name)
        theirs = normalise(record.cells[column]) if column is not None else ""
        ours = self.values.get((name, theirs.casefold()))
        return (theirs, False) if ours is None else (ours, True)


class Rejected(Exception):
    """This row cannot become a submission; the message says why."""


def key_of(table: Table, maps: Iterable[str], values: Iterable[str]) -> Key:
    """Read FIELD=COLUMN and FIELD:THEIRS=OURS. A column called like a field is that field. Raises Invalid."""
    columns = {name: table.header.index(name) for name in FIELDS if name in table.header}
    named: set[str] = set()
    for text in maps:
        name, equals, column = text.partition("=")
        _require_field(name, equals, f"--map {text}", "FIELD=COLUMN")
        found = [place for place, title in enumerate(table.header) if title == column.strip()]
        if not found:
            raise Invalid(f"--map {text}: there is no column “{column}”. The columns are: {', '.join(table.header)}.")
        if name in named:
            raise Invalid(f"--map {text}: {name} is given twice.")
        named.add(name)
        columns[name] = found[0]
    for name, place in columns.items():
        if table.header.count(table.header[place]) > 1:
            raise Invalid(f"The file has two columns called “{table.header[place]}”, so {name} cannot be read from it.")
    if "claim" not in columns and "body" not in columns:
        raise Invalid(
            "Say which column holds what people wrote, as in --map body=COLUMN. "
            f"The columns are: {', '.join(table.header)}."
        )
    return Key(columns, dict(_value_pair(text) for text in values))


def _value_pair(text: str) -> tuple[tuple[str, str], str]:
    name, colon, pair = text.partition(":")
    theirs, equals, ours = pair.rpartition("=")
    _require_field(name, colon and equals, f"--value {text}", "FIELD:THEIRS=OURS")
    _require_ours(name, ours.strip(), f"--value {text}")
    return (name, normalise(theirs).casefold()), ours.strip()


def _require_field(name: str, separator: str, option: str, form: str) -> None:
    if not separator:
        raise Invalid(f"{option}: write it as {form}.")
    if name not in FIELDS:
        raise Invalid(f"{option}: there is no field “{name}”. The fields are: {', '.join(FIELDS)}.")


def _require_ours(name: str, ours: str, option: str) -> None:
    """Raises Invalid where a value of ours is none, before any row is read."""
    known: dict[str, Callable[[str], object]] = {
        "group": group_named, "country": country_named, "stance": stance_named, "type": respondent_type_named,
        "language": language_named, "submitted_at": moment_named, "channel": _channel_named,
    }
    if name in known and ours not in ("", UNDECLARED) and known[name](ours) is None:
        raise Invalid(f"{option}: “{ours}” is not a {name.replace('_', ' ')} we know.")
    if name == "topic":
        Topics.require_slugs(ours, option)


def _channel_named(value: str) -> Channel | None:
    return Channel(value.lower()) if value.lower() in set(Channel) else None


def read(table: Table, key: Key, topics: Topics) -> Reading:
    """Every record as a row, or the reason why it is rejected; nothing is stored."""
    reading = Reading(read=len(table.records) + len(table.broken), rejected=list(table.broken))
    seen: Counter[str] = Counter()
    lines: dict[str, int] = {}
    for record in table.records:
        try:
            identity = _identity(record, key, seen)
            if identity in lines:
                raise Rejected(f"Its external_id “{identity}” is that of line {lines[identity]}.")
            reading.rows.append(_row(record, identity, key, topics, reading.warnings))
            lines[identity] = record.line
        except Rejected as refusal:
            reading.rejected.append(Note(record.line, str(refusal)))
    reading.rejected.sort(key=lambda note: note.line)
    return reading


def _identity(record: Record, key: Key, seen: Counter[str]) -> str:
    """The external_id, else a hash of the source row with its ordinal among equal rows."""
    content = json.dumps(record.cells, ensure_ascii=True).encode()
    digest = hashlib.sha256(content).hexdigest()[:32]
    seen[digest] += 1
    given, _said = key.value(record, "external_id")
    return given[:NAME_LIMIT] or f"row:{digest}:{seen[digest]}"


def _row(record: Record, identity: str, key: Key, topics: Topics, warnings: list[Note]) -> Row:
    """Raises Rejected."""
    notes: list[str] = []
    claim, ours, body = _words(key.value(record, "claim")[0], key.value(record, "body")[0])
    topic, mapped = key.value(record, "topic")
    row = Row(
        line=record.line, identity=identity, claim=claim, claim_is_ours=ours, body=body,
        author=key.value(record, "author")[0][:NAME_LIMIT],
        organisation=key.value(record, "organisation")[0][:NAME_LIMIT],
        group=_meant(record, key, "group", group_named, Group.UNDECLARED, notes),
        respondent_type=_meant(record, key, "type", respondent_type_named, None, notes),
        country=_meant(record, key, "country", country_named, UNDECLARED, notes),
        language=_meant(record, key, "language", language_named, None, notes) or language_detected(body or claim),
        stance=_meant(record, key, "stance", stance_named, "", notes),
        topics=_topics(topic, mapped, record, key, topics),
        submitted_at=_meant(record, key, "submitted_at", moment_named, None, notes),
        channel=_meant(record, key, "channel", _channel_named, Channel.IMPORT, notes),
    )
    warnings.extend(Note(record.line, note) for note in notes)
    return row


def _topics(value: str, mapped: bool, record: Record, key: Key, topics: Topics) -> tuple[str, ...]:
    try:
        if topics.forced or not value:
            return topics.forced or topics.named(MAIN, MAIN)
        column = key.columns["topic"]
        return topics.mapped(value, normalise(record.cells[column])) if mapped else topics.named(value)
    except KeyError as missing:
        raise Rejected(f"There is no topic “{missing.args[0]}” in this consultation.") from None


def _words(claim: str, body: str) -> tuple[str, bool, str]:
    """The claim, whether it is ours, and the body. A claim that is too long is cut, and kept whole in the body."""
    if is_blank(claim) and is_blank(body):
        raise Rejected("It says nothing: claim and body are empty.")
    if len(claim) > LIMIT or len(body) > LIMIT:
        raise Rejected(f"Its text is longer than {LIMIT:,} characters.")
    if is_blank(claim):
        return first_sentence(body, CLAIM_LIMIT)[0], True, body
    flat = " ".join(claim.split())
    if len(flat) <= CLAIM_LIMIT:
        return flat, False, body
    if claim not in body:
        body = f"{claim}\n\n{body}".strip()
    return shorten(flat, CLAIM_LIMIT), False, body


def _meant(
    record: Record, key: Key, name: str, named: Callable[[str], Meaning | None], otherwise: Meaning, notes: list[str]
) -> Meaning:
    """What a cell means; `otherwise` where it is empty, and with a warning where it is not known."""
    value, _said = key.value(record, name)
    if value in ("", UNDECLARED):
        return otherwise
    found = named(value)
    if found is None:
        shown = f"“{shorten(value, 80)}”"
        shown_otherwise = f"taken as {otherwise}" if otherwise else "left out"
        notes.append(f"{name.capitalize().replace('_', ' ')} {shown} is not known; {shown_otherwise}.")
        return otherwise
    return found
