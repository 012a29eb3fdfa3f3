"""`consult check`: what is wrong with this installation, and how to mend it. It changes nothing that matters."""

import shutil
import smtplib
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import click
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from consult import assets, schema, settings
from consult.app import create_app
from consult.db import db
from consult.errors import Refusal

LOOPBACK = ("127.0.0.1", "localhost", "::1")
LEAST_SPACE = 200_000_000
SHORT_SPACE = 2_000_000_000
SKEW = 60


@dataclass(frozen=True)
class Finding:
    """One thing looked at: sound, to be warned of, or wrong; and what mends it."""

    mark: str
    what: str
    remedy: str = ""


def good(what: str) -> Finding:
    return Finding("ok", what)


def warning(what: str, remedy: str) -> Finding:
    return Finding("warning", what, remedy)


def wrong(what: str, remedy: str) -> Finding:
    return Finding("wrong", what, remedy)


@click.command("check")
def check() -> None:
    """Find wrong settings and what is missing, and say how to mend it; exit status 1 where something is wrong."""
    findings = list(look())
    for each in findings:
        click.echo(f"{each.mark:8}{each.what}" + (f"\n        → {each.remedy}" if each.remedy else ""))
    faults = sum(each.mark == "wrong" for each in findings)
    if faults:
        click.echo(f"{faults} wrong", err=True)
        sys.exit(1)


def look() -> Iterator[Finding]:
    """Each thing in turn; what needs the application comes last, because it may not begin."""
    yield _python()
    try:
        values = settings.load()
    except Refusal as refusal:
        yield wrong(refusal.message, "Correct the setting in the environment; config.py says what it means.")
        return
    yield from _folder(values)
    yield from _address(values)
    yield _key(values)
    yield _mail(values)
    yield _assets()
    try:
        app = create_app()
    except Exception as fault:
        what = "database does not answer" if values["DATABASE_URL"] else "application does not begin"
        yield wrong(f"The {what}: {_first_line(fault)}", "Check CONSULT_DATABASE_URL, or mend what is named above.")
        return
    yield from _database(app, values)


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    if (3, 11) <= sys.version_info[:2] <= (3, 13):
        return good(f"Python {version}")
    return warning(f"Python {version} is not one this was tried on", "Use Python 3.11, 3.12 or 3.13.")


def _folder(values: dict[str, Any]) -> Iterator[Finding]:
    folder = settings.data_folder(values)
    probe = folder / ".check"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"x")
        skew = abs(probe.stat().st_mtime - time.time())
        probe.unlink()
    except OSError as fault:
        remedy = "Let the user who runs Consult write there, or name another folder in CONSULT_DATA."
        yield wrong(f"The data folder {folder} cannot be written: {fault.strerror}", remedy)
        return
    yield good(f"Data folder {folder}")
    free = shutil.disk_usage(folder).free
    if free < LEAST_SPACE:
        yield wrong(f"Only {free // 1_000_000} MB are free in {folder}", "Make room: a full disk refuses submissions.")
    elif free < SHORT_SPACE:
        yield warning(f"{free // 1_000_000} MB are free in {folder}", "Watch it: a full disk refuses submissions.")
    else:
        yield good(f"{free // 1_000_000_000} GB free")
    if skew > SKEW or time.time() < assets.STATIC.stat().st_mtime - 86_400:
        yield wrong("The clock here or of the data folder is wrong", "Set both by NTP: deadlines rely on it.")


def _address(values: dict[str, Any]) -> Iterator[Finding]:
    url = urlsplit(str(values["URL"]))
    if url.scheme not in ("http", "https") or not url.hostname or url.path not in ("", "/"):
        yield wrong(f"CONSULT_URL is “{values['URL']}”", "Give scheme and host alone, as in https://consult.example.org")
        return
    is_near = url.hostname in LOOPBACK
    if url.scheme == "http" and not is_near:
        yield warning(f"{values['URL']} is not encrypted", "Put a proxy with a certificate in front and use https.")
    else:
        yield good(f"Address {values['URL']}")
    if values["DEVELOPMENT"] and not is_near:
        yield wrong("CONSULT_DEVELOPMENT shows everybody's letters on a public address", "Unset CONSULT_DEVELOPMENT.")
    if url.scheme == "https" and not values["PROXIES"]:
        remedy = "Set CONSULT_PROXIES to their number, or limits hit everybody at once."
        yield warning("https is used, but no proxy is counted", remedy)


def _key(values: dict[str, Any]) -> Finding:
    path = settings.data_folder(values) / "secret_key"
    try:
        key = str(values["SECRET_KEY"]) or (path.read_text() if path.exists() else "")
    except OSError as fault:
        return wrong(f"{path} cannot be read: {fault.strerror}", "Let the user who runs Consult read it.")
    if key and len(key) < 32:
        return wrong("The secret key is shorter than 32 characters", "Unset CONSULT_SECRET_KEY; one is made and kept.")
    if not values["SECRET_KEY"] and path.exists() and path.stat().st_mode & 0o077:
        return wrong(f"Others may read {path}", f"chmod 600 {path}")
    return good("Secret key" if key else "Secret key: made at the first start")


def _mail(values: dict[str, Any]) -> Finding:
    if not values["MAIL_SERVER"]:
        found = f"Letters go into files in {settings.data_folder(values) / 'letters'}"
        if urlsplit(str(values["URL"])).hostname in LOOPBACK:
            return good(found)
        return warning(found, "Nobody receives them. Name a server in CONSULT_MAIL_SERVER.")
    server = f"{values['MAIL_SERVER']} port {values['MAIL_PORT']}"
    try:
        with smtplib.SMTP(values["MAIL_SERVER"], values["MAIL_PORT"], timeout=10) as connection:
            connection.noop()
    except (OSError, smtplib.SMTPException) as fault:
        return wrong(
            f"The mail server {server} does not answer: {_first_line(fault)}",
            "Check CONSULT_MAIL_SERVER and CONSULT_MAIL_PORT; letters wait until it answers.",
        )
    return good(f"Mail server {server}")


def _assets() -> Finding:
    names = (*assets.FETCHED.values(), *assets.FONTS.values())
    missing = [name for name in names if not (assets.STATIC / name).is_file()]
    if missing:
        return wrong(f"Missing in consult/static: {', '.join(missing)}", "Run: make setup")
    return good("Styles and fonts")


def _database(app: Flask, values: dict[str, Any]) -> Iterator[Finding]:
    with app.app_context():
        try:
            is_current = schema.is_current()
            name = db.engine.dialect.name
            yield good(f"Database {name} answers")
            if is_current:
                yield good("Its schema is current")
            else:
                yield warning("Its schema is not current", "The next `consult serve` brings it up to date.")
            yield from (_durable if name == "sqlite" else _server)()
        except SQLAlchemyError as fault:
            remedy = "Check CONSULT_DATABASE_URL and that the server runs." if values["DATABASE_URL"] else (
                f"Check the file consult.db in {settings.data_folder(values)}."
            )
            yield wrong(f"The database does not answer: {_first_line(getattr(fault, 'orig', fault))}", remedy)


def _durable() -> Iterator[Finding]:
    """What keeps an acknowledged submission through a power cut."""
    with db.engine.connect() as connection:
        journal = connection.scalar(text("PRAGMA journal_mode"))
        synchronous = connection.scalar(text("PRAGMA synchronous"))
        enforced = connection.scalar(text("PRAGMA foreign_keys"))
        sound = connection.scalar(text("PRAGMA quick_check(1)"))
    if journal != "wal" or synchronous != 2 or enforced != 1:
        remedy = "Keep the data folder on a local disk: network file systems cannot hold the database."
        yield wrong(f"Durability is off: journal {journal}, synchronous {synchronous}, keys {enforced}", remedy)
    elif sound != "ok":
        yield wrong(f"The database file is damaged: {sound}", "Stop the site and restore the last backup.")
    else:
        yield good("Durability: write-ahead log, full synchronisation")


def _server() -> Iterator[Finding]:
    with db.engine.connect() as connection:
        version = int(connection.scalar(text("SHOW server_version_num")) or 0)
        is_durable = connection.scalar(text("SHOW fsync")) == "on"
        encoding = connection.scalar(text("SHOW server_encoding"))
    if version < 150_000:
        yield warning(f"PostgreSQL {version // 10_000} is not one this was tried on", "Use PostgreSQL 15 or newer.")
    if encoding != "UTF8":
        yield wrong(f"The database's encoding is {encoding}", "Make it anew WITH ENCODING 'UTF8' TEMPLATE template0.")
    if is_durable:
        yield good("Durability: fsync is on")
    else:
        yield wrong("PostgreSQL's fsync is off: a power cut would lose submissions", "Set fsync = on.")


def _first_line(fault: BaseException) -> str:
    lines = str(fault).strip().splitlines()
    return lines[0] if lines else type(fault).__name__
