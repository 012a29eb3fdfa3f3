"""Down from a sentence to every word, up from every word to what became of it."""

import pytest

from consult.challenges.actions import challenge_finding, raise_issue
from consult.contributions import actions as contributions
from consult.contributions.models import Publication
from consult.db import transaction
from consult.errors import NotFound
from consult.record.actions import sequence
from consult.responses.actions import promise, publish_response, write_response
from consult.responses.models import ResponseKind
from consult.synthesis.citing import cite_finding
from consult.synthesis.disposing import mark_represented
from consult.synthesis.publishing import publish_outcome
from consult.tracing.queries import trace_of_contribution, trace_of_finding
from tests.factories.outcomes import make_outcome
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position
from tests.factories.synthesis import make_citation, make_finding
from tests.synthesis.test_queries import queries_of

pytestmark = pytest.mark.usefixtures("app")


def whole_way(further: int = 1):
    """A finding on the whole that rests on one on a goal, with everything that may follow it."""
    made = make_outcome(publish=False)
    for _each in range(further):
        nameless = make_position(
            made.consultation, make_content(claim="Costs should be public.", publication=Publication.NAMELESS),
            by=make_person("Person Unnamed"))
        make_citation(made.finding, nameless, made.moderator)
        same = make_position(made.consultation)
        mark_represented([same], made.topic, made.finding, made.moderator)
    whole = make_finding(None, made.moderator, "On the whole.", consultation=made.consultation)
    cite_finding(whole, made.finding, made.moderator)
    publish_outcome(made.consultation, "", made.moderator)
    challenge = challenge_finding(made.finding, "Not what we said.", make_person())
    raise_issue(made.consultation, "It is not.", made.moderator, challenge=challenge)
    response = write_response(made.consultation, [whole], ResponseKind.AGREED, "We will.", None, made.manager)
    publish_response(response, made.manager)
    promise(response, "Publish prices.", None, made.manager)
    sequence()
    return made, whole


def test_from_a_sentence_on_the_whole_down_to_every_word():
    made, whole = whole_way()

    traced = trace_of_finding(whole, made.consultation)

    assert [each["number"] for each in traced["rests_on_findings"]] == ["1.1"]
    assert {each["text"] for each in traced["sources"]} == {"four days", "Costs should be public."}
    assert len(traced["represented"]) == 1
    assert [each["words"] for each in traced["challenges"]] == ["Not what we said."]
    assert [each["kind"] for each in traced["responses"]] == ["agreed"]
    assert {"finding.published", "outcome.published", "response.published", "follow_up.noted"} <= {
        each["kind"] for each in traced["record"]}
    assert "Person Unnamed" not in str(traced)


def test_from_a_contribution_up_to_the_answer():
    made, _whole = whole_way()

    traced = trace_of_contribution(made.position)

    assert [each["text"] for each in traced["cited_words"]] == ["four days"]
    assert [each["number"] for each in traced["findings"]] == ["1.1"]
    assert [each["text"] for each in traced["findings_above"]] == ["On the whole."]
    assert traced["responses"][0]["follow_up"][0]["words"] == "Publish prices."
    assert traced["issues"][0]["status"] == "open"


def test_what_is_withdrawn_leaves_its_place_without_words():
    made, whole = whole_way()
    with transaction():
        contributions.withdraw(made.position)

    traced = trace_of_finding(whole, made.consultation)

    void = next(each for each in traced["sources"] if each["void"])
    assert (void["text"], void["void"], void.get("author")) == (None, "withdrawn", None)
    with pytest.raises(NotFound):
        trace_of_contribution(made.position)


def test_each_end_has_one_address_and_its_data(client):
    made, whole = whole_way()

    for path in (f"/findings/{whole.name}/trace", f"/positions/{made.position.name}/trace",
                 f"/contributions/{made.position.name}/trace"):
        page, data = client.get(path), client.get(path + ".json")
        assert (page.status_code, data.status_code) == (200, 200)
        assert "four days" in page.get_data(as_text=True)
        assert data.get_json()["record"]


def test_a_trace_costs_the_same_with_many_sources(client):
    costs = []
    for size in (1, 8):
        made, whole = whole_way(size)
        paths = (f"/findings/{whole.name}/trace", f"/positions/{made.position.name}/trace")
        costs.append([queries_of(lambda path=path: client.get(path)) for path in paths])

    assert costs[0] == costs[1]
