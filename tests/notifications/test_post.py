"""Letters on their way: the one-click link, addresses that refuse, kills at random."""

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask

from consult import mail
from consult.clock import at, now
from consult.consultations.timing import extend
from consult.db import db, transaction
from consult.mail import Letter, PausedAddress, post_owed
from consult.notifications.actions import catch_up, write_due
from consult.notifications.bounces import refused_in
from consult.notifications.models import How, Notice, Preference
from consult.record.actions import sequence
from consult.synthesis.publishing import publish_outcome
from tests.factories.consultations import make_consultation
from tests.factories.outcomes import make_outcome
from tests.factories.people import make_person
from tests.factories.submissions import make_position

ROOT = Path(__file__).parents[2]


def outcome_noticed():
    made = make_outcome(publish=False)
    publish_outcome(made.consultation, "Cost decides.", made.moderator)
    sequence()
    catch_up()
    return made


def test_one_click_ends_letters_of_that_kind_and_can_do_nothing_else(app, mailbox, client):
    made = outcome_noticed()
    write_due("http://localhost", app.config["SECRET_KEY"])
    post_owed()
    letter = mailbox.letters[0]
    path = urlsplit(letter["List-Unsubscribe"].strip("<>")).path
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        read = client.get(path)
        before = db.session.query(Preference).count()
        clicked = client.post(path, data={"List-Unsubscribe": "One-Click"})
        damaged = client.post(path[:-3] + "xyz", data={"List-Unsubscribe": "One-Click"})
        elsewhere = client.post("/account/notifications", data={"outcome": "never"})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (read.status_code, before, clicked.status_code, damaged.status_code) == (200, 0, 200, 404)
    assert "Set-Cookie" not in read.headers
    assert "Set-Cookie" not in clicked.headers
    assert elsewhere.status_code in (302, 400, 401)
    chosen = db.session.query(Preference).one()
    assert (chosen.account_id, chosen.kind.value, chosen.how) == (made.author.id, "outcome", How.NEVER)


def test_an_address_that_is_refused_for_good_is_paused_and_its_owner_ends_that(app, mailbox, sign_in):
    person = make_person()
    person.email = "gone@example.org"
    db.session.commit()
    with transaction():
        mail.write(person.email, "First", "First.")
    post_owed()
    with transaction():
        mail.write(person.email, "Second", "Second.")
        mail.write(person.email, "Key", "A link.", holds_key=True)
    post_owed()

    paused = db.session.get(PausedAddress, person.email)
    assert paused is not None
    assert "No such person" in paused.reason
    assert {each.subject: each.attempts for each in db.session.query(Letter)} == {"First": 1, "Second": 0, "Key": 1}
    browser = sign_in(person)
    assert "No such person" in browser.get("/account/notifications").text
    mailbox.handle_RCPT = None  # type: ignore[assignment]
    person_after = browser.post("/account/letters/resumption", data={})
    assert person_after.status_code == 303
    assert db.session.query(Letter).filter(Letter.next_try_at.is_not(None)).count() == 3


def test_letters_are_tried_at_growing_intervals_for_two_days(app):
    app.config["MAIL_SERVER"], app.config["MAIL_PORT"] = "127.0.0.1", 1
    with transaction():
        mail.write("reader@example.org", "Late", "Late.")
    moment, pauses = now(), []
    try:
        while (due := db.session.query(Letter.next_try_at).scalar()) is not None:
            moment = max(moment, due) + timedelta(seconds=1)
            with at(moment):
                post_owed()
            db.session.expire_all()
            following = db.session.query(Letter.next_try_at).scalar()
            pauses.append((following - moment) if following else None)
    finally:
        app.config["MAIL_SERVER"] = ""

    said = [pause for pause in pauses if pause]
    assert said == sorted(said)
    assert said[0] == timedelta(minutes=1)
    assert said[-1] == timedelta(hours=2)
    assert timedelta(hours=36) < sum(said, timedelta()) < timedelta(hours=60)


REPORT = b"""From: postmaster@example.org
To: help@consult.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It did not work.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; Gone@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no such person

Final-Recipient: rfc822; slow@example.org
Action: delayed
Status: 4.4.1
--b--
"""


def test_a_report_of_undelivered_letters_names_those_that_failed_for_good():
    assert refused_in(REPORT) == {"gone@example.org": "smtp; 550 no such person"}
    assert refused_in(b"\xff\x00 not a letter") == {}


KILLED = """
import os, random, signal, sys, time
from consult import mail
from consult.app import create_app
from consult.db import db
from consult.notifications.actions import catch_up, write_due
from consult.record.actions import sequence

app = create_app()
chance = random.Random(7)

def work():
    sequence(); catch_up(); write_due("http://localhost", "test"); mail.post_owed()

def child(forever):
    with app.app_context():
        db.engine.dispose(close=False)
        work()
        while forever:
            time.sleep(0.001)
            work()
    os._exit(0)

for _kill in range(50):
    pid = os.fork()
    if not pid:
        child(True)
    time.sleep(chance.uniform(0.005, 0.08))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
pid = os.fork()
if not pid:
    child(False)
sys.exit(os.waitpid(pid, 0)[1])
"""


def _postgresql_of(app: Flask) -> str:
    address = app.config["SQLALCHEMY_DATABASE_URI"]
    return address.replace("+psycopg", "") if address.startswith("postgresql") else ""


def test_fifty_kills_at_random_lose_no_letter_and_double_none(app, mailbox):
    """A letter that comes twice is the same letter by its Message-ID: between the server's "250" and our own note of
    it nobody can know, and a mailbox discards the second."""
    manager = make_person()
    consultation = make_consultation(manager=manager)
    people = [make_person() for _each in range(60)]
    for person in people:
        make_position(consultation, by=person)
    extend(consultation, consultation.closes_at + timedelta(days=7), "Many asked for more time.", manager)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CONSULT_")},
        "CONSULT_DATA": app.config["DATA"], "CONSULT_DATABASE_URL": _postgresql_of(app),
        "CONSULT_MAIL_SERVER": "127.0.0.1", "CONSULT_MAIL_PORT": str(app.config["MAIL_PORT"]),
        "CONSULT_MAIL_USE_TLS": "0", "CONSULT_SECRET_KEY": "test",
    }

    done = subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, env=environment, capture_output=True, text=True,
                          check=False, timeout=120)

    assert done.returncode == 0, done.stderr
    db.session.rollback()
    once = {letter["Message-ID"]: letter for letter in mailbox.letters}
    told = Counter(letter["To"] for letter in once.values() if "Many asked" in letter.get_payload(0).get_payload())
    assert told == Counter(person.email for person in people)
    stored = db.session.query(Letter).all()
    assert len(once) == len(stored)
    assert all(each.sent_at for each in stored)
    per_entry = Counter((each.account_id, each.about) for each in db.session.query(Notice))
    assert set(per_entry.values()) == {1}
