"""The results of questions as one table, for a spreadsheet."""

import csv
import io

from consult.consultations.models import Consultation
from consult.reports.formats.csv import safe_cell
from consult.reports.questions import asked


def results_table(consultation: Consultation) -> bytes:
    """A row for each answer and group, and for all groups an empty one, as spreadsheets expect it; covered: empty."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(("question", "text", "line", "answer", "answer_text", "group", "number"))
    for each in asked(consultation):
        for result in each["results"] or []:
            for choice in result["choices"]:
                for group, number in (("", choice["count"]), *choice["by_group"].items()):
                    writer.writerow([
                        safe_cell(value) for value in (
                            each["number"], each["text"], result["text"], choice["key"], choice["text"], group, number)
                    ])
    return b"\xef\xbb\xbf" + table.getvalue().encode()
