"""Drafting, sending, changing and withdrawing."""

import pytest

from consult.consultations.models import Moderation
from consult.consultations.numbers import numbers_block
from consult.consultations.phases import PhaseClosed
from consult.contributions.models import Publication, State
from consult.db import db
from consult.errors import Invalid, NotAllowed
from consult.record.models import Entry
from consult.submissions.actions import (
    AlreadyWithdrawn,
    SavedElsewhere,
    revise_position,
    save_draft,
    submit_draft,
    withdraw_position,
)
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position

pytestmark = pytest.mark.usefixtures("app")


def test_a_sent_draft_becomes_one_counted_submission_and_is_gone():
    person, consultation = make_person(), make_consultation(moderation=Moderation.BEFORE)
    draft = save_draft(consultation, make_content(), person)

    submission = submit_draft(draft, person)

    numbers = numbers_block(consultation)
    assert submission.state is State.WAITING
    assert numbers["submissions"]["received"] == numbers["submissions"]["waiting"] == 1
    assert numbers["by_topic"]["goal-1"]["positions"]["waiting"] == 1
    assert numbers["by_group"]["civil_society"]["positions"]["received"] == 1


def test_a_submission_records_what_happened_without_its_words():
    position = make_position(make_consultation(), make_content(claim="An unmistakable phrase."))

    entries = db.session.query(Entry).all()

    assert {entry.kind for entry in entries} == {"submission.received", "position.submitted", "position.published"}
    assert all(b"unmistakable" not in entry.canonical for entry in entries)
    assert position.state is State.PUBLISHED


def test_sending_after_closing_is_refused_and_the_draft_is_kept():
    person, consultation = make_person(), make_consultation(phase="closed")
    draft = save_draft(consultation, make_content(), person)

    with pytest.raises(PhaseClosed):
        submit_draft(draft, person)

    assert draft.whole.title == "Costs should be published."


def test_an_empty_position_is_refused():
    person, consultation = make_person(), make_consultation()
    draft = save_draft(consultation, make_content(claim="", body="\u200b"), person)

    with pytest.raises(Invalid):
        submit_draft(draft, person)


def test_a_draft_saved_in_another_window_is_not_overwritten():
    person, consultation = make_person(), make_consultation()
    draft = save_draft(consultation, make_content(), person)
    save_draft(consultation, make_content(body="second"), person, draft, revision=1)

    with pytest.raises(SavedElsewhere):
        save_draft(consultation, make_content(body="third"), person, draft, revision=1)

    assert draft.whole.positions["1"].body == "second"


def test_a_private_position_is_counted_as_withheld_at_its_authors_wish():
    consultation = make_consultation()

    position = make_position(consultation, make_content(publication=Publication.NOT_PUBLISHED))

    numbers = numbers_block(consultation)
    assert position.state is State.WITHHELD
    assert numbers["submissions"]["withheld"] == numbers["submissions"]["withheld_by_author"] == 1
    assert numbers["positions"]["published"] == 0


def test_a_new_version_under_moderation_leaves_the_old_one_public():
    person, consultation = make_person(), make_consultation(moderation=Moderation.BEFORE)
    position = make_position(consultation, by=person)

    revise_position(position, make_content(body="Better reasons."), person)

    assert (position.version, position.public_version, position.waits) == (2, 1, True)
    assert numbers_block(consultation)["positions"]["published"] == 1


def test_a_withdrawn_position_is_counted_and_cannot_be_withdrawn_again():
    person, consultation = make_person(), make_consultation()
    position = make_position(consultation, by=person)

    withdraw_position(position, person)

    assert numbers_block(consultation)["submissions"]["withdrawn"] == 1
    with pytest.raises(AlreadyWithdrawn):
        withdraw_position(position, person)


def test_a_stranger_can_neither_change_nor_withdraw():
    position = make_position(make_consultation(), by=make_person())

    with pytest.raises(NotAllowed):
        withdraw_position(position, make_person())
    with pytest.raises(NotAllowed):
        revise_position(position, make_content(), make_person())
