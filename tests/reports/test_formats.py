"""HTML, CSV and JSON: the same contents, safely."""

import csv
import io
import json
import re

import pytest

from consult.errors import Invalid
from consult.reports.building import FORMATS, build
from consult.reports.outline import outline
from tests.factories.consultations import make_consultation
from tests.factories.people import make_stakeholder
from tests.factories.reports import make_summarised
from tests.factories.submissions import make_content, make_position

pytestmark = pytest.mark.usefixtures("app")


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_json_is_the_outline():
    report = outline(make_summarised().consultation)

    assert json.loads(build(report, "json")) == json.loads(json.dumps(report))


def test_csv_has_a_row_for_each_contribution_with_its_text_untouched():
    consultation = make_consultation()
    body = 'First line, "quoted"; comma,\nsecond line 费用'
    make_position(consultation, make_content(body=body))

    content = build(outline(consultation), "csv")

    row = rows_of(content)[0]
    assert content.startswith(b"\xef\xbb\xbfid,number,kind,topics,")
    assert b"\r\n" in content
    assert row["body"] == body
    assert (row["kind"], row["topics"], row["stance"], row["version"]) == ("position", "goal-1", "support", "1")


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "＝"])
def test_no_cell_of_the_csv_is_a_formula(beginning):
    consultation = make_consultation()
    make_position(consultation, make_content(claim=f"{beginning}1+1"), by=make_stakeholder(f"{beginning}cmd"))

    row = rows_of(build(outline(consultation), "csv"))[0]

    assert row["claim"] == f"'{beginning}1+1"
    assert row["author"].startswith("'")


def test_html_says_what_the_outline_says():
    made = make_summarised()
    report = outline(made.consultation)

    page = build(report, "html").decode()

    assert "What it costs should be published." in page
    assert "Publishing costs money too." in page
    assert "<blockquote" in page
    assert "费用 👍" in page
    assert "Consensus" in page
    assert "In short: publish what it costs." in page
    assert page.count('<article class="contribution"') == len(report["contributions"])


def test_html_asks_nothing_of_anybody_and_runs_nothing():
    consultation = make_consultation()
    make_position(consultation, make_content(claim="<script>alert(1)</script>", body="<img src=x onerror=alert(1)>"))

    page = build(outline(consultation), "html").decode()

    assert not re.search(r"<(script|link|img|iframe)|<[^>]+\s(src|style|on\w+)=|url\(|@import", page)
    assert "&lt;script&gt;" in page


def test_an_unknown_format_is_refused_with_those_there_are():
    with pytest.raises(Invalid, match="pdf, docx, odt, html, xlsx, csv, json"):
        build(outline(make_consultation()), "exe")


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_consultation_has_a_report_too(name):
    assert build(outline(make_consultation(phase="announced", topics=0)), name)
