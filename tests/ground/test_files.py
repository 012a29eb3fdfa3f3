"""Files are told by their content, cleaned of what names people or runs, and refused with one sentence."""

import io
import time
import zipfile

import pytest
import typst
from flask import Flask
from PIL import Image

from consult.cleaning import DOCX, ODT, PDF, Hostile, clean
from consult.errors import Invalid
from consult.files import take

NAME = b"Wanjiru Secret"


def docx_file() -> bytes:
    import docx

    document = docx.Document()
    document.core_properties.author = NAME.decode()
    document.add_paragraph("Four weeks are not enough.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "cost", "four days"
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def odt_file() -> bytes:
    import odfdo

    document = odfdo.Document("text")
    document.meta.creator = NAME.decode()
    document.body.append(odfdo.Paragraph("Four weeks are not enough."))
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def pdf_file() -> bytes:
    return typst.compile(b'#set document(author: "Wanjiru Secret")\nFour weeks are not enough.')


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    made = Image.new("RGB", size, "red")
    exif = made.getexif()
    exif[0x013B] = NAME.decode()
    kept = io.BytesIO()
    made.save(kept, kind, exif=exif)
    return kept.getvalue()


def archive(**contents: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in contents.items():
            packed.writestr(name.replace("__", "/"), content)
    return kept.getvalue()


def unpacked(data: bytes) -> bytes:
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())


@pytest.mark.parametrize(("make", "media"), [(docx_file, DOCX), (odt_file, ODT), (pdf_file, PDF)])
def test_a_document_keeps_its_words_and_loses_its_author(make, media):
    found, cleaned, text = clean(make())

    assert found == media
    assert "Four weeks are not enough." in text
    assert NAME not in unpacked(cleaned)
    assert clean(cleaned)[0] == media


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_painted_anew_and_nothing_hangs_on_it(kind):
    media, cleaned, text = clean(picture(kind) + b"<script>alert(1)</script>")

    assert media == f"image/{kind.lower()}"
    assert Image.open(io.BytesIO(cleaned)).size == (60, 40)
    assert NAME not in cleaned
    assert b"script" not in cleaned
    assert text == ""


def test_what_hangs_behind_a_pdf_and_what_runs_in_it_does_not_come_along():
    import pikepdf

    document = pikepdf.open(io.BytesIO(pdf_file()))
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    document.attachments["evil.exe"] = b"MZ evil"
    kept = io.BytesIO()
    document.save(kept)

    cleaned = clean(kept.getvalue() + b"PK\x03\x04<html>")[1]

    again = pikepdf.open(io.BytesIO(cleaned))
    assert "/OpenAction" not in again.Root
    assert len(again.attachments) == 0
    assert b"<html>" not in cleaned


def test_text_is_stored_as_text():
    assert clean("Wörter\r\nzwei".encode("utf-8-sig")) == ("text/plain", "Wörter\nzwei".encode(), "Wörter\nzwei")


@pytest.mark.parametrize(("data", "why"), [
    (b"\x00\x01\x02", "unknown"), (b"MZ\x90\x00", "unknown"), ("ü".encode("latin-1"), "unknown"), (b"  ", "unknown"),
    (b"%PDF-1.7 nothing", "broken"), (b"PK\x03\x04 nothing", "broken"), (b"\xff\xd8\xff nothing", "broken"),
    (archive(a=b"x"), "unknown"),
    (archive(**{"[Content_Types].xml": b"", "word__document.xml": b"", "word__vbaProject.bin": b"x"}), "active"),
    (archive(**{"[Content_Types].xml": b"macroEnabled", "word__document.xml": b""}), "active"),
    (archive(**{"[Content_Types].xml": b"", "word__document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]>'}), "active"),
    (archive(**{"[Content_Types].xml": b"", "word__document.xml": b"0" * 200_000_000}), "huge"),
    (archive(**{"[Content_Types].xml": b"", "word__document.xml": b"", "..__..__etc": b"x"}), "broken"),
])
def test_what_cannot_be_taken_is_refused(data, why):
    with pytest.raises(Hostile, match=why):
        clean(data)


def test_a_picture_that_unpacks_to_too_many_pixels_is_refused():
    kept = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(kept, "PNG")

    with pytest.raises(Hostile):
        clean(kept.getvalue())


def test_a_locked_pdf_is_refused():
    import pikepdf

    kept = io.BytesIO()
    pikepdf.open(io.BytesIO(pdf_file())).save(kept, encryption=pikepdf.Encryption(owner="o", user="u"))

    with pytest.raises(Hostile, match="locked"):
        clean(kept.getvalue())


def test_each_refusal_is_one_sentence_for_the_person_and_nothing_is_kept(app: Flask):
    for data, words in ((b"MZ\x90\x00", "cannot be taken"), (b"%PDF-1.7 x", "cannot be opened"), (b"", "empty")):
        with app.test_request_context(), pytest.raises(Invalid, match=words):
            take(data, "report.pdf")


def test_a_file_is_kept_under_a_random_name_with_the_ending_of_what_it_is(app: Flask):
    with app.test_request_context():
        taken = take(b"Only words.", "../../etc/study.exe.pdf")

    assert taken.title == "study.exe.txt"
    assert len(taken.place) == 32


def test_a_file_that_never_ends_takes_no_longer_than_it_may(app: Flask):
    """Nested forms in a PDF make whoever draws out its text go on for very long."""
    begun = time.monotonic()
    with app.test_request_context(), pytest.raises(Invalid):
        take(b"%PDF-1.4\n" + b"[" * 3_000_000, "bomb.pdf")

    assert time.monotonic() - begun < 35
