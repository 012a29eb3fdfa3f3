"""PDF by typst, PDF/UA-1 and PDF/A-2a at once. Texts travel as data; report.typ lays them out and reads no markup."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from consult.i18n import _, interface_language, n_
from consult.reports.document import document
from consult.reports.fonts import MISSING, Printable
from consult.reports.formats.flow import paragraphs_of
from consult.reports.outline import Outline

TEMPLATE = Path(__file__).with_name("report.typ")
# What typst says of each text that no font could show, although each of its letters has a glyph somewhere.
_UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
_IN_PARAGRAPHS = ("body", "text", "claim", "wording", "summary")
_TRIES = 4


def render(report: Outline) -> bytes:
    """Raises nothing for a text, whatever is in it: what cannot be printed is shown as ▯ and counted in a note."""
    words = document(report)
    words["labels"] = {"contents": _("Contents"), "page": _("Page"), "draft": _("Draft") if report["draft"] else ""}
    return typeset(words, datetime.fromisoformat(report["generated_at"]), _note)


def typeset(words: dict[str, Any], written: datetime, note: Callable[[int], str]) -> bytes:
    """Title page and blocks on paper; `note` says in words how many letters could not be printed."""
    words["interface"] = interface_language()
    printable = Printable(_letters(words))
    return _compiled(_printable(words, printable), printable, written, note)


def _letters(value: Any) -> set[str]:
    return set(json.dumps(value, ensure_ascii=False)) | {MISSING}


def _printable(value: Any, printable: Printable) -> Any:
    if isinstance(value, str):
        return printable.text(value)
    if isinstance(value, list):
        return [_printable(each, printable) for each in value]
    if isinstance(value, dict):
        return {
            key: _paragraphs(each, printable) if key in _IN_PARAGRAPHS and isinstance(each, str)
            else _printable(each, printable)
            for key, each in value.items()
        }
    return value


def _paragraphs(source: str, printable: Printable) -> list[list[str]]:
    return paragraphs_of(printable.text(source))


def _compiled(data: Any, printable: Printable, written: datetime, note: Callable[[int], str]) -> bytes:
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(each) for each in printable.folders]
    )
    for last in [False] * (_TRIES - 1) + [True]:
        data["note"] = note(printable.replaced)
        text = json.dumps(data, ensure_ascii=False)
        try:
            return bytes(typst.compile(
                str(TEMPLATE), font_paths=fonts, sys_inputs={"data": text}, pdf_standards=["ua-1", "a-2a"],
                timestamp=written,
            ))
        except typst.TypstError as fault:
            unshown = set(_UNSHOWN.findall(fault.diagnostic))
            if last or not unshown:
                raise
            data = _without(data, sorted(unshown, key=len, reverse=True), printable)
    raise AssertionError


def _without(value: Any, unshown: list[str], printable: Printable) -> Any:
    """The data with each of the texts replaced; they are letters of one script joined with marks of another."""
    if isinstance(value, str):
        for text in unshown:
            printable.replaced += value.count(text)
            value = value.replace(text, MISSING)
        return value
    if isinstance(value, list):
        return [_without(each, unshown, printable) for each in value]
    if isinstance(value, dict):
        return {key: _without(each, unshown, printable) for key, each in value.items()}
    return value


def _note(replaced: int) -> str:
    if not replaced:
        return ""
    return n_(
        "%(num)s letter for which there was no font is shown as ▯. The HTML, CSV and JSON forms hold it.",
        "%(num)s letters for which there was no font are shown as ▯. The HTML, CSV and JSON forms hold them.", replaced,
    )
