"""Do a goal's page, its next claim and its map cost the same with a million votes? Prints JSON: milliseconds, queries.

Each size is a consultation of its own with a thousand claims in one embedded database; the reader is signed in and has
voted on a few of them. `python -m benchmarks.votes_page 1000 1000000`.
"""

import json
import random
import sys
import tempfile

from sqlalchemy import select

from benchmarks.topic_page import fill, measure
from consult.app import create_app
from consult.consultations.models import Consultation, Topic
from consult.consultations.numbers import fold_all
from consult.contributions.models import ContributionTopic
from consult.db import db, transaction
from consult.identifiers import new_id
from consult.opinion.actions import fold
from consult.opinion.arriving import take_votes
from consult.opinion.mapping import make
from consult.organisations.models import Stakeholder
from consult.organisations.vocabularies import Group
from consult.schema import migrate
from consult.submissions.passages import fold as fold_passages
from tests.factories.people import make_person
from tests.signing_in import signed_in_client

CLAIMS = 1000


def vote(slug: str, number: int) -> None:
    """As many votes, by people of all groups in five camps."""
    topic = db.session.scalars(select(Topic).join(Consultation).where(Consultation.slug == slug)).one()
    claims = db.session.scalars(
        select(ContributionTopic.contribution_id).where(ContributionTopic.topic_id == topic.id)
    ).all()
    topic.consultation.votes = True
    db.session.commit()
    people = [Stakeholder(id=new_id(), group=group) for _n in range(max(1, number // CLAIMS // 9)) for group in Group]
    with transaction() as session:
        session.add_all(people)
    chance, each = random.Random(1), -(-number // len(people))
    for group in Group:
        votes = {
            (claim, person.id): (chance.choice((1, 1, -1, 0)), None)
            for person in people if person.group is group for claim in claims[: min(each, CLAIMS)]
        }
        with transaction():
            take_votes(votes, group)


def main() -> None:
    sizes = [int(each) for each in sys.argv[1:]] or [1_000, 1_000_000]
    app = create_app({"DATA": tempfile.mkdtemp(prefix="consult-bench-"), "URL": "http://localhost"})
    results: dict[str, dict[str, object]] = {}
    with app.app_context():
        migrate()
        reader = make_person()
        address = fill(CLAIMS)
        addresses = {}
        for size in sizes:
            # The same claims again, under another name.
            addresses[size] = address if size == sizes[0] else fill(CLAIMS + len(addresses))
            vote(addresses[size].split("/")[2], size)
        fold_all()
        fold_passages()
        fold()
        for topic in db.session.scalars(select(Topic)).all():
            make(topic)
        identifier = reader.id
    for size, address in addresses.items():
        with app.app_context():
            client = signed_in_client(app, db.session.get_one(type(reader), identifier))
            results[str(size)] = {
                page: measure(client, address + page) for page in ("", "/vote", "/opinion")
            }
    ratios = {
        page: round(
            results[str(sizes[-1])][page]["median_ms"] / results[str(sizes[0])][page]["median_ms"], 2  # type: ignore[index]
        )
        for page in ("", "/vote", "/opinion")
    }
    print(json.dumps({"votes": results, "largest_over_smallest": ratios}, indent=2))


if __name__ == "__main__":
    main()
