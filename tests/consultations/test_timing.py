"""Extensions, pauses, cancelling, later deadlines and the grace, to the second."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from consult import clock
from consult.accounts.models import Account
from consult.clock import now
from consult.consultations import timing
from consult.consultations.models import Consultation, LateSubmissions
from consult.consultations.numbers import numbers_block
from consult.consultations.phases import Phase, PhaseClosed, phase_of, takes_contributions, timeline
from consult.consultations.rounds import later_deadlines, round_at, standing_of
from consult.db import db
from consult.errors import Invalid, NotAllowed
from consult.mail import Letter
from consult.organisations.actions import organisation_for
from consult.organisations.mandates import begin_mandate
from consult.organisations.models import MandateRole
from consult.record.models import Entry
from consult.submissions.actions import save_draft, submit_draft
from consult.submissions.confirming import sent_under
from consult.submissions.queries import Filter, positions_on
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position

SignIn = Callable[[Account], FlaskClient]


def kinds_of(consultation: Consultation) -> list[str]:
    return list(db.session.scalars(
        select(Entry.kind).where(Entry.consultation == consultation.slug).order_by(Entry.written_at)
    ))


def closing(consultation: Consultation) -> datetime:
    assert consultation.closes_at
    return consultation.closes_at


def test_an_extension_moves_the_closing_for_all_and_says_why(app: Flask) -> None:
    manager = make_person()
    consultation = make_consultation(manager=manager)
    before = closing(consultation)

    timing.extend(consultation, before + timedelta(days=7), "The translation came late.", manager)

    assert consultation.closes_at == before + timedelta(days=7)
    change = standing_of(consultation)
    assert change
    assert (change.reason, change.closed_before) == ("The translation came late.", before)
    entry = db.session.scalars(select(Entry).where(Entry.kind == "consultation.extended")).one()
    said = json.loads(entry.canonical or b"")
    assert said["closed"] == before.isoformat()
    assert "translation" not in json.dumps(said)
    clock.travel(timedelta(days=60))
    assert standing_of(consultation) is None


def test_only_a_manager_extends_and_only_to_a_later_day_with_a_reason(app: Flask) -> None:
    manager = make_person()
    consultation = make_consultation(manager=manager)
    later = closing(consultation) + timedelta(days=1)

    with pytest.raises(NotAllowed):
        timing.extend(consultation, later, "Why not.", make_person())
    with pytest.raises(Invalid):
        timing.extend(consultation, closing(consultation), "Why not.", manager)
    with pytest.raises(Invalid):
        timing.extend(consultation, later, "  ", manager)
    assert "consultation.extended" not in kinds_of(consultation)


def test_one_that_has_just_closed_opens_again_by_an_extension(app: Flask) -> None:
    manager = make_person()
    consultation = make_consultation(phase="closed", manager=manager)

    timing.extend(consultation, now() + timedelta(days=2), "The site was down on the last day.", manager)

    assert phase_of(consultation) is Phase.OPEN


def test_a_pause_stops_the_clock_and_nothing_can_be_sent_meanwhile(app: Flask) -> None:
    manager, person = make_person(), make_person()
    consultation = make_consultation(manager=manager)
    planned = closing(consultation)
    draft = save_draft(consultation, make_content(), person)

    timing.pause(consultation, "An election is held.", manager)
    with pytest.raises(PhaseClosed, match="paused"):
        submit_draft(draft, person)
    clock.travel(timedelta(days=40))
    assert phase_of(consultation) is Phase.OPEN
    timing.resume(consultation, "It is over.", manager)

    assert timedelta(0) <= closing(consultation) - planned - timedelta(days=40) < timedelta(minutes=2)
    assert submit_draft(draft, person).id
    assert kinds_of(consultation).index("consultation.paused") < kinds_of(consultation).index("consultation.resumed")


def test_a_cancelled_one_takes_nothing_and_its_page_says_why(app: Flask, client: FlaskClient) -> None:
    manager, person = make_person(), make_person()
    consultation = make_consultation(manager=manager)
    draft = save_draft(consultation, make_content(), person)

    timing.cancel(consultation, "The proposal was withdrawn.", manager)

    with pytest.raises(PhaseClosed, match="cancelled"):
        submit_draft(draft, person)
    page = client.get(f"/consultations/{consultation.slug}")
    assert page.status_code == 200
    assert "The proposal was withdrawn." in page.text
    assert [each.is_past for each in timeline(consultation)][:3] == [True, True, False]


def test_the_grace_is_for_what_was_begun_before_closing_to_the_second(app: Flask) -> None:
    person = make_person()
    consultation = make_consultation()
    closes = closing(consultation)
    ends = closes + timedelta(minutes=consultation.grace_minutes)
    begun, late = closes - timedelta(seconds=1), closes

    for moment, begun_at, taken in [
        (closes - timedelta(seconds=1), None, True), (closes, begun, True), (closes, late, False),
        (closes, None, False), (ends - timedelta(seconds=1), begun, True), (ends, begun, False),
    ]:
        with clock.at(moment):
            assert takes_contributions(consultation, person, begun_at) is taken, (moment, begun_at)


def test_a_page_opened_before_closing_may_be_sent_within_the_grace(app: Flask, client: FlaskClient) -> None:
    consultation = make_consultation()
    address = f"/consultations/{consultation.slug}/topics/goal-1/write"
    closes = closing(consultation)
    said = {"claim": "In time.", "about": "goal-1:whole", "language": "en", "publication": "named"}
    with clock.at(closes - timedelta(minutes=5)):
        opened = client.get(address).text.split('name="opened"')[1].split('value="')[1].split('"')[0]

    with clock.at(closes + timedelta(minutes=2)):
        refused = client.post(address, data=said)
        forged = client.post(address, data={**said, "opened": opened[:-3] + "abc"})
        taken = client.post(address, data={**said, "opened": opened})

    assert (refused.status_code, forged.status_code, taken.status_code) == (409, 409, 303)


def test_a_later_deadline_is_for_one_alone_and_counts_as_on_time(app: Flask) -> None:
    manager, person, colleague = make_person(), make_person(), make_person()
    consultation = make_consultation(phase="closed", manager=manager)
    union = organisation_for("Blind Union")
    assert union
    begin_mandate(union, colleague, MandateRole.SPEAKER)
    db.session.commit()
    timing.allow_later(consultation, person, now() + timedelta(days=3), "They were ill.", manager)
    timing.allow_later(consultation, union, now() + timedelta(days=3), "No braille.", manager)

    submission = submit_draft(save_draft(consultation, make_content(), person), person)
    assert not submission.is_late
    assert takes_contributions(consultation, colleague)
    assert later_deadlines(consultation) == 2
    with pytest.raises(PhaseClosed):
        submit_draft(save_draft(consultation, make_content(), other := make_person()), other)
    clock.travel(timedelta(days=4))
    assert not takes_contributions(consultation, person)


def test_a_further_round_needs_a_new_version_and_the_timeline_shows_both(app: Flask) -> None:
    from consult.amendments.actions import publish_version

    manager = make_person()
    consultation = make_consultation(phase="closed", manager=manager)
    first = make_position(consultation)
    opens, closes = now() + timedelta(days=1), now() + timedelta(days=20)
    with pytest.raises(timing.NotNow):
        timing.open_round(consultation, opens, closes, "Again.", manager)

    publish_version(consultation.topics[0], ["Decisions are open.", "Costs are published."], "Shorter.", manager)
    timing.open_round(consultation, opens, closes, "The text has changed.", manager)

    assert phase_of(consultation) is Phase.ANNOUNCED
    assert [(each.phase.value, each.round) for each in timeline(consultation)][1:3] == [("open", 1), ("open", 2)]
    clock.travel(timedelta(days=2))
    assert phase_of(consultation) is Phase.OPEN
    assert round_at(consultation, first.received_at) == 1
    assert round_at(consultation, now()) == 2
    assert "round.opened" in kinds_of(consultation)


def test_dates_move_in_a_calendar_under_the_same_names(app: Flask, client: FlaskClient) -> None:
    manager = make_person()
    consultation = make_consultation(manager=manager)

    def events() -> dict[str, object]:
        answer = client.get(f"/consultations/{consultation.slug}/calendar.ics")
        assert answer.mimetype == "text/calendar"
        return {str(each["uid"]): each for each in Calendar.from_ical(answer.data).walk("VEVENT")}

    before = events()
    timing.extend(consultation, closing(consultation) + timedelta(days=7), "More time.", manager)
    after = events()
    timing.cancel(consultation, "No longer needed.", manager)

    assert before.keys() == after.keys() == events().keys()
    closes = next(name for name in before if name.startswith("closing"))
    assert after[closes]["sequence"] > before[closes]["sequence"]  # type: ignore[index]
    assert after[closes].decoded("dtstart") == before[closes].decoded("dtstart") + timedelta(days=7)  # type: ignore[attr-defined]
    assert {str(each["status"]) for each in events().values()} == {"CANCELLED"}  # type: ignore[index]
    assert client.get("/calendar.ics").status_code == 200


def test_a_manager_does_it_on_pages_and_others_do_not(app: Flask, sign_in: SignIn) -> None:
    manager = make_person()
    consultation = make_consultation(manager=manager)
    base = f"/consultations/{consultation.slug}/manage"
    browser = sign_in(manager)
    later = (closing(consultation) + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")

    assert sign_in(make_person()).post(f"{base}/pause", data={"reason": "No."}).status_code == 403
    assert browser.post(f"{base}/extension", data={"closes_at": later}).status_code == 422
    assert browser.post(f"{base}/extension", data={"closes_at": later, "reason": "More time."}).status_code == 303
    assert browser.post(f"{base}/resumption", data={"reason": "Go on."}).status_code == 409
    nobody = {"whose": "person", "name": "nobody@example.org", "until": later, "reason": "Ill."}
    assert browser.post(f"{base}/allowance", data=nobody).status_code == 422
    assert "More time." in browser.get(base).text
    # What the plan's form holds is still what stands there, so the rest of it can be saved.
    assert browser.post(f"{base}/pause", data={"reason": "Wait."}).status_code == 303
    assert browser.post(f"{base}/resumption", data={"reason": "Go on."}).status_code == 303
    db.session.expire_all()
    assert closing(consultation).second == 0


def test_what_comes_after_closing_is_late_and_stands_where_the_plan_says(app: Flask, client: FlaskClient) -> None:
    person = make_person()
    for rule, listed in ((LateSubmissions.APART, 0), (LateSubmissions.ACCEPTED, 1)):
        consultation = make_consultation(phase="closed")
        consultation.late_submissions = rule
        db.session.commit()
        topic = consultation.topics[0]
        draft = save_draft(consultation, make_content("Too late."), person)
        with pytest.raises(PhaseClosed):
            submit_draft(draft, person)

        assert submit_draft(draft, person, late=True).is_late
        assert len(positions_on(topic, Filter()).rows) == listed
        assert [card.is_late for card in positions_on(topic, Filter(late="1")).rows] == [True]
        assert numbers_block(consultation)["submissions"]["published"] == 1
        page = client.get(f"/consultations/{consultation.slug}/topics/goal-1")
        assert "What came after closing" in page.text


def test_late_ones_are_sent_by_a_button_of_their_own(app: Flask, sign_in: SignIn) -> None:
    person = make_person()
    consultation, still_open = make_consultation(phase="closed"), make_consultation()
    browser = sign_in(person)
    draft = save_draft(consultation, make_content(), person)
    early = save_draft(still_open, make_content(), person)

    assert browser.get(f"/consultations/{consultation.slug}/topics/goal-1/write").status_code == 409
    assert browser.get(f"/consultations/{consultation.slug}/topics/goal-1/write?late=1").status_code == 200
    assert "Send it as late" in browser.get(f"/drafts/{draft.name}").text
    assert browser.post(f"/drafts/{early.name}/submission", data={"late": "1"}).status_code == 409
    assert browser.post(f"/drafts/{draft.name}/submission", data={}).status_code == 409
    assert browser.post(f"/drafts/{draft.name}/submission", data={"late": "1"}).status_code == 303


def test_late_ones_need_no_account_either(app: Flask, client: FlaskClient) -> None:
    consultation = make_consultation(phase="closed")
    page = client.get(f"/consultations/{consultation.slug}/topics/goal-1/write?late=1")
    assert "listed apart as late" in page.text
    draft = save_draft(consultation, make_content(), None)
    assert "Send it as late" in client.get(f"/drafts/{draft.name}").text
    sender = {"email": "late@example.org", "name": "Late", "group": "academia", "country": "KE"}

    assert client.post(f"/drafts/{draft.name}/sending", data=sender).status_code == 409
    assert client.post(f"/drafts/{draft.name}/sending", data={**sender, "late": "1"}).status_code == 303
    held = sent_under(draft.name)
    assert held.submission.is_late
    letter = db.session.scalars(select(Letter).where(Letter.recipient == "late@example.org")).one()
    token = re.search(r"/confirmations/(\S+)", letter.text)
    assert token
    assert client.post(f"/confirmations/{token[1]}", data={}).status_code == 303
    assert sent_under(draft.name).submission.is_late
    assert numbers_block(consultation)["submissions"]["published"] == 1
