"""Files that people attach: told by their content, cleaned in a process of their own, kept under random names.

They lie in DATA/files. What a page gives out is inert: a download of its own type, never shown by the browser.
"""

import hashlib
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Response, current_app, g, request

from consult.cleaning import DOCX, ODT, PDF, SECONDS, TEXT
from consult.errors import Invalid, NotFound
from consult.i18n import _, shown_number
from consult.settings import ROOT, data_folder
from consult.text import normalise, shorten

EXTENSIONS = {
    PDF: ".pdf", ODT: ".odt", DOCX: ".docx", TEXT: ".txt", "image/png": ".png", "image/jpeg": ".jpg",
    "image/webp": ".webp",
}
ACCEPTED = ",".join((*EXTENSIONS.values(), ".jpeg"))
_TITLE = 100


@dataclass(frozen=True)
class Taken:
    """A file as it is kept."""

    title: str
    media: str
    size: int
    digest: str
    place: str
    text: str


def take(data: bytes, name: str) -> Taken:
    """Check, clean and keep a file. Raises Invalid with one sentence that says why not."""
    limit = int(current_app.config["FILE_SIZE"])
    if not data:
        raise Invalid(_("Choose a file that is not empty."))
    if len(data) > limit:
        raise Invalid(
            _("This file has %(size)s MB. The largest that can be taken has %(limit)s MB.",
              size=shown_number(round(len(data) / 1e6, 1)), limit=shown_number(round(limit / 1e6, 1)))
        )
    media, text, cleaned = _cleaned(data)
    place = _keep(cleaned)
    title = shorten(normalise(Path(name.replace("\\", "/")).stem).replace("\n", " ") or "file", _TITLE)
    return Taken(
        title + EXTENSIONS[media], media, len(cleaned), hashlib.sha256(cleaned).hexdigest(), place, normalise(text)
    )


def take_sent() -> None:
    """Every file of the present request, by its field; one that is refused is kept as its refusal."""
    sent: dict[str, Taken | Invalid] = {}
    for field, file in request.files.items():
        if file.filename:
            try:
                sent[field] = take(file.stream.read(), file.filename)
            except Invalid as refusal:
                sent[field] = refusal
    g.sent_files = sent


def sent_file(field: str) -> Taken | None:
    """What was sent in a field, None where nothing was. Raises Invalid where it was refused."""
    found: Taken | Invalid | None = g.get("sent_files", {}).get(field)
    if isinstance(found, Invalid):
        raise found
    return found


def _cleaned(data: bytes) -> tuple[str, str, bytes]:
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "consult.cleaning"], input=data, capture_output=True, timeout=SECONDS + 10,
            check=False, cwd=ROOT,
        )
    except subprocess.TimeoutExpired:
        raise Invalid(_why("huge")) from None
    if done.returncode:
        raise Invalid(_why("huge"))
    head, _line, cleaned = done.stdout.partition(b"\n")
    said = json.loads(head)
    if "refused" in said:
        raise Invalid(_why(said["refused"]))
    return said["media"], said["text"], cleaned


def _why(reason: str) -> str:
    return {
        "unknown": _("This kind of file cannot be taken. Send PDF, ODT, DOCX, PNG, JPEG, WebP or plain text."),
        "broken": _("This file cannot be opened. Save it anew, as PDF for instance, and try once more."),
        "locked": _("This file is locked with a password. Save it without one and try once more."),
        "active": _("This file holds macros or other programs. Save it without them, as PDF for instance."),
        "huge": _("This file unpacks to more than can be taken. Make it smaller, or split it."),
    }[reason]


def _folder() -> Path:
    return data_folder(current_app.config) / "files"


def _keep(data: bytes) -> str:
    """Whole or not at all, and on the disk before anything says that it is there."""
    place = secrets.token_hex(16)
    path = _path(place)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    with partial.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)
    return place


def _path(place: str) -> Path:
    return _folder() / place[:2] / place


def remove(place: str) -> None:
    _path(place).unlink(missing_ok=True)


def kept_places() -> Iterator[tuple[str, float]]:
    """Every file there is, with when it was written."""
    for path in _folder().glob("??/*"):
        yield path.name, path.stat().st_mtime


def download(place: str, title: str, media: str) -> Response:
    """Inert: whatever is in it, no browser runs it in our name. Raises NotFound."""
    try:
        data = _path(place).read_bytes()
    except FileNotFoundError:
        raise NotFound(_("This file is no longer there.")) from None
    response = Response(data, content_type=f"{media}; charset=utf-8" if media == TEXT else media)
    response.headers.set("Content-Disposition", "attachment", filename=title)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response
