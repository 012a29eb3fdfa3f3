"""Built reports, kept in DATA/reports until what they say changes."""

import functools
import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from consult import catalogues
from consult.i18n import interface_language
from consult.reports.building import Format, build
from consult.reports.outline import Outline
from consult.settings import ROOT, data_folder


@dataclass(frozen=True)
class Kept:
    """A built report. `digest` is the same as long as its contents are."""

    path: Path
    digest: str


def kept(report: Outline, wanted: Format) -> Kept:
    """The report in a format, built unless it stands on the shelf; the one it replaces is taken away."""
    digest = digest_of(report)
    path = _place(report["consultation"]["slug"], wanted.name, digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, build(report, wanted.name))
        for old in path.parent.glob(_place(report["consultation"]["slug"], wanted.name, "*").name):
            if old != path:
                old.unlink(missing_ok=True)
    return Kept(path, digest)


def standing(slug: str, name: str, digest: str) -> Kept | None:
    """The report with this digest in the reader's language, if it is there still."""
    path = _place(slug, name, digest)
    return Kept(path, digest) if digest and path.exists() else None


def _place(slug: str, name: str, digest: str) -> Path:
    return data_folder(dict(current_app.config)) / "reports" / f"{slug}.{interface_language()}.{digest}.{name}"


def sizes(slug: str) -> dict[str, int]:
    """The bytes of the reports that stand on the shelf in the reader's language, by format."""
    every = _place(slug, "*", "*")
    found = {}
    for path in every.parent.glob(every.name):
        try:
            found[path.suffix[1:]] = path.stat().st_size
        except FileNotFoundError:  # it was replaced just now
            continue
    return found


def digest_of(report: Outline) -> str:
    """Of what it says and of the code that says it, whenever it was generated."""
    said = json.dumps({**report, "generated_at": None}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode() + code()).hexdigest()[:24]


@functools.cache
def code() -> bytes:
    """A digest of all that puts an outline into words and pages."""
    total = hashlib.sha256()
    for folder in (Path(__file__).parent, ROOT / "templates" / "reports", catalogues.FOLDER):
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".py", ".typ", ".html", ".css", ".po"):
                total.update(path.read_bytes())
    return total.digest()


def write(path: Path, content: bytes) -> None:
    """The whole file or none: beside it first, then in its place."""
    part = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
