"""Keeping the index: a reader of the record that keeps its own place, and can begin again from its start."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Session

from consult.coding.stems import base_of
from consult.consultations.models import Consultation
from consult.db import transaction
from consult.identifiers import id_of
from consult.record.models import Entry
from consult.record.reading import BATCH, place_of, read_on
from consult.search.documents import document_of, tokens_of
from consult.search.models import Document, KnownWord, SearchPlace
from consult.search.sources import CONTRIBUTIONS, Kind, Source, Thing, sources_of, things_of
from consult.search.words import vocabulary

_WORDS = text(
    "INSERT INTO search_words (language, token, word, documents, titles) "
    "VALUES (:language, :token, :word, :documents, :titles) ON CONFLICT (language, token) DO UPDATE "
    "SET documents = search_words.documents + excluded.documents, titles = search_words.titles + excluded.titles"
)


def catch_up(told: Callable[[int], None] | None = None) -> int:
    """Read the record on from where the index stands. How many entries were read."""
    read = 0
    while True:
        found = read_on(SearchPlace, _read)
        read += found
        if told and found:
            told(read)
        if found < BATCH:
            return read


def rebuild(told: Callable[[int], None] | None = None) -> int:
    """Forget all, and read the record from its beginning."""
    with transaction() as session:
        place = place_of(session, SearchPlace)
        place.place, place.languages = 0, []
        session.execute(delete(Document))
        session.execute(delete(KnownWord))
    return catch_up(told)


def _read(session: Session, place: SearchPlace, entries: Sequence[Entry]) -> None:
    things = dict.fromkeys(thing for entry in entries if (thing := _contribution_in(entry)))
    slugs = {entry.consultation for entry in entries if entry.consultation and _tells_of_the_whole(entry)}
    whole = session.scalars(select(Consultation.id).where(Consultation.slug.in_(slugs))).all() if slugs else []
    wanted = [*things, *(things_of(whole) if whole else ())]
    sources = sources_of(wanted, announced=False)
    _strike(session, wanted)
    _enter(session, [sources[each] for each in wanted if each in sources])
    spoken = sorted({*place.languages, *(base_of(each.language) for each in sources.values())})
    if spoken != place.languages:
        place.languages = spoken


def _contribution_in(entry: Entry) -> Thing | None:
    """What is only sent is not public yet."""
    kind, _colon, name = entry.subject.partition(":")
    identifier = id_of(name) if kind in CONTRIBUTIONS and not entry.kind.endswith(".submitted") else None
    return None if identifier is None else (Kind(kind), identifier)


def _tells_of_the_whole(entry: Entry) -> bool:
    """That a consultation, its goals or its outcome may be other than they were."""
    return entry.subject.partition(":")[0] in ("consultation", "topic", "finding", "outcome") and not (
        entry.kind.startswith(("coding.", "disposition.", "team.", "allowance.", "participants.")))


def _strike(session: Session, things: Iterable[Thing]) -> None:
    """Take things out of the index, with the words that stood only there."""
    wanted: dict[str, list[int]] = {}
    for kind, identifier in things:
        wanted.setdefault(kind.value, []).append(identifier)
    gone: Counter[tuple[str, str]] = Counter()
    untitled: Counter[tuple[str, str]] = Counter()
    rows = [row for kind, identifiers in wanted.items() for row in session.execute(
        select(Document.id, Document.language, Document.title_lex, Document.body_lex)
        .where(Document.kind == kind, Document.thing_id.in_(identifiers))
    )]
    if not rows:
        return
    for row in rows:
        gone.update((row.language, each) for each in {*row.title_lex.split(), *row.body_lex.split()})
        untitled.update((row.language, each) for each in set(row.title_lex.split()))
    session.execute(delete(Document).where(Document.id.in_([row.id for row in rows])))
    session.execute(
        text("UPDATE search_words SET documents = documents - :number, titles = titles - :titles "
             "WHERE language = :language AND token = :token"),
        [{"language": language, "token": each, "number": number, "titles": untitled[language, each]}
         for (language, each), number in sorted(gone.items())],
    )
    session.execute(delete(KnownWord).where(KnownWord.documents <= 0))


def _enter(session: Session, sources: Sequence[Source]) -> None:
    if not sources:
        return
    documents = [document_of(each) for each in sources]
    _part(session, documents)
    session.execute(insert(Document), documents)
    known: Counter[tuple[str, str]] = Counter()
    titled: Counter[tuple[str, str]] = Counter()
    spelling: dict[tuple[str, str], str] = {}
    for each, document in zip(sources, documents, strict=True):
        language, kept = base_of(each.language), tokens_of(document)
        words = {
            own: word for own, word in vocabulary(f"{each.title}\n{each.found_in}", language).items() if own in kept
        }
        known.update((language, own) for own in words)
        titled.update((language, own) for own in set(str(document["title_lex"]).split()))
        spelling |= {(language, own): word for own, word in words.items()}
    if known:
        session.execute(_WORDS, [
            {"language": language, "token": own, "word": spelling[language, own], "documents": number,
             "titles": titled[language, own]}
            for (language, own), number in sorted(known.items())
        ])


def _part(session: Session, documents: Sequence[dict[str, object]]) -> None:
    """Two things published in one second may have one id; the later moves on by one."""
    ids = [each["id"] for each in documents]
    taken: set[object] = set(session.scalars(select(Document.id).where(Document.id.in_(ids))))
    for each in documents:
        while each["id"] in taken:
            each["id"] = int(str(each["id"])) + 1
            if session.scalar(select(Document.id).where(Document.id == each["id"])):
                taken.add(each["id"])
        taken.add(each["id"])
