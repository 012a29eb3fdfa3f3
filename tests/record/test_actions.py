"""The log: appended in the act's transaction, put in order afterwards."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from consult import clock
from consult.contributions.models import Publication
from consult.db import db, transaction
from consult.record.actions import append_entry, sequence
from consult.record.models import Entry
from consult.record.queries import entries_from, latest_leaves, log_size, numbers_of
from tests.factories.consultations import make_consultation
from tests.factories.submissions import make_comment, make_content, make_position

pytestmark = pytest.mark.usefixtures("app")


def append(number: int, hides_time: bool = False) -> None:
    with transaction():
        append_entry("thing.done", f"thing:{number}", hides_time=hides_time, body={"words": "never shown"})


def test_places_have_no_gaps_and_are_given_once() -> None:
    for number in range(5):
        append(number)
    sequence(limit=2)
    append(5)
    sequence()

    assert [entry.place for entry in entries_from(0)] == list(range(6))
    assert sequence() == 0
    assert log_size() == 6


def test_an_act_that_fails_leaves_no_entry() -> None:
    def fail() -> None:
        with transaction():
            append_entry("thing.done", "thing:1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert db.session.scalars(select(Entry)).all() == []


def test_a_leaf_carries_facts_and_a_commitment_but_no_words() -> None:
    append(1)
    sequence()

    entry = latest_leaves().rows[0]
    facts = json.loads(entry.canonical or b"")
    assert set(facts) == {"kind", "id", "consultation", "commit", "time"}
    assert b"never shown" not in (entry.canonical or b"")
    assert len(entry.leaf_hash or b"") == 32


def test_what_hides_its_time_waits_for_the_full_hour_and_shows_only_that() -> None:
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    with clock.at(hour + timedelta(minutes=12)):
        append(1, hides_time=True)
        append(2)
        sequence()
        assert [entry.subject for entry in latest_leaves().rows] == ["thing:2"]
    with clock.at(hour + timedelta(hours=1, seconds=1)):
        sequence()
        hidden = latest_leaves().rows[0]

    assert hidden.subject == "thing:1"
    assert json.loads(hidden.canonical or b"")["time"] == (hour + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_published_contributions_are_numbered_from_1001_in_each_consultation() -> None:
    first, second = make_consultation(), make_consultation()
    position = make_position(first)
    comment = make_comment(position)
    elsewhere = make_position(second)
    waiting = make_position(first, publish=False)
    sequence()

    numbers = numbers_of([position.id, comment.id, elsewhere.id, waiting.id])
    assert numbers == {position.id: 1001, comment.id: 1002, elsewhere.id: 1001}


def test_a_nameless_author_is_numbered_with_its_leaf() -> None:
    position = make_position(make_consultation(), make_content(publication=Publication.NAMELESS))
    sequence()
    assert numbers_of([position.id]) == {}

    with clock.at(clock.now() + timedelta(hours=2)):
        sequence()

    assert numbers_of([position.id]) == {position.id: 1001}
