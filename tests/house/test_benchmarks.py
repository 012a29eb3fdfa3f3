"""What `make bench` runs is there, and each begins: a file named like a module of Python's own once stopped them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(path.stem for path in (ROOT / "benchmarks").glob("*.py"))


def test_make_bench_runs_every_benchmark() -> None:
    [names] = re.findall(r"for each in (.*); do", (ROOT / "Makefile").read_text())

    assert sorted(names.split()) == FILES


@pytest.mark.parametrize("name", FILES)
def test_a_benchmark_begins(name: str) -> None:
    command = [sys.executable, "-c", f"import benchmarks.{name}, sklearn.cluster, urllib.request"]

    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stderr == ""  # noqa: S603
