"""Word: real styles and headings, tables with repeated heads, languages, links between findings and the annex.

The body is written as XML and read once: built paragraph by paragraph, a thousand contributions take a minute.
"""

import io
from datetime import datetime
from typing import Any

from consult.i18n import _, direction, interface_language
from consult.reports.formats.flow import (
    Flow,
    Grid,
    Heading,
    Paragraph,
    Part,
    Piece,
    anchor,
    escaped,
    flow,
    is_address,
    quoted,
)
from consult.reports.formats.packed import packed
from consult.reports.outline import Outline

_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STYLES = {
    "body": "Normal", "voice": "Voice", "statement": "Statement", "quote": "Quote", "quiet": "Quiet",
    "notice": "Notice",
}
_MARKS = {"": "", "strong": "<w:b/><w:bCs/>", "new": '<w:u w:val="single"/>', "gone": "<w:strike/>",
          "link": '<w:color w:val="0B5A66"/>'}
_MUTED, _INK, _HAIR = "525A60", "14181B", "D6DBDD"


def render(report: Outline) -> bytes:
    import docx

    said, file = flow(report), docx.Document()
    language = interface_language()
    _describe(file, said, datetime.fromisoformat(report["generated_at"]), language)
    _style(file, language)
    _number_pages(file, said.title, report["draft"])
    _write(file, _Body(said, language).xml())
    made = io.BytesIO()
    file.save(made)
    return packed(made.getvalue())


def _describe(file: Any, said: Flow, written: datetime, language: str) -> None:
    """No names but the institution's, and no time but the report's."""
    about = file.core_properties
    about.title, about.language, about.comments = said.title[:255], language, ""
    about.author = about.last_modified_by = said.institution[:255]
    about.created = about.modified = written.replace(tzinfo=None)
    about.revision = 1


def _style(file: Any, language: str) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml
    from docx.shared import Pt, RGBColor

    styles = file.styles
    styles.element.find(f".//{{{_SPACE}}}rPrDefault/{{{_SPACE}}}rPr").append(parse_xml(
        f'<w:lang xmlns:w="{_SPACE}" {_tongue(language)}/>'
    ))
    for each in styles.element.findall(f".//{{{_SPACE}}}rPrDefault//{{{_SPACE}}}lang")[:-1]:
        each.getparent().remove(each)
    styles["Normal"].font.size = Pt(10)
    styles["Normal"].paragraph_format.space_after = Pt(5)
    for level, size in enumerate((19, 14, 11.5, 10.5, 10), 1):
        font = styles[f"Heading {level}"].font
        font.size, font.color.rgb, font.italic = Pt(size), RGBColor.from_string(_INK), False
    styles["Title"].font.size, styles["Title"].font.color.rgb = Pt(26), RGBColor.from_string(_INK)
    styles["Caption"].font.color.rgb, styles["Caption"].font.size = RGBColor.from_string(_MUTED), Pt(9)
    styles["Caption"].paragraph_format.keep_with_next = True
    styles["Quote"].font.italic, styles["Quote"].paragraph_format.left_indent = False, Pt(14)
    for name, size in (("Voice", 10.5), ("Statement", 12.5), ("Quiet", 8.5), ("Notice", 10)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.font.size = styles["Normal"], Pt(size)
    styles["Quiet"].font.color.rgb = RGBColor.from_string(_MUTED)
    styles["Notice"].font.bold = True


def _number_pages(file: Any, title: str, is_draft: bool) -> None:
    from docx.oxml import parse_xml

    said = f"{title} · {_('Draft')}" if is_draft else title
    language = interface_language()
    file.sections[0].footer.paragraphs[0]._p.getparent().replace(  # noqa: SLF001
        file.sections[0].footer.paragraphs[0]._p,  # noqa: SLF001
        parse_xml(
            f'<w:p xmlns:w="{_SPACE}"><w:pPr><w:pStyle w:val="Quiet"/>{_bidi(language)}</w:pPr>'
            f"{_run(f'{said} · ' + _('Page') + ' ', '', '', language)}"
            '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>'
        ),
    )


def _write(file: Any, xml: str) -> None:
    from lxml import etree

    # The texts are ours and escaped; the parser of python-docx refuses texts of ten million letters.
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
    parser.set_element_class_lookup(_lookup())
    written = etree.fromstring(f'<w:body xmlns:w="{_SPACE}">{xml}</w:body>', parser)
    body = file.element.body
    last = body[-1]
    for each in list(body)[:-1]:
        body.remove(each)
    for each in list(written):
        last.addprevious(each)


def _lookup() -> Any:
    from docx.oxml import parser

    return parser.element_class_lookup


class _Body:
    """`language` is the reader's, in which all is that names no other."""

    def __init__(self, said: Flow, language: str) -> None:
        self.said, self.language = said, language
        self.tables = self.places = 0

    def xml(self) -> str:
        said = self.said
        return "".join([
            self._paragraph(Paragraph("title", [Piece(said.title)], said.language)),
            *map(self._part, said.first), self._contents(), *map(self._part, said.parts),
        ])

    def _run(self, text: str, language: str = "", mark: str = "") -> str:
        return _run(text, language, mark, self.language)

    def _part(self, part: Part) -> str:
        if isinstance(part, Heading):
            return self._heading(part)
        return self._table(part) if isinstance(part, Grid) else self._paragraph(part)

    def _heading(self, each: Heading) -> str:
        self.places += 1
        name = anchor(each.id) if each.id else f"_Toc{self.places:06}"
        fresh = "<w:pageBreakBefore/>" if each.fresh else ""
        properties = f'<w:pStyle w:val="Heading{min(each.level, 9)}"/>{fresh}{_bidi(each.language or self.language)}'
        return (
            f'<w:p><w:pPr>{properties}</w:pPr><w:bookmarkStart w:id="{self.places}" w:name="{name}"/>'
            f'{self._run(each.text, each.language)}<w:bookmarkEnd w:id="{self.places}"/></w:p>'
        )

    def _paragraph(self, each: Paragraph) -> str:
        style = _STYLES.get(each.style, "Title")
        pieces = "".join(self._piece(piece, each.language) for piece in each.pieces)
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{_bidi(each.language or self.language)}</w:pPr>{pieces}</w:p>'

    def _piece(self, piece: Piece, language: str) -> str:
        if piece.to in self.said.targets:
            run = self._run(piece.text, language, "link")
            return f'<w:hyperlink w:anchor="{anchor(piece.to)}" w:history="1">{run}</w:hyperlink>'
        if is_address(piece.to):
            instruction = quoted(f' HYPERLINK "{piece.to}" ')
            return f'<w:fldSimple w:instr={instruction}>{self._run(piece.text, language, "link")}</w:fldSimple>'
        return self._run(piece.text, language, piece.mark)

    def _table(self, grid: Grid) -> str:
        self.tables += 1
        number = f'<w:fldSimple w:instr=" SEQ Table \\* ARABIC "><w:r><w:t>{self.tables}</w:t></w:r></w:fldSimple>'
        turned = "<w:bidiVisual/>" if _bidi(self.language) else ""
        line = f'w:val="single" w:sz="4" w:space="0" w:color="{_HAIR}"'
        return "".join([
            f'<w:p><w:pPr><w:pStyle w:val="Caption"/>{_bidi(self.language)}</w:pPr>'
            f'{self._run(_("Table") + " ")}{number}{self._run(": " + grid.caption)}</w:p>',
            f'<w:tbl><w:tblPr>{turned}<w:tblW w:w="5000" w:type="pct"/><w:tblBorders><w:top {line}/><w:bottom {line}/>'
            f'<w:insideH {line}/></w:tblBorders><w:tblLook w:val="00A0" w:firstRow="1" w:firstColumn="1"/>'
            f"<w:tblCaption w:val={quoted(grid.caption[:255])}/></w:tblPr>",
            f"<w:tblGrid>{'<w:gridCol/>' * len(grid.head)}</w:tblGrid>",
            self._row(grid.head, grid.numeric, is_head=True), *(self._row(row, grid.numeric) for row in grid.rows),
            '</w:tbl><w:p><w:pPr><w:pStyle w:val="Quiet"/></w:pPr></w:p>',
        ])

    def _row(self, cells: list[str], numeric: int, is_head: bool = False) -> str:
        head = "<w:tblHeader/>" if is_head else ""
        mark = "strong" if is_head else ""
        bidi = _bidi(self.language)
        return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>" + "".join(
            f'<w:tc><w:tcPr/><w:p><w:pPr>{bidi}<w:spacing w:after="20"/>'
            f'{_END if place >= numeric else ""}</w:pPr>{self._run(cell, "", mark)}</w:p></w:tc>'
            for place, cell in enumerate(cells)
        ) + "</w:tr>"

    def _contents(self) -> str:
        """A field that Word makes anew when asked; until then it holds links to the same headings."""
        entries, place = [], 0
        for each in self.said.parts:
            if isinstance(each, Heading):
                place += 1
                if each.level < 3:
                    entries.append((each, anchor(each.id) if each.id else f"_Toc{place:06}"))
        bidi = _bidi(self.language)
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> '
            'TOC \\o "1-2" \\h \\n </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        title = f'<w:p><w:pPr><w:pStyle w:val="Statement"/><w:pageBreakBefore/>{bidi}</w:pPr>' \
                f"{self._run(_('Contents'), '', 'strong')}{begin}</w:p>"
        lines = "".join(
            f'<w:p><w:pPr><w:pStyle w:val="Normal"/>{bidi}<w:ind w:left="{(each.level - 1) * 360}"/></w:pPr>'
            f'<w:hyperlink w:anchor="{name}" w:history="1">{self._run(each.text, each.language)}</w:hyperlink></w:p>'
            for each, name in entries
        )
        return f'{title}{lines}<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'


_END = '<w:jc w:val="right"/>'


def _run(text: str, language: str, mark: str, reader: str) -> str:
    turned = "<w:rtl/>" if direction(language or reader) == "rtl" else ""
    tongue = f"<w:lang {_tongue(language)}/>" if language else ""
    lines = "<w:br/>".join(
        "<w:tab/>".join(f'<w:t xml:space="preserve">{escaped(part)}</w:t>' for part in line.split("\t"))
        for line in text.replace("\r", "\n").split("\n")
    )
    return f"<w:r><w:rPr>{_MARKS[mark]}{turned}{tongue}</w:rPr>{lines}</w:r>"


def _tongue(language: str) -> str:
    """Word keeps three languages for each stretch: of Latin letters, of East Asian ones, of those from the right."""
    code = quoted(language)
    if language.split("-")[0] in ("zh", "ja", "ko"):
        return f"w:eastAsia={code}"
    return f"w:bidi={code}" if direction(language) == "rtl" else f"w:val={code}"


def _bidi(language: str) -> str:
    return "<w:bidi/>" if direction(language) == "rtl" else ""
