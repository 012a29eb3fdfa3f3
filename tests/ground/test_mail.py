"""Letters: owed in the act's transaction, posted once, through outages."""

import email
import socket
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import select

from consult import clock
from consult.db import db, transaction
from consult.mail import Letter, post_owed, write


class Box:
    """What a mail server received."""

    def __init__(self) -> None:
        self.letters: list[Message] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.letters.append(email.message_from_bytes(envelope.content or b""))
        return "250 OK"


@pytest.fixture
def box(app: Flask) -> Iterator[Box]:
    received = Box()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(received, hostname="127.0.0.1", port=port)
    controller.start()
    app.config["MAIL_SERVER"], app.config["MAIL_PORT"] = "127.0.0.1", port
    yield received
    app.config["MAIL_SERVER"] = ""
    controller.stop()


def owe(text: str = "Good day.") -> None:
    with transaction():
        write("reader@example.org", "About\nyour position", text)


def test_a_letter_is_posted_once_by_a_real_server(box: Box) -> None:
    owe("Grüße, 中文 and عربي.")

    assert [post_owed(), post_owed()] == [1, 0]
    assert len(box.letters) == 1
    assert box.letters[0]["To"] == "reader@example.org"
    assert box.letters[0]["Subject"] == "About your position"
    assert "Grüße, 中文 and عربي." in box.letters[0].get_payload(decode=True).decode()  # type: ignore[union-attr]


def test_an_act_that_fails_owes_no_letter(box: Box) -> None:
    def fail() -> None:
        with transaction():
            write("reader@example.org", "No", "No")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert post_owed() == 0


def test_a_letter_waits_for_a_server_that_is_down_and_then_arrives_once(app: Flask, box: Box) -> None:
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
    assert len(box.letters) == 1
