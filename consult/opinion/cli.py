"""The operator's door to the map of opinion."""

import json
from typing import Any

import click
from sqlalchemy import select

from consult.consultations.models import Topic
from consult.consultations.queries import consultation_by_slug, topic_of
from consult.contributions.models import Contribution
from consult.db import db
from consult.errors import Invalid
from consult.identifiers import name_of
from consult.opinion.actions import fold
from consult.opinion.mapping import make, read
from consult.organisations.models import Stakeholder
from consult.organisations.queries import external_id_of

Answer = dict[str, Any]


@click.command()
@click.argument("place", metavar="SLUG/TOPIC")
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone.")
def opinion(place: str, as_json: bool) -> None:
    """Print the map of opinion of a goal, brought up to date: its groups and what unites them.

    Members and claims stand by the ids of the file they came from, else by our own. For operators alone: it tells who
    stands in which group.
    """
    slug, slash, topic_slug = place.partition("/")
    if not slash or not topic_slug:
        raise Invalid(f"{place}: write SLUG/TOPIC, as in five-goals/main.")
    answer = answer_for(topic_of(consultation_by_slug(slug), topic_slug))
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    _tell(answer)


def answer_for(topic: Topic) -> Answer:
    """The JSON of PRODUCT.md, with the map made anew."""
    topic_id = topic.id
    fold()
    found = make(topic)
    if found is None:
        claims = len(read(topic_id).claims)
        return {"participants": 0, "claims": claims, "votes": 0, "groups": [], "consensus": []}
    members = _names(Stakeholder.id, Stakeholder.import_key, found.people)
    claims_named = _names(Contribution.id, Contribution.external_id, found.claims)
    order = sorted(range(len(found.claims)), key=lambda each: (-found.group_informed[each], claims_named[each]))
    return {
        "participants": len(found.people), "claims": len(found.claims), "votes": found.votes,
        "groups": [
            {
                "id": str(number), "size": size,
                "members": [members[place] for place in range(len(members)) if found.group[place] == number],
                "representative": [
                    {"claim": claims_named[each.claim], "direction": each.direction}
                    for each in found.representative[number]
                ],
            }
            for number, size in enumerate(found.sizes)
        ],
        "consensus": [
            {"claim": claims_named[each], "group_informed": round(float(found.group_informed[each]), 6)}
            for each in order if found.totals.seen[0, each] > 0
        ],
    }


def _names(key: Any, external: Any, identifiers: list[Any]) -> list[str]:
    """By external id where imported."""
    known: dict[int, str] = {}
    for start in range(0, len(identifiers), 500):
        for identifier, name in db.session.execute(
            select(key, external).where(key.in_(identifiers[start : start + 500]))
        ):
            if name:
                known[identifier] = external_id_of(name) if external is Stakeholder.import_key else name
    return [known.get(each) or name_of(each) for each in identifiers]


def _tell(answer: Answer) -> None:
    click.echo(f"{answer['participants']:,} participants, {answer['votes']:,} votes on {answer['claims']:,} claims")
    for group in answer["groups"]:
        marks = ", ".join(f"{each['direction']} {each['claim']}" for each in group["representative"])
        click.echo(f"group {group['id']}: {group['size']:,} people; {marks or 'nothing marks it'}")
    for each in answer["consensus"][:10]:
        click.echo(f"  {each['group_informed']:.3f}  {each['claim']}")
