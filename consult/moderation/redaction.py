"""Which words are to be covered: found in the text when pasted, checked when selected."""

import re
from collections.abc import Sequence

from consult.contributions.actions import FIELDS, FieldSpan
from consult.contributions.models import Version
from consult.errors import Invalid
from consult.i18n import _
from consult.text import find_span, shorten

# Never in a stored text, so that no phrase is found across two fields.
_BETWEEN = "\0"


def spans_of_phrases(version: Version, phrases: str) -> list[FieldSpan]:
    """One phrase a line. Raises Invalid where one is not in exactly one place of the whole text."""
    return [_span_of(version, line) for line in phrases.splitlines() if line.strip()]


def spans_of_selection(selection: str) -> list[FieldSpan]:
    """What the page's script noted: `body:12:20 claim:0:4`, in code points. Raises Invalid."""
    spans = []
    for part in selection.split():
        found = re.fullmatch(r"(\w+):(\d{1,7}):(\d{1,7})", part)
        if found is None:
            raise Invalid(_("The words to cover are not in the text. Select them again."))
        spans.append((found[1], int(found[2]), int(found[3])))
    return spans


def _span_of(version: Version, words: str) -> FieldSpan:
    texts = [getattr(version, field) for field in FIELDS]
    found = find_span(_BETWEEN.join(texts), words)
    if found is None:
        raise Invalid(
            _("“%(words)s” does not stand in exactly one place of the text. Paste it as it is written there.",
              words=shorten(words.strip(), 80))
        )
    start, end = found
    for field, text in zip(FIELDS, texts, strict=True):
        if start <= len(text):
            return field, start, end
        start, end = start - len(text) - len(_BETWEEN), end - len(text) - len(_BETWEEN)
    raise AssertionError("a span lies in a field")


def redactions_of(version: Version) -> list[FieldSpan]:
    """The covered spans of a version, as they are stored."""
    return [(str(field), int(str(start)), int(str(end))) for field, start, end in version.redactions or []]


def merged(version: Version, spans: Sequence[FieldSpan]) -> list[FieldSpan]:
    """The redactions of a version with further ones, each once."""
    return sorted({*redactions_of(version), *spans})
