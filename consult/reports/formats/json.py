"""The outline itself."""

import json

from consult.reports.outline import Outline


def render(report: Outline) -> bytes:
    return (json.dumps(report, ensure_ascii=False, indent=1) + "\n").encode()
