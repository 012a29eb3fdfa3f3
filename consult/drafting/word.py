"""A draft as a Word document, and what comes back in one.

Each text stands under a heading that ends in its mark, as [1/body]; by these, not by the words around them, what comes
back finds its place. A document is somebody else's file: it is measured before it is opened, and nothing in it is run
or fetched.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace

from consult.errors import Invalid
from consult.i18n import _
from consult.submissions.content import SubmissionContent
from consult.text import normalise

FILE_LIMIT, UNPACKED_LIMIT, PARTS_LIMIT = 1_500_000, 20_000_000, 300
FIELDS = ("claim", "body", "wording")
PAPER = "paper"
MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MARK = re.compile(r"\[([^\[\]/]+(?:/[a-z]+)?)\]\s*$")
# What XML 1.0 cannot hold; text that was stored has none, titles of others might.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def texts_of(whole: SubmissionContent) -> dict[str, str]:
    """Every text of a draft by its mark, in the order of the draft."""
    found = {f"{key}/{field}": getattr(each, field) for key, each in whole.positions.items() for field in FIELDS}
    found |= {f"answer {name}": value for name, value in whole.answers.items() if isinstance(value, str)}
    return {**found, PAPER: whole.paper}


def with_texts(whole: SubmissionContent, texts: Mapping[str, str]) -> SubmissionContent:
    """The draft with these texts in their places; marks that it does not have are left out."""
    positions = {
        key: replace(
            each, claim=normalise(texts.get(f"{key}/claim", each.claim)),
            body=normalise(texts.get(f"{key}/body", each.body)),
            wording=normalise(texts.get(f"{key}/wording", each.wording)),
        )
        for key, each in whole.positions.items()
    }
    answers = {
        name: normalise(texts.get(f"answer {name}", value)) if isinstance(value, str) else value
        for name, value in whole.answers.items()
    }
    return replace(whole, positions=positions, answers=answers, paper=normalise(texts.get(PAPER, whole.paper)))


def written(title: str, whole: SubmissionContent, names: Mapping[str, str]) -> bytes:
    """The document. `names` are the headings, by the marks of their texts."""
    from docx import Document

    document = Document()
    document.core_properties.title, document.core_properties.author = _clean(title)[:200], ""
    document.add_heading(_clean(title), 0)
    document.add_paragraph(
        _("Write under the headings and leave the marks in brackets as they are: by them each text finds its place.")
    )
    for mark, text in texts_of(whole).items():
        if mark.startswith("answer ") and mark not in names:
            continue
        document.add_heading(_clean(f"{names.get(mark, mark)} [{mark}]"), 1)
        for paragraph in re.split(r"\n{2,}", text) if text else [""]:
            document.add_paragraph(_clean(paragraph))
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def read(content: bytes) -> dict[str, str]:
    """The texts of a document by their marks. Raises Invalid for what is no Word document, or none to be trusted."""
    require_sound(content)
    from docx import Document

    try:
        paragraphs = list(Document(io.BytesIO(content)).paragraphs)
        lines = [(each.style.name if each.style else "", each.text) for each in paragraphs]
    except Exception as fault:
        # Whatever a damaged file makes the library stumble over, it is the file that is wrong.
        raise Invalid(_("This file cannot be read as a Word document.")) from fault
    texts: dict[str, list[str]] = {}
    present: list[str] | None = None
    for style, text in lines:
        mark = _MARK.search(text) if style.startswith("Heading") else None
        if mark:
            present = texts.setdefault(mark[1], [])
        elif present is not None and text.strip():
            present.append(f"- {text}" if style.startswith("List") else text)
    if not texts:
        raise Invalid(_("The marks in brackets are missing. Take the draft out again and write under its headings."))
    return {mark: normalise("\n\n".join(found)) for mark, found in texts.items()}


def changes(whole: SubmissionContent, texts: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(mark, before, after) of each text that would change."""
    before, after = texts_of(whole), texts_of(with_texts(whole, texts))
    return [(mark, before[mark], after[mark]) for mark in before if _flat(before[mark]) != _flat(after[mark])]


def _flat(text: str) -> str:
    """More empty lines than one between paragraphs are no change: Word knows none."""
    return re.sub(r"\n{2,}", "\n\n", text)


def require_sound(content: bytes) -> None:
    """Raises Invalid."""
    if len(content) > FILE_LIMIT:
        raise Invalid(_("The file is too large. A Word document of at most 1.5 MB can be taken."))
    refusal = Invalid(_("This file cannot be read as a Word document."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "word/document.xml" not in names or len(parts) > PARTS_LIMIT:
                raise refusal
            if any("vbaproject" in name.lower() for name in names):
                raise Invalid(_("This document holds macros. Save it as a plain Word document (.docx) first."))
            if sum(part.file_size for part in parts) > UNPACKED_LIMIT:
                raise refusal
            for part in parts:
                # Sizes are only claimed, and a document type could name files to fetch or grow without end.
                if part.filename.endswith((".xml", ".rels")) and _has_doctype(archive, part):
                    raise refusal
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as fault:
        raise refusal from fault


def _has_doctype(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with archive.open(part) as opened:
        text = opened.read(UNPACKED_LIMIT + 1)
    if len(text) > UNPACKED_LIMIT:
        return True
    plain = text.replace(b"\0", b"").lower()  # also where it is written in UTF-16
    return b"<!doctype" in plain or b"<!entity" in plain


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("", text)
