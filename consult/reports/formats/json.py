"""The outline itself."""

import json
from collections.abc import Iterator
from typing import Any

from consult.reports.outline import Outline


def render(report: Outline) -> bytes:
    """A line for each thing in it, and for each contribution. Indented throughout, it takes five times as long."""
    return f"{{{','.join(_members(report))}\n}}\n".encode()


def _members(report: Outline) -> Iterator[str]:
    for name, value in report.items():
        yield f"\n{_said(name)}: {_rows(value) if isinstance(value, list) else _said(value)}"


def _rows(values: list[Any]) -> str:
    return f"[{','.join(f'{chr(10)} {_said(each)}' for each in values)}\n]" if values else "[]"


def _said(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
