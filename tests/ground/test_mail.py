"""Letters: owed in the act's transaction, posted once, through outages."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from consult import clock
from consult.db import db, transaction
from consult.mail import Letter, post_owed, write
from tests.mailbox import Mailbox, plain_text


def owe(text: str = "Good day.") -> None:
    with transaction():
        write("reader@example.org", "About\nyour position", text)


def test_a_letter_is_posted_once_by_a_real_server(mailbox: Mailbox) -> None:
    owe("Grüße, 中文 and عربي.")

    assert [post_owed(), post_owed()] == [1, 0]
    assert len(mailbox.letters) == 1
    assert mailbox.letters[0]["To"] == "reader@example.org"
    assert mailbox.letters[0]["Subject"] == "About your position"
    assert "Grüße, 中文 and عربي." in plain_text(mailbox.letters[0])


def test_an_act_that_fails_owes_no_letter(mailbox: Mailbox) -> None:
    def fail() -> None:
        with transaction():
            write("reader@example.org", "No", "No")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert post_owed() == 0


def test_a_letter_waits_for_a_server_that_is_down_and_then_arrives_once(app: Flask, mailbox: Mailbox) -> None:
    port = app.config["MAIL_PORT"]
    app.config["MAIL_PORT"] = 1
    owe()

    assert post_owed() == 0
    assert post_owed() == 0, "it is not tried again at once"
    letter = db.session.scalars(select(Letter)).one()
    assert letter.attempts == 1
    app.config["MAIL_PORT"] = port
    with clock.at(clock.now() + timedelta(minutes=6)):
        assert post_owed() == 1
    assert len(mailbox.letters) == 1
