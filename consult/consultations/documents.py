"""Pure: the text of a file somebody wrote elsewhere, as passages parted by empty lines."""

import io
import re
import zipfile

from consult.text import normalise

TEXT_LIMIT = 200_000
# A Word file is compressed: what it unfolds to is bounded as well, before anything of it is unfolded.
WORD_LIMIT, UNFOLDED_LIMIT, PARTS_LIMIT = 1_500_000, 30_000_000, 2_000
# The marks of headings and lists in Markdown, at the start of a line.
_MARKS = re.compile(r"^[ \t]*(?:#{1,6}|[-*+]|\d{1,3}[.)])[ \t]+", re.MULTILINE)
# Words somebody has proposed or struck out: which of them is the goal, only its author knows.
_TRACKED = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo)\b")


class Unreadable(ValueError):
    """It is not such a file, or is larger than it may be."""


class HasTrackedChanges(Unreadable):
    """Whoever wrote it must accept or reject the changes first."""


def text_of(name: str, content: bytes) -> str:
    """By the ending of its name. Raises Unreadable."""
    kind = name.lower().rpartition(".")[2]
    if kind == "docx":
        return normalise(_word(content))
    if kind not in ("md", "txt") or len(content) > TEXT_LIMIT:
        raise Unreadable
    try:
        return unmarked(normalise(content.decode("utf-8-sig")))
    except ValueError as fault:
        raise Unreadable from fault


def unmarked(text: str) -> str:
    """Markdown without the marks of its headings and lists; passages have numbers of their own."""
    return _MARKS.sub("", text)


def passages_in(text: str) -> list[str]:
    """What stands between empty lines."""
    return [each for each in (part.strip() for part in re.split(r"\n\s*\n", text)) if each]


def _word(content: bytes) -> str:
    from docx import Document
    from docx.table import Table

    _require_bounded(content)
    try:
        document = Document(io.BytesIO(content))
        found = [
            text for part in document.iter_inner_content()
            for text in (_cells(part) if isinstance(part, Table) else [part.text])
        ]
    except Exception as fault:
        # The library raises whatever a broken file makes it stumble over.
        raise Unreadable from fault
    return "\n\n".join(text.strip() for text in found if text.strip())


def _cells(table: object) -> list[str]:
    """A row is a passage; a cell that spans columns is said once."""
    return [
        " · ".join(dict.fromkeys(cell.text.strip() for cell in row.cells if cell.text.strip()))
        for row in table.rows  # type: ignore[attr-defined]
    ]


def _require_bounded(content: bytes) -> None:
    if len(content) > WORD_LIMIT:
        raise Unreadable
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            # What a part says it unfolds to is what is read of it at most, so the sum holds.
            if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > UNFOLDED_LIMIT:
                raise Unreadable
            words = packed.read("word/document.xml")
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError) as fault:
        raise Unreadable from fault
    if b"<!DOCTYPE" in words or b"<!ENTITY" in words:
        raise Unreadable
    if _TRACKED.search(words):
        raise HasTrackedChanges
