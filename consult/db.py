"""The session, the base of all models, and the transaction every action runs in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from sqlite3 import Connection as SqliteConnection
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as RequestSession
from sqlalchemy import BigInteger, DateTime, Enum, MetaData, Text, event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.types import TypeDecorator

from consult.errors import Conflict
from consult.i18n import _


class UTCDateTime(TypeDecorator[datetime]):
    """A moment, always aware and in UTC. SQLite drops time zones; this gives them back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def choice(kind: type[StrEnum]) -> Enum:
    """A column type that stores the words themselves, so that a new word needs no change of the schema's types."""
    return Enum(
        kind, native_enum=False, length=40, create_constraint=False,
        values_callable=lambda each: [m.value for m in each],
    )


class Base(DeclarativeBase):
    registry = registry(type_annotation_map={str: Text(), int: BigInteger(), datetime: UTCDateTime()})
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class LockingSession(RequestSession):
    """Locks only the row that is read anew, never what is loaded beside it."""

    def refresh(self, instance: object, attribute_names: Any = None, with_for_update: Any = None) -> None:
        """Refreshing repeats the joins the instance was first loaded with, and PostgreSQL refuses to lock an outer one.

        An action would then fail for whoever comes from a page that loads more, and pass where a test loads less.
        """
        if with_for_update:
            asked = with_for_update if isinstance(with_for_update, dict) else {}
            with_for_update = {"of": type(instance), **asked}
        super().refresh(instance, attribute_names, with_for_update)


db = SQLAlchemy(model_class=Base, session_options={"class_": LockingSession})

_writing: ContextVar[bool] = ContextVar("writing", default=False)


@contextmanager
def writing() -> Iterator[None]:
    """Let the next transaction take the embedded database's write lock as it begins.

    A SQLite transaction that has read may not start to write once somebody else has committed: it fails at once,
    whatever the timeout.
    """
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def transaction() -> Iterator[Session]:
    """One act, whole or not at all. Re-entrant: the outermost commits, and what it changes is read anew."""
    session = db.session()
    if session.info.get("acting"):
        # What the outer act has changed must be written before the inner one refreshes: refreshing forgets it.
        session.flush()
        yield session
        session.flush()
        return
    with writing():
        session.rollback()
        session.info["acting"] = True
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info["acting"] = False


def hold(thing: Any) -> None:
    """Read a row anew and keep it from others until the act ends. Raises Conflict where somebody has deleted it."""
    try:
        db.session.refresh(thing, with_for_update=True)
    except InvalidRequestError as fault:
        raise Conflict(_("This is gone: it was sent or deleted in another window.")) from fault


def after_commit(act: Callable[[], None]) -> None:
    """Run `act` once the present transaction has committed; forgotten if it does not. Equal acts run once."""
    acts = db.session().info.setdefault("after_commit", [])
    if act not in acts:
        acts.append(act)


@event.listens_for(Session, "after_commit")
def _run_after_commit(session: Session) -> None:
    for act in session.info.pop("after_commit", []):
        act()


@event.listens_for(Session, "after_rollback")
def _forget_after_rollback(session: Session) -> None:
    session.info.pop("after_commit", None)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if isinstance(connection, SqliteConnection):
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
