"""The blocks of a document as a flow of headings, paragraphs and tables: the one walk that word processors share."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from consult.i18n import _
from consult.reports.document import Block, document
from consult.reports.fonts import MISSING
from consult.reports.outline import Outline

# What XML cannot hold at all. One such letter in one position would leave a file that nothing opens.
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIST_LINE = re.compile(r"\s*([-*+•–—>#|]|\(?[0-9a-zA-Z]{1,3}[.)])\s")
_PART = 100


@dataclass(frozen=True)
class Piece:
    """`mark` is strong, new or gone; `to` is the id of what it leads to within the file, or an address."""

    text: str
    mark: str = ""
    to: str = ""


@dataclass(frozen=True)
class Heading:
    """Levels 1 and 2 stand in the table of contents."""

    level: int
    text: str
    language: str = ""
    id: str = ""
    fresh: bool = False


@dataclass(frozen=True)
class Paragraph:
    """`style` is body, voice, statement, quote, quiet, cover or notice."""

    style: str
    pieces: list[Piece]
    language: str = ""


@dataclass(frozen=True)
class Grid:
    """A table whose first cells name their rows; from column `numeric` on, figures."""

    caption: str
    head: list[str]
    rows: list[list[str]]
    numeric: int = 1


Part = Heading | Paragraph | Grid


@dataclass
class Flow:
    """`notice` stands on the first page and in the footer of a draft."""

    title: str
    institution: str
    language: str
    first: list[Part]
    parts: list[Part]
    targets: set[str] = field(default_factory=set)


def flow(report: Outline) -> Flow:
    words = document(report)
    cover = words["cover"]
    parts = list(_all(words["blocks"]))
    return Flow(
        cover["title"], cover["institution"], words["language"], list(_cover(cover)), parts,
        {each.id for each in parts if isinstance(each, Heading) and each.id},
    )


def _cover(cover: Block) -> Iterator[Part]:
    kind = f"{cover['kind']} · {cover['institution']}" if cover["institution"] else cover["kind"]
    yield Paragraph("quiet", [Piece(kind)])
    for note in cover["notes"]:
        yield Paragraph("notice", [Piece(note)])
    yield from _texts("statement", cover["summary"], cover["language"])
    yield from _facts(cover["facts"])
    yield from _plain(cover["numbers"])
    yield Paragraph("quiet", [Piece(cover["who"])])


def _all(blocks: list[Block]) -> Iterator[Part]:
    numbers = [each["number"] for each in blocks if each["is"] == "contribution"]
    place = 0
    for block in blocks:
        if block["is"] == "contribution":
            if place % _PART == 0:
                last = numbers[min(place + _PART, len(numbers)) - 1]
                yield Heading(2, _("%(first)s to %(last)s", first=block["number"], last=last))
            place += 1
        yield from _SHOWN[block["is"]](block)


def _heading(block: Block) -> Iterator[Part]:
    yield Heading(block["level"], block["text"], block.get("language", ""), "", block.get("fresh", False))


def _text(block: Block) -> Iterator[Part]:
    language = block.get("language", "")
    style = "quiet" if block.get("quiet") else "voice" if language else "body"
    yield from _texts(style, block["text"], language)


def _texts(style: str, source: str, language: str = "", mark: str = "") -> Iterator[Part]:
    for lines in paragraphs_of(source):
        text = "\n".join(lines)
        if text.strip():
            yield Paragraph(style, [Piece(text, mark)], language)


def _facts(rows: list[dict[str, str]]) -> Iterator[Part]:
    for row in rows:
        address = row["text"] if is_address(row["text"]) else ""
        yield Paragraph("body", [Piece(f"{row['term']}: ", "strong"), Piece(row["text"], to=address)], row["language"])


def _plain(block: Block) -> Iterator[Part]:
    yield Grid(block["caption"], block["head"], block["rows"], block["numeric"])


def _bars(block: Block) -> Iterator[Part]:
    yield Grid(block["caption"], block["head"], [row["cells"] for row in block["rows"]], block["numeric"])


def _matrix(block: Block) -> Iterator[Part]:
    rows = [[row["name"], *map(str, row["numbers"]), str(row["total"])] for row in block["rows"]]
    yield Grid(block["caption"], block["head"], rows)


def _columns(block: Block) -> Iterator[Part]:
    yield Grid(block["caption"], block["head"], block["rows"], 2)


def _passages(block: Block) -> Iterator[Part]:
    for row in block["rows"]:
        for place, lines in enumerate(paragraphs_of(row["text"])):
            number = [Piece(f"{row['number']}  ", "strong")] if place == 0 else []
            yield Paragraph("voice", [*number, Piece("\n".join(lines))], block["language"])


def _proposal(block: Block) -> Iterator[Part]:
    yield Paragraph("quiet", [Piece(block["label"])])
    marks = {"gone": "gone", "new": "new", "same": ""}
    yield Paragraph("voice", [Piece(each["words"], marks[each["kind"]]) for each in block["pieces"]], block["language"])
    if block["became"]:
        yield Paragraph("quiet", [Piece(block["became"])])


def _finding(block: Block) -> Iterator[Part]:
    said = " · ".join(each for each in (block["name"], block["designation"], block["state"]) if each)
    yield Heading(block["level"], said, "", block["id"])
    yield from _texts("statement", block["text"], block["language"])
    for each in block["support"]:
        yield Paragraph("body", [Piece(f"{each['term']}: ", "strong"), Piece(f"{each['value']} ({each['note']})")])
    for each in block["citations"]:
        yield from _citation(each)
    for each in block["minority"]:
        yield from _finding(each)


def _citation(each: Block) -> Iterator[Part]:
    if each["void"]:
        yield Paragraph("quiet", [Piece(f"{each['label']} {each['void']}".strip())])
        return
    yield from _texts("quote", each["text"], each["language"])
    who = f", {each['who']}" if each["who"] else ""
    yield Paragraph("quiet", [Piece(each["label"], to=each["to"]), Piece(who)])


def _contribution(block: Block) -> Iterator[Part]:
    yield Heading(3, f"{block['number']} · {block['who']}", "", block["id"])
    yield Paragraph("quiet", [Piece(" · ".join([*block["facts"], block["latest"]["name"]]))])
    yield from _version(block["latest"], block["language"])
    for each in block["earlier"]:
        yield Paragraph("body", [Piece(each["name"], "strong")])
        yield from _version(each, block["language"])
    if block["became"]:
        yield Paragraph("quiet", [Piece(f"{block['became_name']}: {'; '.join(block['became'])}")])
    if block["found_in"]:
        pieces: list[Piece] = []
        for place, each in enumerate(block["found_in"]):
            pieces += [Piece(", ")] if place else []
            pieces.append(Piece(_("Finding %(number)s", number=each["number"]), to=each["to"]))
        yield Paragraph("quiet", pieces)


def _version(version: Block, language: str) -> Iterator[Part]:
    yield from _texts("voice", version["claim"] or "", language, "strong")
    if version["claim"] and version["claim_note"]:
        yield Paragraph("quiet", [Piece(version["claim_note"])])
    yield from _texts("voice", version["body"] or "", language)
    if version["wording"]:
        yield Paragraph("quiet", [Piece(version["wording_name"])])
        yield from _texts("quote", version["wording"], language)


_SHOWN: dict[str, Any] = {
    "heading": _heading, "text": _text, "facts": lambda block: _facts(block["rows"]), "table": _plain, "bars": _bars,
    "matrix": _matrix, "columns": _columns, "passages": _passages, "proposal": _proposal, "finding": _finding,
    "contribution": _contribution,
}


def paragraphs_of(source: str) -> list[list[str]]:
    """Paragraphs as lists of lines. Lines that were only wrapped flow on, as they do in Markdown."""
    paragraphs = []
    for stretch in re.split(r"\n[ \t]*\n\s*", source.strip("\n")):
        lines: list[str] = []
        for line in stretch.split("\n"):
            if not lines or _LIST_LINE.match(line):
                lines.append(line.strip())
            else:
                lines[-1] = f"{lines[-1]} {line.strip()}".strip()
        paragraphs.append(lines)
    return paragraphs


def is_address(text: str) -> bool:
    """Of a page, and nothing that could end a field of Word."""
    return re.fullmatch(r"https?://[^\s\"\\<>{}]+", text) is not None


def legal(text: str) -> str:
    """The text with ▯ for every letter that XML cannot hold."""
    return _ILLEGAL.sub(MISSING, text)


def escaped(text: str) -> str:
    return escape(legal(text))


def quoted(text: str) -> str:
    """As the value of an attribute, with its quotation marks."""
    return quoteattr(legal(text))


def anchor(identifier: str) -> str:
    """A name for the place in the file: Word takes no more than 40 letters, digits and underlines."""
    plain = re.sub(r"\W", "_", identifier, flags=re.ASCII)
    return plain if len(plain) <= 40 else f"a_{hashlib.sha256(identifier.encode()).hexdigest()[:32]}"
