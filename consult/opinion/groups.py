"""The map of opinion: votes → projection → base clusters → groups → what marks, unites and divides them. Pure.

The way is Polis's (formulas as facts from its documentation and source, practice.md D3): a missing vote stands at the
claim's mean, the two main axes are taken, and each person's place is stretched by √(claims / claims they saw), so that
few votes do not draw somebody to the middle. The same votes give the same result in any order: rows and columns are
put in the order of their names, and nothing is left to chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import LinearOperator, eigsh

from consult.opinion import measures
from consult.opinion.clustering import Clusters, Floats, Ints, clusters_of
from consult.opinion.measures import Counts, Representative

ENOUGH = 7
# Up to so many claims their products are taken whole; above, only the two axes are sought.
WHOLE = 400
# From so many votes on, four bytes a number are enough, and halve the memory.
MANY = 2_000_000


@dataclass(frozen=True)
class Votes:
    """Who voted how on what: one entry for each pair. Numbers lead into the two lists of names."""

    people: Sequence[object]
    claims: Sequence[object]
    person: npt.NDArray[np.int32]
    claim: npt.NDArray[np.int32]
    value: npt.NDArray[np.int8]


@dataclass
class Opinion:
    """What the votes say. Rows of `places` are people, rows of `axes` claims, in the order of their names.

    `group` is −1 for people with too few votes: they are placed, not counted.
    """

    people: list[object]
    claims: list[object]
    votes: int
    places: Floats
    group: Ints
    sizes: list[int]
    centres: Floats
    silhouette: float
    means: Floats
    axes: Floats
    extremity: Floats
    counts: Counts
    totals: Counts
    representative: list[list[Representative]] = field(default_factory=list)
    group_informed: Floats = field(default_factory=lambda: np.zeros(0))
    divisiveness: Floats = field(default_factory=lambda: np.zeros(0))
    majority: dict[str, list[int]] = field(default_factory=dict)
    seen_by_all: int = 0


def opinion_of(votes: Votes, seen_by_all: int = 0) -> Opinion:
    """The map. `seen_by_all` counts claims that were taken away after votes on them: Polis counts those as seen by
    everybody and without a view, and so do we."""
    people, claims, table = _table(votes)
    seen = np.diff(table.indptr).astype(np.float64)
    means = _means(table)
    shifted = _shifted(table, means)
    axes = _axes(shifted)
    stretch = np.sqrt((len(claims) + seen_by_all) / np.maximum(1, seen + seen_by_all))
    places = np.asarray(shifted @ axes.astype(shifted.dtype), np.float64) * stretch[:, None]
    del shifted
    counted = seen >= min(ENOUGH, max(1, len(claims)))
    found = _grouped(places[counted])
    group = np.full(len(people), -1, np.int64)
    group[counted] = found.labels
    counts = _counts(table, group, len(found.centres))
    opinion = Opinion(
        people=people, claims=claims, votes=len(votes.value), places=places, group=group,
        sizes=[int(each) for each in np.bincount(found.labels, minlength=len(found.centres))], centres=found.centres,
        silhouette=found.silhouette, means=means, axes=axes,
        extremity=np.sqrt(len(claims) + seen_by_all) * (1 - means) * np.sqrt((axes**2).sum(1)),
        counts=counts, totals=_counts(table, np.zeros(len(people), np.int64), 1), seen_by_all=seen_by_all,
    )
    if len(found.centres) > 1:
        opinion.representative = measures.representative(counts)
    else:
        opinion.representative = [[] for _each in found.centres]
    # Where nobody is counted in a group yet, all who voted are taken as one.
    opinion.group_informed = measures.group_informed(counts if found.labels.size else opinion.totals)
    opinion.divisiveness = measures.divisiveness(counts) if len(found.centres) > 1 else np.zeros(len(claims))
    opinion.majority = measures.majority(opinion.totals)
    return opinion


def place_of(votes: dict[int, int], axes: dict[int, tuple[float, float, float]], claims: int, seen_by_all: int = 0
             ) -> tuple[float, float]:
    """Where one person stands on a map made earlier: `axes` gives mean and two axes of each claim."""
    known = {claim: value for claim, value in votes.items() if claim in axes}
    stretch = float(np.sqrt((claims + seen_by_all) / max(1, len(known) + seen_by_all)))
    x = sum((value - axes[claim][0]) * axes[claim][1] for claim, value in known.items())
    y = sum((value - axes[claim][0]) * axes[claim][2] for claim, value in known.items())
    return x * stretch, y * stretch


def _table(votes: Votes) -> tuple[list[object], list[object], csr_matrix]:
    """A sparse table with rows and columns in the order of their names, values as they are."""
    people, row = _ordered(votes.people)
    claims, column = _ordered(votes.claims)
    kind = np.float32 if len(votes.value) > MANY else np.float64
    table = csr_matrix(
        (votes.value.astype(kind), (row[votes.person], column[votes.claim])), shape=(len(people), len(claims))
    )
    table.sort_indices()
    return people, claims, table


def _ordered(names: Sequence[object]) -> tuple[list[object], npt.NDArray[np.int32]]:
    order = sorted(range(len(names)), key=lambda place: names[place])  # type: ignore[arg-type,return-value]
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return [names[place] for place in order], rank


def _means(table: csr_matrix) -> Floats:
    seen = np.bincount(table.indices, minlength=table.shape[1])
    sums = np.bincount(table.indices, weights=table.data, minlength=table.shape[1])
    return np.asarray(sums / np.maximum(1, seen), np.float64)


def _shifted(table: csr_matrix, means: Floats) -> csr_matrix:
    """Each vote less the claim's mean. What is missing is then 0, which is what filling in the mean comes to."""
    data = table.data - means.astype(table.data.dtype)[table.indices]
    return csr_matrix((data, table.indices, table.indptr), shape=table.shape)


def _axes(shifted: csr_matrix) -> Floats:
    """The two main axes, one row a claim. Their signs are settled: the largest loading of each is positive."""
    width = shifted.shape[1]
    axes = np.zeros((width, 2))
    if width == 0 or shifted.nnz == 0:
        return axes
    if width <= WHOLE:
        values, vectors = np.linalg.eigh((shifted.T @ shifted).toarray().astype(np.float64))
    else:
        back = shifted.T
        products = LinearOperator((width, width), matvec=lambda vector: back @ (shifted @ vector), dtype=shifted.dtype)
        begin = np.random.default_rng(0).standard_normal(width).astype(shifted.dtype)
        values, vectors = eigsh(products, k=min(2, width - 1), v0=begin, tol=1e-6)
    order = np.argsort(-values, kind="stable")[:2]
    for axis, place in enumerate(order):
        if values[place] > 1e-9:
            vector = vectors[:, place].astype(np.float64)
            axes[:, axis] = vector * np.sign(vector[np.abs(vector).argmax()])
    return axes


def _grouped(places: Floats) -> Clusters:
    if len(places) == 0:
        return Clusters(np.zeros(0, np.int64), np.zeros((0, 2)), 0.0)
    return clusters_of(places)


def _counts(table: csr_matrix, group: Ints, number: int) -> Counts:
    width = table.shape[1]
    if number == 0:
        empty = np.zeros((0, width))
        return Counts(empty, empty, empty)
    owner = np.repeat(group.astype(np.int32), np.diff(table.indptr))
    cells = owner * np.int32(width) + table.indices
    inside = owner >= 0

    def tally(chosen: npt.NDArray[np.bool_]) -> Floats:
        return np.bincount(cells[chosen], minlength=number * width).reshape(number, width).astype(np.float64)

    return Counts(tally(inside & (table.data > 0)), tally(inside & (table.data < 0)), tally(inside))
