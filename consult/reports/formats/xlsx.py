"""A workbook: a sheet to read first, then one for each table. Texts are texts whatever they begin with."""

import io
import re
from datetime import datetime
from typing import Any

from consult.i18n import _, direction, interface_language
from consult.reports import wording
from consult.reports.document import document
from consult.reports.formats.flow import legal
from consult.reports.outline import Outline
from consult.reports.sheet import Table
from consult.reports.tables import tables

# What a cell holds at most; and how many rows a sheet.
_LONGEST = 32_767
_ROWS = 1_048_575
_WIDE = {"text", "body", "wording", "claim", "replaces", "summary", "changelog", "reason", "definition", "help",
         "words", "reply", "why", "promise", "noted", "template"}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")


def render(report: Outline) -> bytes:
    import xlsxwriter

    made = io.BytesIO()
    # Nothing a person wrote becomes a formula, a link or a number; and rows go to the disk as they are written.
    book = xlsxwriter.Workbook(made, {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "nan_inf_to_errors": True, "remove_timezone": True,
    })
    sheets = _Sheets(book, direction(interface_language()) == "rtl")
    every = tables(report)
    _describe(book, report)
    sheets.read_me(report, every)
    for each in every:
        sheets.table(each)
    book.close()
    return made.getvalue()


def _describe(book: Any, report: Outline) -> None:
    """No names but the institution's, and no time but the report's."""
    consultation = report["consultation"]
    book.set_properties({
        "title": legal(consultation["title"])[:255], "author": legal(consultation["institution"])[:255],
        "created": datetime.fromisoformat(report["generated_at"]).replace(tzinfo=None),
    })


class _Sheets:
    def __init__(self, book: Any, from_the_right: bool) -> None:
        self.book, self.from_the_right = book, from_the_right
        self.names: set[str] = set()
        self.head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self.text = book.add_format({"valign": "top", "num_format": "@"})
        self.wrapped = book.add_format({"valign": "top", "text_wrap": True, "num_format": "@"})
        self.number = book.add_format({"valign": "top", "num_format": "#,##0"})
        self.share = book.add_format({"valign": "top", "num_format": "0.000"})
        self.moment = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd hh:mm:ss"})
        self.day = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"})

    def _sheet(self, title: str) -> Any:
        sheet = self.book.add_worksheet(self._name(title))
        if self.from_the_right:
            sheet.right_to_left()
        return sheet

    def _name(self, title: str) -> str:
        """At most 31 letters, none that Excel refuses, and no two alike, whatever a translator wrote."""
        plain = re.sub(r"[\[\]:*?/\\']", " ", title).strip() or "-"
        name, number = plain[:31].strip(), 1
        while name.casefold() in self.names:
            number += 1
            name = f"{plain[:27].strip()} {number}"
        self.names.add(name.casefold())
        return name

    def read_me(self, report: Outline, every: list[Table]) -> None:
        """What this is, where it stands, and what each sheet holds."""
        cover = document({**report, "contributions": []})["cover"]
        sheet = self._sheet(_("Read me"))
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 90)
        rows: list[tuple[str, Any]] = [
            (cover["kind"], cover["title"]), *(("", note) for note in cover["notes"]),
            *((each["term"], each["text"]) for each in cover["facts"]),
            ("", cover["who"]),
            ("", _("Moments are in UTC. Columns are named as in the JSON form. A text too long for a cell ends in “…”; "
                   "the CSV and JSON forms hold it in full.")),
            ("", ""),
            *((each.title, f"{each.about} {_rows(len(each.rows))}") for each in every),
        ]
        for place, (term, said) in enumerate(rows):
            sheet.write_string(place, 0, legal(term), self.bold)
            sheet.write_string(place, 1, legal(said)[:_LONGEST], self.wrapped)

    def table(self, table: Table) -> None:
        sheet = self._sheet(table.title)
        rows = table.rows[:_ROWS]
        sheet.freeze_panes(1, 1)
        for place, name in enumerate(table.columns):
            sheet.set_column(place, place, 60 if name in _WIDE else 20 if name.endswith("_at") else 16)
            sheet.write_string(0, place, name, self.head)
        for line, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                self._cell(sheet, line, place, value, table.columns[place])
        sheet.autofilter(0, 0, max(len(rows), 1), len(table.columns) - 1)

    def _cell(self, sheet: Any, line: int, place: int, value: Any, column: str) -> None:
        if value is None or value == "":
            return
        if isinstance(value, bool):
            sheet.write_boolean(line, place, value, self.text)
        elif isinstance(value, int | float):
            sheet.write_number(line, place, value, self.share if isinstance(value, float) else self.number)
        elif _is_moment(column) and _MOMENT.fullmatch(value):
            moment = datetime.fromisoformat(value).replace(tzinfo=None)
            sheet.write_datetime(line, place, moment, self.moment if "T" in value else self.day)
        else:
            text = legal(value)
            text = text if _units(text) <= _LONGEST else _cut(text)
            sheet.write_string(line, place, text, self.wrapped if column in _WIDE else self.text)


def _is_moment(column: str) -> bool:
    """By the column's name: a person may have written a date, which stays as written."""
    return column.endswith(("_at", "_on")) or column in ("closed_before", "closes_after", "start", "end", "by_when",
                                                        "reply_due")


def _units(text: str) -> int:
    """Excel counts as UTF-16 does: a letter beyond the first plane is two."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def _cut(text: str) -> str:
    part = text[:_LONGEST - 1]
    while _units(part) > _LONGEST - 1:
        part = part[:-max((_units(part) - _LONGEST + 2) // 2, 1)]
    return f"{part}…"


def _rows(number: int) -> str:
    return _("Rows: %(number)s.", number=wording.number(number))
