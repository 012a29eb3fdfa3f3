"""A sheet of a workbook (XLSX, ODS) as records: formulas by the values they came to, numbers and dates as text."""

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from consult.errors import Invalid
from consult.imports.tables import Note, Record, Table, table_of

ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".ods")
# A workbook is a zip archive: a few bytes may unpack to all the memory there is.
LARGEST, LARGEST_RATIO, RATIO_FROM = 512_000_000, 200, 20_000_000


def is_workbook(path: Path) -> bool:
    return path.suffix.lower() in ENDINGS


def read_workbook(path: Path, sheet: str = "") -> Table:
    """The first sheet, or the one named. Raises Invalid where it cannot be read; OSError where it is not there."""
    _require_bearable(path)
    # Imported here: only imports of workbooks need it.
    from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        name = sheet or next(iter(workbook.sheet_names), "")
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except WorksheetNotFound:
        names = ", ".join(workbook.sheet_names) or "none"
        raise Invalid(f"{path}: there is no sheet “{sheet}”. The sheets are: {names}.") from None
    except CalamineError as fault:
        raise Invalid(f"{path}: the workbook cannot be read: {fault}.") from None
    records = [
        Record(line, tuple(_text(cell) for cell in row)) for line, row in enumerate(rows, 1)
    ]
    filled = [record for record in records if any(cell.strip() for cell in record.cells)]
    width = max((place for place, cell in enumerate(filled[0].cells, 1) if cell.strip()), default=0) if filled else 0
    return table_of(path, (_cut(record, width) for record in filled))


def _cut(record: Record, width: int) -> Record | Note:
    """Cells to the right of the header's last hold formatting as a rule, and nothing to read."""
    cells = (*record.cells, *[""] * width)[:width]
    beyond = [cell for cell in record.cells[width:] if cell.strip()]
    if beyond:
        return Note(record.line, f"The row has text in {len(beyond)} cells to the right of the header’s last.")
    return Record(record.line, cells)


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)


def _require_bearable(path: Path) -> None:
    """Raises Invalid where it is no archive, or unpacks to more than a file of contributions ever holds."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        raise Invalid(f"{path}: this is no workbook; save it as XLSX or CSV.") from None
    size = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if size > LARGEST or (size > RATIO_FROM and size / packed > LARGEST_RATIO):
        raise Invalid(f"{path}: the workbook unpacks to {size:,} bytes, which no file of contributions does.")
