"""A goal written in Word or as text: split into passages, and nothing that pretends to be such a file."""

import io
import zipfile

import pytest
from docx import Document

from consult.consultations import documents
from consult.consultations.documents import HasTrackedChanges, Unreadable, passages_in, text_of


def word(*paragraphs: str) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The same file with some of its parts replaced or added; `__` stands for a slash."""
    wanted = {name.replace("__", "/") + ".xml": data for name, data in parts.items()}
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, wanted.pop(name, None) or old.read(name))
        for name, data in wanted.items():
            new.writestr(name, data)
    return kept.getvalue()


def test_paragraphs_headings_lists_and_tables_become_passages_in_order() -> None:
    document = Document()
    document.add_heading("Fair prices", 1)
    document.add_paragraph("Costs are published.")
    document.add_paragraph("Each year", style="List Bullet")
    document.add_paragraph("")
    table = document.add_table(2, 2)
    for row, texts in zip(table.rows, (("Who", "When"), ("All", "Now")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("Последнее: العربية.")
    kept = io.BytesIO()
    document.save(kept)

    assert passages_in(text_of("Goal.DOCX", kept.getvalue())) == [
        "Fair prices", "Costs are published.", "Each year", "Who · When", "All · Now", "Последнее: العربية."]


def test_a_text_file_is_split_at_empty_lines() -> None:
    content = "\ufeff# Costs\r\n\r\n1. Published.\n \n- Each year\n  and everywhere".encode()

    assert passages_in(text_of("goal.md", content)) == ["Costs", "Published.", "Each year\n  and everywhere"]


def test_what_unfolds_to_more_than_it_may_is_refused_before_it_is_unfolded() -> None:
    bomb = repacked(word("Small."), word__media=b"\0" * (documents.UNFOLDED_LIMIT + 1))
    assert len(bomb) < documents.WORD_LIMIT, "as it arrives it looks harmless"

    with pytest.raises(Unreadable):
        text_of("goal.docx", bomb)


def test_entities_are_not_resolved() -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><w:document>&a;</w:document>'

    with pytest.raises(Unreadable):
        text_of("goal.docx", repacked(word("x"), word__document=laughs))


def test_tracked_changes_are_refused_for_words_would_be_lost() -> None:
    content = word("Agreed.")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        body = packed.read("word/document.xml")
    body = body.replace(b"</w:p>", b'<w:ins w:id="1" w:author="x"><w:r><w:t>not</w:t></w:r></w:ins></w:p>', 1)

    with pytest.raises(HasTrackedChanges):
        text_of("goal.docx", repacked(content, word__document=body))


@pytest.mark.parametrize(("name", "content"), [
    ("goal.docx", b"PK"), ("goal.docx", b""), ("goal.docx", b"\xd0\xcf\x11\xe0" * 99), ("goal.doc", b"x"),
    ("goal.docx", b"x" * (documents.WORD_LIMIT + 1)), ("goal.txt", b"\xff"), ("goal.pdf", b"%PDF"), ("goal", b"x"),
])
def test_other_files_are_unreadable(name: str, content: bytes) -> None:
    with pytest.raises(Unreadable):
        text_of(name, content)


def test_a_broken_word_file_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        text_of("goal.docx", repacked(word("x"), word__document=b"<w:document"))
