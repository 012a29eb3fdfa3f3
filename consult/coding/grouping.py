"""Texts put into groups of those alike, each with its key phrases and its most typical passage. Pure.

TF-IDF on the stems of each language, reduced to its main directions; where `embedding` knows the language, its vectors
beside them. Equal texts count as one. Where there are many, small clusters are made first, and those are joined upwards
(Ward), so that memory stays bounded. The texts are sorted before anything else: in whatever order they come, the
same groups are found. Languages are grouped apart; a person joins what says the same in two of them.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from consult.coding.embedding import Embed, embed
from consult.coding.stems import base_of, empty_words, stem, stems_of, words_of

SEED = 20_140_423
DIRECTIONS = 96
# Above this many different texts, small clusters are made first.
MOST_JOINED = 1_500
SMALLEST = 3
READ = 4_000
PHRASES = 5
PASSAGE = 280

Progress = Callable[[int], None]


class Text(NamedTuple):
    """Something said, as grouping needs it."""

    id: int
    language: str
    words: str


def said_in(claim: str, body: str) -> str:
    """Claim and body in one line, without saying twice what a claim only takes from its body."""
    claim, body = " ".join(claim.split()), " ".join(body.split())
    return body if body.startswith(claim.rstrip("….")) else f"{claim} {body}"


@dataclass(frozen=True)
class Group:
    """`members` holds (id, nearness to the middle from 0 to 1), the nearest first; the first is the typical one."""

    language: str
    phrases: Sequence[str]
    passage: str
    members: Sequence[tuple[int, float]]


@dataclass
class _Part:
    """The texts of one language, equal ones together."""

    language: str
    texts: list[str] = field(default_factory=list)
    ids: list[list[int]] = field(default_factory=list)


def themes_in(
    texts: Sequence[Text], progress: Progress = lambda done: None, meaning: Embed | None = embed,
    number: int | None = None,
) -> list[Group]:
    """The groups of three and more, the largest first. `number` is how many to look for in each language."""
    done = 0
    groups: list[Group] = []
    for part in _parts(texts):
        groups += _groups_in(part, meaning, number)
        done += sum(map(len, part.ids))
        progress(done)
    return sorted(groups, key=lambda each: (-len(each.members), each.language, each.phrases, each.members[0][0]))


def labels_of(texts: Sequence[Text], number: int | None = None, meaning: Embed | None = embed) -> dict[int, int]:
    """Which group each text falls into, by its id, groups of one and two too; for measuring."""
    found: dict[int, int] = {}
    for place, part in enumerate(_parts(texts)):
        labels = _cluster(_vectors(part, meaning), number or expected(len(part.texts)))
        for row, label in enumerate(labels):
            found.update(dict.fromkeys(part.ids[row], place * 100_000 + int(label)))
    return found


def expected(number: int) -> int:
    """How many groups a person can work with, for that many texts: 8 for a hundred, 24 for four thousand."""
    return max(2, min(number, int(2 * number**0.3 + 0.5)))


def _parts(texts: Sequence[Text]) -> list[_Part]:
    parts: dict[str, _Part] = {}
    ordered = sorted((base_of(each.language), " ".join(each.words.split())[:READ], each.id) for each in texts)
    for language, words, identifier in ordered:
        part = parts.setdefault(language, _Part(language))
        if part.texts and part.texts[-1] == words:
            part.ids[-1].append(identifier)
        else:
            part.texts.append(words)
            part.ids.append([identifier])
    return list(parts.values())


def _vectors(part: _Part, meaning: Embed | None) -> Any:
    """One row of unit length a text."""
    import numpy
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import normalize

    matrix = _tfidf(part)
    wide = min(DIRECTIONS, matrix.shape[1] - 1, matrix.shape[0] - 1)
    words = (
        normalize(TruncatedSVD(wide, random_state=SEED).fit_transform(matrix)) if wide > 1 else
        matrix.toarray().astype(float)
    )
    meant = meaning(part.texts, part.language) if meaning else None
    if meant is None:
        return numpy.round(words, 9)
    return numpy.round(normalize(numpy.hstack([words, 1.5 * numpy.asarray(meant, dtype=float)])), 9)


def _tfidf(part: _Part) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    def terms(text: str) -> list[str]:
        stems = list(stems_of(text, part.language))
        return stems + [f"{first} {second}" for first, second in zip(stems, stems[1:], strict=False)]

    many = len(part.texts)
    vectorizer = TfidfVectorizer(
        analyzer=terms, sublinear_tf=True, min_df=2 if many >= 30 else 1, max_df=0.5 if many >= 30 else 1.0,
        max_features=50_000,
    )
    try:
        return vectorizer.fit_transform(part.texts)
    except ValueError:  # not one word is left
        from scipy.sparse import csr_matrix

        return csr_matrix((many, 1))


def _cluster(vectors: Any, number: int) -> Any:
    """A label for each row."""
    import numpy
    from sklearn.cluster import AgglomerativeClustering, MiniBatchKMeans

    rows = len(vectors)
    if rows <= number:
        return numpy.arange(rows)
    if rows <= MOST_JOINED:
        return AgglomerativeClustering(number, linkage="ward").fit_predict(vectors)
    small = MiniBatchKMeans(
        MOST_JOINED, random_state=SEED, batch_size=4_096, n_init=1, max_iter=8, init="random", reassignment_ratio=0.0
    ).fit(vectors)
    used, places = numpy.unique(small.labels_, return_inverse=True)
    joined = AgglomerativeClustering(min(number, len(used)), linkage="ward").fit_predict(small.cluster_centers_[used])
    return joined[places]


def _groups_in(part: _Part, meaning: Embed | None, number: int | None) -> list[Group]:
    import numpy

    if sum(map(len, part.ids)) < SMALLEST:
        return []
    vectors = _vectors(part, meaning)
    labels = _cluster(vectors, number or expected(len(part.texts)))
    counted = [_terms(text, part.language) for text in part.texts]
    everywhere: Counter[str] = Counter()
    for terms in counted:
        everywhere.update(terms.keys())
    groups = []
    for label in sorted(set(labels.tolist())):
        rows = [int(row) for row in numpy.flatnonzero(labels == label)]
        if sum(len(part.ids[row]) for row in rows) < SMALLEST:
            continue
        middle = vectors[rows].mean(axis=0)
        near = vectors[rows] @ (middle / (numpy.linalg.norm(middle) or 1.0))
        members = sorted(
            ((identifier, round(max(0.0, float(each)), 6)) for row, each in zip(rows, near, strict=True)
             for identifier in part.ids[row]),
            key=lambda pair: (-pair[1], pair[0]),
        )
        phrases = _phrases([counted[row] for row in rows], everywhere, len(part.texts))
        typical = part.texts[rows[int(numpy.argmax(near))]]
        groups.append(Group(part.language, phrases, passage_in(typical, phrases, part.language), members))
    return groups


def _terms(text: str, language: str) -> dict[str, str]:
    """What could name a group: words and pairs of words by their stems, each with the form it has here."""
    words, empty = words_of(text), empty_words(language)
    stems = stem(words, language)
    found: dict[str, str] = {}
    previous: tuple[str, str] | None = None
    for word, base in zip(words, stems, strict=True):
        if word in empty or len(word) < 3 or word.isdigit():
            previous = None
            continue
        found.setdefault(base, word)
        if previous:
            found.setdefault(f"{previous[0]} {base}", f"{previous[1]} {word}")
        previous = (base, word)
    return found


def _phrases(inside: Sequence[dict[str, str]], everywhere: Counter[str], total: int) -> list[str]:
    """Terms in many texts of the group and few others; a word that stands within a chosen pair is not said again."""
    within: Counter[str] = Counter()
    forms: dict[str, Counter[str]] = {}
    for terms in inside:
        for base, form in terms.items():
            within[base] += 1
            forms.setdefault(base, Counter())[form] += 1
    size = len(inside)
    least = 2 if size > 2 else 1

    def weight(base: str) -> float:
        share, outside = within[base] / size, (everywhere[base] - within[base] + 0.5) / max(total - size, 1)
        return float(share * (share / (share + outside)) * (1.25 if " " in base else 1.0))

    chosen: list[str] = []
    for base in sorted((each for each in within if within[each] >= least), key=lambda each: (-weight(each), each)):
        words = set(base.split())
        if any(words & set(other.split()) for other in chosen):
            continue
        chosen.append(base)
        if len(chosen) == PHRASES:
            break
    return [min(forms[base], key=lambda form: (-forms[base][form], form)) for base in chosen]


def passage_in(text: str, phrases: Sequence[str], language: str) -> str:
    """The sentence of the typical text that says most of the group's phrases, cut where it is long."""
    wanted = {base for phrase in phrases for base in stem(words_of(phrase), language)}
    sentences = [each.strip() for each in re.split(r"(?<=[.!?…。！？؟])\s*", text) if each.strip()] or [text]
    best = max(
        sentences,
        key=lambda each: (len(wanted & set(stem(words_of(each), language))), -sentences.index(each)),
    )
    return best if len(best) <= PASSAGE else best[: PASSAGE - 1].rsplit(" ", 1)[0] + "…"
