"""Each whom a filter finds gets one letter; nobody learns an address."""

import pytest
from sqlalchemy import select

from consult.accounts.models import Account
from consult.assistance import messages
from consult.assistance.messages import Wanted, deliver, how_many, resend, send_message
from consult.consultations.models import Consultation
from consult.db import db
from consult.errors import Invalid, NotAllowed
from consult.mail import Letter
from consult.organisations.vocabularies import Group
from consult.submissions.actions import save_draft
from consult.submissions.confirming import Sender, send_unconfirmed
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position

pytestmark = pytest.mark.usefixtures("app")
BASE = "http://localhost"


def peopled() -> tuple[Consultation, Account, list[Account]]:
    """Three who sent something, one of them twice, and one with a draft."""
    moderator = make_person()
    consultation = make_consultation(moderator=moderator, topics=2)
    people = [make_person(group=Group.ACADEMIA), make_person(country="BR"), make_person()]
    for each in (*people, people[0]):
        make_position(consultation, by=each)
    make_position(consultation, make_content(about=[("goal-2", "whole")]), by=people[1])
    drafting = make_person()
    save_draft(consultation, make_content(), drafting)
    return consultation, moderator, [*people, drafting]


def letters_to() -> list[str]:
    return sorted(db.session.scalars(select(Letter.recipient)))


@pytest.mark.parametrize(("wanted", "found"), [
    (Wanted(), [0, 1, 2]), (Wanted(group="academia"), [0]), (Wanted(country="BR"), [1]),
    (Wanted(topic="goal-2"), [1]), (Wanted(who="drafting"), [3]), (Wanted(who="drafting", country="BR"), []),
    (Wanted(who="commented"), []), (Wanted(who="signed"), []),
])
def test_a_filter_finds_those_it_names(wanted: Wanted, found: list[int]) -> None:
    consultation, _moderator, people = peopled()

    assert how_many(consultation, wanted) == len(found)
    assert set(db.session.scalars(messages.recipients_of(consultation, wanted))) == {people[each].id for each in found}


def test_each_gets_one_letter_however_often_the_worker_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "BATCH", 2)
    consultation, moderator, people = peopled()

    message = send_message(consultation, "News", "It closes soon.", Wanted(), moderator)
    deliver(BASE)
    deliver(BASE)

    assert letters_to() == sorted(each.email for each in people[:3])
    db.session.refresh(message)
    assert (message.recipients, message.done_at is not None, message.by_id) == (3, True, moderator.id)


def test_only_the_team_writes_and_not_to_nobody() -> None:
    consultation, moderator, people = peopled()

    with pytest.raises(NotAllowed):
        send_message(consultation, "News", "Text", Wanted(), people[0])
    for subject, text, wanted in (("", "x", Wanted()), ("x", " ", Wanted()), ("x", "x", Wanted(who="signed"))):
        with pytest.raises(Invalid):
            send_message(consultation, subject, text, wanted, moderator)


def test_links_are_sent_again_to_the_address_alone() -> None:
    consultation, moderator, people = peopled()
    draft = save_draft(consultation, make_content(), None)
    sender = Sender("waiting@example.org", "W", Group.OTHER, "KE", "", "en")
    send_unconfirmed(draft, sender, days=7, base_url=BASE)

    for address in ("Waiting@example.org", people[0].email, "nobody@example.org"):
        resend(consultation, address, moderator, BASE)

    assert letters_to() == sorted(["waiting@example.org"] * 2 + [people[0].email])
    with pytest.raises(NotAllowed):
        resend(consultation, "waiting@example.org", people[0], BASE)
