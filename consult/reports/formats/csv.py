"""One table of the published contributions, a row for each, in its latest public version."""

import csv
import io

from consult.reports.outline import Outline
from consult.reports.sheet import Table

COLUMNS = (
    "id", "number", "kind", "topics", "stance", "group", "country", "language", "author", "organisation", "channel",
    "external_id", "replies_to", "version", "submitted_at", "claim", "body", "wording", "dispositions", "findings",
    "round", "late", "taken_up", "agree", "disagree", "pass", "question", "attachments",
    "on_behalf_of", "signed_by",
)
# A spreadsheet takes a cell that begins with one of these for a formula, also in its full-width form.
FORMULA = tuple("=+-@\t\r＝＋－＠")


# Empty, where nothing may be told.
_NO_VOTES = {"agree": None, "disagree": None, "pass": None}


def render(report: Outline) -> bytes:
    """UTF-8 with a byte order mark and CRLF, as spreadsheets expect it. `;` parts several values in one cell."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    votes = _votes(report)
    for contribution in report["contributions"]:
        latest = contribution["versions"][-1]
        became = contribution["dispositions"]
        row = {
            **contribution, **latest, "topics": ";".join(contribution["topics"]),
            "dispositions": ";".join(f"{each['topic']}={each['kind']}" for each in became),
            "taken_up": ";".join(
                f"{each['topic']}@{each['version']}={each['taken_up']}" for each in contribution["taken_up"]
            ),
            "signed_by": ";".join(each["name"] for each in contribution["signatures"] if each["holds"]),
            **votes.get(contribution["id"], _NO_VOTES),
            "attachments": ";".join(each["id"] for each in contribution["attachments"]),
            "findings": ";".join(dict.fromkeys(name for each in became for name in each["findings"])),
        }
        writer.writerow([safe_cell(row[column]) for column in COLUMNS])
    return b"\xef\xbb\xbf" + table.getvalue().encode()


def table_csv(table: Table) -> bytes:
    """One table as a file of its own; its columns are named as in the JSON."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([safe_cell(value) for value in row] for row in table.rows)
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _votes(report: Outline) -> dict[str, dict[str, int]]:
    """How the votes on a position fell, once voting has ended and where five people and more voted."""
    return {
        each["claim"]: each["all"]
        for topic in report["topics"] if topic["opinion"] and topic["opinion"]["has_ended"]
        for each in topic["opinion"]["tallies"] if each["all"]
    }


def safe_cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
