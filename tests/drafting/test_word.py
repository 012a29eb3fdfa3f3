"""To Word and back without loss; hostile documents are refused."""

import io
import zipfile

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.drafting import word
from consult.errors import Invalid
from consult.submissions.content import SubmissionContent
from consult.text import normalise
from tests.factories.submissions import make_content

WHOLE = SubmissionContent(
    {
        "1": make_content(body="First.\n\nSecond,\nbroken [1/claim]"),
        "2a": make_content(claim="", body="Zwei 👋 中文", wording="W."),
    },
    answers={"q1": "Long words.", "q2": ["a"]}, paper="A paper.\n\nOf two paragraphs.",
)
NAMES = {"answer q1": "What do you think?"}


def test_what_was_not_touched_comes_back_the_same() -> None:
    texts = word.read(word.written("Title \x0b", WHOLE, NAMES))

    assert word.changes(WHOLE, texts) == []
    assert word.with_texts(WHOLE, texts) == WHOLE


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200).map(normalise))
def test_no_word_of_any_text_is_lost_on_the_way(text: str) -> None:
    whole = SubmissionContent({"1": make_content(body=text)})

    assert word.read(word.written("T", whole, {}))["1/body"].split() == text.split()


def test_a_change_is_shown_where_it_belongs() -> None:
    document = Document(io.BytesIO(word.written("T", WHOLE, NAMES)))
    for paragraph in document.paragraphs:
        if paragraph.text == "First.":
            paragraph.text = "The very first."
    kept = io.BytesIO()
    document.save(kept)

    changed = word.changes(WHOLE, word.read(kept.getvalue()))

    rest = "\n\nSecond,\nbroken [1/claim]"
    assert changed == [("1/body", f"First.{rest}", f"The very first.{rest}")]


def test_marks_of_no_text_of_the_draft_change_nothing() -> None:
    assert word.with_texts(WHOLE, {"9/body": "x", "1/publication": "named", "answer q2": "x", "nonsense": "y"}) == WHOLE


def packed(**parts: bytes) -> bytes:
    """A package made by hand."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return kept.getvalue()


def repacked(name: str, content: bytes) -> bytes:
    """A sound document with one part replaced or added."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word.written("T", WHOLE, NAMES))) as old, zipfile.ZipFile(kept, "w") as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return kept.getvalue()


ENTITY = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'


@pytest.mark.parametrize("content", [
    b"", b"PK\x03\x04", b"not a document", b"\xd0\xcf\x11\xe0" * 50, packed(word__other=b"x"),
    packed(**{"word__document.xml": b"<"}), packed(**{"word__document.xml": b"0" * 30_000_000}),
    repacked("word/document.xml", ENTITY), repacked("word/document.xml", ENTITY.decode().encode("utf-16")),
    repacked("word/vbaProject.bin", b"x"), b"x" * 1_600_000,
    word.written("T", WHOLE, NAMES)[:-200],
], ids=range(12))
def test_what_is_no_document_to_be_trusted_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        word.read(content)


def test_a_document_without_marks_is_refused() -> None:
    document, kept = Document(), io.BytesIO()
    document.add_paragraph("Dear all")
    document.save(kept)

    with pytest.raises(Invalid):
        word.read(kept.getvalue())
