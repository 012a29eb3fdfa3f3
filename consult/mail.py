"""Letters, never sent inside a request: written in the act's own transaction, posted by the worker."""

import smtplib
import ssl
from datetime import datetime, timedelta
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import Index, Integer, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from consult.clock import now
from consult.db import Base, db, transaction
from consult.identifiers import name_of, new_id
from consult.jobs import wake
from consult.logs import log
from consult.settings import data_folder

# One minute, two, four … then every two hours: about two days in all.
ATTEMPTS = 30
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=2)
KEPT_BACK = timedelta(days=14)


class _Whole(UnstructuredHeader):
    """An address on one line: Python would break a long one into encoded words, which no mail program follows."""

    def fold(self, *, policy: object) -> str:
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _Whole)  # type: ignore[arg-type]
_POLICY = EmailPolicy(header_factory=_HEADERS)


class Letter(Base):
    """Something owed to one person. It is kept until posted, and tried again for two days.

    `unsubscribe` is the address that ends letters of its kind (RFC 8058); `holds_key` that its text opens something,
    so that it is not to be shown again.
    """

    __tablename__ = "letters"
    __table_args__ = (
        Index("ix_letters_owed", "sent_at", "next_try_at"), Index("ix_letters_recipient", "recipient", "written_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    recipient: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str] = mapped_column(default="")
    unsubscribe: Mapped[str] = mapped_column(default="")
    holds_key: Mapped[bool] = mapped_column(default=False)
    written_at: Mapped[datetime] = mapped_column(default=now)
    next_try_at: Mapped[datetime | None] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(Integer, default=0)

    @property
    def name(self) -> str:
        return name_of(self.id)


class PausedAddress(Base):
    """An address whose mail server refused it for good. Nothing goes there but what opens an account again."""

    __tablename__ = "paused_addresses"

    address: Mapped[str] = mapped_column(String(320), primary_key=True)
    reason: Mapped[str]
    paused_at: Mapped[datetime] = mapped_column(default=now)


def write(
    recipient: str, subject: str, text: str, html: str = "", *, unsubscribe: str = "", holds_key: bool = False
) -> Letter:
    """Owe somebody a letter, as text and perhaps as a page too; joins the caller's transaction."""
    letter = Letter(
        recipient=recipient, subject=" ".join(subject.split()), text=text, html=html, unsubscribe=unsubscribe,
        holds_key=holds_key,
    )
    db.session.add(letter)
    wake("mail.post")
    return letter


def pause(address: str, reason: str) -> bool:
    """Write there no more, for its server says nobody is there; joins the caller's transaction. False where it was."""
    address = address.strip().lower()
    if db.session.get(PausedAddress, address) is not None:
        return False
    db.session.add(PausedAddress(address=address, reason=" ".join(reason.split())[:300]))
    return True


def resume(address: str) -> None:
    """Its owner says it works again: what was kept back in the last two weeks is posted."""
    with transaction() as session:
        found = session.get(PausedAddress, address.lower())
        if found is not None:
            session.delete(found)
        session.execute(
            update(Letter).where(Letter.recipient == address, Letter.sent_at.is_(None), Letter.next_try_at.is_(None),
                                 Letter.written_at > now() - KEPT_BACK)
            .values(next_try_at=now(), attempts=0)
        )
        wake("mail.post")


def post_owed() -> int:
    """Post what is due, one transaction a letter; how many were posted."""
    posted = 0
    due = select(Letter.id).where(Letter.sent_at.is_(None), Letter.next_try_at <= now()).order_by(Letter.written_at)
    for identifier in db.session.scalars(due.limit(200)).all():
        posted += _post(identifier)
    return posted


def _post(identifier: int) -> bool:
    with transaction() as session:
        letter = session.scalar(
            select(Letter).where(Letter.id == identifier, Letter.sent_at.is_(None)).with_for_update(skip_locked=True)
        )
        if letter is None:
            return False
        if not letter.holds_key and session.get(PausedAddress, letter.recipient.lower()) is not None:
            letter.next_try_at = None
            return False
        letter.attempts += 1
        try:
            _deliver(letter)
        except (OSError, smtplib.SMTPException) as fault:
            log().warning("letter not posted", letter=letter.name, fault=type(fault).__name__)
            refusal = _refusal_for_good(fault)
            if refusal:
                pause(letter.recipient, refusal)
            letter.next_try_at = None if refusal or letter.attempts >= ATTEMPTS else now() + _pause(letter.attempts)
            return False
        letter.sent_at = now()
        return True


def _pause(attempts: int) -> timedelta:
    return min(FIRST_PAUSE * (1 << (attempts - 1)), LONGEST_PAUSE)


def _refusal_for_good(fault: Exception) -> str:
    """What the server says of an address it will never take (RFC 5321, 4.2.1: 5yz); empty where waiting may help."""
    if not isinstance(fault, smtplib.SMTPRecipientsRefused):
        return ""
    code, said = next(iter(fault.recipients.values()))
    return f"{code} {said.decode(errors='replace')}" if 500 <= code < 600 else ""


def _deliver(letter: Letter) -> None:
    settings = current_app.config
    message = EmailMessage(_POLICY)
    message["From"] = settings["MAIL_SENDER"]
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.written_at)
    domain = settings["MAIL_SENDER"].rsplit("@", 1)[-1].strip("> ")
    # The same at every try: a mailbox knows a letter that comes again, where we died between its "250" and our note.
    message["Message-ID"] = f"<{letter.name}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    if not settings["MAIL_SERVER"]:
        folder = letters_folder()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{letter.written_at:%Y%m%dT%H%M%S}-{letter.name}.eml").write_bytes(message.as_bytes())
        return
    with smtplib.SMTP(settings["MAIL_SERVER"], settings["MAIL_PORT"], timeout=20) as server:
        if settings["MAIL_USE_TLS"]:
            server.starttls(context=ssl.create_default_context())
        if settings["MAIL_USERNAME"]:
            server.login(settings["MAIL_USERNAME"], settings["MAIL_PASSWORD"])
        server.send_message(message)


def letters_folder() -> Path:
    return data_folder(dict(current_app.config)) / "letters"
