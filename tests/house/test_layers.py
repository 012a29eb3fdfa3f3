"""Imports only go down."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_room_stands_above_all_that_it_imports() -> None:
    lint = Path(sys.executable).parent / "lint-imports"

    told = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert told.returncode == 0, told.stdout


def test_the_command_line_tells_its_commands_without_loading_the_application() -> None:
    code = (
        "import sys; from consult.cli import consult; "
        "consult.main(['--help'], standalone_mode=False); "
        "sys.exit(any(name in sys.modules for name in ('flask', 'sqlalchemy', 'consult.app')))"
    )

    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert told.returncode == 0, told.stderr
    assert "import" in told.stdout
