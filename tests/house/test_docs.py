"""What an operator can set or call is written down."""

from pathlib import Path

import pytest

from consult.cli import COMMANDS
from consult.settings import defaults

OPERATING = (Path(__file__).parents[2] / "docs" / "guide" / "operating.md").read_text()


@pytest.mark.parametrize("name", sorted(defaults()))
def test_every_setting_is_in_the_operators_guide(name: str) -> None:
    assert f"`CONSULT_{name}`" in OPERATING


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_operators_guide(name: str) -> None:
    assert f"consult {name}" in OPERATING
