"""Groups of points in the plane: k-means from several fixed beginnings, and silhouettes. Pure, no chance in it.

Everything hangs on where the points lie, nothing on their order.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST_GROUPS = 5
# Up to so many people every one is a base cluster of their own; more are gathered into strips of cells.
PEOPLE_APART, STRIPS = 2000, 24
ROUNDS = 100
# Another group must make the silhouette this much better: groups must not come and go with a few votes.
MARGIN = 0.02
# A group of opinion is more than a few people who stand apart: five, or a tenth of a small gathering.
SMALLEST, SMALLEST_SHARE = 5, 10


@dataclass(frozen=True)
class Clusters:
    """Which group each point is in, numbered from 0 by size, largest first; the centres; how well they are parted."""

    labels: Ints
    centres: Floats
    silhouette: float


def clusters_of(points: Floats) -> Clusters:
    """Two to five groups, whichever number parts them best; one where there is too little to part."""
    cells, weights = base_clusters(points)
    smallest = min(SMALLEST, -(-len(points) // SMALLEST_SHARE))
    best: tuple[float, Floats] | None = None
    if len(cells) > 2:
        distances = _distances(cells, cells)
        begun = _beginnings(cells, weights, distances)
        for number in range(2, min(MOST_GROUPS, len(cells) - 1) + 1):
            found = _best_of(cells, weights, [begin[:number] for begin in begun] + [_spread(cells, weights, number)],
                             smallest)
            if found is None:
                continue
            labels, centres = found
            quality = _silhouette(distances, labels, weights, number)
            if best is None or quality > best[0] + MARGIN:
                best = (quality, centres)
    if best is None:
        return Clusters(np.zeros(len(points), np.int64), points.mean(0, keepdims=True), 0.0)
    labels, centres = _settled(points, np.ones(len(points)), best[1])
    sizes = np.bincount(labels, minlength=len(centres))
    order = sorted(range(len(centres)), key=lambda each: (-sizes[each], *centres[each]))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return Clusters(rank[labels], centres[order], best[0])


def base_clusters(points: Floats) -> tuple[Floats, Floats]:
    """Places and weights that stand for the points: themselves, or the means of cells with equally many in each."""
    if len(points) <= PEOPLE_APART:
        order = np.lexsort((points[:, 1], points[:, 0]))
        return points[order], np.ones(len(points))
    cells = []
    for strip in np.array_split(points[np.lexsort((points[:, 1], points[:, 0]))], STRIPS):
        inside = strip[np.lexsort((strip[:, 0], strip[:, 1]))]
        cells += [(cell.mean(0), len(cell)) for cell in np.array_split(inside, STRIPS)]
    return np.array([centre for centre, _size in cells]), np.array([float(size) for _centre, size in cells])


def _beginnings(cells: Floats, weights: Floats, distances: Floats) -> list[Floats]:
    """Lists of first centres, each good for any number of groups by its beginning."""
    mean = np.average(cells, axis=0, weights=weights)
    squares = distances**2
    outward = [int(((cells - mean) ** 2).sum(1).argmax())]
    nearest = squares[outward[0]]
    for _each in range(MOST_GROUPS - 1):
        outward.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, squares[outward[-1]])
    inward = [int(((cells - mean) ** 2).sum(1).argmin())]
    nearest = squares[inward[0]]
    for _each in range(MOST_GROUPS - 1):
        left = np.minimum(nearest, squares) @ weights
        inward.append(int(left.argmin()))
        nearest = np.minimum(nearest, squares[inward[-1]])
    return [cells[outward], cells[inward]]


def _spread(cells: Floats, weights: Floats, number: int) -> Floats:
    """Centres at equal shares along the first axis."""
    shares = np.cumsum(weights) / weights.sum()
    return cells[[int(np.searchsorted(shares, (each + 0.5) / number)) for each in range(number)]]


def _best_of(
    cells: Floats, weights: Floats, begun: list[Floats], smallest: int
) -> tuple[Ints, Floats] | None:
    """The tightest of the groupings whose groups all hold enough people."""
    best: tuple[float, Ints, Floats] | None = None
    for begin in begun:
        labels, centres = _settled(cells, weights, begin)
        sizes = np.bincount(labels, weights=weights, minlength=len(centres))
        spread = float((weights * ((cells - centres[labels]) ** 2).sum(1)).sum())
        if sizes.min() >= smallest and (best is None or spread < best[0] * (1 - 1e-9)):
            best = (spread, labels, centres)
    return best[1:] if best else None


def _settled(points: Floats, weights: Floats, centres: Floats) -> tuple[Ints, Floats]:
    """Lloyd's rounds until nothing moves. A centre that loses all its points stays where it is."""
    labels = np.full(len(points), -1, np.int64)
    for _each in range(ROUNDS):
        nearest = _nearest(points, centres)
        if np.array_equal(nearest, labels):
            break
        labels = nearest
        sizes = np.bincount(labels, weights=weights, minlength=len(centres))
        sums = [np.bincount(labels, weights=weights * axis, minlength=len(centres)) for axis in points.T]
        held = sizes > 0
        centres = centres.copy()
        centres[held] = (np.array(sums).T)[held] / sizes[held, None]
    return labels, centres


def _nearest(points: Floats, centres: Floats) -> Ints:
    """Centre by centre, so that a hundred thousand points need no table of all distances."""
    best = np.full(len(points), np.inf)
    labels = np.zeros(len(points), np.int64)
    for number, centre in enumerate(centres):
        away = ((points - centre) ** 2).sum(1)
        nearer = away < best
        best[nearer] = away[nearer]
        labels[nearer] = number
    return labels


def _distances(left: Floats, right: Floats) -> Floats:
    squares = sum((axis[:, None] - other[None, :]) ** 2 for axis, other in zip(left.T, right.T, strict=True))
    return np.asarray(np.sqrt(squares), np.float64)


def _silhouette(distances: Floats, labels: Ints, weights: Floats, number: int) -> float:
    """Mean over people, cells weighing as many as they hold: (b − a) / max(a, b), 0 for somebody alone."""
    members = np.zeros((len(labels), number))
    members[np.arange(len(labels)), labels] = weights
    sizes = members.sum(0)
    sums = distances @ members
    own = np.arange(len(labels)), labels
    inside = sums[own] / np.maximum(sizes[labels] - 1, 1)
    means = sums / np.maximum(sizes, 1e-12)
    means[own] = np.inf
    outside = means.min(1)
    values = np.where(sizes[labels] > 1, (outside - inside) / np.maximum(np.maximum(outside, inside), 1e-12), 0.0)
    return float(np.average(values, weights=weights))


def hulls(points: Floats, labels: Ints, number: int) -> Iterator[Floats]:
    """The outline of each group, corner by corner (Andrew's monotone chain)."""
    for each in range(number):
        yield _hull(points[labels == each])


def _hull(points: Floats) -> Floats:
    ordered = np.unique(points, axis=0)
    if len(ordered) < 3:
        return ordered
    return np.array([*_chain(ordered)[:-1], *_chain(ordered[::-1])[:-1]])


def _chain(points: Floats) -> list[Floats]:
    chain: list[Floats] = []
    for point in points:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(first: Floats, second: Floats, third: Floats) -> float:
    (ax, ay), (bx, by) = second - first, third - first
    return float(ax * by - ay * bx)
