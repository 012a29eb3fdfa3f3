"""OpenDocument text: the same flow as the Word file, in styles of its own, with languages and repeated heads."""

import io
import re
from datetime import datetime
from typing import Any

from consult.i18n import LOCALES, _, direction, interface_language
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
    legal,
    quoted,
)
from consult.reports.formats.packed import packed
from consult.reports.outline import Outline

_STYLES = {
    "body": "Text_20_body", "voice": "Voice", "statement": "Statement", "quote": "Quoted", "quiet": "Quiet",
    "notice": "Notice", "title": "Title", "caption": "Caption", "cell": "Cell", "figure": "Figure", "head": "Head",
}
_MARKS = {"strong": "Strong", "new": "New", "gone": "Gone"}
_BASE = """
<style:style style:name="Voice" style:family="paragraph" style:parent-style-name="Text_20_body"/>
<style:style style:name="Statement" style:family="paragraph" style:parent-style-name="Text_20_body">
<style:text-properties fo:font-size="13pt"/></style:style>
<style:style style:name="Quoted" style:family="paragraph" style:parent-style-name="Text_20_body">
<style:paragraph-properties fo:margin-left="0.8cm"/></style:style>
<style:style style:name="Quiet" style:family="paragraph" style:parent-style-name="Text_20_body">
<style:text-properties fo:font-size="9pt" fo:color="#525a60"/></style:style>
<style:style style:name="Notice" style:family="paragraph" style:parent-style-name="Text_20_body">
<style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Cell" style:family="paragraph" style:parent-style-name="Standard">
<style:text-properties fo:font-size="9pt"/></style:style>
<style:style style:name="Figure" style:family="paragraph" style:parent-style-name="Cell">
<style:paragraph-properties fo:text-align="end"/></style:style>
<style:style style:name="Head" style:family="paragraph" style:parent-style-name="Cell">
<style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Strong" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="New" style:family="text">
<style:text-properties style:text-underline-style="solid"/></style:style>
<style:style style:name="Gone" style:family="text">
<style:text-properties style:text-line-through-style="solid"/></style:style>
"""
_LINED = """<style:style style:name="Lined" style:family="table-cell">
<style:table-cell-properties fo:padding="0.08cm" fo:border-bottom="0.5pt solid #d6dbdd"/></style:style>
<style:style style:name="Wide" style:family="table"><style:table-properties style:rel-width="100%"/></style:style>"""


def render(report: Outline) -> bytes:
    import odfdo

    said, file, language = flow(report), odfdo.Document("text"), interface_language()
    _describe(file.meta, said, datetime.fromisoformat(report["generated_at"]).replace(tzinfo=None), language)
    body = _Body(said, language)
    written = body.xml()
    styles = file.container.get_part("styles.xml").decode()
    foot = f"{said.title} · {_('Draft')}" if report["draft"] else said.title
    file.container.set_part("styles.xml", _styled(styles, language, foot).encode())
    content = file.container.get_part("content.xml").decode()
    content = _in_place_of(content, r"<office:automatic-styles\s*/>", (
        f"<office:automatic-styles>{_LINED}{body.styles()}</office:automatic-styles>"
    ))
    content = _in_place_of(content, r'<text:p text:style-name="Standard"\s*/>\s*(?=</office:text>)', written)
    file.container.set_part("content.xml", content.encode())
    made = io.BytesIO()
    file.save(made)
    return packed(made.getvalue())


def _in_place_of(source: str, pattern: str, text: str) -> str:
    """Raises AssertionError where the empty document is not the one that is known."""
    made, number = re.subn(pattern, lambda _found: text, source, count=1)
    assert number == 1, pattern
    return made


def _describe(about: Any, said: Flow, written: datetime, language: str) -> None:
    """No names but the institution's, and no time but the report's."""
    about.set_title(legal(said.title))
    about.set_language(language)
    about.set_creator(legal(said.institution))
    about.set_initial_creator(legal(said.institution))
    about.set_creation_date(written)
    about.set_modification_date(written)
    about.set_generator("Consult")


def _styled(source: str, language: str, foot: str) -> str:
    """The styles of an empty document with ours, in the reader's language, and a footer with the number of the page."""
    tongue, _part, country = LOCALES.get(language, language).partition("_")
    source = re.sub(
        r'fo:language="\w+" fo:country="\w+"', f'fo:language="{tongue}" fo:country="{country or "none"}"', source
    )
    source = _in_place_of(source, r"</office:styles>", f"{_BASE}</office:styles>")
    number = f'{escaped(foot)} · {escaped(_("Page"))} <text:page-number text:select-page="current">1</text:page-number>'
    return _in_place_of(
        source, r'(?<=style:page-layout-name="Mpm1" draw:style-name="Mdp1")\s*/>',
        f'><style:footer><text:p text:style-name="Quiet">{number}</text:p></style:footer></style:master-page>',
    )


class _Body:
    """`language` is the reader's. Each style is made once for each language in which it is used."""

    def __init__(self, said: Flow, language: str) -> None:
        self.said, self.language = said, language
        self.used: dict[tuple[str, str, bool], str] = {}
        self.tables = self.places = 0

    def xml(self) -> str:
        said = self.said
        return "".join([
            self._paragraph(Paragraph("title", [Piece(said.title)], said.language)),
            *map(self._part, said.first), self._contents(), *map(self._part, said.parts),
        ])

    def styles(self) -> str:
        return "".join(
            f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="{base}">'
            f"{_placed(language, is_fresh)}{_spoken(language)}</style:style>"
            for (base, language, is_fresh), name in self.used.items()
        )

    def _style(self, base: str, language: str, is_fresh: bool = False) -> str:
        """The base style itself, where nothing differs from it."""
        if not is_fresh and language in ("", self.language) and direction(self.language) == "ltr":
            return base
        key = (base, language or self.language, is_fresh)
        return self.used.setdefault(key, f"P{len(self.used) + 1}")

    def _part(self, part: Part) -> str:
        if isinstance(part, Heading):
            return self._heading(part)
        return self._table(part) if isinstance(part, Grid) else self._paragraph(part)

    def _heading(self, each: Heading) -> str:
        self.places += 1
        name = _place(each, self.places)
        style = self._style(f"Heading_20_{min(each.level, 10)}", each.language, each.fresh)
        return (
            f'<text:h text:style-name="{style}" text:outline-level="{min(each.level, 10)}">'
            f'<text:bookmark text:name="{name}"/>{_spaced(each.text)}</text:h>'
        )

    def _paragraph(self, each: Paragraph) -> str:
        style = self._style(_STYLES[each.style], each.language)
        return f'<text:p text:style-name="{style}">{"".join(map(self._piece, each.pieces))}</text:p>'

    def _piece(self, piece: Piece) -> str:
        text = _spaced(piece.text)
        if piece.mark:
            text = f'<text:span text:style-name="{_MARKS[piece.mark]}">{text}</text:span>'
        target = f"#{anchor(piece.to)}" if piece.to in self.said.targets else piece.to if is_address(piece.to) else ""
        return f'<text:a xlink:type="simple" xlink:href={quoted(target)}>{text}</text:a>' if target else text

    def _table(self, grid: Grid) -> str:
        self.tables += 1
        number = (
            f'<text:sequence text:ref-name="refTable{self.tables - 1}" text:name="Table" text:formula="ooow:Table+1" '
            f'style:num-format="1">{self.tables}</text:sequence>'
        )
        return "".join([
            f'<text:p text:style-name="{self._style("Caption", "")}">{_spaced(_("Table"))} {number}: '
            f"{_spaced(grid.caption)}</text:p>",
            f'<table:table table:name="Table{self.tables}" table:style-name="Wide">',
            f'<table:table-column table:number-columns-repeated="{len(grid.head)}"/>',
            f"<table:table-header-rows>{self._row(grid.head, 'head', 'head')}</table:table-header-rows>",
            *(self._row(row, "cell", "figure", grid.numeric) for row in grid.rows),
            f'</table:table><text:p text:style-name="{self._style("Quiet", "")}"/>',
        ])

    def _row(self, cells: list[str], words: str, figures: str, numeric: int = 1) -> str:
        named = (self._style(_STYLES[words], ""), self._style(_STYLES[figures], ""))
        return "<table:table-row>" + "".join(
            '<table:table-cell table:style-name="Lined" office:value-type="string">'
            f'<text:p text:style-name="{named[place >= numeric]}">{_spaced(cell)}</text:p></table:table-cell>'
            for place, cell in enumerate(cells)
        ) + "</table:table-row>"

    def _contents(self) -> str:
        lines, place = [], 0
        for each in self.said.parts:
            if isinstance(each, Heading):
                place += 1
                if each.level < 3:
                    style = self._style(f"Contents_20_{each.level}", each.language)
                    lines.append(
                        f'<text:p text:style-name="{style}"><text:a xlink:type="simple" '
                        f'xlink:href="#{_place(each, place)}">{_spaced(each.text)}</text:a></text:p>'
                    )
        title = self._style("Contents_20_Heading", "", is_fresh=True)
        return (
            '<text:table-of-content text:name="Contents" text:protected="true"><text:table-of-content-source '
            f'text:outline-level="2"><text:index-title-template text:style-name="{title}">{_spaced(_("Contents"))}'
            "</text:index-title-template></text:table-of-content-source><text:index-body>"
            f'<text:index-title text:name="Contents_Head"><text:p text:style-name="{title}">{_spaced(_("Contents"))}'
            f'</text:p></text:index-title>{"".join(lines)}</text:index-body></text:table-of-content>'
        )


def _place(each: Heading, number: int) -> str:
    return anchor(each.id) if each.id else f"place_{number}"


def _placed(language: str, is_fresh: bool) -> str:
    turned = 'style:writing-mode="rl-tb"' if direction(language) == "rtl" else 'style:writing-mode="lr-tb"'
    fresh = ' fo:break-before="page"' if is_fresh else ""
    return f"<style:paragraph-properties {turned}{fresh}/>"


def _spoken(language: str) -> str:
    """OpenDocument keeps three languages for each stretch, as Word does."""
    tongue = quoted(language.split("-")[0])
    if language.split("-")[0] in ("zh", "ja", "ko"):
        return f'<style:text-properties style:language-asian={tongue} style:country-asian="none"/>'
    if direction(language) == "rtl":
        return f'<style:text-properties style:language-complex={tongue} style:country-complex="none"/>'
    return f'<style:text-properties fo:language={tongue} fo:country="none"/>'


def _spaced(text: str) -> str:
    """Escaped; lines, tabs and runs of blanks are elements there, else they would be lost."""
    plain = escaped(text.replace("\r", "\n"))
    safe = re.sub(r" {2,}|^ | $", lambda found: f'<text:s text:c="{len(found[0])}"/>', plain)
    return safe.replace("\n", "<text:line-break/>").replace("\t", "<text:tab/>")
