"""What a rule of the plan stops waits with its reason; nothing is rejected, and the numbers stay whole."""

import pytest

from consult.comments.actions import post_comment
from consult.consultations.models import Consultation, Moderation
from consult.consultations.numbers import numbers_block
from consult.consultations.rules import HoldRules
from consult.contributions.models import Channel, State
from consult.db import db, transaction
from consult.submissions.actions import revise_position, submit
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person, make_stakeholder
from tests.factories.submissions import make_comment, make_content, make_position

pytestmark = pytest.mark.usefixtures("app")
LONG = "Publish what a connection costs, country by country, every month."


def ruled(moderation: Moderation = Moderation.AFTER, **rules: object) -> Consultation:
    consultation = make_consultation(moderation=moderation)
    consultation.hold_rules = HoldRules(**rules).as_json()  # type: ignore[arg-type]
    db.session.commit()
    return consultation


def test_a_hit_holds_with_its_rule_and_its_words_and_stays_counted() -> None:
    consultation = ruled(personal_data=True, links=True)

    held = make_position(consultation, make_content(body="Ask +254 700 555 014 or www.x.example."))
    free = make_position(consultation)

    assert (held.state, held.waits, held.held_because) == (State.WAITING, True, "links personal_data")
    assert held.versions[0].holds == [["links", "body", 24, 38], ["personal_data", "body", 4, 20]]
    assert (free.state, free.held_because) == (State.PUBLISHED, "")
    positions = numbers_block(consultation)["positions"]
    assert (positions["received"], positions["published"], positions["waiting"]) == (2, 1, 1)


def test_where_everything_waits_the_reason_stands_beside_it() -> None:
    position = make_position(ruled(Moderation.BEFORE, links=True), make_content(body="www.x.example"), publish=False)

    assert (position.state, position.held_because) == (State.WAITING, "links")


def test_the_text_of_another_holds_and_ones_own_does_not() -> None:
    consultation = ruled(identical=True)
    author = make_stakeholder()

    first = make_position(consultation, make_content(claim="", body=LONG), by=author)
    again = make_position(consultation, make_content(claim="", body=LONG.upper()), by=author)
    copied = make_position(consultation, make_content(claim="", body=LONG.replace(",", " –")))

    assert [each.held_because for each in (first, again, copied)] == ["", "", "identical"]
    assert make_position(ruled(identical=True), make_content(claim="", body=LONG)).state is State.PUBLISHED


def test_newcomers_wait_until_enough_of_theirs_was_published() -> None:
    consultation, person = ruled(newcomers=2), make_person()

    kinds = []
    for each in range(3):
        position = make_position(consultation, make_content(claim=f"Point {each}"), by=person)
        kinds.append(position.held_because)
        if position.state is State.WAITING:
            from consult.contributions.actions import publish_version
            with transaction():
                publish_version(position, position.versions[0])

    assert kinds == ["newcomer", "newcomer", ""]


def test_a_new_version_is_held_while_the_earlier_one_stays_public() -> None:
    author = make_person()
    position = make_position(ruled(links=True), by=author)

    revise_position(position, make_content(body="See www.x.example"), author)

    assert (position.state, position.public_version, position.version, position.waits) == (State.PUBLISHED, 1, 2, True)
    revise_position(position, make_content(body="Without."), author)
    assert (position.public_version, position.waits, position.held_because) == (3, False, "")


def test_comments_are_held_too() -> None:
    consultation = ruled(words={"en": ("casino",)})
    position = make_position(consultation)

    comment = post_comment(consultation, position.thread, [consultation.topics[0].id], "Casino!", make_person())

    assert (comment.state, position.thread.size) == (State.WAITING, 0)
    assert make_comment(position).state is State.PUBLISHED


def test_what_an_operator_imports_is_not_held() -> None:
    consultation = ruled(links=True)
    with transaction():
        submission = submit(
            consultation, make_stakeholder(), make_content(body="www.x.example"), publish=True, channel=Channel.IMPORT
        )

    assert submission.positions[0].state is State.PUBLISHED
    assert submission.positions[0].versions[0].digest is None or len(submission.positions[0].versions[0].digest) == 64
