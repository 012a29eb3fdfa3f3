"""A file of comma-, semicolon- or tab-separated values as records: pure, and strict about what it cannot read."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from consult.errors import Invalid

DEFAULT_ENCODING = "utf-8-sig"
DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell about a line of the file."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """One record; `line` is where it starts, the header being on line 1."""

    line: int
    cells: tuple[str, ...]


@dataclass
class Table:
    """What a file holds. `broken` names the records that could not be read."""

    header: tuple[str, ...]
    records: list[Record] = field(default_factory=list)
    broken: list[Note] = field(default_factory=list)


def read_table(path: Path, encoding: str | None = None) -> Table:
    """Raises Invalid, naming the line, where the file as a whole cannot be read; OSError where it is not there."""
    text = _decoded(path, encoding)
    delimiter = _delimiter(text)
    return table_of(path, _records(text, delimiter))


def table_of(path: Path, found: Iterator[Record | Note]) -> Table:
    """The first record is the header; those that do not fit it are broken. Raises Invalid where there is no header."""
    header = next(found, None)
    if not isinstance(header, Record):
        raise Invalid(f"{path}: " + (header.reason if header else "the file is empty."))
    table = Table(tuple(name.strip() for name in header.cells))
    width = len(table.header)
    for record in found:
        if isinstance(record, Note):
            table.broken.append(record)
        elif len(record.cells) != width:
            reason = f"The row has {len(record.cells)} cells where the header has {width}."
            table.broken.append(Note(record.line, reason))
        else:
            table.records.append(record)
    return table


def _decoded(path: Path, encoding: str | None) -> str:
    content = path.read_bytes()
    try:
        return content.decode(encoding or DEFAULT_ENCODING)
    except LookupError:
        raise Invalid(f"There is no encoding called “{encoding}”.") from None
    except UnicodeError as fault:
        line = content.count(b"\n", 0, getattr(fault, "start", 0)) + 1
        name = encoding or "utf-8"
        hint = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"
        message = f"{path}, line {line}: the file is not {name}. Name its encoding, as in --encoding {hint}."
        raise Invalid(message) from None


def _delimiter(text: str) -> str:
    """Whichever of the three cuts the first record into most cells; the comma where they tie."""

    def cells(delimiter: str) -> int:
        try:
            first = next(_records(text, delimiter), None)
        except Invalid:
            return 0
        return len(first.cells) if isinstance(first, Record) else 0

    return max(DELIMITERS, key=cells)


def _records(text: str, delimiter: str) -> Iterator[Record | Note]:
    """Every record that is not a blank line, or what is wrong with it."""
    csv.field_size_limit(2**31 - 1)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as fault:
            if "unexpected end of data" in str(fault):
                raise Invalid(f"Line {line}: a quotation mark that opens in this row is never closed.") from None
            yield Note(line, "A quotation mark inside a cell is not doubled, so the row cannot be read.")
            continue
        if cells:
            yield Record(line, tuple(cells))
