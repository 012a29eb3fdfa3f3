"""A goal in two versions: what is anchored follows, proposals are answered, and nothing is counted twice or lost."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from consult import clock
from consult.amendments.actions import NotNow, answer_proposal, confirm_position, publish_version
from consult.amendments.models import Uptake
from consult.amendments.queries import changed_since, colliding, confirmed_rounds, uptakes_of, versions_shown
from consult.clock import now
from consult.consultations.models import Consultation
from consult.consultations.timing import open_round, pause
from consult.db import db
from consult.errors import Invalid, NotAllowed
from consult.submissions.actions import revise_position, save_draft, withdraw_position
from consult.submissions.passages import counts_on_passages, texts_reworded
from consult.submissions.queries import Filter, positions_on
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position

WEEKS = "Consultations should give everyone at least four weeks to read the goals and to answer them in writing."
COSTS = "The costs of taking part should be published, and met for those who could not answer otherwise."
TONGUE = "Everyone may answer in their own language, and the outcome is translated for those who did."
TEXT = (WEEKS, COSTS, TONGUE)


def consultation_with(manager: object, phase: str = "open") -> Consultation:
    return make_consultation(manager=manager, passages=TEXT, phase=phase)  # type: ignore[arg-type]


def on(passage: str, wording: str = "", claim: str = "A point.") -> object:
    return make_content(claim, about=[("goal-1", passage)], wording=wording)


def counts(consultation: Consultation) -> dict[int, tuple[int, int]]:
    return {ordinal: tuple(each) for ordinal, each in counts_on_passages(consultation.topics[0]).items()}  # type: ignore[misc]


def test_what_was_said_follows_its_passage_and_counts_as_before(app: Flask) -> None:
    manager = make_person()
    consultation = consultation_with(manager)
    topic = consultation.topics[0]
    weeks = make_position(consultation, on("1", WEEKS.replace("four", "eight")))
    costs, tongue = make_position(consultation, on("2")), make_position(consultation, on("3"))
    pause(consultation, "A new version comes.", manager)

    found = publish_version(topic, ["Quite another sentence.", WEEKS.replace("four", "six"), TONGUE], "Six.", manager)

    assert [each.fate.value for each in found.carried] == ["changed", "removed", "unchanged"]
    assert counts(consultation) == {2: (1, 1), 3: (1, 0)}
    cards = {card.id: card for card in positions_on(topic, Filter()).rows}
    assert cards[weeks.id].anchors == [("passage", "goal-1", "1.2")]
    assert cards[weeks.id].written_about == cards[costs.id].written_about == 1
    assert cards[weeks.id].reworded == WEEKS
    assert cards[tongue.id].written_about == 0
    assert cards[costs.id].anchors == [("gone", "goal-1", "1")]
    assert [card.id for card in positions_on(topic, Filter(passage="2")).rows] == [weeks.id]
    assert [card.id for card in positions_on(topic, Filter(passage="gone")).rows] == [costs.id]


def test_a_split_passage_has_its_positions_in_each_part_and_a_merged_one_counts_them_once(app: Flask) -> None:
    author, manager = make_person(), make_person()
    consultation = consultation_with(manager)
    topic = consultation.topics[0]
    both = make_position(consultation, make_content(about=[("goal-1", "1"), ("goal-1", "2")]), by=author)
    pause(consultation, "A new version comes.", manager)

    publish_version(topic, [f"{WEEKS} {COSTS}", TONGUE], "One sentence.", manager)
    assert counts(consultation) == {1: (1, 0)}
    publish_version(topic, [WEEKS, COSTS, TONGUE], "Two again.", manager)
    assert counts(consultation) == {1: (1, 0), 2: (1, 0)}

    consultation.paused_at = None
    db.session.commit()
    withdraw_position(both, author)
    assert {sum(each) for each in counts(consultation).values()} <= {0}


def test_a_changed_position_is_about_the_present_text_again(app: Flask) -> None:
    author, manager = make_person(), make_person()
    consultation = consultation_with(manager)
    position = make_position(consultation, on("1"), by=author)
    pause(consultation, "A new version comes.", manager)
    publish_version(consultation.topics[0], [COSTS, WEEKS.replace("four", "six"), TONGUE], "Six.", manager)
    consultation.paused_at = None
    db.session.commit()

    revise_position(position, on("2"), author)  # type: ignore[arg-type]

    assert positions_on(consultation.topics[0], Filter()).rows[0].written_about == 0
    assert counts(consultation)[2] == (1, 0)


def test_a_draft_names_the_passage_by_its_new_number(app: Flask) -> None:
    manager = make_person()
    consultation = consultation_with(manager)
    draft = save_draft(consultation, make_content(about=[("goal-1", "1"), ("goal-1", "2")]), None)
    pause(consultation, "A new version comes.", manager)

    publish_version(consultation.topics[0], [TONGUE, WEEKS], "Costs go.", manager)

    db.session.refresh(draft)
    assert draft.whole.sent_positions[0].about == [("goal-1", "2"), ("goal-1", "whole")]
    assert draft.revision == 2


def test_nothing_changes_under_the_hands_of_those_who_write(app: Flask) -> None:
    manager = make_person()
    consultation = consultation_with(manager)
    topic = consultation.topics[0]

    with pytest.raises(NotNow):
        publish_version(topic, [WEEKS], "Shorter.", manager)
    pause(consultation, "Wait.", manager)
    with pytest.raises(NotAllowed):
        publish_version(topic, [WEEKS], "Shorter.", make_person())
    with pytest.raises(Invalid):
        publish_version(topic, TEXT, "The same.", manager)
    with pytest.raises(Invalid):
        publish_version(topic, [WEEKS], " ", manager)
    assert topic.version == 1


def test_proposals_that_collide_name_one_another(app: Flask) -> None:
    consultation = consultation_with(make_person())
    eight = make_position(consultation, on("1", WEEKS.replace("four", "eight")))
    twelve = make_position(consultation, on("1", WEEKS.replace("four", "twelve")))
    other = make_position(consultation, on("1", WEEKS.replace("in writing", "in any form")))

    meets, compared = colliding(consultation.topics[0].passages[0])

    assert compared == 3
    assert [each.name for each in meets[eight.id]] == [twelve.name]
    assert [each.name for each in meets[twelve.id]] == [eight.name]
    assert meets[other.id] == []


def test_a_version_says_which_proposals_it_took_up(app: Flask) -> None:
    manager = make_person()
    consultation = consultation_with(manager, "closed")
    topic = consultation.topics[0]
    eight = make_position(consultation, on("1", WEEKS.replace("four", "eight")))
    with pytest.raises(NotNow):
        answer_proposal(eight, topic, Uptake.FULL, "", manager)

    publish_version(topic, [WEEKS.replace("four", "eight"), COSTS, TONGUE], "Eight weeks.", manager)
    answer_proposal(eight, topic, Uptake.PART, "Only in writing.", manager)
    answer_proposal(eight, topic, Uptake.FULL, "As proposed.", manager)

    [(_topic, taken)] = uptakes_of([eight.id])[eight.id]
    assert (taken.version, taken.uptake, taken.reason) == (2, Uptake.FULL, "As proposed.")
    assert texts_reworded([eight.id]) == {eight.id: WEEKS}
    assert [each.version for each in versions_shown(topic)] == [2, 1]


def test_an_author_sees_what_changed_and_stands_by_it_in_the_next_round(app: Flask) -> None:
    author, manager = make_person(), make_person()
    consultation = consultation_with(manager, "closed")
    position = make_position(consultation, on("1"), by=author)
    assert changed_since(position) == []
    with pytest.raises(Invalid):
        confirm_position(position, author)

    clock.travel(timedelta(minutes=1))
    publish_version(consultation.topics[0], [WEEKS.replace("four", "six"), COSTS], "Six.", manager)
    open_round(consultation, now() + timedelta(minutes=1), now() + timedelta(days=9), "The text has changed.", manager)
    clock.travel(timedelta(minutes=5))

    [since] = changed_since(position)
    assert since.written_about == 1
    assert [passage.fate for passage in since.shown.passages] == ["changed", "unchanged"]
    assert [text for _number, text in since.shown.removed] == [TONGUE]
    confirm_position(position, author)
    confirm_position(position, author)
    assert confirmed_rounds(position) == [2]
    with pytest.raises(NotAllowed):
        confirm_position(position, make_person())


def test_the_lists_of_a_new_version_cost_the_same_whatever_their_number(app: Flask, client: FlaskClient) -> None:
    manager = make_person()
    consultation = consultation_with(manager)
    address = f"/consultations/{consultation.slug}/topics/goal-1"
    make_position(consultation, on("1", WEEKS.replace("four", "eight")))
    pause(consultation, "A new version comes.", manager)
    publish_version(consultation.topics[0], [TONGUE, WEEKS.replace("four", "six")], "Six.", manager)

    def cost(path: str) -> int:
        seen: list[str] = []
        note = lambda _connection, _cursor, statement, *_rest: seen.append(statement)  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", note)
        assert client.get(path).status_code == 200
        event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    paths = [address, f"{address}/passages/2", f"{address}/versions"]
    before = [cost(path) for path in paths]
    for number in range(12):
        make_position(consultation, on("2", WEEKS.replace("four", f"{number + 10}")))

    assert [cost(path) for path in paths] == before
