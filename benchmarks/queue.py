"""Does the moderation queue cost the same with many waiting as with few? Prints JSON: milliseconds and queries.

Each size is a consultation of its own; all are measured in one run, on the embedded database or, with
CONSULT_DATABASE_URL, on PostgreSQL. `python -m benchmarks.queue 100 10000 100000`.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable

from sqlalchemy import event, text

from consult.accounts.models import Account
from consult.app import create_app
from consult.consultations.models import Consultation, TeamMember, TeamRole
from consult.db import db, transaction
from consult.moderation.narrowing import Wanted
from consult.moderation.queries import entries_in, next_after, rank, standing_of
from consult.organisations.models import Stakeholder
from consult.organisations.vocabularies import Group
from consult.schema import migrate
from tests.factories.queue import fill

ROUNDS = 20


def begin(size: int, account: Account) -> Consultation:
    """A consultation with so many waiting."""
    with transaction() as session:
        consultation = Consultation(slug=f"queue-{size}", title=f"{size} waiting")
        author = Stakeholder(name="Author", group=Group.ACADEMIA)
        session.add_all([consultation, author])
        session.flush()
        session.add(TeamMember(consultation_id=consultation.id, account_id=account.id, role=TeamRole.MODERATOR))
    fill(consultation, author, size)
    return consultation


def measured(act: Callable[[], object]) -> dict[str, float]:
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    act()
    queries = len(statements)
    times = []
    for _each in range(ROUNDS):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    return {"ms": round(statistics.median(times), 2), "queries": queries}


def page(consultation: Consultation, wanted: Wanted, after: str | None = None) -> None:
    """What the queue's page asks for, without its template."""
    standing_of([consultation])
    found = entries_in([consultation], wanted, after)
    if found.rows:
        from consult.contributions.models import Contribution
        first = db.session.get_one(Contribution, found.rows[0].id)
        rank([consultation], wanted, first)
        next_after([consultation], wanted, first)


def main(sizes: list[int]) -> None:
    app = create_app({"DATA": tempfile.mkdtemp(prefix="consult-bench-")})
    with app.app_context():
        migrate()
        with transaction() as session:
            account = Account(email="bench@example.org", fs_uniquifier="bench")
            session.add(account)
        made = [begin(size, account) for size in sizes]
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        result = {}
        for size, consultation in zip(sizes, made, strict=True):
            after = entries_in([consultation], Wanted()).after
            result[str(size)] = {
                "first page": measured(lambda c=consultation: page(c, Wanted())),
                "a later page": measured(lambda c=consultation, a=after: page(c, Wanted(), a)),
                "one language": measured(lambda c=consultation: page(c, Wanted(language="ar"))),
                "held by a rule": measured(lambda c=consultation: page(c, Wanted(held="identical"))),
                "nothing fits": measured(lambda c=consultation: page(c, Wanted(assignee="me", person=account.id))),
            }
        print(json.dumps({"database": db.engine.dialect.name, "sizes": result}, indent=2))


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [100, 10_000, 100_000])
