"""Which texts were made from one template. Pure: texts in, groups out, whatever the order they come in.

Three kinds, each found among what the one before left: texts of the same words; near-duplicates (Jaccard's likeness of
their runs of five words at least NEAR); and filled-in templates, where most of the words stand in the same order in
every member and the rest are slots. What is published about the method is here: the constants are its thresholds.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from consult.campaigns.numbering import Narrow, Places, Rows, numbered
from consult.campaigns.sketches import Pairs, joined, likeness, sketches_of
from consult.campaigns.templates import SAMPLE, SHORTEST, constant_of, in_order, made_from, shared, spelled, template_of
from consult.campaigns.words import words_of

# The least number of contributions that is worth a moderator's look.
SMALLEST = 5
NEAR, NEAR_WIDTH, NEAR_HASHES, NEAR_ROWS = 0.8, 5, 64, 4
# Two texts of one template share at least so much of their runs of two words, by the estimate of the signatures.
LOOSE, LOOSE_WIDTH, LOOSE_HASHES, LOOSE_ROWS = 0.27, 2, 96, 3
# An estimate of NEAR strays further than this for one pair in twenty; in a chain the ends are less alike by the slack.
STRAY, SLACK = 0.08, 0.12
# So many members say which of them stands in the middle.
JUDGES = 64
# What hangs together may hold several templates; so many of its texts that stand for none end the search in it.
PATIENCE = 3


@dataclass(frozen=True)
class Group:
    """`members` are places in the list given; `template` the exemplar's words with … for each slot."""

    kind: str
    exemplar: int
    members: tuple[int, ...]
    template: str


Progress = Callable[[float], None]


def find(texts: Sequence[str], progress: Progress = lambda _share: None) -> list[Group]:
    """The groups of five and more, the largest first."""
    distinct = _distinct(texts)
    progress(0.2)
    heads = _near(distinct.rows, lambda share: progress(0.2 + 0.2 * share))
    groups = list(_groups(distinct, heads, lambda share: progress(0.4 + 0.5 * share)))
    progress(1.0)
    return sorted(groups, key=lambda group: (-len(group.members), group.template, group.exemplar))


def described(texts: Sequence[str]) -> tuple[int, str]:
    """Of texts that a person says belong together: the place of the most typical one, and their template."""
    distinct = _distinct(texts)
    if not len(distinct.rows):
        return 0, " ".join(words_of(texts[0])) if texts else ""
    told = _told("template", distinct, np.arange(len(distinct.rows)))
    return told.exemplar, told.template


@dataclass(frozen=True)
class _Distinct:
    """The different texts that are long enough, and for each its places in the list given.

    In the order of their fingerprints, so that nothing hangs on the order of arrival.
    """

    given: Sequence[str]
    rows: Rows
    senders: Rows

    def words(self, place: int) -> list[str]:
        return words_of(self.given[self.senders[place][0]])


def _distinct(texts: Sequence[str]) -> _Distinct:
    rows, prints = numbered(texts)
    kept = np.flatnonzero(rows.lengths >= SHORTEST)
    order = kept[np.argsort(prints[kept], kind="stable")]
    firsts = np.flatnonzero(np.diff(prints[order], prepend=~prints[order[:1]]))
    return _Distinct(texts, rows.take(order[firsts]), Rows(order.astype(np.uint32), np.append(firsts, len(order))))


def _near(texts: Rows, progress: Progress) -> Places:
    """For each text the one it is nearly the same as, or itself.

    A chain of likenesses is cut where it leads away from its middle, and so on with the rest.
    """
    sketches = sketches_of(texts, NEAR_WIDTH, NEAR_HASHES, NEAR_ROWS)
    labels = joined(sketches, NEAR - STRAY, lambda pairs: likeness(texts, NEAR_WIDTH, pairs) >= NEAR, progress)
    heads = np.arange(len(texts))
    for left in _together(labels):
        while len(left):
            middle = _middle(left, sketches.signatures)
            alike = likeness(texts, NEAR_WIDTH, np.stack([np.full(len(left), middle), left], 1)) >= NEAR - SLACK
            heads[left[alike]] = middle
            left = left[~alike]
    return heads


def _together(labels: Places) -> Iterator[Places]:
    """The places that bear the same label, where there are several."""
    several = np.flatnonzero(np.bincount(labels, minlength=len(labels))[labels] > 1)
    order = several[np.argsort(labels[several], kind="stable")]
    bounds = np.flatnonzero(np.diff(labels[order], prepend=-1, append=-1)).tolist()
    for start, stop in pairwise(bounds):
        yield order[start:stop]


def _middle(places: Places, signatures: Narrow) -> int:
    """The text whose signature agrees most with those of a sample."""
    judges = signatures[places[:: -(-len(places) // JUDGES)]]
    agreeing = sum(np.count_nonzero(signatures[places] == judge, axis=1) for judge in judges)
    return int(places[np.argmax(agreeing)])


def _groups(distinct: _Distinct, heads: Places, progress: Progress) -> Iterator[Group]:
    """Filled-in templates among the heads; then what belongs to none and was sent often enough."""
    order = np.argsort(heads, kind="stable")
    bounds = np.searchsorted(heads[order], np.arange(len(heads) + 1))
    sent = np.bincount(heads, distinct.senders.lengths, len(heads)).astype(np.int64)
    rest = sent >= SMALLEST
    for inside in _templates(distinct.rows, np.flatnonzero(heads == np.arange(len(heads))), sent, progress):
        rest[inside] = False
        yield _told("template", distinct, np.concatenate([order[bounds[each] : bounds[each + 1]] for each in inside]))
    for head in np.flatnonzero(rest):
        members = order[bounds[head] : bounds[head + 1]]
        yield _told("near" if len(members) > 1 else "exact", distinct, members)


def _templates(texts: Rows, heads: Places, sent: Places, progress: Progress) -> Iterator[Places]:
    """The heads that were made from one template, of each template."""
    chosen = texts.take(heads)

    def proves(pairs: Pairs) -> npt.NDArray[np.bool_]:
        letters = spelled(chosen.take(pairs.T.ravel()))
        return in_order(letters[: len(pairs)], letters[len(pairs) :])

    sketches = sketches_of(chosen, LOOSE_WIDTH, LOOSE_HASHES, LOOSE_ROWS)
    for component in _together(joined(sketches, LOOSE, proves, progress)):
        left, patience = heads[component], PATIENCE
        while patience and len(left) > 1 and sent[left].sum() >= SMALLEST:
            middle, inside = _made_alike(texts, left)
            if np.count_nonzero(inside) > 1 and sent[left[inside]].sum() >= SMALLEST:
                yield left[inside]
                left = left[~inside]
            else:
                left, patience = np.delete(left, middle), patience - 1


def _made_alike(texts: Rows, places: Places) -> tuple[int, npt.NDArray[np.bool_]]:
    """The middle one of a sample, and which texts were made from its template."""
    sample = np.arange(len(places))[:: -(-len(places) // SAMPLE)]
    constant = constant_of(spelled(texts.take(places[sample])))
    return int(sample[constant.middle]), made_from([constant.letters], spelled(texts.take(places)))[0] > 0


def _told(kind: str, distinct: _Distinct, members: Places) -> Group:
    members = np.sort(members)
    sample = spelled(distinct.rows.take(members[:: -(-len(members) // SAMPLE)]))
    constant, texts = constant_of(sample), spelled(distinct.rows.take(members))
    most = int(np.argmax(shared([constant.letters], texts)[0] / distinct.rows.lengths[members]))
    exemplar = int(members[most])
    template = template_of(constant.letters, texts[most], distinct.words(exemplar), sample)
    places = np.sort(distinct.senders.take(members).values).tolist()
    return Group(kind, int(distinct.senders[exemplar][0]), tuple(places), template)
