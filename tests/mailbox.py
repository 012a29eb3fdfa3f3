"""A real mail server on loopback, and what it took."""

import asyncio
import email
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask


class Mailbox:
    """Letters in the order in which they came. It knows no address that begins with "gone"."""

    def __init__(self) -> None:
        self.letters: list[Message] = []

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.startswith("gone"):
            return "550 5.1.1 No such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        # Long enough for a process to be killed while it waits for the answer.
        await asyncio.sleep(0.002)
        self.letters.append(email.message_from_bytes(envelope.content or b""))
        return "250 OK"

    def to(self, address: str) -> list[Message]:
        return [each for each in self.letters if each["To"] == address]


def plain_text(letter: Message) -> str:
    part = next(each for each in letter.walk() if each.get_content_type() == "text/plain")
    words = part.get_payload(decode=True)
    assert isinstance(words, bytes)
    return words.decode()


@contextmanager
def mail_server(app: Flask) -> Iterator[Mailbox]:
    """The application posts there meanwhile."""
    received = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(received, hostname="127.0.0.1", port=port)
    controller.start()
    app.config["MAIL_SERVER"], app.config["MAIL_PORT"] = "127.0.0.1", port
    try:
        yield received
    finally:
        app.config["MAIL_SERVER"] = ""
        controller.stop()
