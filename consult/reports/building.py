"""The formats a report comes in, and building one: outline in, bytes out. A format is imported when it is asked for."""

import importlib
from dataclasses import dataclass

from consult.errors import Invalid
from consult.i18n import _, _l
from consult.reports.outline import Outline


@dataclass(frozen=True)
class Format:
    """`label` and `about` are what readers choose by.

    With up to `at_once` published contributions it takes about half a second (benchmarks/reports.py), and is made
    while its reader waits; with more it is the worker's.
    """

    name: str
    media_type: str
    label: str
    about: str
    at_once: int = 300


FORMATS = {
    each.name: each
    for each in (
        Format(
            "pdf", "application/pdf", "PDF", _l("to read and print; accessible (PDF/UA) and for archives (PDF/A)"), 100,
        ),
        Format(
            "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX",
            _l("to work on in Word"),
        ),
        Format("odt", "application/vnd.oasis.opendocument.text", "ODT", _l("to work on in LibreOffice and others")),
        Format("html", "text/html; charset=utf-8", "HTML", _l("one page in one file, for any browser")),
        Format(
            "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX",
            _l("every table, each on a sheet of its own"),
        ),
        Format("csv", "text/csv; charset=utf-8", "CSV", _l("the published contributions, for a spreadsheet"), 1000),
        Format("json", "application/json", "JSON", _l("everything, for programs"), 1000),
    )
}


def format_named(name: str) -> Format:
    """Raises Invalid."""
    found = FORMATS.get(name)
    if found is None:
        raise Invalid(_("There is no format “%(name)s”; there are %(names)s.", name=name, names=", ".join(FORMATS)))
    return found


def build(report: Outline, name: str) -> bytes:
    module = importlib.import_module(f"consult.reports.formats.{format_named(name).name}")
    built: bytes = module.render(report)
    return built
