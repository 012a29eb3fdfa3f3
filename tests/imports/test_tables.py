"""Files of comma-separated values, as they come."""

import json
from pathlib import Path

import pytest

from consult.errors import Invalid
from consult.imports.tables import Note, Record, read_table

HOSTILE = Path(__file__).parents[3] / "shared" / "data" / "hostile"


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "file.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_record_is_named_by_the_line_where_it_starts(tmp_path: Path) -> None:
    path = written(tmp_path, 'a,b\n1,"two\nlines"\n\n3,4\n')

    table = read_table(path)

    assert table.records == [Record(2, ("1", "two\nlines")), Record(5, ("3", "4"))]


@pytest.mark.parametrize("content", ["a;b\n1;2\n", "a\tb\n1\t2\n", "a,b\r\n1,2\r\n", "a,b\r1,2\r", "\ufeffa,b\n1,2"])
def test_delimiters_and_line_ends_are_found_out(tmp_path: Path, content: str) -> None:
    table = read_table(written(tmp_path, content))

    assert table.header == ("a", "b")
    assert table.records == [Record(2, ("1", "2"))]


def test_a_row_of_another_length_is_named_and_not_guessed_at(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "a,b\n1\n1,2,3\n1,2\n"))

    assert [note.line for note in table.broken] == [2, 3]
    assert table.records == [Record(4, ("1", "2"))]


def test_a_stray_quotation_mark_spoils_its_own_row_alone(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, 'a,b\n"x"y,1\n2,3\n'))

    assert table.broken == [Note(2, "A quotation mark inside a cell is not doubled, so the row cannot be read.")]
    assert table.records == [Record(3, ("2", "3"))]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b'a,b\n1,2\n"open,4\n5,6\n', "Line 3"),
        ("a,b\n1,2\n1,Zürich\n".encode("cp1252"), "line 3: the file is not utf-8. .* --encoding cp1252"),
        ("a,b\n1,2\n".encode("utf-16"), "--encoding utf-16"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        read_table(written(tmp_path, content))


def test_another_encoding_is_read_when_it_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n1,Zürich\n".encode("cp1252"))

    assert read_table(path, "cp1252").records == [Record(2, ("1", "Zürich"))]
    with pytest.raises(Invalid, match="no encoding"):
        read_table(path, "klingon")


def test_a_huge_cell_and_a_nul_are_read(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "a,b\n" + "x" * 300_000 + ",\x00y\n"))

    assert len(table.records[0].cells[0]) == 300_000


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="NO HOSTILE DATA: ../shared/data/hostile is missing")
def test_the_csv_spectrum_reads_as_its_authors_say() -> None:
    for path in sorted((HOSTILE / "csv-spectrum" / "csvs").glob("*.csv")):
        said = (HOSTILE / "csv-spectrum" / "json" / f"{path.stem}.json").read_text()
        # Our copy of the files has lost its carriage returns on the way.
        expected = json.loads(said if b"\r" in path.read_bytes() else said.replace("\\r", ""))

        table = read_table(path)

        assert [dict(zip(table.header, record.cells, strict=True)) for record in table.records] == expected, path.name
        assert table.broken == []
