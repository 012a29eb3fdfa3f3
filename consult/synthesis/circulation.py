"""The outcome that is not published yet as a Word document, and the comments that come back in one.

Each finding stands under a heading that ends in its mark, as [f/0abc…]; by these comments find their place. What comes
back is somebody else's file: it is measured before it is opened, and nothing in it is run or fetched.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from consult.consultations.models import Consultation
from consult.drafting.word import require_sound
from consult.errors import Invalid
from consult.i18n import _
from consult.identifiers import id_of
from consult.synthesis.queries import Findings, ShownFinding
from consult.text import normalise, shorten

REMARKS_LIMIT, WORDS_LIMIT = 1_000, 5_000
_MARK = re.compile(r"\[f/([0-9a-z]{12})\]\s*$")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True)
class Remark:
    """A comment: on which finding (None on the whole), whose, and on which words."""

    finding_id: int | None
    author: str
    words: str
    about: str


def document_of(consultation: Consultation, findings: Findings, summary: str) -> bytes:
    """With real headings, so that it can be read by ear and found by its outline."""
    from docx import Document

    document = Document()
    document.core_properties.title = _clean(consultation.title)
    document.core_properties.author = _clean(consultation.institution)
    document.core_properties.language = consultation.language
    document.add_heading(_clean(f"{_('NOT PUBLISHED')}: {consultation.title}"), 0)
    document.add_paragraph(_(
        "Comment with the comments of your word processor. Leave the headings: comments find their place by them."
    ))
    document.add_heading(_("In short"), 1)
    for part in summary.split("\n\n"):
        document.add_paragraph(_clean(part))
    if findings.whole:
        document.add_heading(_("On the whole"), 1)
        _write(document, findings.whole)
    for topic in consultation.topics:
        document.add_heading(_clean(f"{topic.ordinal}. {topic.title}"), 1)
        _write(document, findings.by_topic[topic.slug])
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _write(document: object, findings: Sequence[ShownFinding], level: int = 2) -> None:
    for each in findings:
        name = _("Finding %(number)s", number=each.number) if level == 2 else _(
            "Minority view %(number)s", number=each.number)
        document.add_heading(f"{name} [f/{each.name}]", level)  # type: ignore[attr-defined]
        document.add_paragraph(_clean(each.text))  # type: ignore[attr-defined]
        for cited in each.citations:
            if cited.text is not None and cited.start is not None:
                label = f"C-{cited.number}" if cited.number else ""
                document.add_paragraph(_clean(f"{label} “{cited.text}”"), style="Quote")  # type: ignore[attr-defined]
        _write(document, each.minority_views, level + 1)


def remarks_in(content: bytes) -> list[Remark]:
    """The comments of a document. Raises Invalid for what is no Word document, none to be trusted, or has none."""
    require_sound(content)
    from docx import Document

    try:
        document = Document(io.BytesIO(content))
        said = {each.comment_id: (each.author or "", each.text or "") for each in document.comments}
        places = _places(document)
    except Exception as fault:
        # Whatever a damaged file makes the library stumble over, it is the file that is wrong.
        raise Invalid(_("This file cannot be read as a Word document.")) from fault
    found = [
        Remark(places.get(number, (None, ""))[0], shorten(normalise(author), 120), shorten(words, WORDS_LIMIT),
               shorten(normalise(places.get(number, (None, ""))[1]), 300))
        for number, (author, text) in list(said.items())[:REMARKS_LIMIT] if (words := normalise(text))
    ]
    if not found:
        raise Invalid(_("There is no comment in this document."))
    return found


def _places(document: object) -> dict[int, tuple[int | None, str]]:
    """The finding under whose heading each comment begins, and the paragraph it begins in."""
    places: dict[int, tuple[int | None, str]] = {}
    present: int | None = None
    for paragraph in document.paragraphs:  # type: ignore[attr-defined]
        if (paragraph.style.name if paragraph.style else "").startswith(("Heading", "Title")):
            mark = _MARK.search(paragraph.text)
            present = id_of(mark[1]) if mark else None
        for start in (*paragraph._p.iter(f"{_W}commentRangeStart"), *paragraph._p.iter(f"{_W}commentReference")):
            number = start.get(f"{_W}id") or ""
            if number.isdecimal():
                places.setdefault(int(number), (present, paragraph.text))
    return places


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("", text)
