"""Many at once: previewed, sampled, recorded once, undone as one, at the same cost for ten and for two hundred."""

import re

import pytest

from consult.coding.actions import code_many
from consult.consultations.models import TeamRole
from consult.consultations.team import add_member
from consult.contributions import actions as contributions
from consult.contributions.models import Version
from consult.db import db, transaction
from consult.errors import Conflict, Invalid, NotAllowed
from consult.organisations.vocabularies import Group
from consult.record.models import Entry
from consult.synthesis.actions import edit_finding, remove_finding
from consult.synthesis.bulk import Check, consider_selection, preview_of, represent_selection, undo_batch
from consult.synthesis.desk import desk_of
from consult.synthesis.disposing import mark_considered, mark_represented
from consult.synthesis.ledger import not_analysed
from consult.synthesis.likely import findings_for, sources_for
from consult.synthesis.models import Batch, Designation, Disposition
from consult.synthesis.publishing import publish_outcome
from consult.synthesis.queries import coverage_of, findings_of
from consult.synthesis.sharing import claim, claims_on, release
from consult.synthesis.standing import balance_of, forecast_of, themes_left
from consult.synthesis.workbench import Wanted, rest_of_thread, slips_on
from tests.factories.coding import make_code, make_sayings
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person, make_stakeholder
from tests.factories.submissions import make_comment, make_content, make_position
from tests.factories.synthesis import make_citation, make_finding
from tests.synthesis.test_queries import queries_of

pytestmark = pytest.mark.usefixtures("app")


def a_desk():
    moderator = make_person()
    consultation = make_consultation(phase="closed", moderator=moderator, has_draft_outcome=False)
    return moderator, consultation, consultation.topics[0]


def read(preview, misfits=()):
    return Check([each.id for each in preview.sample], list(misfits))


def dealt(consultation):
    return coverage_of(consultation, draft=True)["goal-1"].dealt


def test_all_with_a_theme_are_represented_recorded_once_and_undone_as_one():
    moderator, consultation, topic = a_desk()
    positions, finding = make_sayings(consultation), make_finding(topic, moderator)
    code = make_code(consultation, moderator)
    code_many([each.id for each in positions[:5]], code, moderator)
    wanted = Wanted(theme=code.name)
    preview = preview_of(topic, wanted, 1)

    batch = represent_selection(topic, wanted, finding, moderator, preview.seal, read(preview))

    assert (batch.number, batch.sample_read, batch.sample_fitted) == (5, 5, 5)
    assert (dealt(consultation), findings_of(consultation, draft=True).by_topic["goal-1"][0].support.raw) == (5, 5)
    kinds = [entry.kind for entry in db.session.query(Entry)]
    assert (kinds.count("disposition.made_in_bulk"), kinds.count("disposition.made")) == (1, 0)
    assert [(each.label, each.contributions, each.left) for each in themes_left(consultation, topic)] == [
        ("Cost of data", 5, 0)]
    assert undo_batch(batch, moderator) == 5
    assert dealt(consultation) == 0
    with pytest.raises(Conflict):
        undo_batch(batch, moderator)


def test_what_does_not_fit_is_left_out_and_too_much_of_it_refuses_all():
    moderator, consultation, topic = a_desk()
    make_sayings(consultation)
    finding, preview = make_finding(topic, moderator), preview_of(topic, Wanted(), 3)
    misfits = [each.id for each in preview.sample]

    with pytest.raises(Invalid):
        represent_selection(topic, Wanted(), finding, moderator, preview.seal, Check())
    with pytest.raises(Invalid):
        represent_selection(topic, Wanted(), finding, moderator, preview.seal, read(preview, misfits[:3]))
    batch = represent_selection(topic, Wanted(), finding, moderator, preview.seal, read(preview, misfits[:2]))

    assert (batch.number, batch.sample_fitted) == (8, 8)
    assert {each.id for each in slips_on(topic, Wanted()).rows} == set(misfits[:2])


def test_a_list_that_has_changed_since_it_was_looked_at_is_refused():
    moderator, consultation, topic = a_desk()
    positions, preview = make_sayings(consultation), preview_of(topic, Wanted(), 1)
    with transaction():
        contributions.withdraw(positions[0])

    with pytest.raises(Conflict):
        consider_selection(topic, Wanted(), "not_individually_analysed", "", moderator, preview.seal, Check())

    assert dealt(consultation) == 0


def test_the_same_sample_is_shown_for_the_same_seed():
    _moderator, consultation, topic = a_desk()
    make_sayings(consultation)
    for _each in range(5):
        make_position(consultation)

    assert preview_of(topic, Wanted(), 7).sample == preview_of(topic, Wanted(), 7).sample
    assert len({tuple(each.id for each in preview_of(topic, Wanted(), seed).sample) for seed in range(9)}) > 1


def test_not_individually_analysed_is_counted_and_needs_no_sample():
    moderator, consultation, topic = a_desk()
    make_sayings(consultation)
    wanted = Wanted(group=Group.GOVERNMENT.value)
    preview = preview_of(topic, wanted, 1)

    consider_selection(topic, wanted, "not_individually_analysed", "", moderator, preview.seal, Check())

    assert not_analysed(consultation, draft=True) == 5
    with pytest.raises(Invalid):
        consider_selection(topic, wanted, "whim", "", moderator, preview.seal, Check())


def test_only_moderators_decide_and_only_on_their_goal():
    moderator, consultation, topic = a_desk()
    make_sayings(consultation)
    other = make_consultation(phase="closed", moderator=moderator)
    preview = preview_of(topic, Wanted(), 1)

    with pytest.raises(NotAllowed):
        consider_selection(topic, Wanted(), "no_point_made", "", make_person(), preview.seal, Check())
    with pytest.raises(Invalid):
        represent_selection(
            topic, Wanted(), make_finding(other.topics[0], moderator), moderator, preview.seal, read(preview)
        )


def test_what_was_decided_otherwise_since_is_not_undone():
    moderator, consultation, topic = a_desk()
    positions, preview = make_sayings(consultation), preview_of(topic, Wanted(), 1)
    batch = consider_selection(topic, Wanted(), "no_point_made", "", moderator, preview.seal, Check())
    mark_considered(positions[0], topic, "about_another_goal", moderator)

    undo_batch(batch, moderator)

    assert dealt(consultation) == 1


def test_a_bulk_act_costs_the_same_for_ten_and_for_many():
    counts = []
    for size in (1, 6):
        moderator, consultation, topic = a_desk()
        for _each in range(size):
            make_sayings(consultation)
        finding, preview = make_finding(topic, moderator), preview_of(topic, Wanted(), 1)
        counts.append(queries_of(lambda topic=topic, finding=finding, by=moderator, preview=preview: (
            represent_selection(topic, Wanted(), finding, by, preview.seal, read(preview))
        )))

    assert counts[0] == counts[1] <= 25


def test_the_desk_asks_as_much_for_many_as_for_few():
    counts = []
    for size in (1, 8):
        moderator, consultation, topic = a_desk()
        code = make_code(consultation, moderator)
        positions = [each for _each in range(size) for each in make_sayings(consultation)]
        code_many([each.id for each in positions], code, moderator)
        finding = make_finding(topic, moderator)
        for position in positions[: 2 * size]:
            make_citation(finding, position, moderator, field="body")
        mark_represented(positions[2 * size: 5 * size], topic, finding, moderator)
        counts.append(queries_of(lambda consultation=consultation, by=moderator: desk_of(
            consultation, "goal-1", Wanted(), None, None, by
        )))

    assert counts[0] == counts[1]


def test_a_removed_finding_leaves_no_bulk_act_standing():
    moderator, consultation, topic = a_desk()
    make_sayings(consultation)
    finding, preview = make_finding(topic, moderator), preview_of(topic, Wanted(), 1)
    represent_selection(topic, Wanted(), finding, moderator, preview.seal, read(preview))

    remove_finding(finding, moderator)

    assert db.session.query(Disposition).count() == 0
    assert db.session.query(Batch).one().undone_at is not None


def test_the_list_is_narrowed_by_theme_language_group_and_words():
    moderator, consultation, topic = a_desk()
    spanish = make_position(consultation, make_content(claim="El coste", language="es-MX"))
    coded = make_position(consultation, make_content(claim="Data costs"))
    code = make_code(consultation, moderator)
    code_many([coded.id], code, moderator)

    def listed(**narrow):
        return {each.id for each in slips_on(topic, Wanted(**narrow)).rows}

    assert listed(language="es") == {spanish.id}
    assert listed(theme=code.name) == {coded.id}
    assert listed(theme="none") == {spanish.id}
    assert listed(theme="nonsense") == set()
    assert listed(words="data COST") == {coded.id}


def test_a_thread_is_one_piece_of_work():
    moderator, consultation, topic = a_desk()
    position = make_position(consultation)
    comments = [make_comment(position) for _each in range(3)]
    mark_considered(comments[0], topic, "no_point_made", moderator)

    assert {each.id for each in rest_of_thread(position, topic)} == {each.id for each in comments[1:]}
    assert {each.id for each in rest_of_thread(comments[1], topic)} == {position.id, comments[2].id}


def test_likely_sources_and_findings_share_words():
    moderator, consultation, topic = a_desk()
    make_sayings(consultation)
    cost = make_finding(topic, moderator, "Data costs must fall.")
    make_finding(topic, moderator, "Meetings should not be at night.")
    findings = findings_of(consultation, draft=True).by_topic["goal-1"]

    likely = sources_for(findings[0], topic, consultation)
    slip = slips_on(topic, Wanted(words="night")).rows[0]

    assert likely
    assert "cost" in likely[0].slip.body.lower()
    assert any("cost" in word for word in likely[0].words)
    assert findings_for(slip, findings, "en")[0].finding.number == "1.2"
    make_citation(cost, make_position(consultation), moderator)


def test_a_designation_is_proposed_from_the_figures_and_kept_with_its_reason_when_published():
    moderator, consultation, topic = a_desk()
    finding = make_finding(topic, moderator, designation=Designation.DIVERGENCE)
    position = make_position(consultation)
    make_citation(finding, position, moderator)
    at_desk = findings_of(consultation, draft=True).by_topic["goal-1"][0]

    edit_finding(finding, "Costs.", Designation.DIVERGENCE, moderator, reason="Many said so at the meeting.")
    publish_outcome(consultation, "", moderator)
    shown = findings_of(consultation).by_topic["goal-1"][0]

    assert (at_desk.proposed, at_desk.differs) == ("full_consensus", True)
    assert (shown.proposed, shown.reason, shown.differs) == ("full_consensus", "Many said so at the meeting.", True)


def test_work_is_shared_out_and_given_back():
    moderator, consultation, topic = a_desk()
    colleague = make_person()
    add_member(consultation, colleague, TeamRole.MODERATOR, None)
    claim(topic, "group:government", moderator)
    claim(topic, "group:government", moderator)

    with pytest.raises(Conflict):
        claim(topic, "group:government", colleague)
    with pytest.raises(Invalid):
        claim(topic, "everything", colleague)
    assert [each.person for each in claims_on(topic)] == [moderator.name]
    release(topic, "group:government", colleague)
    assert claims_on(topic) == []


def test_balance_is_counted_by_group_region_and_language():
    moderator, consultation, topic = a_desk()
    with transaction():
        consultation.must_reach = ["Universities", "Academic community", "Fishers"]
    positions = [
        make_position(consultation, make_content(language=language), by=make_stakeholder(group=group, country=country))
        for group, country, language in (
            (Group.GOVERNMENT, "KE", "en"), (Group.GOVERNMENT, "FR", "fr"), (Group.GOVERNMENT, "FR", "fr"),
            (Group.INDIVIDUAL, "KE", "en"))
    ]
    make_citation(make_finding(topic, moderator), positions[0], moderator)

    balance = balance_of(consultation, topic, draft=True)

    assert [(each.name, each.published, each.cited, each.is_flagged) for each in balance.by_region] == [
        ("africa", 2, 1, True), ("europe", 2, 0, True)]
    assert {each.name: each.ratio for each in balance.by_language} == {"en": 2.0, "fr": 0.0}
    assert balance.spread.is_dominated
    assert balance.reach.silent == ["Academic community"]
    assert "Fishers" in balance.reach.unknown
    assert forecast_of(consultation, 3).hours is None


@pytest.mark.parametrize("tab", ["goal-1", "whole"])
def test_balance_stands_beside_the_findings_on_a_goal_and_on_the_whole(sign_in, tab):
    moderator, consultation, topic = a_desk()
    with transaction():
        consultation.must_reach = ["Academic community"]
    cited, _other = (
        make_position(consultation, by=make_stakeholder(group=group, country="KE"))
        for group in (Group.GOVERNMENT, Group.INDIVIDUAL))
    make_citation(make_finding(topic, moderator), cited, moderator)

    page = sign_in(moderator).get(f"/consultations/{consultation.slug}/desk?topic={tab}").get_data(as_text=True)

    assert "2.00<span" in page
    assert "0.00<span" in page
    assert "Silent, though the plan names them" in page
    assert "By region" in page


def test_the_doors_of_the_wide_desk(sign_in):
    moderator, consultation, topic = a_desk()
    positions, finding = make_sayings(consultation), make_finding(topic, moderator, "Data costs must fall.")
    browser, address = sign_in(moderator), f"/consultations/{consultation.slug}/desk"
    form = browser.get(address + "/selection?topic=goal-1&group=government").get_data(as_text=True)
    values = {
        "seal": re.findall(r'name="seal" value="(\w+)"', form)[0],
        "seed": re.findall(r'name="seed" value="(\d+)"', form)[0],
        "sample": re.findall(r'name="sample" value="(\w+)"', form), "becomes": "represented", "finding": finding.name,
    }

    unread = browser.post(address + "/selection?topic=goal-1&group=government", data=values)
    done = browser.post(address + "/selection?topic=goal-1&group=government", data={**values, "was_read": "1"})
    desk = browser.get(address + "?topic=goal-1").get_data(as_text=True)
    batch = db.session.query(Batch).one()
    undone = browser.post(f"{address}/batches/{batch.name}/undoing?topic=goal-1")
    likely = browser.get(f"{address}/findings/{finding.name}/sources").get_data(as_text=True)
    ticked = browser.post(f"{address}/findings/{finding.name}/sources", data={"contributions": [positions[0].name]})
    beside = browser.get(f"{address}/beside?topic=goal-1&c={positions[0].name}&with={positions[1].name}")
    claimed = browser.post(f"{address}/claims?topic=goal-1&group=government", data={"slice": "group:government"})

    assert (unread.status_code, done.status_code, undone.status_code) == (422, 303, 303)
    assert "Read the sample first" in unread.get_data(as_text=True)
    assert "Sample read: 5 of 5 fitted" in desk
    assert "shared words" in likely
    assert (ticked.status_code, beside.status_code, claimed.status_code) == (303, 200, 303)
    assert dealt(consultation) == 1
    assert "You work on this" in browser.get(claimed.location).get_data(as_text=True)


def test_the_whole_thread_is_dealt_with_from_the_desk(sign_in):
    moderator, consultation, topic = a_desk()
    position, finding = make_position(consultation), make_finding(topic, moderator)
    make_comment(position)
    browser, address = sign_in(moderator), f"/consultations/{consultation.slug}/desk"

    page = browser.get(f"{address}?topic=goal-1&c={position.name}").get_data(as_text=True)
    browser.post(f"{address}/decisions?topic=goal-1", data={
        "contribution": position.name, "version": 1, "becomes": "cited", "words": position.versions[0].claim,
        "finding": finding.name, "thread": "1",
    })

    assert "The whole thread" in page
    assert dealt(consultation) == 2


def test_themes_are_given_and_taken_off_at_the_desk(sign_in):
    moderator, consultation, _topic = a_desk()
    position = make_position(consultation)
    browser, address = sign_in(moderator), f"/consultations/{consultation.slug}/desk"

    given = browser.post(f"{address}/codings?topic=goal-1", data={"contribution": position.name, "label": "Cost"})
    again = browser.post(f"{address}/codings?topic=goal-1", data={"contribution": position.name, "label": "Cost"})
    page = browser.get(given.location).get_data(as_text=True)
    coding = re.findall(r'name="coding" value="(\d+)"', page)[0]
    browser.post(f"{address}/codings/removal?topic=goal-1", data={"coding": coding})

    assert (given.status_code, again.status_code) == (303, 422)
    assert 'name="coding"' not in browser.get(given.location).get_data(as_text=True)


def test_a_citation_keeps_to_the_words_it_was_made_from_and_says_so(sign_in):
    moderator, consultation, topic = a_desk()
    position = make_position(consultation, make_content(claim="Four days of work."))
    make_citation(make_finding(topic, moderator), position, moderator)
    with transaction():
        contributions.revise(position, Version(claim="Two days.", body="Less."), publish=True)

    cited = findings_of(consultation, draft=True).by_topic["goal-1"][0].citations[0]
    page = sign_in(moderator).get(f"/consultations/{consultation.slug}/desk?topic=goal-1").get_data(as_text=True)

    assert (cited.text, cited.version, cited.is_outdated, cited.void) == ("Four days of work.", 1, True, None)
    assert "One source has a newer version since" in page
