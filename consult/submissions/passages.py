"""How many published positions there are on each passage, without counting them."""

from sqlalchemy import delete, func, select

from consult.consultations.models import Passage, Topic
from consult.contributions.models import State
from consult.db import db, transaction
from consult.submissions.models import Anchor, PassageTally, Position

FOLDED_FROM = 1000


def passage_counts(topic: Topic) -> dict[int, int]:
    """Published positions by passage ordinal of the topic's present version."""
    rows = db.session.execute(
        select(Passage.ordinal, func.sum(PassageTally.step))
        .join(PassageTally, PassageTally.passage_id == Passage.id)
        .where(Passage.topic_id == topic.id, Passage.version == topic.version)
        .group_by(Passage.ordinal)
    )
    return {ordinal: int(count) for ordinal, count in rows if count}


def tally(position: Position) -> None:
    """Count a position's anchors while it is published, and no longer than that; joins the caller's transaction."""
    is_published = position.state is State.PUBLISHED
    for anchor in position.anchors:
        if anchor.passage_id is not None and anchor.is_counted != is_published:
            anchor.is_counted = is_published
            _step(anchor, +1 if is_published else -1)


def forget(position: Position) -> None:
    """Before its anchors are replaced; joins the caller's transaction."""
    for anchor in position.anchors:
        if anchor.is_counted:
            _step(anchor, -1)


def _step(anchor: Anchor, step: int) -> None:
    db.session.add(PassageTally(passage_id=anchor.passage_id, step=step))


def fold() -> None:
    """One row for each passage that has many; the sums stay the same."""
    crowded = select(PassageTally.passage_id).group_by(PassageTally.passage_id).having(func.count() > FOLDED_FROM)
    for passage_id in db.session.scalars(crowded).all():
        with transaction() as session:
            rows = session.execute(
                select(PassageTally.id, PassageTally.step).where(PassageTally.passage_id == passage_id)
                .with_for_update(skip_locked=True)
            ).all()
            identifiers = [row.id for row in rows]
            for start in range(0, len(identifiers), 500):
                session.execute(delete(PassageTally).where(PassageTally.id.in_(identifiers[start : start + 500])))
            session.add(PassageTally(passage_id=passage_id, step=sum(row.step for row in rows)))
