"""What is anchored to the passages of a goal follows them into its next version; nothing is lost or counted twice.

A statement or two a passage, whatever the number of positions: only a passage that was split writes a row for each.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import and_, false, func, select, update

from consult.consultations.anchors import Alignment, Fate
from consult.consultations.models import Passage, Topic
from consult.db import db
from consult.submissions.models import Anchor, Draft, PassageTally

STRETCH = 500


def carry(topic: Topic, olds: Sequence[Passage], news: Sequence[Passage], found: Alignment) -> None:
    """Joins the caller's transaction."""
    session = db.session
    session.execute(
        update(Anchor)
        .where(Anchor.topic_id == topic.id, Anchor.passage_id.is_not(None), Anchor.written_on_id.is_(None))
        .values(written_on_id=Anchor.passage_id).execution_options(synchronize_session=False)
    )
    for old, carried in zip(olds, found.carried, strict=True):
        places = [news[place].id for place in carried.places]
        if carried.fate is Fate.SPLIT:
            _copy(old, places[1:])
        values: dict[str, Any] = {"passage_id": places[0]} if places else {"passage_id": None, "is_counted": False}
        session.execute(
            update(Anchor).where(Anchor.passage_id == old.id).values(**values)
            .execution_options(synchronize_session=False)
        )
        if carried.fate is Fate.MERGED:
            _count_once(places[0])
    _tally(news)
    _carry_drafts(topic, {
        str(old.ordinal): [str(news[place].ordinal) for place in carried.places]
        for old, carried in zip(olds, found.carried, strict=True)
    })
    session.expire_all()


def _copy(old: Passage, places: Sequence[int]) -> None:
    """An anchor for each further part of a split passage."""
    rows = db.session.execute(
        select(Anchor.position_id, Anchor.topic_id, Anchor.about, Anchor.written_on_id, Anchor.is_counted,
               Anchor.is_proposal)
        .where(Anchor.passage_id == old.id)
    ).all()
    db.session.add_all(Anchor(**row._mapping, passage_id=place) for place in places for row in rows)
    db.session.flush()


def _count_once(passage_id: int) -> None:
    """A position that was about several passages counts once where they became one."""
    kept = select(func.min(Anchor.id)).where(Anchor.passage_id == passage_id).group_by(Anchor.position_id)
    db.session.execute(
        update(Anchor).where(and_(Anchor.passage_id == passage_id, Anchor.id.not_in(kept)))
        .values(is_counted=false(), is_proposal=false()).execution_options(synchronize_session=False)
    )


def _tally(news: Sequence[Passage]) -> None:
    """The new passages begin with what came to them."""
    for passage in news:
        counted, proposals = db.session.execute(
            select(
                func.count().filter(Anchor.is_counted), func.count().filter(Anchor.is_proposal)
            ).where(Anchor.passage_id == passage.id)
        ).one()
        if counted or proposals:
            db.session.add(PassageTally(passage_id=passage.id, step=counted, proposals=proposals))


def _carry_drafts(topic: Topic, places: dict[str, list[str]]) -> None:
    """What somebody is writing names passages by their numbers, and those have changed."""
    drafts = db.session.scalars(select(Draft).where(Draft.consultation_id == topic.consultation_id))
    for draft in drafts.yield_per(STRETCH):
        content = _renumbered(draft.content, topic.slug, places)
        if content != draft.content:
            draft.content = content
            draft.revision += 1
    db.session.flush()


def _renumbered(content: Any, slug: str, places: dict[str, list[str]]) -> Any:
    """The same content with every (topic, passage) pair in an `about` list led to where the passage stands now."""
    if isinstance(content, list):
        return [_renumbered(each, slug, places) for each in content]
    if not isinstance(content, dict):
        return content
    return {
        name: [*_led(value, slug, places)] if name == "about" and isinstance(value, list)
        else _renumbered(value, slug, places)
        for name, value in content.items()
    }


def _led(about: list[Any], slug: str, places: dict[str, list[str]]) -> Iterator[Any]:
    """A passage that is no longer there leads to the goal as a whole."""
    for each in about:
        if isinstance(each, list) and len(each) == 2 and each[0] == slug and each[1] in places:
            yield from ([slug, place] for place in places[each[1]] or ["whole"])
        else:
            yield each
