"""The migrations make what the models say, and each can be undone, on both databases."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect

from consult.consultations.models import Consultation, Topic
from consult.db import Base, db
from consult.schema import downgrade, is_current, migrate, migrating
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_comment, make_position

# Tables without models: the queue's, and the index that each database keeps for the search.
OTHERS = ("huey", "search_index")


def differences() -> list[Any]:
    """What Alembic would still have to do."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _parents: kind != "table" or not name.startswith(OTHERS)},
        )
        return list(compare_metadata(context, Base.metadata))


def test_up_from_empty_gives_what_the_models_say(app: Flask) -> None:
    assert is_current()
    assert differences() == []


def test_every_migration_can_be_undone_with_people_and_their_words_in_the_tables(app: Flask) -> None:
    position = make_position(make_consultation(manager=make_person()))
    make_comment(position)
    db.session.remove()

    try:
        downgrade("base")
        left = {name for name in inspect(db.engine).get_table_names() if not name.startswith(OTHERS)}
    finally:
        migrate()

    assert left == {"alembic_version"}
    assert differences() == []


def test_what_names_the_rows_of_a_table_that_is_written_anew_is_kept(app: Flask) -> None:
    """SQLite drops the old table: with foreign keys on, all that names its rows would go with it."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL changes a table where it is")
    consultation_id = make_consultation().id
    db.session.remove()

    with migrating() as settings:
        context = MigrationContext.configure(settings.attributes["connection"])
        with Operations(context).batch_alter_table("consultations", recreate="always"):
            pass

    assert db.session.query(Topic).filter_by(consultation_id=consultation_id).count() == 1
    assert differences() == []


def test_a_migration_that_would_leave_a_row_naming_nothing_is_undone(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL refuses by itself")
    consultation_id = make_consultation().id
    db.session.remove()

    with pytest.raises(RuntimeError, match="would name"), migrating() as settings:
        settings.attributes["connection"].exec_driver_sql("DELETE FROM consultations")

    assert db.session.get(Consultation, consultation_id) is not None
