"""Commands that write leave the search up to date; an operator can have it made anew."""

import sqlite3
from pathlib import Path

from tests.journeys.test_commands import consult


def indexed(folder: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(folder / "data" / "consult.db") as connection:
        return connection.execute("SELECT kind, digest FROM search_documents ORDER BY kind, digest").fetchall()


def test_what_an_import_brought_can_be_found_when_it_ends(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("words\nBudgets must be open.\nRoads too.\n")

    told = consult(tmp_path, "import", "contributions", str(table), "--consultation", "here", "--map", "body=words")

    assert told.returncode == 0, told.stderr
    found = indexed(tmp_path)
    assert [kind for kind, _digest in found] == ["consultation", "position", "position", "topic"]
    assert "has read" in consult(tmp_path, "search", "--rebuild").stdout
    assert indexed(tmp_path) == found
