"""The report as data: what is in it, what never is, and that its figures follow from itself."""

import json

import pytest

from consult.consultations.models import Moderation
from consult.consultations.numbers import numbers_block
from consult.contributions import actions as contributions
from consult.contributions.models import Publication
from consult.db import transaction
from consult.reports.outline import outline
from consult.submissions.actions import revise_position, withdraw_position
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.reports import make_summarised
from tests.factories.submissions import make_comment, make_content, make_position

pytestmark = pytest.mark.usefixtures("app")

SECRET = "Unmistakable"


def texts_of(report) -> str:
    return json.dumps(report, ensure_ascii=False)


def test_its_numbers_are_the_very_object_that_is_shown_everywhere():
    consultation = make_summarised().consultation

    assert outline(consultation)["numbers"] == numbers_block(consultation)


def test_it_keeps_the_contract():
    report = outline(make_summarised().consultation)

    assert report["consultation"].keys() >= {"slug", "title", "phase"}
    topic = report["topics"][0]
    assert topic.keys() >= {"slug", "title", "passages", "coverage", "findings"}
    assert topic["passages"][1] == {"number": "1.2", "text": "Costs should be published."}
    finding = topic["findings"][0]
    assert finding.keys() >= {"id", "version", "text", "designation", "support", "minority_views", "citations"}
    assert finding["id"].startswith("finding:")
    assert finding["designation"] == "consensus"
    contribution = report["contributions"][0]
    assert contribution.keys() >= {
        "id", "kind", "topics", "campaign", "stance", "group", "country", "language", "organisation", "channel",
        "external_id", "state", "versions", "dispositions",
    }
    assert contribution["versions"][0].keys() >= {"version", "claim", "body", "wording", "submitted_at"}
    assert contribution["dispositions"][0].keys() >= {"topic", "kind", "reason", "findings"}
    assert len({each["id"] for each in report["contributions"]}) == 10


def test_every_citation_is_its_span_code_point_for_code_point():
    report = outline(make_summarised().consultation)

    contributions = {each["id"]: each for each in report["contributions"]}
    finding = report["topics"][0]["findings"][0]
    citations = finding["citations"] + finding["minority_views"][0]["citations"]
    assert citations[0]["text"] == "费用 👍"
    for citation in citations:
        versions = {each["version"]: each for each in contributions[citation["source"]]["versions"]}
        source = versions[citation["version"]][citation["field"]]
        assert source[citation["start"]:citation["end"]] == citation["text"]


def sources_of(report, finding) -> set[str]:
    """Recomputed from the report alone: what the finding cites, and what it is said to represent."""
    cited = {each["source"] for each in finding["citations"] if "void" not in each}
    above = {each for each in cited if each.startswith("finding:")}
    represented = {
        each["id"] for each in report["contributions"] for became in each["dispositions"]
        if finding["id"] in became["findings"]
    }
    beneath = [each for topic in report["topics"] for each in topic["findings"] if each["id"] in above]
    return (cited - above) | represented | {each for one in beneath for each in sources_of(report, one)}


def test_support_can_be_recomputed_from_the_report_alone():
    report = outline(make_summarised().consultation)

    group_of = {each["id"]: each["group"] for each in report["contributions"]}
    on_topic = [each for each in report["contributions"] if "goal-1" in each["topics"]]
    finding = report["topics"][0]["findings"][0]
    sources = sources_of(report, finding)
    sizes = {group: sum(each["group"] == group for each in on_topic) for group in set(group_of.values())}
    shares = [
        sum(group_of[each] == group for each in sources) / size for group, size in sizes.items() if size >= 5
    ]
    assert finding["support"]["raw"] == finding["support"]["unique"] == len(sources) == 5
    assert finding["support"]["equal_weight"] == pytest.approx(sum(shares) / len(shares)) == pytest.approx(4 / 7)
    assert finding["support"]["left_out"] == [{"group": "government", "published": 2}]
    assert report["findings"][0]["support"]["raw"] == len(sources_of(report, report["findings"][0])) == 5


def test_coverage_can_be_recomputed_from_the_report_alone():
    report = outline(make_summarised().consultation)

    for topic in report["topics"]:
        published = [each for each in report["contributions"] if topic["slug"] in each["topics"]]
        dealt = [each for each in published if any(one["topic"] == topic["slug"] for one in each["dispositions"])]
        assert topic["coverage"]["all"] == len(dealt) / len(published) == 1
        assert topic["coverage"]["by_group"].keys() == {each["group"] for each in published}
    assert report["not_individually_analysed"] == 3


def test_nothing_of_the_outcome_leaks_before_it_is_published():
    report = outline(make_summarised(published=False).consultation)

    assert report["findings"] == [] == report["topics"][0]["findings"]
    assert report["topics"][0]["coverage"] == {"all": None, "by_group": {}}
    assert all(each["dispositions"] == [] for each in report["contributions"])
    assert report["outcome"] is None
    assert report["not_individually_analysed"] is None
    assert "What it costs should be published." not in texts_of(report)


def test_a_draft_holds_what_is_not_published_and_marks_it():
    report = outline(make_summarised(published=False).consultation, draft=True)

    finding = report["topics"][0]["findings"][0]
    assert report["draft"] is True
    assert finding["state"] == finding["minority_views"][0]["state"] == "draft"
    assert {one["state"] for each in report["contributions"] for one in each["dispositions"]} == {"draft"}
    assert report["topics"][0]["coverage"]["all"] == 1


def test_what_is_published_is_not_marked_as_draft():
    report = outline(make_summarised().consultation, draft=True)

    assert report["topics"][0]["findings"][0]["state"] == "published"
    assert {one["state"] for each in report["contributions"] for one in each["dispositions"]} == {"published"}


def test_only_published_contributions_are_in_it():
    consultation = make_consultation(moderation=Moderation.BEFORE)
    person = make_person()
    make_position(consultation, make_content(claim=f"{SECRET} one"), publish=False)
    make_position(consultation, make_content(claim=f"{SECRET} two", publication=Publication.NOT_PUBLISHED))
    withdraw_position(make_position(consultation, make_content(claim=f"{SECRET} three"), by=person), person)

    report = outline(consultation)

    assert report["contributions"] == []
    assert SECRET not in texts_of(report)


def test_a_version_that_readers_never_saw_is_not_in_it():
    person, consultation = make_person(), make_consultation(moderation=Moderation.BEFORE)
    position = make_position(consultation, make_content(claim=f"{SECRET} first"), by=person, publish=False)
    revise_position(position, make_content(claim="The second."), person)
    with transaction():
        contributions.publish_version(position, position.versions[-1])
    revise_position(position, make_content(claim=f"{SECRET} third"), person)

    report = outline(consultation)

    assert [each["claim"] for each in report["contributions"][0]["versions"]] == ["The second."]
    assert SECRET not in texts_of(report)


def test_earlier_versions_that_readers_saw_stay_in_it():
    person, consultation = make_person(), make_consultation()
    position = make_position(consultation, make_content(claim="The first."), by=person)
    revise_position(position, make_content(claim="The second."), person)

    versions = outline(consultation)["contributions"][0]["versions"]

    assert [(each["version"], each["claim"]) for each in versions] == [(1, "The first."), (2, "The second.")]


def test_covered_words_are_covered_in_it():
    consultation = make_consultation()
    position = make_position(consultation, make_content(claim=f"Call {SECRET} at home."))
    with transaction():
        contributions.redact(position, position.versions[0], [("claim", 5, 17)])

    report = outline(consultation)

    assert report["contributions"][0]["versions"][0]["claim"] == "Call ████████████ at home."
    assert SECRET not in texts_of(report)


def test_who_withheld_their_name_is_nowhere_in_it_and_their_time_is_the_full_hour():
    person = make_person(f"{SECRET} Person", organisation=f"{SECRET} Organisation")
    consultation = make_consultation()
    position = make_position(consultation, make_content(publication=Publication.NAMELESS), by=person)
    with transaction():
        position.external_id = f"{SECRET}-7"

    report = outline(consultation)

    contribution = report["contributions"][0]
    assert SECRET not in texts_of(report)
    assert (contribution["organisation"], contribution["external_id"], contribution["author"]) == (None, None, None)
    assert contribution["versions"][0]["submitted_at"].endswith(":00:00Z")


def test_a_void_citation_says_why_and_tells_nothing_of_its_author():
    made = make_summarised()
    with transaction():
        contributions.withhold(made.positions[0])

    citation = outline(made.consultation)["topics"][0]["findings"][0]["citations"][0]

    assert (citation["text"], citation["void"]) == (None, "withheld")
    assert not citation.keys() & {"author", "organisation", "group"}


def test_a_comment_says_what_it_answers():
    consultation = make_consultation()
    position = make_position(consultation)
    comment = make_comment(position)
    make_comment(position, parent=comment)

    replies = {each["replies_to"] for each in outline(consultation)["contributions"]}

    assert replies == {None, position.subject, comment.subject}
