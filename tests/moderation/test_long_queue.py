"""The queue page runs as many queries at 100,000 items as at 100, and each looks at a stretch alone."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from consult.consultations.models import Consultation, Moderation
from consult.consultations.queries import consultation_by_slug
from consult.db import db
from consult.moderation.narrowing import COUNTED, Tab, Wanted
from consult.moderation.queries import entries_in, standing_of
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person, make_stakeholder
from tests.factories.queue import fill
from tests.factories.submissions import make_position

pytestmark = pytest.mark.usefixtures("app")

# On PostgreSQL each row's foreign keys are looked up one by one, which takes a minute; benchmarks/queue.py does it.
MANY = {"sqlite": 100_000, "postgresql": 20_000}


@contextmanager
def counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def add(consultation: Consultation, many: int) -> None:
    fill(consultation, make_stakeholder(), many)
    db.session.commit()


def test_as_many_queries_at_100_000_items_as_at_100(sign_in) -> None:
    moderator = make_person()
    consultation = make_consultation(moderation=Moderation.BEFORE, moderator=moderator)
    make_consultation(moderation=Moderation.AFTER, moderator=moderator)
    browser = sign_in(moderator)
    make_position(consultation, publish=False)
    add(consultation, 100)
    slug = consultation.slug
    db.session.remove()
    with counted() as few:
        assert browser.get("/moderation").status_code == 200
    consultation = consultation_by_slug(slug)
    add(consultation, MANY[db.engine.dialect.name])
    db.session.remove()
    with counted() as many:
        page = browser.get("/moderation").text

    assert len(many) == len(few)
    assert f"over {COUNTED:,}" in page
    consultation = consultation_by_slug(slug)
    start = time.perf_counter()
    last = ""
    for _each in range(3):
        last = entries_in([consultation], Wanted(), last).after or ""
    standing = standing_of([consultation])
    assert standing.counts[Tab.WAITING] == COUNTED + 1
    assert time.perf_counter() - start < 2
