"""How long does a report take in each format? Prints JSON: seconds and bytes, the outline apart.

Each size is a consultation of its own in one embedded database. `python benchmarks/reports.py 100 5000`.
"""

import json
import sys
import tempfile
import time

from benchmarks.topic_page import fill
from consult.app import create_app
from consult.consultations.numbers import fold_all
from consult.consultations.queries import consultation_by_slug
from consult.reports.building import FORMATS, build
from consult.reports.outline import outline
from consult.schema import migrate


def measure(size: int) -> dict[str, object]:
    consultation = consultation_by_slug(fill(size).split("/")[2])
    fold_all()
    started = time.perf_counter()
    report = outline(consultation)
    found: dict[str, object] = {"contributions": len(report["contributions"]), "outline_s": _since(started)}
    for name in FORMATS:
        started = time.perf_counter()
        content = build(report, name)
        found[name] = {"seconds": _since(started), "bytes": len(content)}
    return found


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 2)


def main() -> None:
    app = create_app({"DATA": tempfile.mkdtemp(prefix="consult-bench-")})
    with app.test_request_context():
        migrate()
        sizes = {size: measure(int(size)) for size in sys.argv[1:] or ("100", "5000")}
    print(json.dumps({"reports": sizes}, indent=2))


if __name__ == "__main__":
    main()
