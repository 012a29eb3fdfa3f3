"""The map follows what becomes of claims, at the next job."""

from datetime import timedelta

import pytest

from consult import clock
from consult.accounts.models import Account
from consult.consultations.models import Consultation, Topic
from consult.db import db
from consult.moderation.actions import decide
from consult.moderation.models import Act, Reason
from consult.opinion.mapping import update
from consult.opinion.models import Choice, ClaimStanding, Opinion
from consult.record.actions import sequence
from consult.submissions.actions import withdraw_position
from consult.submissions.models import Position
from tests.factories.consultations import make_consultation
from tests.factories.opinion import make_claims, make_votes
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position

pytestmark = pytest.mark.usefixtures("app")


def mapped() -> tuple[Consultation, Account, list[Position]]:
    """Three claims, each with five votes, and their map made."""
    moderator = make_person()
    consultation = make_consultation(votes=True, moderator=moderator)
    claims = make_claims(consultation, 3)
    for claim in claims:
        make_votes(claim, Choice.AGREE, 5)
    next_job()
    return consultation, moderator, claims


def next_job() -> None:
    sequence()
    clock.travel(clock.now() - clock.datetime.now(clock.UTC) + timedelta(seconds=11))
    update()


def shown(topic: Topic) -> tuple[int, int, int]:
    """Claims, votes, and voted claims that were taken away."""
    kept = db.session.get_one(Opinion, topic.id, populate_existing=True)
    return kept.claims, kept.votes, kept.result["taken_away"]


def test_a_withheld_claim_leaves_the_map_and_a_restored_one_comes_back() -> None:
    consultation, moderator, claims = mapped()
    topic = consultation.topics[0]
    assert shown(topic) == (3, 15, 0)

    decision = decide(claims[0], 1, Act.WITHHOLD, moderator, Reason.OFF_TOPIC, "")
    next_job()
    assert shown(topic) == (2, 10, 1)
    assert db.session.get(ClaimStanding, (topic.id, claims[0].id)) is None

    decide(claims[0], 1, Act.RESTORE, moderator, None, "", seen=decision.id)
    next_job()
    assert shown(topic) == (3, 15, 0)


def test_a_withdrawn_claim_and_a_new_one_change_it_too() -> None:
    author = make_person()
    consultation, _moderator, _claims = mapped()
    own = make_position(consultation, make_content(claim="Mine."), by=author)
    next_job()
    assert shown(consultation.topics[0])[0] == 4

    withdraw_position(own, author)
    next_job()

    assert shown(consultation.topics[0])[0] == 3


def test_until_then_the_page_says_that_it_is_old_and_shows_no_words_that_were_withheld(client) -> None:
    consultation, moderator, claims = mapped()
    address = f"/consultations/{consultation.slug}/topics/goal-1/opinion"
    assert "is made anew" not in client.get(address).text

    decide(claims[0], 1, Act.WITHHOLD, moderator, Reason.OFF_TOPIC, "")
    make_votes(claims[1], Choice.AGREE, 1)
    sequence()
    update()  # too soon after the last for another map
    page = client.get(address).text

    assert "the map is made anew within moments" in page
    assert "Claim 0." not in page


def test_what_happens_elsewhere_makes_no_map_again() -> None:
    consultation, moderator, _claims = mapped()
    before = db.session.get_one(Opinion, consultation.topics[0].id).made_at

    decide(make_position(make_consultation(moderator=moderator)), 1, Act.WITHHOLD, moderator, Reason.OFF_TOPIC, "")
    next_job()

    assert db.session.get_one(Opinion, consultation.topics[0].id, populate_existing=True).made_at == before
