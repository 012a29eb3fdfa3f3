"""Letters, never sent inside a request: written in the act's own transaction, posted by the worker."""

import smtplib
import ssl
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

from flask import current_app
from sqlalchemy import Index, Integer, select
from sqlalchemy.orm import Mapped, mapped_column

from consult.clock import now
from consult.db import Base, db, transaction
from consult.identifiers import name_of, new_id
from consult.jobs import wake
from consult.logs import log
from consult.settings import data_folder

ATTEMPTS = 48
PAUSE = timedelta(minutes=5)


class Letter(Base):
    """Something owed to one person. It is kept until posted, and tried again for four hours."""

    __tablename__ = "letters"
    __table_args__ = (Index("ix_letters_owed", "sent_at", "next_try_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    recipient: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str] = mapped_column(default="")
    written_at: Mapped[datetime] = mapped_column(default=now)
    next_try_at: Mapped[datetime | None] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(Integer, default=0)


def write(recipient: str, subject: str, text: str, html: str = "") -> None:
    """Owe somebody a letter, as text and perhaps as a page too; joins the caller's transaction."""
    db.session.add(Letter(recipient=recipient, subject=" ".join(subject.split()), text=text, html=html))
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
        letter.attempts += 1
        try:
            _deliver(letter)
        except (OSError, smtplib.SMTPException) as fault:
            log().warning("letter not posted", letter=name_of(identifier), fault=type(fault).__name__)
            letter.next_try_at = now() + PAUSE if letter.attempts < ATTEMPTS else None
            return False
        letter.sent_at = now()
        return True


def _deliver(letter: Letter) -> None:
    settings = current_app.config
    message = EmailMessage()
    message["From"] = settings["MAIL_SENDER"]
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.written_at)
    domain = settings["MAIL_SENDER"].rsplit("@", 1)[-1].strip("> ")
    message["Message-ID"] = make_msgid(name_of(letter.id), domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    if not settings["MAIL_SERVER"]:
        folder = letters_folder()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{letter.written_at:%Y%m%dT%H%M%S}-{name_of(letter.id)}.eml").write_bytes(message.as_bytes())
        return
    with smtplib.SMTP(settings["MAIL_SERVER"], settings["MAIL_PORT"], timeout=20) as server:
        if settings["MAIL_USE_TLS"]:
            server.starttls(context=ssl.create_default_context())
        if settings["MAIL_USERNAME"]:
            server.login(settings["MAIL_USERNAME"], settings["MAIL_PASSWORD"])
        server.send_message(message)


def letters_folder() -> Path:
    return data_folder(dict(current_app.config)) / "letters"
