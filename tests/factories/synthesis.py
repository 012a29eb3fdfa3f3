"""Findings with what they cite, and whole consultations ready for an outcome."""

from consult.accounts.models import Account
from consult.consultations.models import Consultation, Topic
from consult.contributions.models import Contribution
from consult.synthesis.actions import write_finding
from consult.synthesis.citing import cite_span
from consult.synthesis.models import Citation, Designation, Finding


def make_finding(
    topic: Topic | None, by: Account, text: str = "What it costs should be published.", *,
    designation: Designation | None = Designation.CONSENSUS, parent: Finding | None = None,
    consultation: Consultation | None = None, reason: str = "Seen as a whole, it is so.",
) -> Finding:
    """On a topic, or with `consultation` on the whole."""
    home = consultation or (topic.consultation if topic else None)
    assert home is not None
    return write_finding(home, topic, text, designation, by, parent, reason)


def make_citation(
    finding: Finding, contribution: Contribution, by: Account, words: str = "", field: str = "claim"
) -> Citation:
    """Of the words given, or of the whole field."""
    text = str(getattr(contribution.versions[-1], f"public_{field}"))
    start = text.index(words)
    end = start + len(words) if words else len(text)
    return cite_span(finding, contribution, contribution.public_version or 0, field, start, end, text[start:end], by)
