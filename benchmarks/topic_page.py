"""Does a goal's page cost the same with many positions as with few? Prints JSON: milliseconds, queries, ratios.

Each size is a consultation of its own in one embedded database, filled without the actions and folded as the worker
does; what is compared is measured in one run. `python -m benchmarks.topic_page 20 1000 100000`.
"""

import json
import statistics
import sys
import tempfile
import time
from datetime import timedelta

from sqlalchemy import event, insert

from consult.app import create_app
from consult.clock import now
from consult.comments.models import Thread
from consult.consultations.models import Consultation, Passage, Tally, Topic
from consult.consultations.numbers import fold_all
from consult.contributions.models import Contribution, ContributionTopic, Version
from consult.db import db, transaction
from consult.identifiers import new_id
from consult.organisations.models import Stakeholder
from consult.organisations.vocabularies import Group
from consult.record.models import ContributionNumber, Entry
from consult.schema import migrate
from consult.submissions.models import Anchor, PassageTally, Position, Submission
from consult.submissions.passages import fold as fold_passages

ROUNDS = 30
COUNTRIES = ("KE", "BR", "FR", "IN", "JP", "US", "NZ", "DE")
BATCH = 5_000


def fill(size: int) -> str:
    """A consultation with one goal and `size` published positions; its page's address."""
    slug, moment = f"bench-{size}", now()
    with transaction() as session:
        consultation = Consultation(
            slug=slug, title=f"{size} positions", announced_at=moment - timedelta(days=9),
            opens_at=moment - timedelta(days=8), closes_at=moment + timedelta(days=8),
        )
        author = Stakeholder(name="Author", group=Group.ACADEMIA, country="KE")
        session.add_all([consultation, author])
        session.flush()
        topic = Topic(consultation_id=consultation.id, slug="goal", ordinal=1, title="Goal")
        session.add(topic)
        session.flush()
        passages = [Passage(topic_id=topic.id, ordinal=number, text="A passage.") for number in range(1, 6)]
        session.add_all(passages)
        session.flush()
        entry = Entry(kind="bench", subject=slug, written_at=moment)
        session.add(entry)
        session.flush()
        ids = consultation.id, author.id, topic.id, [passage.id for passage in passages], entry.id
    for start in range(0, size, BATCH):
        _batch(slug, ids, start, min(start + BATCH, size))
    return f"/consultations/{slug}/topics/goal"


def _batch(slug: str, ids: tuple[int, int, int, list[int], int], start: int, end: int) -> None:
    consultation, author, topic, passages, entry = ids
    groups, moment = list(Group), now()
    rows: dict[type, list[dict[str, object]]] = {}
    for number in range(start, end):
        own, submission, thread = new_id(), new_id(), new_id()
        group, country = groups[number % 9], COUNTRIES[number % 8]
        listed = moment - timedelta(seconds=number)
        shared = {"consultation_id": consultation, "stakeholder_id": author, "group": group, "country": country,
                  "language": "en"}
        for model, row in (
            (Thread, {"id": thread, "consultation_id": consultation}),
            (Submission, {"id": submission, **shared, "group": group.value, "state": "published"}),
            (Contribution, {"id": own, **shared, "kind": "position", "state": "published", "waits": False,
                            "author_name": "Author", "public_version": 1, "published_at": listed}),
            (Position.__table__, {"id": own, "submission_id": submission, "thread_id": thread}),
            (Version, {"contribution_id": own, "version": 1, "claim": "A claim.", "public_claim": f"Claim {number}.",
                       "public_body": "A body of two sentences. " * 8, "body_html": "<p>A body.</p>"}),
            (ContributionTopic, {"contribution_id": own, "topic_id": topic, "kind": "position", "listed_at": listed}),
            (Anchor, {"position_id": own, "topic_id": topic, "about": "passage", "passage_id": passages[number % 5],
                      "is_counted": True}),
            (PassageTally, {"passage_id": passages[number % 5], "step": 1}),
            (ContributionNumber, {"contribution_id": own, "consultation": slug, "number": 1001 + number,
                                  "entry_id": entry}),
        ):
            rows.setdefault(model, []).append(row)
    with transaction() as session:
        for model, values in rows.items():
            session.execute(insert(model), values)
        session.execute(insert(Tally), [
            {"consultation_id": consultation, "topic_id": about, "kind": "position", "state": "published",
             "group": group.value, "country": country, "language": "en", "channel": "web", "stance": "",
             "by_author": False, "day": moment.date(), "step": (end - start) // 72 + 1}
            for about in (None, topic) for group in groups for country in COUNTRIES
        ])


def measure(client: object, address: str) -> dict[str, float]:
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    client.get(address)  # type: ignore[attr-defined]
    queries = len(statements)
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        answer = client.get(address)  # type: ignore[attr-defined]
        times.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200
    return {"queries": queries, "median_ms": round(statistics.median(times), 2),
            "p95_ms": round(sorted(times)[int(ROUNDS * 0.95)], 2), "bytes": len(answer.data)}


def main() -> None:
    sizes = [int(each) for each in sys.argv[1:]] or [20, 1_000, 100_000]
    app = create_app({"DATA": tempfile.mkdtemp(prefix="consult-bench-")})
    with app.app_context():
        migrate()
        addresses = {size: fill(size) for size in sizes}
        fold_all()
        fold_passages()
    results = {}
    for size, address in addresses.items():
        with app.app_context():
            results[str(size)] = measure(app.test_client(), address)
    smallest, largest = results[str(sizes[0])], results[str(sizes[-1])]
    ratio = round(largest["median_ms"] / smallest["median_ms"], 2)
    print(json.dumps({"page": "topic", "sizes": results, "largest_over_smallest": ratio}, indent=2))


if __name__ == "__main__":
    main()
