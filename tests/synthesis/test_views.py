"""The desk in a browser without JavaScript, and the outcome as readers see it."""

import re

import pytest

from consult.contributions import actions as contributions
from consult.contributions.models import Publication
from consult.db import db, transaction
from consult.synthesis.models import Finding, Outcome
from consult.synthesis.publishing import publish_outcome
from consult.synthesis.queries import coverage_of, findings_of
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_comment, make_content, make_position
from tests.factories.synthesis import make_citation, make_finding
from tests.synthesis.test_queries import queries_of

pytestmark = pytest.mark.usefixtures("app")


def a_desk(phase: str = "closed", topics: int = 1):
    moderator = make_person()
    consultation = make_consultation(phase=phase, moderator=moderator, topics=topics)
    return moderator, consultation, f"/consultations/{consultation.slug}"


def test_the_desk_is_for_its_moderators(client, sign_in):
    moderator, _consultation, address = a_desk()
    _other, unpublished, hidden = a_desk(phase="preparing")

    assert sign_in(moderator).get(address + "/desk").status_code == 200
    assert sign_in(moderator).get("/desk").location == address + "/desk"
    assert sign_in(make_person()).get(address + "/desk").status_code == 403
    assert sign_in(make_person()).get(hidden + "/desk").status_code == 404
    assert client.get(address + "/desk").status_code == 302


def test_a_contribution_is_shown_as_its_source_and_cited_by_selected_words(sign_in):
    moderator, consultation, address = a_desk()
    position = make_position(consultation, make_content(body="Line one <b>.\nLine two."))
    make_comment(position)
    browser = sign_in(moderator)

    page = browser.get(address + "/desk").get_data(as_text=True)
    answer = browser.post(address + "/desk/decisions?topic=goal-1", data={
        "contribution": position.name, "version": 1, "becomes": "cited", "field": "body", "start": 5, "end": 22,
        "text": "one <b>.\r\nLine two"[:18], "finding": "new", "new_finding": "A finding from the desk.",
    })

    assert ">Line one &lt;b&gt;.\nLine two.</div>" in page
    assert answer.status_code == 303
    shown = findings_of(consultation, draft=True).by_topic["goal-1"][0]
    assert (shown.text, shown.citations[0].text) == ("A finding from the desk.", "one <b>.\nLine two")
    marked = browser.get(answer.location).get_data(as_text=True)
    assert '<mark class="cited">one &lt;b&gt;.\nLine two</mark>' in marked


def test_pasted_words_that_are_not_there_are_refused_and_kept(sign_in):
    moderator, consultation, address = a_desk()
    position = make_position(consultation)

    answer = sign_in(moderator).post(address + "/desk/decisions?topic=goal-1", data={
        "contribution": position.name, "version": 1, "becomes": "cited", "words": "Something else entirely",
        "finding": "new", "new_finding": "Never stored.", "idempotency_key": "one",
    })

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "do not stand in this contribution" in page
    assert ">Something else entirely</textarea>" in page
    assert db.session.query(Finding).count() == 0


def test_several_are_marked_and_the_last_act_is_undone(sign_in):
    moderator, consultation, address = a_desk()
    positions = [make_position(consultation) for _each in range(3)]
    browser = sign_in(moderator)

    browser.post(address + "/desk/bulk?topic=goal-1", data={
        "contributions": [each.name for each in positions], "becomes": "considered", "reason": "no_point_made",
    })
    dealt = coverage_of(consultation, draft=True)["goal-1"].dealt
    browser.post(address + "/desk/undoing?topic=goal-1", data={"contribution": positions[0].name, "citation": ""})

    assert (dealt, coverage_of(consultation, draft=True)["goal-1"].dealt) == (3, 2)
    page = browser.get(address + "/desk?topic=goal-1").get_data(as_text=True)
    assert "makes no point of its own" in page
    assert "2 <small>of 3 dealt with" in page


def test_findings_are_written_changed_moved_and_removed(sign_in):
    moderator, consultation, address = a_desk()
    browser = sign_in(moderator)
    for text in ("First.", "Second."):
        browser.post(address + "/desk/findings?topic=goal-1", data={"text": text, "designation": "consensus"})
    first, second = findings_of(consultation, draft=True).by_topic["goal-1"]

    browser.post(address + "/desk/findings?topic=goal-1", data={
        "text": "Some differ.", "parent": first.name, "designation": ""})
    browser.post(f"{address}/desk/findings/{second.name}/place?topic=goal-1", data={"direction": "up"})
    page = browser.get(address + "/desk?topic=goal-1").get_data(as_text=True)
    seen = re.findall(r'name="seen" value="(\w+)"', page)[0]
    changed = browser.post(f"{address}/desk/findings/{second.name}/text?topic=goal-1", data={
        "text": "Second, better.", "designation": "divergence", "seen": seen})
    stale = browser.post(f"{address}/desk/findings/{second.name}/text?topic=goal-1", data={
        "text": "Second, stale.", "designation": "divergence", "seen": seen})
    browser.post(f"{address}/desk/findings/{first.name}/removal?topic=goal-1")

    assert (changed.status_code, stale.status_code) == (303, 409)
    assert "Second, stale." in stale.get_data(as_text=True)
    left = findings_of(consultation, draft=True).by_topic["goal-1"]
    assert [(each.text, each.designation) for each in left] == [("Second, better.", "divergence")]


def test_the_whole_is_summarised_from_findings(sign_in):
    moderator, consultation, address = a_desk()
    below = make_finding(consultation.topics[0], moderator)
    browser = sign_in(moderator)

    browser.post(address + "/desk/findings?topic=whole", data={"text": "On the whole.", "designation": "consensus"})
    whole = findings_of(consultation, draft=True).whole[0]
    cited = browser.post(f"{address}/desk/findings/{whole.name}/citations?topic=whole", data={"cited": below.name})
    page = browser.get(address + "/desk?topic=whole").get_data(as_text=True)
    browser.post(f"{address}/desk/findings/{whole.name}/citations/removal?topic=whole", data={"name": below.name})

    assert cited.status_code == 303
    assert ">1.1</a>" in page
    assert findings_of(consultation, draft=True).whole[0].citations == []


def test_publication_is_refused_until_one_click_mends_it(sign_in):
    moderator, consultation, address = a_desk()
    topic = consultation.topics[0]
    position, missing = make_position(consultation), make_position(consultation)
    make_citation(make_finding(topic, moderator), position, moderator)
    browser = sign_in(moderator)

    refused = browser.post(address + "/desk/outcome", data={"summary": "In short."})
    link = re.search(rf'href="([^"]+c={missing.name}[^"]*)"', refused.get_data(as_text=True))
    assert link is not None
    browser.get(link.group(1).replace("&amp;", "&"))
    browser.post(address + "/desk/decisions?topic=goal-1", data={
        "contribution": missing.name, "becomes": "considered", "reason": "other", "other": "says it in a picture",
    })
    published = browser.post(address + "/desk/outcome", data={"summary": "In short."})

    assert (refused.status_code, published.status_code) == (409, 303)
    assert db.session.query(Outcome).count() == 1


def test_nothing_of_an_outcome_leaks_before_it_is_published(client):
    moderator, consultation, address = a_desk()
    finding = make_finding(consultation.topics[0], moderator, "A secret so far.")
    make_citation(finding, make_position(consultation), moderator)

    answer = client.get(address + "/outcome")

    assert answer.status_code == 200
    assert "secret" not in answer.get_data(as_text=True)
    assert "not published yet" in answer.get_data(as_text=True)


def published_outcome():
    moderator, consultation, address = a_desk()
    topic = consultation.topics[0]
    nameless = make_position(
        consultation, make_content(claim="Costs should be public.", publication=Publication.NAMELESS),
        by=make_person("Person Unnamed"),
    )
    named = make_position(consultation, by=make_person("Person Named"))
    finding = make_finding(topic, moderator)
    make_citation(finding, nameless, moderator)
    make_citation(finding, named, moderator, "four days", "body")
    view = make_finding(topic, moderator, "A minority differs.", parent=finding)
    make_citation(view, named, moderator, "In March", "body")
    publish_outcome(consultation, "Cost decides.", moderator)
    return consultation, address, named


def test_readers_see_each_sentence_with_its_sources(client):
    _consultation, address, named = published_outcome()

    page = client.get(address + "/outcome").get_data(as_text=True)

    for words in ("Cost decides.", "What it costs should be published.", "A minority differs.", "Person Named",
                  'In March it cost <mark class="cited">four days</mark> of what I earn.', "2 of 2"):
        assert words in page
    assert "Person Unnamed" not in page
    assert f"/contributions/{named.name}" in page


def test_a_void_citation_says_why(client):
    _consultation, address, named = published_outcome()
    with transaction():
        contributions.withdraw(named)

    page = client.get(address + "/outcome").get_data(as_text=True)

    assert "data-void" in page
    assert "four days" not in page
    assert "A new version of this finding is owed" in page


def test_the_desk_costs_the_same_with_many_positions(sign_in):
    costs = []
    for size in (5, 60):
        moderator, consultation, address = a_desk()
        finding = make_finding(consultation.topics[0], moderator)
        positions = [make_position(consultation) for _each in range(size)]
        for position in positions[:size // 2]:
            make_citation(finding, position, moderator)
        browser = sign_in(moderator)
        browser.get(address + "/desk?topic=goal-1")
        costs.append(queries_of(lambda: browser.get(address + "/desk?topic=goal-1")))  # noqa: B023

    assert costs[0] == costs[1]


@pytest.mark.parametrize("query", [
    "topic=nowhere", "show=nothing", "group=nobody%00", "q=%00%25_", "c=zzzzzzzzzzzz", "c=!", "after=x",
    "after=WyIyMDI2LTAxLTAxIiwiOTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5Il0",
])
def test_a_damaged_address_of_the_desk_still_opens_it(sign_in, query):
    moderator, consultation, address = a_desk()
    make_position(consultation)

    assert sign_in(moderator).get(f"{address}/desk?{query}").status_code == 200


@pytest.mark.parametrize("changes", [
    {"becomes": "nonsense"}, {"contribution": "gone"}, {"start": "x", "end": "99999999999999999999"}, {"finding": ""},
    {"finding": "0123456789ab"}, {"becomes": "represented", "finding": "new", "new_finding": ""},
])
def test_a_damaged_form_of_the_desk_is_refused(sign_in, changes):
    moderator, consultation, address = a_desk()
    position = make_position(consultation)

    answer = sign_in(moderator).post(address + "/desk/decisions?topic=goal-1", data={
        "contribution": position.name, "version": 1, "becomes": "cited", "words": "Costs", "finding": "new",
        "new_finding": "A finding.", **changes,
    })

    assert answer.status_code in (404, 422)
    assert db.session.query(Finding).count() == 0
