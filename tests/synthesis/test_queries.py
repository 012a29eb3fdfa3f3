"""What may be asked, by whom it may be known, and at what cost."""

from collections.abc import Callable

import pytest
from sqlalchemy import event

from consult.db import db
from consult.organisations.vocabularies import Group
from consult.synthesis.disposing import mark_considered, mark_represented
from consult.synthesis.publishing import publish_outcome
from consult.synthesis.queries import (
    Became,
    became_of,
    coverage_of,
    dispositions_of,
    findings_of,
    latest_outcome,
)
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person, make_stakeholder
from tests.factories.submissions import make_position
from tests.factories.synthesis import make_citation, make_finding

pytestmark = pytest.mark.usefixtures("app")


def queries_of(act: Callable[[], object]) -> int:
    """How many statements an act sends."""
    count = 0

    def counted(*_arguments: object) -> None:
        nonlocal count
        count += 1

    event.listen(db.engine, "before_cursor_execute", counted)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", counted)
    return count


def summarised(cited: int = 1, represented: int = 1, considered: int = 1):
    moderator = make_person()
    consultation = make_consultation(phase="closed", moderator=moderator)
    topic = consultation.topics[0]
    finding = make_finding(topic, moderator)
    positions = [
        make_position(consultation, by=make_stakeholder(group=Group.GOVERNMENT))
        for _each in range(cited + represented + considered)
    ]
    for position in positions[:cited]:
        make_citation(finding, position, moderator)
    if represented:
        mark_represented(positions[cited:cited + represented], topic, finding, moderator)
    if considered:
        mark_considered(positions[cited + represented:], topic, "not_individually_analysed", moderator)
    return moderator, consultation, finding, positions


def test_nothing_is_told_before_an_outcome_is_published():
    _moderator, consultation, _finding, positions = summarised()

    assert findings_of(consultation).by_topic == {"goal-1": []}
    assert findings_of(consultation).whole == []
    assert coverage_of(consultation)["goal-1"].dealt == 0
    assert dispositions_of(consultation) == {}
    assert became_of(consultation, [positions[0].id]) == {}
    assert latest_outcome(consultation) is None


def test_each_contribution_says_what_became_of_it():
    moderator, consultation, finding, positions = summarised()
    publish_outcome(consultation, "In short.", moderator)

    became = dispositions_of(consultation)

    assert [became[each.id] for each in positions] == [
        [Became("goal-1", "cited", "", [(finding.name, "1.1")])],
        [Became("goal-1", "represented", "", [(finding.name, "1.1")])],
        [Became("goal-1", "considered", "not_individually_analysed", [])],
    ]
    assert became_of(consultation, [positions[1].id]) == {positions[1].id: became[positions[1].id]}
    assert latest_outcome(consultation).summary == "In short."


def test_support_counts_what_is_cited_and_what_is_represented():
    _moderator, consultation, _finding, _positions = summarised(cited=2, represented=2, considered=1)

    support = findings_of(consultation, draft=True).by_topic["goal-1"][0].support

    assert (support.raw, support.unique, support.published) == (4, 4, 5)
    assert (support.equal_weight, support.groups, support.left_out) == (0.8, 1, [])


def test_every_answer_costs_the_same_with_many_findings():
    costs = []
    for size in (1, 12):
        moderator, consultation, _finding, positions = summarised(cited=size)
        for place in range(size):
            extra = make_finding(consultation.topics[0], moderator, f"Finding {place}.")
            make_citation(extra, positions[0], moderator)
        list(consultation.topics)
        costs.append([
            queries_of(lambda: findings_of(consultation, draft=True)),  # noqa: B023
            queries_of(lambda: coverage_of(consultation, draft=True)),  # noqa: B023
            queries_of(lambda: dispositions_of(consultation, draft=True)),  # noqa: B023
        ])

    assert costs[0] == costs[1]
    assert max(costs[0]) <= 5
