"""How many published positions and proposals there are on each passage, without counting them."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import aliased

from consult.consultations.models import Passage, Topic
from consult.contributions.models import State, Version
from consult.db import db, transaction
from consult.submissions.models import Anchor, PassageTally, Position

FOLDED_FROM = 1000


class OnPassage(NamedTuple):
    positions: int
    proposals: int


def passage_counts(topic: Topic) -> dict[int, int]:
    """Published positions by passage ordinal of the topic's present version."""
    return {ordinal: on.positions for ordinal, on in counts_on_passages(topic).items() if on.positions}


def counts_on_passages(topic: Topic) -> dict[int, OnPassage]:
    """Published positions and proposals, by passage ordinal of the topic's present version."""
    rows = db.session.execute(
        select(Passage.ordinal, func.sum(PassageTally.step), func.sum(PassageTally.proposals))
        .join(PassageTally, PassageTally.passage_id == Passage.id)
        .where(Passage.topic_id == topic.id, Passage.version == topic.version)
        .group_by(Passage.ordinal)
    )
    return {ordinal: OnPassage(int(positions), int(proposals)) for ordinal, positions, proposals in rows}


def tally(position: Position) -> None:
    """Count a position's anchors while it is published, and no longer than that; joins the caller's transaction.

    A position counts once on a passage, also where two of its passages were merged into that one.
    """
    is_published = position.state is State.PUBLISHED
    is_proposal = is_published and _has_wording(position)
    taken: set[int] = set()
    for anchor in position.anchors:
        if anchor.passage_id is None:
            anchor.is_proposal = is_proposal
            continue
        counts = is_published and anchor.passage_id not in taken
        proposes = is_proposal and anchor.passage_id not in taken
        taken.add(anchor.passage_id)
        _step(anchor, counts - anchor.is_counted, proposes - anchor.is_proposal)
        anchor.is_counted, anchor.is_proposal = counts, proposes


def forget(position: Position) -> None:
    """Before its anchors are replaced; joins the caller's transaction."""
    for anchor in position.anchors:
        _step(anchor, -int(anchor.is_counted), -int(anchor.is_proposal))


def _has_wording(position: Position) -> bool:
    if position.public_version is None:
        return False
    version = db.session.get(Version, (position.id, position.public_version))
    return version is not None and bool(version.public_wording)


def _step(anchor: Anchor, step: int, proposals: int) -> None:
    if step or proposals:
        db.session.add(PassageTally(passage_id=anchor.passage_id, step=step, proposals=proposals))


def texts_reworded(position_ids: Sequence[int]) -> dict[int, str]:
    """What each position's proposed wording would replace: the passages it was written about, as they read then."""
    if not position_ids:
        return {}
    rows = db.session.execute(
        select(Anchor.position_id, Topic.id, Passage.id, Passage.text)
        .join(Topic, Topic.id == Anchor.topic_id)
        .join(Passage, Passage.id == func.coalesce(Anchor.written_on_id, Anchor.passage_id))
        .where(Anchor.position_id.in_(position_ids))
        .order_by(Topic.ordinal, Passage.version, Passage.ordinal)
    )
    first: dict[int, int] = {}
    texts: dict[int, dict[int, str]] = {}
    for position_id, topic_id, passage_id, text in rows:
        if first.setdefault(position_id, topic_id) == topic_id:
            texts.setdefault(position_id, {})[passage_id] = text
    return {position_id: "\n\n".join(parts.values()) for position_id, parts in texts.items()}


def drifted_from(position_ids: Sequence[int]) -> dict[int, int]:
    """The version each position was written about, of those about a passage that has changed since or is gone."""
    if not position_ids:
        return {}
    then, today = aliased(Passage), aliased(Passage)
    rows = db.session.execute(
        select(Anchor.position_id, func.min(then.version))
        .join(then, then.id == Anchor.written_on_id)
        .outerjoin(today, today.id == Anchor.passage_id)
        .where(Anchor.position_id.in_(position_ids), or_(today.id.is_(None), today.text != then.text))
        .group_by(Anchor.position_id)
    )
    return {row[0]: row[1] for row in rows}


def fold() -> None:
    """One row for each passage that has many; the sums stay the same."""
    crowded = select(PassageTally.passage_id).group_by(PassageTally.passage_id).having(func.count() > FOLDED_FROM)
    for passage_id in db.session.scalars(crowded).all():
        with transaction() as session:
            rows = session.execute(
                select(PassageTally.id, PassageTally.step, PassageTally.proposals)
                .where(PassageTally.passage_id == passage_id)
                .with_for_update(skip_locked=True)
            ).all()
            identifiers = [row.id for row in rows]
            for start in range(0, len(identifiers), 500):
                session.execute(delete(PassageTally).where(PassageTally.id.in_(identifiers[start : start + 500])))
            session.add(
                PassageTally(
                    passage_id=passage_id, step=sum(row.step for row in rows),
                    proposals=sum(row.proposals for row in rows),
                )
            )
