"""The words an author is sent: the moderator's own, or those of the reason."""

import pytest

from consult.consultations.models import Moderation
from consult.db import db
from consult.i18n import in_language
from consult.mail import Letter
from consult.moderation.actions import decide
from consult.moderation.models import Act, ModerationDecision, Reason
from consult.moderation.wording import STANDARD_WORDS
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_position
from tests.moderation.test_views import send

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def moderator():
    return make_person("Moderator 1")


@pytest.fixture
def position(moderator):
    return make_position(
        make_consultation(moderation=Moderation.BEFORE, moderator=moderator), by=make_person(), publish=False
    )


def letter() -> str:
    return db.session.query(Letter).order_by(Letter.written_at.desc()).first().text


def test_every_reason_but_other_has_words_ready_to_send():
    assert set(STANDARD_WORDS) == set(Reason) - {Reason.OTHER}


def test_without_words_of_their_own_the_author_is_sent_those_of_the_reason(moderator, position):
    decision = decide(position, 1, Act.WITHHOLD, moderator, Reason.OFF_TOPIC)

    assert decision.words == STANDARD_WORDS[Reason.OFF_TOPIC]
    assert decision.words in letter()


def test_the_moderators_own_words_are_sent_instead(moderator, position):
    decision = decide(position, 1, Act.WITHHOLD, moderator, Reason.OFF_TOPIC, "This is about trains.")

    assert decision.words == "This is about trains."
    assert str(STANDARD_WORDS[Reason.OFF_TOPIC]) not in letter()


def test_publishing_sends_and_keeps_no_words_of_a_reason(moderator, position):
    assert decide(position, 1, Act.PUBLISH, moderator, Reason.OFF_TOPIC).words == ""


def test_the_words_are_the_same_whether_left_empty_or_offered_and_unchanged(moderator, position):
    with in_language("fr"):
        decision = decide(
            position, 1, Act.WITHHOLD, moderator, Reason.ADVERTISING, str(STANDARD_WORDS[Reason.ADVERTISING])
        )

    assert decision.words == str(STANDARD_WORDS[Reason.ADVERTISING])


def test_the_page_says_which_words_are_sent_and_takes_an_empty_field(sign_in, moderator, position):
    browser = sign_in(moderator)
    page = browser.get(f"/moderation?item={position.name}").text

    answer = send(browser, position, page, act="withhold", reason="advertising")

    assert page.count(str(STANDARD_WORDS[Reason.ADVERTISING])) == 2
    assert answer.status_code == 303
    assert db.session.query(ModerationDecision).one().words == str(STANDARD_WORDS[Reason.ADVERTISING])
