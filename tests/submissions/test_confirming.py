"""Sending with an e-mail address alone: what it gives, and what nobody can do with somebody else's address."""

import itertools
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult import clock
from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Consultation, Moderation
from consult.consultations.numbers import numbers_block
from consult.contributions.models import Publication, State
from consult.db import db, transaction
from consult.mail import Letter
from consult.organisations.actions import Described, register_organisation
from consult.organisations.models import Stakeholder
from consult.organisations.policy import may_speak_for
from consult.organisations.queries import organisation_named, stakeholder_of
from consult.record.models import Entry
from consult.submissions.actions import save_draft
from consult.submissions.confirming import Unconfirmed, end_overdue, forget_drafts
from consult.submissions.models import Draft, Position, Submission
from tests.factories.consultations import make_consultation
from tests.factories.people import PASSWORD, make_person
from tests.factories.submissions import make_content

SignIn = Callable[[Account], FlaskClient]
_count = itertools.count(1)


def new_address() -> str:
    return f"writer{next(_count)}@example.org"


def sender(email: str, **changes: str) -> dict[str, str]:
    return {"email": email, "name": "Amina Otieno", "group": "civil_society", "country": "KE", "organisation": "",
            **changes}


def sent_by(
    client: FlaskClient, email: str, consultation: Consultation | None = None,
    publication: Publication = Publication.NAMED, **changes: str,
) -> str:
    """The address of the receipt."""
    draft = save_draft(consultation or make_consultation(), make_content(publication=publication), None)
    answer = client.post(f"/drafts/{draft.name}/sending", data=sender(email, **changes))
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def link_to(email: str) -> str:
    """The path of the link that was mailed last."""
    letter = db.session.scalars(select(Letter).where(Letter.recipient == email).order_by(Letter.written_at)).all()[-1]
    found = re.search(r"http://localhost(/\S*confirmations/\S+)", letter.text)
    assert found
    return found.group(1)


def the_position() -> Position:
    db.session.expire_all()
    return db.session.scalars(select(Position)).one()


def kinds() -> list[str]:
    return list(db.session.scalars(select(Entry.kind).order_by(Entry.written_at, Entry.id)))


def test_who_gives_an_address_gets_place_time_and_a_receipt_at_once(client: FlaskClient) -> None:
    consultation, email = make_consultation(), new_address()

    page = client.get(sent_by(client, email, consultation)).text

    assert "Received. Now confirm it." in page
    assert email in page
    assert "In March it cost four days of what I earn." in page
    assert "What happens next" in page
    position = the_position()
    assert (position.state, position.waits, position.author_name) == (State.WAITING, False, "Amina Otieno")
    assert numbers_block(consultation)["submissions"]["waiting"] == 1
    assert kinds() == ["submission.received", "position.submitted"]
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0, "the draft has become the submission"
    assert db.session.scalar(select(func.count()).select_from(Account)) == 0


def test_the_receipt_comes_as_a_file_too(client: FlaskClient) -> None:
    answer = client.get(sent_by(client, new_address()) + ".pdf")

    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF")


def test_opening_the_link_changes_nothing_and_confirming_gives_an_account_without_a_password(
    client: FlaskClient, sign_in: SignIn
) -> None:
    consultation, email = make_consultation(), new_address()
    sent_by(client, email, consultation)
    link = link_to(email)

    assert "Did you send this?" in client.get(link).text
    assert the_position().state is State.WAITING
    answer = client.post(link, data={"answer": "mine"})

    assert "Confirmed. Thank you." in client.get(answer.location).text
    position = the_position()
    assert position.state is State.PUBLISHED
    account = db.session.scalars(select(Account)).one()
    assert (account.email, account.name, account.password) == (email, "Amina Otieno", None)
    assert position.stakeholder.account_id == account.id
    assert sign_in(account).get(f"/receipts/{position.submission.name}").status_code == 200
    assert kinds()[-2:] == ["position.published", "submission.confirmed"]
    held = db.session.scalars(select(Unconfirmed)).one()
    assert (held.email, held.token_hash) == ("", None), "the address has served"


def test_following_the_link_signs_nobody_in(client: FlaskClient) -> None:
    email = new_address()
    sent_by(client, email)
    client.post(link_to(email), data={"answer": "mine"})

    assert "/login" in client.get("/account").location


def test_a_link_serves_once_and_a_double_click_does_no_harm(client: FlaskClient) -> None:
    email = new_address()
    sent_by(client, email)
    link = link_to(email)
    form = {"answer": "mine", "idempotency_key": "the-same"}

    first, second = client.post(link, data=form), client.post(link, data=form)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert client.get(link).status_code == 404
    assert client.post(link, data={"answer": "not_me"}).status_code == 404
    assert the_position().state is State.PUBLISHED
    assert kinds().count("submission.confirmed") == 1


def test_sending_twice_makes_one_submission_and_one_letter(client: FlaskClient) -> None:
    email = new_address()
    draft = save_draft(make_consultation(), make_content(), None)
    form = sender(email, idempotency_key="the-same")

    answers = [client.post(f"/drafts/{draft.name}/sending", data=form) for _each in range(3)]

    assert {answer.status_code for answer in answers} == {303}
    assert db.session.scalar(select(func.count()).select_from(Submission)) == 1
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 1


def test_typing_somebody_elses_address_acts_for_nobody_and_says_nothing(client: FlaskClient) -> None:
    known = make_person("Person Known")

    pages = [client.get(sent_by(client, email)).text.replace(email, "…") for email in (known.email, new_address())]

    assert stakeholder_of(known) is not None
    assert all(position.stakeholder.account_id is None for position in db.session.scalars(select(Position)))
    without_names = [re.sub(r"[0-9a-z]{12}|value=\"[^\"]*\"|\b\d+\b", "", page) for page in pages]
    assert without_names[0] == without_names[1], "whether an address is known shows nowhere"
    assert "Person Known" not in pages[0]


def test_what_is_confirmed_by_a_known_address_joins_its_account(client: FlaskClient) -> None:
    known = make_person("Person Known")
    sent_by(client, known.email)

    client.post(link_to(known.email), data={"answer": "mine"})

    position = the_position()
    assert position.stakeholder.account_id == known.id
    assert position.submission.stakeholder_id == position.stakeholder_id
    assert position.author_name == "Amina Otieno", "it says what was sent"
    assert known.name == "Person Known"
    assert db.session.scalar(select(func.count()).select_from(Stakeholder)) == 1


def test_the_owner_of_an_address_can_say_that_it_was_not_they(client: FlaskClient) -> None:
    known, consultation = make_person(), make_consultation()
    sent_by(client, known.email, consultation)

    client.post(link_to(known.email), data={"answer": "not_me"})

    position = the_position()
    assert (position.state, position.author_name) == (State.WITHDRAWN, "")
    assert position.stakeholder.account_id is None
    assert numbers_block(consultation)["submissions"]["withdrawn"] == 1
    assert kinds()[-2:] == ["position.withdrawn", "submission.unconfirmed"]


def test_a_password_somebody_set_on_an_address_that_was_not_theirs_opens_nothing(client: FlaskClient) -> None:
    squatted = make_person(with_password=True)
    with transaction():
        squatted.confirmed_at = None
    sent_by(client, squatted.email)

    client.post(link_to(squatted.email), data={"answer": "mine"})
    client.post("/login", data={"email": squatted.email, "password": PASSWORD})

    assert "/login" in client.get("/account").location


def test_what_nobody_confirms_in_seven_days_counts_as_withdrawn(client: FlaskClient) -> None:
    consultation, email = make_consultation(), new_address()
    receipt = sent_by(client, email, consultation)
    link = link_to(email)

    clock.travel(timedelta(days=6, hours=23))
    end_overdue()
    assert the_position().state is State.WAITING
    clock.travel(timedelta(days=7, minutes=1))
    assert client.post(link, data={"answer": "mine"}).status_code == 404, "before the sweep, too"
    end_overdue()

    assert the_position().state is State.WITHDRAWN
    assert numbers_block(consultation)["positions"] | {"received": 1} == numbers_block(consultation)["positions"]
    assert "counts as withdrawn" in client.get(receipt).text
    assert client.get(link).status_code == 404
    held = db.session.scalars(select(Unconfirmed)).one()
    assert held.email == ""


def test_the_time_of_sending_counts_not_that_of_the_click(client: FlaskClient) -> None:
    consultation, email = make_consultation(), new_address()
    with transaction():
        consultation.closes_at = now() + timedelta(minutes=1)
    sent_by(client, email, consultation)
    sent_at = the_position().received_at

    clock.travel(timedelta(days=2))
    client.post(link_to(email), data={"answer": "mine"})

    position = the_position()
    assert position.state is State.PUBLISHED
    assert position.received_at == position.submission.submitted_at == sent_at


def test_nothing_is_received_after_closing(client: FlaskClient) -> None:
    consultation = make_consultation()
    draft = save_draft(consultation, make_content(), None)
    clock.travel(timedelta(days=21))

    answer = client.post(f"/drafts/{draft.name}/sending", data=sender(new_address()))

    assert answer.status_code == 409
    assert db.session.get(Draft, draft.id) is not None, "the draft is kept"


def test_moderators_do_not_see_it_before_it_is_confirmed(client: FlaskClient, sign_in: SignIn) -> None:
    moderator, email = make_person(), new_address()
    sent_by(client, email, make_consultation(moderation=Moderation.BEFORE, moderator=moderator))
    name = the_position().name

    assert "Costs should be published." not in sign_in(moderator).get("/moderation").text
    client.post(link_to(email), data={"answer": "mine"})

    assert "Costs should be published." in sign_in(moderator).get("/moderation").text
    assert (the_position().state, the_position().name) == (State.WAITING, name)


def test_a_rule_of_the_plan_holds_it_after_it_is_confirmed(client: FlaskClient) -> None:
    consultation, email = make_consultation(), new_address()
    with transaction():
        consultation.hold_rules = {"newcomers": 1}
    sent_by(client, email, consultation)

    client.post(link_to(email), data={"answer": "mine"})

    position = the_position()
    assert (position.state, position.waits, position.held_because) == (State.WAITING, True, "newcomer")


@pytest.mark.parametrize("moderation", list(Moderation))
def test_what_is_not_to_be_published_waits_first_and_is_withheld_afterwards(
    client: FlaskClient, moderation: Moderation
) -> None:
    consultation, email = make_consultation(moderation=moderation), new_address()
    sent_by(client, email, consultation, Publication.NOT_PUBLISHED)
    assert numbers_block(consultation)["positions"]["waiting"] == 1

    client.post(link_to(email), data={"answer": "mine"})

    position = the_position()
    assert (position.state, position.withheld_by_author, position.waits) == (State.WITHHELD, True, False)
    assert numbers_block(consultation)["positions"]["withheld_by_author"] == 1


def test_a_withheld_name_keeps_its_time_hidden_in_the_record(client: FlaskClient) -> None:
    email = new_address()
    sent_by(client, email, publication=Publication.NAMELESS)
    client.post(link_to(email), data={"answer": "mine"})

    assert all(db.session.scalars(select(Entry.hides_time)))


def test_a_mistyped_address_is_put_right_and_the_first_link_is_void(client: FlaskClient) -> None:
    wrong, right = new_address(), new_address()
    receipt = sent_by(client, wrong)
    first = link_to(wrong)

    assert client.post(f"{receipt}/letter", data={"email": right}).status_code == 303

    assert client.post(first, data={"answer": "mine"}).status_code == 404
    client.post(link_to(right), data={"answer": "mine"})
    assert db.session.scalars(select(Account.email)).one() == right


def test_a_refused_form_gives_back_what_was_typed(client: FlaskClient) -> None:
    draft = save_draft(make_consultation(), make_content(), None)

    answer = client.post(f"/drafts/{draft.name}/sending", data=sender("nobody", name=""))

    assert answer.status_code == 422
    assert "is not an e-mail address" in answer.text
    assert "Give your name." in answer.text
    assert 'value="nobody"' in answer.text


def test_strangers_neither_find_the_receipt_nor_send_a_draft_that_has_an_owner(client: FlaskClient) -> None:
    sent_by(client, new_address())
    owned = save_draft(make_consultation(), make_content(), make_person())

    assert client.get(f"/sent/{the_position().submission.name}").status_code == 404, "the receipt's number is public"
    assert client.post(f"/drafts/{owned.name}/sending", data=sender(new_address())).status_code == 404


def test_nobody_fills_a_strangers_mailbox(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "LIMIT_LETTERS", "2 per hour")
    email, consultation = new_address(), make_consultation()
    drafts = [save_draft(consultation, make_content(), None).name for _each in range(3)]

    statuses = [client.post(f"/drafts/{name}/sending", data=sender(email)).status_code for name in drafts]

    assert statuses == [303, 303, 429]
    assert client.post(f"/drafts/{drafts[2]}/sending", data=sender(new_address())).status_code == 303


def test_the_letter_is_in_the_language_the_page_was_read_in(client: FlaskClient) -> None:
    email, draft = new_address(), save_draft(make_consultation(), make_content(), None)

    client.post(f"/fr/drafts/{draft.name}/sending", data=sender(email))

    assert link_to(email).startswith("/fr/confirmations/")


def test_drafts_nobody_took_are_forgotten_after_thirty_days(app: Flask) -> None:
    consultation = make_consultation()
    mine = save_draft(consultation, make_content(), make_person())
    old = save_draft(consultation, make_content(), None)
    clock.travel(timedelta(days=29))
    forget_drafts()
    assert db.session.get(Draft, old.id) is not None
    clock.travel(timedelta(days=31))

    forget_drafts()

    assert list(db.session.scalars(select(Draft.id))) == [mine.id]


def test_whoever_confirms_owns_the_entry_they_named_and_none_that_others_speak_for(client: FlaskClient) -> None:
    consultation, email = make_consultation(), new_address()
    sent_by(client, email, consultation, organisation="Open Net")
    organisation = organisation_named("Open Net")
    assert organisation
    client.post(link_to(email), data={"answer": "mine"})
    account = db.session.scalars(select(Account)).one()

    draft = save_draft(consultation, make_content(), None)
    stranger = {"email": new_address(), "name": "B", "group": "other", "country": "KE", "organisation": "OPEN net"}
    refused = client.post(f"/drafts/{draft.name}/sending", data=stranger)

    assert may_speak_for(account, organisation)
    assert refused.status_code == 422
    assert "others speak for it" in refused.text


def test_a_name_taken_meanwhile_is_left_out(client: FlaskClient) -> None:
    consultation, email = make_consultation(), new_address()
    sent_by(client, email, consultation, organisation="Open Net")
    register_organisation(Described("Open Net"), make_person())

    client.post(link_to(email), data={"answer": "mine"})

    position = the_position()
    assert (position.state, position.organisation_id, position.organisation_name) == (State.PUBLISHED, None, "")
