"""The queue. A job is a wake-up, never the only memory of something owed: the worker also sweeps."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from huey import Huey, MemoryHuey, PostgresHuey, SqliteHuey

from consult.db import after_commit
from consult.logs import log

_queue: Huey = MemoryHuey("consult", results=False)
_jobs: dict[str, Callable[[], object]] = {}


def configure(folder: Path, database_url: str) -> None:
    """Keep the queue beside the database: in PostgreSQL where that is used, else in the data folder."""
    global _queue
    if database_url.startswith("postgresql"):
        _queue = PostgresHuey("consult", dsn=database_url.replace("+psycopg", ""), results=False, blocking=False)
    else:
        folder.mkdir(parents=True, exist_ok=True)
        _queue = SqliteHuey("consult", filename=str(folder / "jobs.db"), results=False)
    _queue.task(name="run")(run)


def queue() -> Huey:
    return _queue


def register(name: str, act: Callable[[], object]) -> None:
    """Give a job its act; the worker does so for every room."""
    _jobs[name] = act


def run(name: str) -> None:
    _jobs[name]()


def wake(name: str) -> None:
    """Ask for a job by its name once the present transaction has committed."""
    after_commit(_Wake(name))


@dataclass(frozen=True)
class _Wake:
    """Equal by name, so that a hundred wakes in one transaction ring once."""

    name: str

    def __call__(self) -> None:
        _enqueue(self.name)


def _enqueue(name: str) -> None:
    task = next((each for key, each in _queue._registry._registry.items() if key.endswith("run")), None)
    if task is None:
        return
    try:
        _queue.enqueue(task((name,), {}))
    except Exception as fault:  # noqa: BLE001 - what was asked for is committed; the worker's sweep will find it
        log().warning("job not queued", job=name, fault=type(fault).__name__)
