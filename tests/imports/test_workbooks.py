"""Workbooks: typed cells as text, the row of the sheet as the line, nothing that unpacks to all the memory."""

import zipfile
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from consult.consultations.queries import consultation_by_slug
from consult.contributions.models import Contribution
from consult.db import db
from consult.errors import Invalid
from consult.imports.actions import Options, import_contributions
from consult.imports.tables import Record
from consult.imports.workbooks import read_workbook

# A cell of a sheet knows no time zone.
DAY, HALF_PAST = datetime.fromisoformat("2014-03-08"), datetime.fromisoformat("2014-03-09T12:30")


def workbook(path: Path, rows: list[list[object]], other: list[list[object]] | None = None) -> Path:
    book = xlsxwriter.Workbook(path / "file.xlsx", {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False})
    for name, content in (("Answers", rows), ("Other", other or [["body"], ["Elsewhere."]])):
        sheet = book.add_worksheet(name)
        for place, row in enumerate(content):
            for column, cell in enumerate(row):
                if isinstance(cell, tuple):
                    sheet.write_formula(place, column, cell[0], None, cell[1])
                elif cell is not None:
                    sheet.write(place, column, cell)
    book.close()
    return path / "file.xlsx"


def test_cells_are_text_and_lines_are_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path, [
        ["body", "submitted_at", "external_id", "author"], ["One.", DAY, 17, True], [],
        [("=A2", "Two."), HALF_PAST, 1.5, "=1+1"],
    ])

    table = read_workbook(path)

    assert table.header == ("body", "submitted_at", "external_id", "author")
    assert table.records == [
        Record(2, ("One.", "2014-03-08", "17", "true")), Record(4, ("Two.", "2014-03-09T12:30:00", "1.5", "=1+1")),
    ]


def test_a_sheet_may_be_named_and_one_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["body"], ["One."]])

    assert read_workbook(path, "Other").records == [Record(2, ("Elsewhere.",))]
    with pytest.raises(Invalid, match="Answers, Other"):
        read_workbook(path, "Nowhere")


def test_text_beyond_the_header_is_told_and_blank_cells_are_not(tmp_path: Path) -> None:
    table = read_workbook(workbook(tmp_path, [["body", None], ["One.", " "], ["Two.", "lost"]]))

    assert [record.line for record in table.records] == [2]
    assert [note.line for note in table.broken] == [3]


def test_what_is_no_workbook_or_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    path.write_text("body\nOne.\n")
    with pytest.raises(Invalid, match="no workbook"):
        read_workbook(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    with pytest.raises(Invalid, match="unpacks to"):
        read_workbook(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(Invalid, match="cannot be read"):
        read_workbook(path)


@pytest.mark.usefixtures("app")
def test_a_workbook_is_imported_as_a_table_is(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["body", "submitted_at", "group"], ["One.", DAY, "NGO"], ["", None, ""],
                               [None, None, "NGO"]])

    outcome = import_contributions(path, "book", Options())

    assert (outcome.read, outcome.imported) == (2, 1)
    assert [note.line for note in outcome.rejected] == [4]
    found = db.session.query(Contribution).one()
    assert (found.group, found.received_at.year) == ("civil_society", 2014)
    assert consultation_by_slug("book").topics[0].slug == "main"
