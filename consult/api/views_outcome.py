"""The outcome, how it was made, what was said against it, and what the institution answers and does."""

from typing import Any

from consult.api import shapes, shapes_outcome
from consult.api.answering import CONSULTATION, listed, place_in, public_consultation, resource
from consult.api.facts import finding_version_facts
from consult.api.queries import challenge_last_seen, finding_named, outcome_of
from consult.challenges.data import issues_as_data, told
from consult.challenges.queries import challenges_after, public_finding, public_versions, recognitions_of
from consult.consultations.phases import has_outcome
from consult.reports import method as made
from consult.responses.data import responses_as_data


@resource(f"{CONSULTATION}/outcome", shapes.OutcomeWhole)
def outcome(slug: str) -> dict[str, Any]:
    """The published outcome: findings with the words they cite, and how much is dealt with."""
    return outcome_of(public_consultation(slug))


@resource(f"{CONSULTATION}/method", shapes_outcome.Method)
def method(slug: str) -> dict[str, Any]:
    """How the outcome was made: themes, agreement of coders, balance. Nothing before there is one."""
    consultation = public_consultation(slug)
    return made.facts(consultation) if has_outcome(consultation) else made.NOTHING_YET


@resource("/findings/<name>", shapes.Finding)
def finding(name: str) -> dict[str, Any]:
    """One finding of a published outcome."""
    return finding_named(name)


@resource("/findings/<name>/versions", shapes_outcome.FindingHistory)
def finding_versions(name: str) -> dict[str, Any]:
    """Every published version of a finding, the first first."""
    found, _consultation = public_finding(name)
    return {
        "recognitions": recognitions_of(found),
        "versions": [finding_version_facts(each) for each in public_versions(found)],
    }


@resource(f"{CONSULTATION}/challenges", shapes_outcome.Challenges, shapes.Paging)
def challenges(wanted: shapes.Paging, slug: str) -> dict[str, Any]:
    """Published objections to findings with their replies, the first made first."""
    consultation, place = public_consultation(slug), place_in(wanted.cursor)
    if not has_outcome(consultation):
        return listed([], None)
    last = challenge_last_seen(consultation, place[0]) if place else None
    page = challenges_after(consultation, last, wanted.limit)
    return listed(told(consultation, page.rows), page.after)


@resource(f"{CONSULTATION}/issues", shapes_outcome.Issues)
def issues(slug: str) -> dict[str, Any]:
    """The ledger of objections, and how each was settled."""
    return listed(issues_as_data(public_consultation(slug)), None)


@resource(f"{CONSULTATION}/responses", shapes_outcome.Responses)
def responses(slug: str) -> dict[str, Any]:
    """What the institution answers, and every step of what it does about it."""
    return listed(responses_as_data(public_consultation(slug)), None)
