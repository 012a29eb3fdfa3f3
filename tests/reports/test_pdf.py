"""PDF: accessible, for archives, and whatever people write."""

import io
import json
import random
import time
import unicodedata
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pypdf
import pytest

from consult.reports import fonts
from consult.reports.building import build
from consult.reports.fonts import MISSING, Printable
from consult.reports.outline import outline
from consult.text import normalise
from tests.factories.consultations import make_consultation
from tests.factories.reports import make_summarised
from tests.factories.submissions import make_content, make_position

HOSTILE = Path(__file__).parents[3] / "shared" / "data" / "hostile"


def reader_of(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def words_in(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in reader_of(content).pages)


@pytest.mark.usefixtures("app")
def test_it_says_that_it_is_accessible_and_for_archives():
    made = make_summarised()

    reader = reader_of(build(outline(made.consultation), "pdf"))

    root = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    ElementTree.fromstring(metadata[metadata.index("<x:xmpmeta"):metadata.index("</x:xmpmeta>") + 12])
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert made.consultation.title in reader.metadata.title


@pytest.mark.usefixtures("app")
def test_every_finding_stands_in_it_with_its_sources():
    report = outline(make_summarised().consultation)

    words = words_in(build(report, "pdf"))

    for finding in [*report["findings"], *report["topics"][0]["findings"]]:
        assert finding["text"] in words
        assert all(each["text"] in words for each in finding["minority_views"])
    cited = "Costs should be published, says 6. 费用"
    assert Printable(cited).text(cited) in words
    assert "Consensus" in words


@pytest.mark.usefixtures("app")
def test_a_draft_says_so():
    words = words_in(build(outline(make_summarised(published=False).consultation, draft=True), "pdf"))

    assert "Draft, not published" in words
    assert "What it costs should be published." in words


@pytest.mark.usefixtures("app")
def test_every_script_and_emoji_and_markup_can_be_printed():
    consultation = make_consultation()
    for language, body in (
        ("ar", "نحن ننتظر الترجمة ثلاثة أسابيع، ثم يبقى 12 يوما."), ("zh", "两位成员应更加强调。"), ("fa", "می‌خواهیم"),
        ("en", "👩🏽‍💻 🇰🇪 ❤️ ✓ → ████ ﬁ ½ №"), ("en", "#import \"x\" $a$ *b* _c_ @d <e> \\ `f` //g [h] = i"),
        ("en", "soft\u00adhyphen \u202ereversed\u202c zero\u200bwidth \ue000private \U000f0000 \U0010fffd"),
        ("en", "a\u0335\u0489\u20dd\u0301 \u0301 Z̸͎a̡lg̵o"), ("not-a-language", "හිත ไทย हिन्दी ქართული"),
    ):
        make_position(consultation, make_content(claim=body[:200], body=body, language=language))

    words = words_in(build(outline(consultation), "pdf"))

    assert '#import "x" $a$ *b* _c_ @d <e>' in words
    assert "softhyphen" in words
    assert MISSING in words
    assert "for which there was no font" in words


@pytest.mark.usefixtures("app")
def test_hostile_strings_can_be_printed():
    path = HOSTILE / "blns" / "blns.json"
    if not path.exists():
        pytest.skip("NO HOSTILE STRINGS: ../shared/data/hostile/blns is missing")
    consultation = make_consultation()
    strings = [text for text in map(normalise, json.loads(path.read_text())) if text]
    for start in range(0, len(strings), 40):
        make_position(consultation, make_content(body="\n\n".join(strings[start:start + 40])))

    assert build(outline(consultation), "pdf").startswith(b"%PDF-1.7")


@pytest.mark.usefixtures("app")
def test_a_machine_without_fonts_prints_marks_for_what_it_cannot_show(monkeypatch):
    monkeypatch.setattr(fonts, "SYSTEM_FOLDERS", ())
    consultation = make_consultation()
    make_position(consultation, make_content(claim="费用 costs 👍", body="हिन्दी ไทย العربية"))

    words = words_in(build(outline(consultation), "pdf"))

    assert f"{MISSING}{MISSING} costs" in words
    assert "for which there was no font" in words


@pytest.mark.usefixtures("app")
def test_letters_of_every_kind_thrown_together_can_be_printed():
    consultation, dice = make_consultation(), random.Random(7)
    letters = [chr(code) for code in range(0x20, 0x20000) if unicodedata.category(chr(code)) not in ("Cs", "Cc", "Cn")]
    for _each in range(5):
        make_position(consultation, make_content(body=normalise("".join(dice.choices(letters, k=2000)))))

    assert build(outline(consultation), "pdf").startswith(b"%PDF-1.7")


@pytest.mark.usefixtures("app")
def test_a_long_annex_is_written_in_seconds():
    consultation = make_consultation()
    for _each in range(60):
        make_position(consultation, make_content(body="It costs four days of what I earn, each time. " * 700))
    report = outline(consultation)

    start = time.monotonic()
    content = build(report, "pdf")

    assert len(reader_of(content).pages) > 200
    assert time.monotonic() - start < 30


def test_letters_without_a_font_are_counted_and_all_others_kept():
    printable = Printable("abc\ue000")

    assert printable.text("a\ue000b\u00adc\ue000") == f"a{MISSING}bc{MISSING}"
    assert printable.replaced == 2


def test_only_the_fonts_that_are_needed_are_opened():
    assert len(Printable("plain").fonts) < len(Printable("plain العربية 👍").fonts)
