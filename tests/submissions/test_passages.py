"""The number beside a passage is the number of published positions on it, whatever happened to them."""

import pytest

from consult.contributions import actions as contributions
from consult.db import db, transaction
from consult.submissions import passages
from consult.submissions.actions import revise_position, settle, withdraw_position
from consult.submissions.models import PassageTally
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position

pytestmark = pytest.mark.usefixtures("app")


def test_positions_are_counted_by_passage_while_they_are_published(monkeypatch: pytest.MonkeyPatch) -> None:
    author = make_person()
    consultation = make_consultation()
    topic = consultation.topics[0]
    position = make_position(consultation, make_content(about=[("goal-1", "1"), ("goal-1", "2")]), by=author)
    make_position(consultation, make_content(about=[("goal-1", "2"), ("goal-1", "missing")]))
    make_position(consultation, make_content(about=[("goal-1", "1")]), publish=False)
    assert passages.passage_counts(topic) == {1: 1, 2: 2}

    revise_position(position, make_content(about=[("goal-1", "2")]), author)
    assert passages.passage_counts(topic) == {2: 2}

    with transaction():
        contributions.withhold(position)
        settle(position.submission)
    assert passages.passage_counts(topic) == {2: 1}

    with transaction():
        contributions.publish_version(position, position.versions[-1])
        settle(position.submission)
    withdraw_position(position, author)
    monkeypatch.setattr(passages, "FOLDED_FROM", 1)
    passages.fold()

    assert passages.passage_counts(topic) == {2: 1}
    assert db.session.query(PassageTally).count() == 2
