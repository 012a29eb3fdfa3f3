"""The codebook, what is coded with it, suggestions and double coding: each act and each refusal."""

import pytest

from consult.coding.actions import code_contribution, code_many, confirm_codings, take_off, uncode
from consult.coding.codebook import Meaning, change_code, meaning_of, merge_codes, retire_code, write_code
from consult.coding.doubling import agreement_in, draw_sample, open_sample, read_item, reconcile_item
from consult.coding.models import Coding, Origin, RunState, ThemeGroup, ThemeMember
from consult.coding.queries import (
    agreements_of,
    codebook_of,
    coded_with,
    codings_on,
    groups_on,
    items_of,
    members_of,
    themes_by_group,
)
from consult.coding.suggesting import (
    accept_group,
    ask_for_themes,
    dismiss_group,
    latest_run,
    merge_groups,
    perform_asked,
    rename_group,
    restore_group,
    split_group,
)
from consult.consultations.models import TeamRole
from consult.consultations.phases import PhaseClosed
from consult.consultations.team import add_member
from consult.contributions import actions as contributions
from consult.db import db, transaction
from consult.errors import Conflict, Invalid, NotAllowed
from consult.record.models import Entry
from tests.factories.coding import make_code, make_sample, make_sayings, make_suggestions
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position
from tests.synthesis.test_queries import queries_of

pytestmark = pytest.mark.usefixtures("app")


def a_desk(phase: str = "closed"):
    moderator = make_person()
    consultation = make_consultation(phase=phase, moderator=moderator)
    return moderator, consultation, consultation.topics[0]


def test_only_a_moderator_writes_themes_and_only_while_the_desk_is_open():
    moderator, consultation, _topic = a_desk()
    _other, early, _goal = a_desk(phase="announced")

    with pytest.raises(NotAllowed):
        make_code(consultation, make_person())
    with pytest.raises(PhaseClosed):
        make_code(early, _other)
    assert make_code(consultation, moderator).version == 1


@pytest.mark.parametrize("label", ["", " \u200b ", "x" * 81])
def test_a_theme_needs_a_short_name(label):
    moderator, consultation, _topic = a_desk()

    with pytest.raises(Invalid):
        make_code(consultation, moderator, label)


def test_two_themes_of_one_name_are_refused():
    moderator, consultation, _topic = a_desk()
    make_code(consultation, moderator, "Cost")
    other = make_code(consultation, moderator, "Time")

    with pytest.raises(Invalid):
        make_code(consultation, moderator, "cost")
    with pytest.raises(Invalid):
        change_code(other, Meaning("COST"), moderator)


def test_a_changed_theme_has_a_new_version_and_asks_for_recoding():
    moderator, consultation, _topic = a_desk()
    code, position = make_code(consultation, moderator), make_position(consultation)
    code_contribution(position, code, moderator)

    change_code(code, Meaning("Cost of data", "What a megabyte costs."), moderator, 1)
    stale = codebook_of(consultation)[0]
    confirm_codings(code, [position.id], moderator)

    assert (stale.version, stale.contributions, stale.stale) == (2, 1, 1)
    assert codebook_of(consultation)[0].stale == 0
    assert [each.version for each in code.versions] == [1, 2]
    with pytest.raises(Conflict):
        change_code(code, Meaning("Later"), moderator, 1)
    change_code(code, meaning_of(code), moderator)
    assert code.version == 2


def test_words_are_coded_where_they_stand_and_only_once():
    moderator, consultation, _topic = a_desk()
    code = make_code(consultation, moderator)
    position = make_position(consultation, make_content(body="🌍 It cost four days."))

    code_contribution(position, code, moderator, ("body", 2, 9, "It cost"))

    assert [(each.start, each.end) for each in codings_on([position.id])[position.id]] == [(2, 9)]
    for place in (("body", 2, 9, "It cost"), ("body", 1, 8, "It cost"), ("title", 0, 1, "🌍"), ("body", 2, 99, "It")):
        with pytest.raises(Invalid):
            code_contribution(position, code, moderator, place)


def test_what_is_not_published_or_elsewhere_gets_no_theme():
    moderator, consultation, _topic = a_desk()
    _other, elsewhere, _goal = a_desk()
    code = make_code(consultation, moderator)

    for position in (make_position(consultation, publish=False), make_position(elsewhere)):
        with pytest.raises(Invalid):
            code_contribution(position, code, moderator)


def test_a_theme_is_taken_off_again():
    moderator, consultation, _topic = a_desk()
    code, positions = make_code(consultation, moderator), [make_position(consultation) for _each in range(3)]
    codings = [code_contribution(each, code, moderator) for each in positions]

    uncode(codings[0], moderator)
    take_off(code, [positions[1].id], moderator)

    assert codebook_of(consultation)[0].contributions == 1
    with pytest.raises(Invalid):
        take_off(code, [], moderator)


def test_many_are_coded_in_a_few_statements_and_recorded_once():
    moderator, consultation, _topic = a_desk()
    code, positions = make_code(consultation, moderator), [make_position(consultation) for _each in range(12)]
    few, many = [each.id for each in positions[:2]], [each.id for each in positions]

    counts = [queries_of(lambda chosen=chosen: code_many(chosen, code, moderator)) for chosen in (few, many)]

    assert counts[0] == counts[1]
    assert codebook_of(consultation)[0].contributions == 12
    assert code_many(many, code, moderator) == 0
    assert [each.kind for each in db.session.query(Entry)].count("code.applied_to_many") == 2


def test_two_themes_become_one_without_doubles():
    moderator, consultation, _topic = a_desk()
    first, second = make_code(consultation, moderator, "Cost"), make_code(consultation, moderator, "Price")
    positions = [make_position(consultation) for _each in range(3)]
    code_many([positions[0].id, positions[1].id], first, moderator)
    code_many([positions[1].id, positions[2].id], second, moderator)

    merge_codes(second, first, moderator)

    assert [(each.label, each.contributions) for each in codebook_of(consultation)] == [("Cost", 3)]
    with pytest.raises(Conflict):
        retire_code(second, moderator)
    with pytest.raises(Invalid):
        merge_codes(first, first, moderator)


def test_what_is_withdrawn_counts_in_no_theme():
    moderator, consultation, _topic = a_desk()
    code, position = make_code(consultation, moderator), make_position(consultation)
    code_contribution(position, code, moderator)

    with transaction():
        contributions.withdraw(position)

    assert codebook_of(consultation)[0].contributions == 0
    assert themes_by_group(consultation) == {}
    assert coded_with(code).rows == []


def test_suggestions_come_from_the_worker_and_the_latest_take_the_place_of_earlier_ones():
    moderator, consultation, topic = a_desk()
    make_sayings(consultation)

    run = ask_for_themes(topic, moderator)
    again = ask_for_themes(topic, moderator)
    perform_asked()
    first = sorted(each.size for each in groups_on(topic))
    suggestions = make_suggestions(topic, moderator)

    assert run.id == again.id
    assert latest_run(topic.id).state is RunState.DONE
    assert latest_run(topic.id).done == 10
    assert sorted(each.size for each in suggestions) == first
    assert db.session.query(ThemeGroup).count() == len(suggestions)
    assert sum(each.size for each in suggestions) <= 10


def test_a_run_that_fails_says_so_and_can_be_asked_for_again(monkeypatch):
    moderator, consultation, topic = a_desk()
    make_sayings(consultation)
    ask_for_themes(topic, moderator)
    monkeypatch.setattr("consult.coding.suggesting.themes_in", lambda *_given, **_named: 1 / 0)
    perform_asked()
    assert latest_run(topic.id).state is RunState.FAILED

    monkeypatch.undo()
    assert make_suggestions(topic, moderator)


def test_a_suggestion_is_renamed_joined_split_dismissed_and_taken_back():
    moderator, consultation, topic = a_desk()
    make_sayings(consultation)
    first, second, *_others = make_suggestions(topic, moderator)
    inside = first.size + second.size

    rename_group(first, "Cost", moderator)
    merge_groups(second, first, moderator)
    joined = first.size
    parts = split_group(first, moderator)
    dismiss_group(parts[0], moderator)
    with pytest.raises(Conflict):
        rename_group(parts[0], "Late", moderator)
    restore_group(parts[0], moderator)

    assert joined == inside
    assert sum(each.size for each in parts) == inside
    assert len(members_of(parts[0]).rows) == parts[0].size
    with pytest.raises(Invalid):
        merge_groups(parts[0], parts[0], moderator)
    with pytest.raises(Invalid):
        rename_group(parts[0], " ", moderator)


def test_an_accepted_suggestion_is_a_theme_of_all_its_contributions_but_those_left_out():
    moderator, consultation, topic = a_desk()
    make_sayings(consultation)
    group = make_suggestions(topic, moderator)[0]
    left_out = members_of(group).rows[-1].id

    code, number = accept_group(group, moderator, label="Affordable access", leave_out=[left_out])

    assert (code.label, number) == ("Affordable access", group.size - 1)
    assert {each.origin for each in db.session.query(Coding)} == {Origin.SUGGESTED}
    with pytest.raises(Conflict):
        accept_group(group, moderator)
    assert all(each.id != group.id for each in make_suggestions(topic, moderator))


def test_members_are_paged_by_nearness():
    moderator, consultation, topic = a_desk()
    make_sayings(consultation)
    group = make_suggestions(topic, moderator)[0]

    seen, after = [], None
    while True:
        page = members_of(group, after, size=2)
        seen += [each.id for each in page.rows]
        if (after := page.after) is None:
            break

    assert sorted(seen) == sorted(each.contribution_id for each in db.session.query(ThemeMember).filter_by(
        group_id=group.id))
    assert len(seen) == len(set(seen))


def a_sample():
    moderator, consultation, _topic = a_desk()
    colleague = make_person()
    add_member(consultation, colleague, TeamRole.MODERATOR, None)
    make_sayings(consultation)
    codes = [make_code(consultation, moderator, label) for label in ("Cost", "Time")]
    return moderator, colleague, consultation, codes, make_sample(consultation, moderator)


def test_a_sample_is_drawn_from_every_group():
    moderator, _colleague, consultation, _codes, sample = a_sample()

    groups = [each.said.group for each in items_of(sample, moderator)]

    assert sorted(groups) == ["civil_society"] * 2 + ["government"] * 2
    with pytest.raises(Conflict):
        draw_sample(consultation, 25, moderator)
    with pytest.raises(Invalid):
        draw_sample(make_consultation(phase="closed", moderator=moderator), 25, moderator)
    with pytest.raises(Invalid):
        draw_sample(consultation, 7, moderator)


def test_two_read_by_themselves_then_it_is_reconciled_and_the_agreement_is_kept():
    moderator, colleague, consultation, (cost, time), sample = a_sample()
    items = [db.session.get(type(make_position(consultation)), each.said.id) for each in items_of(sample, moderator)]
    for place, item in enumerate(items):
        read_item(sample, item, [cost.name], moderator)
        read_item(sample, item, [cost.name] if place else [time.name], colleague)
    third = make_person()
    add_member(consultation, third, TeamRole.MODERATOR, None)
    with pytest.raises(NotAllowed):
        read_item(sample, items[0], [], third)
    with pytest.raises(Conflict):
        read_item(sample, items[0], [], moderator)
    before = {code.label: found.alpha for code, found in agreement_in(sample)}

    for item in items:
        reconcile_item(sample, item, [cost.name], moderator)

    assert open_sample(consultation) is None
    assert {each["label"]: each["alpha"] for each in agreements_of(consultation)} == before
    assert codebook_of(consultation)[0].contributions == 4
    with pytest.raises(Conflict):
        reconcile_item(sample, items[0], [], moderator)


def test_what_others_coded_is_hidden_from_who_has_still_to_code_it():
    moderator, colleague, consultation, (cost, _time), sample = a_sample()
    item = items_of(sample, moderator)[0]
    position = db.session.get(type(make_position(consultation)), item.said.id)
    code_contribution(position, cost, moderator)

    assert codings_on([position.id], colleague) == {}
    read_item(sample, position, [], colleague)
    assert len(codings_on([position.id], colleague)[position.id]) == 1
    with pytest.raises(Conflict):
        reconcile_item(sample, position, [], moderator)


def test_what_is_withdrawn_meanwhile_keeps_no_sample_open():
    moderator, colleague, consultation, _codes, sample = a_sample()
    kind = type(make_position(consultation))
    items = [db.session.get(kind, each.said.id) for each in items_of(sample, moderator)]
    for item in items[1:]:
        read_item(sample, item, [], moderator)
        read_item(sample, item, [], colleague)
        reconcile_item(sample, item, [], moderator)

    with transaction():
        contributions.withdraw(items[0])

    assert draw_sample(consultation, 10, moderator).id != sample.id


def test_the_record_holds_no_words_of_the_codebook():
    moderator, consultation, _topic = a_desk()
    write_code(consultation, Meaning("Secret label", "Secret definition"), moderator)

    assert all(b"Secret" not in (entry.canonical or b"") for entry in db.session.query(Entry))
