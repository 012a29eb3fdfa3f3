"""Is the search as fast with a million contributions? Prints JSON: milliseconds of the whole page, by kind of question.

Rows are made in bulk, without the actions; what is indexed of each is what the reader of the record would index. Words
are drawn as often as in real texts (Zipf). `python -m benchmarks.search [NUMBER]` (1,000,000 unless said: some nine
minutes to make), perhaps with CONSULT_DATABASE_URL of an empty PostgreSQL database.
"""

import json
import os
import random
import statistics
import sys
import tempfile
import time
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import insert, text

from consult.app import create_app
from consult.clock import now
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, Version
from consult.db import db, transaction
from consult.identifiers import new_id
from consult.organisations.models import Stakeholder
from consult.organisations.vocabularies import Group
from consult.schema import migrate
from consult.search.documents import document_of
from consult.search.models import Document, KnownWord, SearchPlace
from consult.search.sources import Kind, Source
from consult.search.words import vocabulary

BATCH, ROUNDS = 5_000, 40
COUNTRIES = ("KE", "BR", "FR", "IN", "JP", "US", "NZ", "DE")
LETTERS = "bcdfghklmnprstvz"
RANDOM = random.Random(7)
WORDS = list(dict.fromkeys(
    "".join(RANDOM.choice(LETTERS) + RANDOM.choice("aeiou") for _each in range(RANDOM.randint(2, 4)))
    for _word in range(40_000)
))
CUMULATIVE: list[float] = []
for place in range(1, len(WORDS) + 1):
    CUMULATIVE.append((CUMULATIVE[-1] if CUMULATIVE else 0.0) + 1 / place)


def said(length: int) -> str:
    return " ".join(RANDOM.choices(WORDS, cum_weights=CUMULATIVE, k=length)).capitalize() + "."


def fill(size: int) -> None:
    moment = now()
    with transaction() as session:
        consultation = Consultation(slug="bench", title="Bench", announced_at=moment - timedelta(days=400))
        author = Stakeholder(name="Author", group=Group.ACADEMIA, country="KE")
        session.add_all([consultation, author, SearchPlace(id=1, place=0, languages=["en"])])
        session.flush()
        own, stakeholder = consultation.id, author.id
    known: dict[str, tuple[str, int, int]] = {}
    for start in range(0, size, BATCH):
        consultation = db.session.get_one(Consultation, own)
        contributions, versions, documents = [], [], []
        for number in range(start, min(start + BATCH, size)):
            shown = moment - timedelta(seconds=30 * number)
            source = Source(
                Kind.POSITION, new_id(), consultation, said(9), said(60), "en", shown,
                list(Group)[number % 9].value, COUNTRIES[number % 8],
            )
            contributions.append({
                "id": source.id, "kind": "position", "consultation_id": own, "stakeholder_id": stakeholder,
                "state": "published", "waits": False, "group": source.group, "country": source.country,
                "language": "en", "public_version": 1, "published_at": shown, "received_at": shown,
            })
            versions.append({
                "contribution_id": source.id, "version": 1, "public_claim": source.title,
                "public_body": source.body, "body_html": f"<p>{source.body}</p>",
            })
            documents.append(document_of(source))
            titled = vocabulary(source.title, "en")
            for key, word in vocabulary(f"{source.title}\n{source.body}", "en").items():
                _word, number, titles = known.get(key, (word, 0, 0))
                known[key] = word, number + 1, titles + (key in titled)
        with transaction() as session:
            for model, rows in ((Contribution, contributions), (Version, versions), (Document, documents)):
                session.execute(insert(model), rows)
    with transaction() as session:
        session.execute(insert(KnownWord), [
            {"language": "en", "token": key, "word": word, "documents": number, "titles": titles}
            for key, (word, number, titles) in known.items()
        ])
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))


def questions() -> dict[str, str]:
    often, usual, rare = WORDS[3:40], WORDS[200:2000], WORDS[20_000:]

    def pick(*lists: list[str]) -> str:
        return "+".join(RANDOM.choice(words) for words in lists)

    return {
        "a frequent word": pick(often), "a usual word": pick(usual), "a rare word": pick(rare),
        "two frequent words": pick(often, often), "three usual words": pick(usual, usual, usual),
        "a frequent and a rare word": pick(often, rare), "a phrase of frequent words": f'"{pick(often, often)}"',
        "narrowed": f"{pick(often)}&group=academia&country=NZ&language=en",
        "narrowed by date": f"{pick(usual)}&since=2000-01-01&until=2099-01-01",
        "nothing, with a suggestion": pick(usual) + "x",
    }


def measure(client: FlaskClient) -> dict[str, dict[str, float]]:
    times: dict[str, list[float]] = {}
    for _round in range(ROUNDS):
        for name, asked in questions().items():
            began = time.perf_counter()
            answer = client.get(f"/search?q={asked}")
            times.setdefault(name, []).append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200
    times["all"] = [each for listed in times.values() for each in listed]
    return {
        name: {"median_ms": round(statistics.median(each), 1), "p95_ms": round(sorted(each)[int(len(each) * 0.95)], 1)}
        for name, each in times.items()
    }



def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    app = create_app({
        "DATA": tempfile.mkdtemp(prefix="consult-bench-"), "DATABASE_URL": os.environ.get("CONSULT_DATABASE_URL", ""),
    })
    with app.app_context():
        migrate()
        began = time.perf_counter()
        fill(size)
        made = time.perf_counter() - began
        print(json.dumps({
            "contributions": size, "database": db.engine.dialect.name, "made_in_s": round(made),
            "page": measure(app.test_client()),
        }, indent=1))


if __name__ == "__main__":
    main()
