"""How long does somebody wait for a report? Prints JSON, for each size and format, in seconds, and the bytes.

`asked` is the first answer: the report itself, or the page that says it is being made; `made` is the worker's part,
null where the request did it; `taken` is the answer to whoever comes for it then. Each size is a consultation of its
own in one embedded database. `python -m benchmarks.reports 100 5000`.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from benchmarks.topic_page import fill
from consult.app import create_app
from consult.consultations.numbers import fold_all
from consult.reports.actions import make_owed
from consult.reports.building import FORMATS
from consult.schema import migrate


def measure(client: FlaskClient, small: str, size: int) -> dict[str, object]:
    slug = fill(size).split("/")[2]
    fold_all()
    for name in FORMATS:  # fonts, templates and libraries are loaded once by every process
        client.get(f"{small}/report.{name}")
    return {name: _format(client, f"/consultations/{slug}/report.{name}") for name in FORMATS}


def _format(client: FlaskClient, address: str) -> dict[str, object]:
    asked, answer = _timed(lambda: client.get(address))
    made = _timed(make_owed)[0] if answer.status_code == 202 else None
    taken, answer = _timed(lambda: client.get(address))
    assert answer.status_code == 200, answer.status
    return {"asked_s": asked, "made_s": made, "taken_s": taken, "bytes": len(answer.data)}


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    found = act()
    return round(time.perf_counter() - started, 3), found


def main() -> None:
    app = create_app({"DATA": tempfile.mkdtemp(prefix="consult-bench-"), "LIMIT_REPORT": "10000 per minute"})
    with app.app_context():
        migrate()
        small = fill(1).rpartition("/topics")[0]
        sizes = {size: measure(app.test_client(), small, int(size)) for size in sys.argv[1:] or ("100", "5000")}
    print(json.dumps({"reports": sizes}, indent=2))


if __name__ == "__main__":
    main()
