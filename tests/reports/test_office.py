"""DOCX, ODT and XLSX, each read back by a library: the same contents and figures, whatever people wrote."""

import io
import re
import zipfile
from datetime import datetime
from typing import Any

import docx
import odfdo
import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from consult.consultations.numbers import numbers_block
from consult.contributions.models import Publication
from consult.i18n import LANGUAGES, in_language
from consult.reports.building import build
from consult.reports.outline import outline
from tests.factories.consultations import make_consultation
from tests.factories.people import make_stakeholder
from tests.factories.reports import make_summarised
from tests.factories.submissions import make_comment, make_content, make_position

pytestmark = pytest.mark.usefixtures("app")

OFFICE = ("docx", "odt", "xlsx")
# A formula, letters that XML and Excel refuse, an override of direction, and what would end an element.
HOSTILE = "=HYPERLINK(\"http://x\")\n-1+1\t\u202eevil\u200f ]]> </w:t><b/> & _x000D_ '\" \U0001f9d1\u200d\U0001f4bb"


def word(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def words_of(content: bytes) -> str:
    """All that stands in any part of the file, its metadata as well."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = [name for name in file.namelist() if name.endswith((".xml", ".rels", ".rdf"))]
        trees = [etree.fromstring(data, etree.XMLParser(huge_tree=True)) for data in map(file.read, names) if data]
    return " ".join("".join(tree.itertext()) for tree in trees)


def sheet_of(content: bytes, name: str) -> list[dict[str, Any]]:
    head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()
    return [dict(zip(head, row, strict=True)) for row in rows]


def odt_table(content: bytes) -> list[list[str]]:
    table = odfdo.Document(io.BytesIO(content)).body.get_tables()[0]
    return [[str(cell) for cell in row] for row in table.get_values(get_type=False)]


def mixed() -> Any:
    consultation = make_consultation()
    first = make_position(consultation)
    make_comment(first)
    make_position(consultation, by=make_stakeholder("Ada"))
    return consultation


def test_the_figures_of_every_format_are_those_of_the_numbers_block():
    consultation = mixed()
    report, numbers = outline(consultation), numbers_block(consultation)
    expected = [
        [numbers[kind][part] for part in ("received", "published", "withheld", "withheld_by_author", "withdrawn",
                                          "waiting")]
        for kind in ("submissions", "positions", "comments")
    ]

    table = word(build(report, "docx")).tables[0]
    rows = odt_table(build(report, "odt"))
    sheet = sheet_of(build(report, "xlsx"), "Numbers")

    assert [[int(cell.text) for cell in row.cells[1:]] for row in table.rows[1:]] == expected
    assert [[int(cell) for cell in row[1:]] for row in rows[1:]] == expected
    assert [
        [row[name] for name in ("received", "published", "withheld", "withheld_by_author", "withdrawn", "waiting")]
        for row in sheet if row["dimension"] == "all" and row["of"] != "answers"
    ] == expected


@pytest.mark.parametrize("name", OFFICE)
def test_a_report_says_its_findings_and_contributions_in_every_format(name):
    words = words_of(build(outline(make_summarised().consultation), name))

    for said in ("What it costs should be published.", "Publishing costs money too.", "费用 👍", "Author 3"):
        assert said in words


def test_word_has_headings_captions_repeated_heads_and_links_that_lead_somewhere():
    content = build(outline(make_summarised().consultation), "docx")
    file = word(content)
    body = file.element.body
    names = set(body.xpath(".//w:bookmarkStart/@w:name"))

    assert [each.text for each in file.paragraphs if each.style.name == "Heading 1"][0] == "The plan"
    assert file.paragraphs[0].style.name == "Title"
    assert sum(each.style.name == "Caption" for each in file.paragraphs) == len(file.tables)
    assert len(body.xpath(".//w:tr[1]/w:trPr/w:tblHeader")) == len(file.tables)
    assert len(names) == len(body.xpath(".//w:bookmarkStart"))
    assert set(body.xpath(".//w:hyperlink/@w:anchor")) <= names
    assert any(link.startswith("position_") for link in body.xpath(".//w:hyperlink/@w:anchor"))
    assert " TOC " in "".join(body.xpath(".//w:instrText/text()"))
    assert any("/consultations/" in each for each in body.xpath(".//w:fldSimple/@w:instr"))
    assert "PAGE" in file.sections[0].footer._element.xml


def test_odt_has_headings_repeated_heads_contents_and_links_that_lead_somewhere():
    content = build(outline(make_summarised().consultation), "odt")
    body = odfdo.Document(io.BytesIO(content)).body
    names = {each.name for each in body.get_bookmarks()}
    links = [each.url for each in body.get_links()]

    assert body.get_headers()[0].text_recursive == "The plan"
    assert len(body.get_elements("//table:table-header-rows")) == len(body.get_tables())
    assert body.get_elements("//text:table-of-content")
    assert {link[1:] for link in links if link.startswith("#")} <= names
    assert any("/consultations/" in link for link in links)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.infolist()[0].filename == "mimetype"
        assert file.infolist()[0].compress_type == zipfile.ZIP_STORED


@pytest.mark.parametrize("name", OFFICE)
def test_hostile_words_break_no_format_and_stay_words(name):
    consultation = make_consultation()
    make_position(consultation, make_content(claim="=1+1", body=HOSTILE), by=make_stakeholder("@cmd|' /C calc'!A0"))
    report = outline(consultation)
    report["contributions"][0]["versions"][0]["body"] += "\x00\x0b\ud800\uffff"

    content = build(report, name)
    words = words_of(content)

    assert "@cmd|' /C calc'!A0" in words
    assert "</w:t><b/> &" in words
    assert "▯▯▯▯" in words
    if name == "xlsx":
        row = sheet_of(content, "Contributions")[0]
        assert (row["claim"], row["author"]) == ("=1+1", "@cmd|' /C calc'!A0")
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            assert not any(b"<f>" in file.read(each) for each in file.namelist() if "worksheets/" in each)


@pytest.mark.parametrize("name", OFFICE)
def test_a_million_letters_are_held_or_cut_with_a_sign(name):
    consultation = make_consultation()
    make_position(consultation)
    report = outline(consultation)
    report["contributions"][0]["versions"][0]["body"] = "👍long " * 200_000

    content = build(report, name)

    if name == "xlsx":
        body = sheet_of(content, "Contributions")[0]["body"]
        assert body.endswith("…")
        assert len(body.encode("utf-16-le")) // 2 <= 32_767
    else:
        assert words_of(content).count("👍long") == 200_000


@pytest.mark.parametrize("name", OFFICE)
def test_a_withheld_name_is_in_no_part_of_the_file(name):
    consultation = make_consultation()
    make_position(
        consultation, make_content(publication=Publication.NAMELESS), by=make_stakeholder("Quillon Featherby")
    )

    words = words_of(build(outline(consultation), name))

    assert not re.search("quillon|featherby", words, re.IGNORECASE)


@pytest.mark.parametrize("name", OFFICE)
def test_the_same_report_is_the_same_file(name):
    report = outline(make_summarised().consultation)

    assert build(report, name) == build(report, name)


def test_files_are_described_by_the_report_alone():
    report = outline(mixed())
    written = datetime.fromisoformat(report["generated_at"]).replace(tzinfo=None)

    about = word(build(report, "docx")).core_properties
    meta = odfdo.Document(io.BytesIO(build(report, "odt"))).meta

    assert (about.title, about.author) == (report["consultation"]["title"], report["consultation"]["institution"])
    assert (about.created.replace(tzinfo=None), about.modified.replace(tzinfo=None)) == (written, written)
    assert (meta.title, meta.language, meta.creation_date) == (report["consultation"]["title"], "en", written)


def test_words_from_the_right_are_set_from_the_right():
    consultation = make_consultation()
    make_position(consultation, make_content(claim="حرية الوصول", body="نص", language="ar"))
    report = outline(consultation)

    file = word(build(report, "docx"))
    claim = next(each for each in file.paragraphs if each.text == "حرية الوصول")
    with in_language("ar"):
        arabic = word(build(report, "docx")).element.body

    assert claim._p.xpath("./w:pPr/w:bidi")
    assert claim._p.xpath("./w:r/w:rPr/w:lang/@w:bidi") == ["ar"]
    assert len(arabic.xpath(".//w:tbl/w:tblPr/w:bidiVisual")) == len(arabic.xpath(".//w:tbl"))
    with zipfile.ZipFile(io.BytesIO(build(report, "odt"))) as made:
        assert re.search(r'writing-mode="rl-tb"/><style:text-properties style:language-complex="ar"',
                         made.read("content.xml").decode())


def test_sheets_have_names_of_their_own_whatever_a_translator_wrote(monkeypatch):
    monkeypatch.setattr("consult.reports.tables._", lambda text: "The same: as [every] other sheet of this workbook")

    names = CalamineWorkbook.from_filelike(io.BytesIO(build(outline(mixed()), "xlsx"))).sheet_names

    assert len(names) > 3
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OFFICE)
def test_every_language_has_every_format(name, language):
    report = outline(make_summarised().consultation)

    with in_language(language):
        assert "What it costs should be published." in words_of(build(report, name))


def test_cells_have_types():
    row = sheet_of(build(outline(mixed()), "xlsx"), "Contributions")[0]

    assert isinstance(row["submitted_at"], datetime)
    assert row["version"] == 1
    assert row["late"] is False


@pytest.mark.parametrize("name", OFFICE)
def test_a_draft_says_so_and_what_is_public_does_not_hold_it(name):
    consultation = make_summarised(published=False).consultation

    draft, public = (words_of(build(outline(consultation, draft=each), name)) for each in (True, False))

    assert "What it costs should be published." in draft
    assert "Draft." in draft
    assert "What it costs should be published." not in public
