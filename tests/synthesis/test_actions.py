"""Writing, citing, disposing and publishing."""

from datetime import timedelta

import pytest

from consult.clock import at, now
from consult.consultations.phases import Phase, PhaseClosed, phase_of
from consult.contributions import actions as contributions
from consult.contributions.actions import redact
from consult.contributions.models import State
from consult.db import db, transaction
from consult.errors import Conflict, Invalid, NotAllowed, NotFound
from consult.record.models import Entry
from consult.synthesis.actions import (
    AlreadyPublic,
    ChangedMeanwhile,
    ReasonMissing,
    edit_finding,
    move_finding,
    remove_finding,
    revision_of,
    write_finding,
)
from consult.synthesis.citing import cite_finding, cite_span, cite_words, uncite
from consult.synthesis.disposing import mark_considered, mark_represented, undo_disposition
from consult.synthesis.models import Designation, Outcome
from consult.synthesis.publishing import Incomplete, publish_outcome
from consult.synthesis.queries import coverage_of, findings_of, latest_text
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_comment, make_content, make_position
from tests.factories.synthesis import make_citation, make_finding

pytestmark = pytest.mark.usefixtures("app")


def a_desk(phase: str = "closed", topics: int = 1, has_draft_outcome: bool = True):
    moderator = make_person()
    consultation = make_consultation(
        phase=phase, moderator=moderator, topics=topics, has_draft_outcome=has_draft_outcome
    )
    return moderator, consultation, consultation.topics[0]


def test_only_a_moderator_writes_findings():
    _moderator, consultation, topic = a_desk()

    with pytest.raises(NotAllowed):
        write_finding(consultation, topic, "A finding.", None, make_person())


def test_the_desk_is_closed_before_the_opening():
    moderator, consultation, topic = a_desk(phase="announced")

    with pytest.raises(PhaseClosed):
        write_finding(consultation, topic, "A finding.", None, moderator)


def test_the_first_finding_after_closing_begins_summarising():
    moderator, consultation, topic = a_desk()

    make_finding(topic, moderator)

    assert phase_of(consultation) is Phase.SUMMARISING


def test_an_empty_finding_is_refused():
    moderator, consultation, topic = a_desk()

    with pytest.raises(Invalid):
        write_finding(consultation, topic, " \u200b ", None, moderator)


def test_findings_are_numbered_in_their_goal_and_minority_views_by_letter():
    moderator, consultation, topic = a_desk()
    first, second = make_finding(topic, moderator), make_finding(topic, moderator, "Another.")
    make_finding(topic, moderator, "Some differ.", parent=second)
    make_finding(None, moderator, "On the whole.", consultation=consultation)

    findings = findings_of(consultation, draft=True)

    numbers = [(each.name, each.number) for each in findings.by_topic["goal-1"]]
    assert numbers == [(first.name, "1.1"), (second.name, "1.2")]
    assert [each.number for each in findings.by_topic["goal-1"][1].minority_views] == ["1.2a"]
    assert [each.number for each in findings.whole] == ["1"]


def test_a_finding_can_be_moved_until_the_end_of_its_list():
    moderator, consultation, topic = a_desk()
    first, second = make_finding(topic, moderator), make_finding(topic, moderator, "Another.")

    move_finding(second, -1, moderator)

    assert [each.name for each in findings_of(consultation, draft=True).by_topic["goal-1"]] == [second.name, first.name]
    with pytest.raises(Invalid):
        move_finding(second, -1, moderator)


def test_a_text_saved_by_somebody_else_meanwhile_is_not_overwritten():
    moderator, _consultation, topic = a_desk()
    finding = make_finding(topic, moderator)
    version = latest_text(finding)
    seen = revision_of(version.version, version.designation, version.text)
    edit_finding(finding, "Theirs.", None, moderator, seen)

    with pytest.raises(ChangedMeanwhile):
        edit_finding(finding, "Mine.", None, moderator, seen)

    assert latest_text(finding).text == "Theirs."


def test_words_are_cited_where_they_stand_code_point_for_code_point():
    moderator, consultation, topic = a_desk(phase="open")
    position = make_position(consultation, make_content(body="🌍 In March it cost ٤ days — of what I earn."))
    finding = make_finding(topic, moderator)

    citation = cite_span(finding, position, 1, "body", 2, 10, "In March", moderator)

    shown = findings_of(consultation, draft=True).by_topic["goal-1"][0].citations[0]
    assert (shown.text, shown.start, shown.end) == ("In March", citation.start, citation.end)
    for start, end, text in ((1, 9, "In March"), (2, 10, "in March"), (2, 999, "In March"), (-1, 3, "x"), (3, 3, "")):
        with pytest.raises(Invalid):
            cite_span(finding, position, 1, "body", start, end, text, moderator)


def test_pasted_words_are_found_in_exactly_one_place():
    moderator, consultation, topic = a_desk()
    content = make_content(claim="Publish costs.", body="Costs rise.\nCosts rise. They hurt.")
    position = make_position(consultation, content)
    finding = make_finding(topic, moderator)

    citation = cite_words(finding, position, None, " They  hurt. ", moderator)

    assert (citation.field, position.versions[0].body[citation.start:citation.end]) == ("body", "They hurt.")
    for words in ("Costs rise.", "Nobody said this.", " "):
        with pytest.raises(Invalid):
            cite_words(finding, position, None, words, moderator)


def test_a_redacted_word_is_cited_as_it_is_shown():
    moderator, consultation, topic = a_desk()
    position = make_position(consultation, make_content(body="Mr Someone took it."))
    with transaction():
        redact(position, position.versions[0], [("body", 3, 10)])
    finding = make_finding(topic, moderator)

    with pytest.raises(Invalid):
        cite_span(finding, position, 1, "body", 0, 10, "Mr Someone", moderator)
    make_citation(finding, position, moderator, "Mr ███████ took", "body")

    assert findings_of(consultation, draft=True).by_topic["goal-1"][0].citations[0].text == "Mr ███████ took"


def test_only_what_is_published_and_about_the_goal_can_be_cited():
    moderator, consultation, topic = a_desk(topics=2)
    elsewhere = make_position(consultation, make_content(about=[("goal-2", "whole")]))
    waiting = make_position(consultation, publish=False)
    finding = make_finding(topic, moderator)

    for position in (elsewhere, waiting):
        with pytest.raises(Invalid):
            cite_words(finding, position, "claim", "Costs should be published.", moderator)


def test_a_citation_is_void_once_its_source_is_withdrawn_and_live_again_when_it_is_not():
    moderator, consultation, topic = a_desk()
    position = make_position(consultation)
    finding = make_finding(topic, moderator)
    make_citation(finding, position, moderator)

    with transaction():
        contributions.withhold(position)
    withheld = findings_of(consultation, draft=True).by_topic["goal-1"][0]
    with transaction():
        contributions.withdraw(position)
    withdrawn = findings_of(consultation, draft=True).by_topic["goal-1"][0]
    with transaction():
        contributions.publish_version(position, position.versions[0])
    restored = findings_of(consultation, draft=True).by_topic["goal-1"][0]

    assert [each.citations[0].void for each in (withheld, withdrawn, restored)] == ["withheld", "withdrawn", None]
    assert [each.citations[0].text is None for each in (withheld, withdrawn, restored)] == [True, True, False]
    assert [each.support.raw for each in (withheld, withdrawn, restored)] == [0, 0, 1]


def test_a_comment_is_a_contribution_too():
    moderator, consultation, topic = a_desk()
    position = make_position(consultation)
    comment = make_comment(position)
    finding = make_finding(topic, moderator)
    make_citation(finding, position, moderator)

    mark_represented(comment, topic, finding, moderator)

    shown = findings_of(consultation, draft=True).by_topic["goal-1"][0]
    assert (shown.support.raw, shown.support.published) == (2, 2)
    assert coverage_of(consultation, draft=True)["goal-1"].all == 1.0


def test_several_are_dealt_with_together_or_not_at_all():
    moderator, consultation, topic = a_desk()
    positions = [make_position(consultation) for _each in range(3)]
    waiting = make_position(consultation, publish=False)

    with pytest.raises(Invalid):
        mark_considered([*positions, waiting], topic, "no_point_made", moderator)
    none = coverage_of(consultation, draft=True)["goal-1"].dealt
    mark_considered(positions, topic, "no_point_made", moderator)
    undo_disposition(positions[0], topic, moderator)

    assert none == 0
    assert coverage_of(consultation, draft=True)["goal-1"].counts == {"civil_society": (2, 3)}
    with pytest.raises(NotFound):
        undo_disposition(positions[0], topic, moderator)


def test_what_is_not_cited_needs_a_reason():
    moderator, consultation, topic = a_desk()
    position = make_position(consultation)

    for reason, words in (("", ""), ("whim", ""), ("other", "  ")):
        with pytest.raises(Invalid):
            mark_considered(position, topic, reason, moderator, words)


def test_what_is_cited_is_not_merely_considered():
    moderator, consultation, topic = a_desk()
    position = make_position(consultation)
    make_citation(make_finding(topic, moderator), position, moderator)

    with pytest.raises(Invalid):
        mark_considered(position, topic, "no_point_made", moderator)


def test_a_finding_on_the_whole_cites_findings_on_goals_alone():
    moderator, consultation, topic = a_desk()
    position = make_position(consultation)
    below, whole = make_finding(topic, moderator), make_finding(None, moderator, consultation=consultation)
    make_citation(below, position, moderator)

    cite_finding(whole, below, moderator)

    assert findings_of(consultation, draft=True).whole[0].support.raw == 1
    with pytest.raises(Invalid):
        cite_finding(below, below, moderator)
    with pytest.raises(Invalid):
        cite_finding(whole, whole, moderator)
    with pytest.raises(Invalid):
        cite_words(whole, position, None, "Costs should be published.", moderator)
    with pytest.raises(Invalid):
        remove_finding(below, moderator)


def test_removing_a_finding_opens_what_it_dealt_with():
    moderator, consultation, topic = a_desk()
    position = make_position(consultation)
    finding = make_finding(topic, moderator)
    mark_represented(position, topic, finding, moderator)

    remove_finding(finding, moderator)

    assert coverage_of(consultation, draft=True)["goal-1"].dealt == 0
    with pytest.raises(Conflict):
        edit_finding(finding, "Back again.", None, moderator)


def test_an_outcome_is_refused_with_everything_that_is_missing():
    moderator, consultation, topic = a_desk(phase="open", topics=2)
    make_position(consultation)
    make_position(consultation, make_content(about=[("goal-2", "whole")]))
    finding = make_finding(topic, moderator, designation=None)

    with pytest.raises(Incomplete) as refusal:
        publish_outcome(consultation, "", moderator)

    missing = refusal.value.missing
    assert [(each.topic, bool(each.contribution), each.finding) for each in missing] == [
        (None, False, None), ("goal-1", True, None), ("goal-2", True, None),
        ("goal-1", False, finding.name), ("goal-1", False, finding.name), ("goal-2", False, None),
    ]
    assert db.session.query(Outcome).count() == 0
    assert findings_of(consultation).by_topic["goal-1"] == []


def ready(phase: str = "closed", **choices: bool):
    moderator, consultation, topic = a_desk(phase, **choices)
    position = make_position(consultation)
    finding = make_finding(topic, moderator)
    make_citation(finding, position, moderator)
    return moderator, consultation, topic, finding, position


def test_a_designation_other_than_the_figures_propose_needs_its_reason():
    moderator, consultation, topic = a_desk()
    position = make_position(consultation)
    finding = make_finding(topic, moderator, designation=Designation.DIVERGENCE, reason="")
    make_citation(finding, position, moderator)

    with pytest.raises(Incomplete) as refusal:
        publish_outcome(consultation, "In short.", moderator)
    assert "say why" in refusal.value.missing[0].what
    assert refusal.value.missing[0].finding == finding.name
    edit_finding(finding, "What it costs.", Designation.DIVERGENCE, moderator, reason="Two of them meant the opposite.")

    assert publish_outcome(consultation, "In short.", moderator).version == 1


def test_whoever_chooses_otherwise_than_the_figures_propose_says_why_at_once():
    moderator, consultation, topic = a_desk()
    finding = make_finding(topic, moderator, reason="")
    make_citation(finding, make_position(consultation), moderator)

    with pytest.raises(ReasonMissing):
        edit_finding(finding, "A better text.", Designation.DIVERGENCE, moderator, reason=" ")
    assert latest_text(finding).text == "What it costs should be published."
    edit_finding(finding, "A better text.", Designation.CONSENSUS, moderator, reason="")
    edit_finding(finding, "A better text.", Designation.FULL_CONSENSUS, moderator, reason="")


def test_a_complete_outcome_is_published_first_as_a_draft_then_as_final():
    moderator, consultation, _topic, finding, _position = ready()

    draft = publish_outcome(consultation, "Cost decides.", moderator)
    drafted = phase_of(consultation)
    revised = publish_outcome(consultation, "Cost decides.", moderator)
    with at(now() + timedelta(days=consultation.challenge_days + 1)):
        by_itself = phase_of(consultation)
        final = publish_outcome(consultation, "Cost decides.", moderator)
        finished = phase_of(consultation)

    assert (draft.is_final, drafted) == (False, Phase.DRAFT_OUTCOME)
    assert (revised.is_final, revised.version, by_itself) == (False, 2, Phase.FINAL_OUTCOME)
    assert (final.is_final, final.version, finished) == (True, 3, Phase.FINAL_OUTCOME)
    assert [each.name for each in findings_of(consultation).by_topic["goal-1"]] == [finding.name]
    kinds = [entry.kind for entry in db.session.query(Entry).all()]
    assert (kinds.count("finding.published"), kinds.count("outcome.published")) == (1, 3)


def test_without_a_draft_in_the_plan_the_first_outcome_is_final():
    moderator, consultation, *_rest = ready(has_draft_outcome=False)

    outcome = publish_outcome(consultation, "", moderator)

    assert outcome.is_final
    assert phase_of(consultation) is Phase.FINAL_OUTCOME


def test_the_record_never_holds_the_words_of_a_finding():
    _moderator, _consultation, _topic, _finding, _position = ready()

    assert all(b"costs should" not in (entry.canonical or b"") for entry in db.session.query(Entry).all())


def test_what_is_changed_after_publication_stays_at_the_desk_until_it_is_published():
    moderator, consultation, topic, finding, position = ready()
    publish_outcome(consultation, "", moderator)
    other = make_finding(topic, moderator, "Not yet public.")
    edit_finding(finding, "A better text.", Designation.DIVERGENCE, moderator)
    with transaction():
        uncite(latest_text(finding).citations[0], moderator)

    public = findings_of(consultation).by_topic["goal-1"]
    desk = findings_of(consultation, draft=True).by_topic["goal-1"]

    assert [(each.text, each.version, len(each.citations)) for each in public] == [
        ("What it costs should be published.", 1, 1)
    ]
    assert [(each.text, each.version, len(each.citations)) for each in desk] == [
        ("A better text.", 2, 0), ("Not yet public.", 1, 0)
    ]
    with pytest.raises(AlreadyPublic):
        remove_finding(finding, moderator)
    with pytest.raises(AlreadyPublic):
        move_finding(other, -1, moderator)


def test_a_finding_whose_only_source_was_withdrawn_cannot_be_published():
    moderator, consultation, topic, _finding, position = ready()
    make_citation(make_finding(topic, moderator, "Another."), make_position(consultation), moderator)
    with transaction():
        contributions.withdraw(position)

    with pytest.raises(Incomplete) as refusal:
        publish_outcome(consultation, "", moderator)

    assert [each.finding for each in refusal.value.missing] == [_finding.name]
    assert position.state is State.WITHDRAWN
