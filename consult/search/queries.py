"""Asking the index: matches in titles first, then in texts, each the newest first; the same on both databases."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import TextClause, func, select, text

from consult.db import db
from consult.identifiers import number_in
from consult.paging import Page, decode_cursor, encode_cursor
from consult.search.documents import fact_of, first_id
from consult.search.models import Document, KnownWord, SearchPlace
from consult.search.sources import Kind, Source, sources_of
from consult.search.words import LONGEST_QUERY, Term, terms_of
from consult.text import normalise

PAGE = 20
# Looked at for a page of 20: some may be hidden since they were read. A page may so be short, never wrong.
FETCHED = 40
_TIERS = ("title", "text")
_HIGHEST = (1 << 63) - 1

_SQLITE = (text(
    "SELECT rowid FROM search_index WHERE search_index MATCH :asked AND rowid >= :first AND rowid < :before "
    "ORDER BY rowid DESC LIMIT :limit"
),) * len(_TIERS)
# By tier, title and text. What has the words in its title is not told again.
_POSTGRESQL = (
    text("SELECT id FROM search_index WHERE title @@ CAST(:asked AS tsquery) AND id >= :first AND id < :before "
         "ORDER BY id DESC LIMIT :limit"),
    text("SELECT id FROM search_index WHERE lex @@ CAST(:asked AS tsquery) AND NOT title @@ CAST(:in_title AS tsquery) "
         "AND id >= :first AND id < :before ORDER BY id DESC LIMIT :limit"),
)
# The other way about: what is found by the index, then put in order. PostgreSQL cannot know which is shorter.
_POSTGRESQL_RARE = (
    text("WITH found AS MATERIALIZED (SELECT id FROM search_index WHERE title @@ CAST(:asked AS tsquery)) "
         "SELECT id FROM found WHERE id >= :first AND id < :before ORDER BY id DESC LIMIT :limit"),
    text("WITH found AS MATERIALIZED (SELECT id FROM search_index WHERE lex @@ CAST(:asked AS tsquery) "
         "AND NOT title @@ CAST(:in_title AS tsquery)) "
         "SELECT id FROM found WHERE id >= :first AND id < :before ORDER BY id DESC LIMIT :limit"),
)
_POSTGRESQL_SIZE = text("SELECT reltuples FROM pg_class WHERE oid = 'search_index'::regclass")
# Of a title and of all, in words; about.
_LENGTHS = (10, 100)
# What a list is narrowed to leaves about so much of it.
_SHARES = {"kind": 0.5, "consultation": 0.5, "group": 0.1, "country": 0.1, "language": 0.5}


@dataclass(frozen=True)
class Wanted:
    """What is looked for, and what the list is narrowed to. `consultation` is an id, the dates are days in UTC."""

    words: str = ""
    kind: str = ""
    consultation: int | None = None
    group: str = ""
    country: str = ""
    language: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def is_narrowed(self) -> bool:
        return self != Wanted(self.words)


def find(wanted: Wanted, spoken: Sequence[str], after: str | None = None, size: int = PAGE) -> Page[Source]:
    """What is public and holds all the words. At most ten queries."""
    terms = terms_for(wanted.words, spoken)
    if not terms:
        return Page([], None)
    place = _place_in(after)
    statements, ids = _statements(terms, wanted), list[tuple[int, int]]()
    for tier in range(place[0], len(_TIERS)):
        before = place[1] if tier == place[0] else _HIGHEST
        ids += [(tier, each) for each in _ids(statements[tier], terms, wanted, tier, before, FETCHED - len(ids))]
        if len(ids) >= FETCHED:
            break
    shown = _shown([identifier for _tier, identifier in ids])
    rows = [(each, shown[each[1]]) for each in ids if each[1] in shown]
    if len(rows) > size:
        return Page([source for _id, source in rows[:size]], encode_cursor(rows[size - 1][0]))
    return Page([source for _id, source in rows], encode_cursor(ids[-1]) if len(ids) >= FETCHED else None)


def terms_for(words: str, spoken: Sequence[str]) -> list[Term]:
    """The words asked for, as they may stand in the texts that were read."""
    said = normalise(words[:LONGEST_QUERY])
    return terms_of(said, languages_read(), spoken) if said else []


def languages_read() -> list[str]:
    return list(db.session.scalar(select(SearchPlace.languages)) or ())


def _place_in(after: str | None) -> tuple[int, int]:
    values = decode_cursor(after, 2)
    tier, identifier = (number_in(each) for each in values) if values else (None, None)
    return (0, _HIGHEST) if tier not in (0, 1) or identifier is None else (tier, identifier)


def _statements(terms: Sequence[Term], wanted: Wanted) -> Sequence[TextClause]:
    """How to look, by tier: from the newest on where most texts fit, by the index first where few do.

    A page of FETCHED is full after FETCHED * size / matches texts from the newest on; by the index all that hold the
    words are fetched. Where both are as many, a million texts cost some six thousand.
    """
    if db.engine.dialect.name == "sqlite":
        return _SQLITE
    asked = {each for term in terms for tokens in term.alternatives for each in tokens}
    known = {token: numbers for token, *numbers in db.session.execute(
        select(KnownWord.token, func.sum(KnownWord.titles), func.sum(KnownWord.documents))
        .where(KnownWord.token.in_(asked)).group_by(KnownWord.token)
    )}
    size = max(float(db.session.scalar(_POSTGRESQL_SIZE) or 0), 1.0)
    narrowed = math.prod(share for name, share in _SHARES.items() if getattr(wanted, name))
    chosen = []
    for tier, length in enumerate(_LENGTHS):
        fetched = matches = size * narrowed
        for term in terms:
            shares = [
                [min(1.0, int(known[each][tier]) / size) if each in known else 0.0 for each in tokens]
                for tokens in term.alternatives
            ]
            # The tokens of a run overlap, so they stand together; words of a phrase do so by chance.
            together = [min(each) if term.is_run else math.prod(each) for each in shares]
            fetched *= min(1.0, sum(together))
            matches *= min(1.0, sum(
                each if term.is_run else each / length ** (len(tokens) - 1)
                for each, tokens in zip(together, term.alternatives, strict=True)
            ))
        by_index = fetched * matches < FETCHED * size
        chosen.append((_POSTGRESQL_RARE if by_index else _POSTGRESQL)[tier])
    return chosen


def _ids(
    statement: TextClause, terms: Sequence[Term], wanted: Wanted, tier: int, before: int, limit: int
) -> Sequence[int]:
    is_sqlite = db.engine.dialect.name == "sqlite"
    facts = [
        fact_of(name, str(value)) for name in ("kind", "consultation", "group", "country", "language")
        if (value := getattr(wanted, name))
    ]
    asked = _for_sqlite(terms, facts, tier) if is_sqlite else _for_postgresql(terms, facts, tier)
    if wanted.until:
        before = min(before, first_id(_day(wanted.until + timedelta(days=1))))
    first = first_id(_day(wanted.since)) if wanted.since else 0
    bounds = {"asked": asked, "first": first, "before": before, "limit": limit}
    if not is_sqlite and tier:
        bounds["in_title"] = _for_postgresql(terms, (), 0)
    rows = db.session.execute(statement, bounds)
    return [row[0] for row in rows]


def _day(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()


def _for_sqlite(terms: Sequence[Term], facts: Sequence[str], tier: int) -> str:
    said = " AND ".join(
        "(" + " OR ".join(
            '"' + " ".join(tokens) + '"' + ("*" if term.begins else "") for tokens in term.alternatives
        ) + ")" for term in terms
    )
    narrowed = "".join(f' AND {{facts}} : "{fact}"' for fact in facts)
    in_title = f"{{title_lex}} : ({said})"
    if tier == 0:
        return f"({in_title}){narrowed}"
    return f"(({{title_lex body_lex}} : ({said})){narrowed}) NOT ({in_title})"


def _for_postgresql(terms: Sequence[Term], facts: Sequence[str], tier: int) -> str:
    return " & ".join([*(_anywhere(term, "AB" if tier else "A") for term in terms), *facts])


def _anywhere(term: Term, places: str) -> str:
    """A phrase stands in the title or in the text, never across both.

    A word is asked for without its place, which the index does not hold: PostgreSQL would read each text again. Only
    one that is spelt like a fact has to say that it is none.
    """
    return "(" + " | ".join(
        _word(tokens[0], places, term.begins) if len(tokens) == 1 else
        " | ".join("(" + " <-> ".join(f"{each}:{place}" for each in tokens) + ")" for place in places)
        for tokens in term.alternatives
    ) + ")"


def _word(token: str, places: str, begins: bool) -> str:
    mark = "*" if begins else ""
    if begins or token.startswith(tuple(_SHARES)):
        return f"{token}:{mark}{places}"
    return token


def _shown(ids: Sequence[int]) -> dict[int, Source]:
    """What these documents are of, where it is public today and says what it said when it was read."""
    if not ids:
        return {}
    rows = db.session.execute(
        select(Document.id, Document.kind, Document.thing_id, Document.digest).where(Document.id.in_(ids))
    ).all()
    sources = sources_of([(Kind(row.kind), row.thing_id) for row in rows])
    found = {row.id: (sources.get((Kind(row.kind), row.thing_id)), row.digest) for row in rows}
    return {key: source for key, (source, digest) in found.items() if source and source.digest == digest}


def narrowed_by(wanted: Wanted, words: str) -> Wanted:
    return replace(wanted, words=words)
