"""Words that are spelt almost like those nobody used, where looking for them finds something that is public."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import func, select

from consult.clock import now
from consult.db import db
from consult.search.models import KnownWord
from consult.search.queries import Wanted, find, narrowed_by, terms_for
from consult.search.words import Term, folded

# The most frequent words; a misspelling of a word that hardly anybody used is not worth a slow page.
COMPARED = 20_000
ALIKE = 75.0
KEPT = timedelta(minutes=10)
SHORTEST = 4
MOST = 3


def suggestions(wanted: Wanted, spoken: Sequence[str]) -> list[str]:
    """What was perhaps meant. Each is tried, so that none leads nowhere or tells a word that is hidden."""
    terms = terms_for(wanted.words, spoken)
    unknown = [term for term in terms if _may_be_misspelt(term) and not _is_known(term)][:MOST]
    if not unknown:
        return []
    words = _frequent()
    found = {term.said: _alike(folded(term.said), words) for term in unknown}
    tried = []
    for place in range(MOST):
        said = wanted.words
        for misspelt, better in found.items():
            if better:
                said = said.replace(misspelt, better[min(place, len(better) - 1)])
        if said != wanted.words and said not in tried:
            tried.append(said)
    return [said for said in tried if find(narrowed_by(wanted, said), spoken, size=1).rows]


def _may_be_misspelt(term: Term) -> bool:
    return len(term.said) >= SHORTEST and term.said.isalpha() and not term.begins


def _is_known(term: Term) -> bool:
    tokens = [tokens[0] for tokens in term.alternatives]
    return db.session.scalar(select(KnownWord.token).where(KnownWord.token.in_(tokens)).limit(1)) is not None


def _frequent() -> list[str]:
    """Of a large site they are kept for ten minutes: to load them takes longer than to compare them."""
    kept: tuple[datetime, list[str]] | None = current_app.extensions.get("consult.frequent_words")
    if kept and now() - kept[0] < KEPT:
        return kept[1]
    words = _load()
    if len(words) >= COMPARED // 2:
        current_app.extensions["consult.frequent_words"] = now(), words
    return words


def _load() -> list[str]:
    rows = db.session.execute(
        select(KnownWord.word).where(KnownWord.documents > 0, func.length(KnownWord.word) >= SHORTEST)
        .order_by(KnownWord.documents.desc(), KnownWord.word).limit(COMPARED)
    )
    return list(dict.fromkeys(row[0] for row in rows))


def _alike(said: str, words: Sequence[str]) -> list[str]:
    """Those with the fewest letters changed or exchanged; among equals the more frequent first."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(
        said, words, scorer=OSA.normalized_similarity, score_cutoff=ALIKE / 100, limit=MOST
    )
    return [word for word, _score, _place in found]
