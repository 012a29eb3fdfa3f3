"""Joins the rooms' jobs and runs them: those called for at once, and all of them now and then."""

import signal
import threading
import time
from collections.abc import Callable

import click
from flask import Flask

from consult import jobs, mail
from consult.app import create_app
from consult.assistance import jobs as assistance
from consult.campaigns import jobs as campaigns
from consult.coding import jobs as coding
from consult.consultations import jobs as consultations
from consult.db import db
from consult.drafting import jobs as drafting
from consult.idempotency import forget_answers
from consult.logs import log
from consult.moderation import jobs as moderation
from consult.notifications import jobs as notifications
from consult.opinion import jobs as opinion
from consult.questions import jobs as questions
from consult.record import jobs as record
from consult.reports import jobs as reports
from consult.responses import jobs as responses
from consult.schema import migrate
from consult.search import jobs as search
from consult.signatures import jobs as signatures
from consult.submissions import jobs as submissions
from consult.synthesis import jobs as synthesis

JOBS: dict[str, Callable[[], object]] = {
    **record.JOBS, **consultations.JOBS, **submissions.JOBS, **coding.JOBS, **questions.JOBS,
    **opinion.JOBS, **moderation.JOBS, **signatures.JOBS, **drafting.JOBS, **assistance.JOBS,
    **search.JOBS, **campaigns.JOBS, **notifications.JOBS,
    **responses.JOBS, **synthesis.JOBS,
    "answers.forget": forget_answers,
}
# Each has a thread of its own.
BESIDE: dict[str, Callable[[], object]] = {"mail.post": mail.post_owed, **reports.JOBS}

# A call may be lost with the process that made it, so everything owed is also looked for, this often (in seconds).
SWEEP = 60.0
SWEEPS = {
    "record.sequence": 2.0, "search.read": 2.0, "outcome.release": 2.0,
    "notifications.read": 2.0, "notifications.write": 10.0,
    "opinion.update": 5.0,
    "answers.forget": 3600.0, "files.forget": 3600.0, "drafts.forget": 3600.0,
}
PAUSE = 0.2
BESIDE_PAUSE = 1.0


@click.command("worker")
def work() -> None:
    """Run the background jobs alone, until SIGTERM: letters, the record's places, and folding of counts."""
    app = create_app()
    with app.app_context():
        migrate()
        stop = threading.Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda _number, _frame: stop.set())
        threads = [threading.Thread(target=work_beside, args=(app, stop, name)) for name in BESIDE]
        for thread in threads:
            thread.start()
        run(stop)
        for thread in threads:
            thread.join()


def work_beside(app: Flask, stop: threading.Event, name: str) -> None:
    """A mail server that does not answer, or a report that takes a minute, must not keep the record waiting."""
    jobs.register(name, BESIDE[name])
    with app.app_context():
        while not stop.is_set():
            _perform(name)
            stop.wait(BESIDE_PAUSE)


def run(stop: threading.Event) -> None:
    """Take jobs until told to stop. One thread calls and sweeps, so that no job ever runs beside itself."""
    for name, act in JOBS.items():
        jobs.register(name, act)
    due = dict.fromkeys(JOBS, 0.0)
    while not stop.is_set():
        called = _called()
        for name in JOBS:
            if name in called or due[name] <= time.monotonic():
                _perform(name)
                due[name] = time.monotonic() + SWEEPS.get(name, SWEEP)
        stop.wait(PAUSE)


def _called() -> set[str]:
    """The names in the queue, each once: ten calls for one job are one."""
    names: set[str] = set()
    try:
        while (task := jobs.queue().dequeue()) is not None:
            names.add(str(task.args[0]))
    except Exception as fault:
        log().warning("queue not read", fault=type(fault).__name__)
    return names


def _perform(name: str) -> None:
    """A job that fails says so and is tried again at the next sweep."""
    try:
        jobs.run(name)
    except Exception as fault:
        log().error("job failed", job=name, exc_info=fault)
    finally:
        db.session.remove()


if __name__ == "__main__":
    work()
