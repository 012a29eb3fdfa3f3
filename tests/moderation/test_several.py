"""One decision on many: foreseen, carried out on what allows it, told, and taken back as one."""

import pytest

from consult.accounts.models import Account
from consult.consultations.models import Consultation, Moderation, TeamRole
from consult.consultations.numbers import numbers_block
from consult.consultations.team import add_member
from consult.contributions.models import Publication, State
from consult.db import db
from consult.errors import Invalid, NotFound
from consult.mail import Letter
from consult.moderation.actions import decide
from consult.moderation.models import Act, ModerationDecision, Reason
from consult.moderation.several import decide_several, foresee, undo_several
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def moderator() -> Account:
    return make_person()


@pytest.fixture
def consultation(moderator: Account) -> Consultation:
    return make_consultation(moderation=Moderation.BEFORE, moderator=moderator)


def test_what_would_happen_is_said_and_nothing_happens(consultation: Consultation, moderator: Account) -> None:
    waiting, own = make_position(consultation, publish=False), make_position(consultation, by=moderator, publish=False)
    gone = make_position(consultation, make_content(publication=Publication.NOT_PUBLISHED))

    foreseen = foresee([waiting.name, own.name, gone.name, "nonsense", waiting.name], Act.PUBLISH, moderator)

    assert [bool(each.refusal) for each in foreseen] == [False, True, True]
    assert db.session.query(ModerationDecision).count() == 0


def test_all_are_decided_on_and_taken_back_together(consultation: Consultation, moderator: Account) -> None:
    author = make_person()
    positions = [make_position(consultation, by=author, publish=False) for _each in range(3)]
    keys = [each.key for each in foresee([each.name for each in positions], Act.WITHHOLD, moderator)]

    done = decide_several(keys, Act.WITHHOLD, Reason.ADVERTISING, "", moderator)

    assert (done.decided, done.refused) == (3, [])
    assert numbers_block(consultation)["positions"]["withheld"] == 3
    assert db.session.query(Letter).filter_by(recipient=author.email).count() == 3
    back = undo_several(done.name, moderator)
    assert (back.decided, {each.state for each in positions}) == (3, {State.WAITING})
    with pytest.raises(NotFound):
        undo_several(done.name, moderator)


def test_what_somebody_else_decided_meanwhile_is_left_and_said(
    consultation: Consultation, moderator: Account
) -> None:
    other = make_person("Other Moderator")
    add_member(consultation, other, TeamRole.MODERATOR, None)
    first, second = (make_position(consultation, publish=False) for _each in range(2))
    keys = [each.key for each in foresee([first.name, second.name], Act.PUBLISH, moderator)]
    decide(first, 1, Act.WITHHOLD, other, Reason.OFF_TOPIC)

    done = decide_several(keys, Act.PUBLISH, None, "", moderator)

    assert (done.decided, len(done.refused)) == (1, 1)
    assert "Other Moderator has already withheld this." in done.refused[0]
    assert (first.state, second.state) == (State.WITHHELD, State.PUBLISHED)


@pytest.mark.parametrize("key", ["", "a:b", "a:x:", "a:1:b:c", "a:99999999999:"])
def test_a_list_that_cannot_be_read_is_refused(moderator: Account, key: str) -> None:
    with pytest.raises(Invalid):
        decide_several([key], Act.PUBLISH, None, "", moderator)


def test_words_are_never_covered_unread(consultation: Consultation, moderator: Account) -> None:
    position = make_position(consultation, make_content(), publish=False)

    with pytest.raises(Invalid):
        decide_several([f"{position.name}:1:"], Act.REDACT, Reason.OTHER, "Words", moderator)
