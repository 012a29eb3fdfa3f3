"""Bringing the database to the schema this code needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from consult.db import db, writing
from consult.settings import ROOT


def config() -> Config:
    found = Config(toml_file=ROOT / "pyproject.toml")
    found.set_main_option("script_location", str(ROOT / "migrations"))
    return found


def migrate(revision: str = "head") -> None:
    """Upgrade to a revision, in one transaction; nothing happens where it is reached already."""
    with migrating() as settings:
        command.upgrade(settings, revision)


def downgrade(revision: str) -> None:
    with migrating() as settings:
        command.downgrade(settings, revision)


@contextmanager
def migrating() -> Iterator[Config]:
    """SQLite writes a table anew by dropping the old one, and with foreign keys on would delete what names its rows."""
    with writing(), db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        driver: Any = connection.connection.dbapi_connection
        if is_sqlite:
            driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                settings = config()
                settings.attributes["connection"] = connection
                yield settings
                if is_sqlite and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
                    raise RuntimeError(f"A row of {lost[0]} would name one of {lost[2]} that is not there.")
        finally:
            if is_sqlite:
                driver.execute("PRAGMA foreign_keys=ON")


def is_current() -> bool:
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    return present == ScriptDirectory.from_config(config()).get_current_head()
