"""The published outcome as one page. A fixed number of queries, whatever the number of findings."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from consult.coding.queries import Theme, agreements_of, codebook_of, themes_by_group
from consult.consultations.models import Consultation
from consult.consultations.numbers import Numbers, numbers_block
from consult.contributions.models import State
from consult.synthesis.citations import Place, words_around
from consult.synthesis.coverage import Coverage, together
from consult.synthesis.ledger import not_analysed
from consult.synthesis.models import Designation, Outcome
from consult.synthesis.queries import (
    Findings,
    ShownCitation,
    ShownFinding,
    coverage_of,
    findings_of,
    latest_outcome,
)
from consult.synthesis.standing import Balance, balance_of

QUOTED = 3


@dataclass(frozen=True)
class Published:
    """What the outcome page shows."""

    outcome: Outcome | None
    findings: Findings
    coverage: dict[str, Coverage]
    total: Coverage
    numbers: Numbers
    published: int
    received: int
    not_analysed: int
    designations: Sequence[tuple[str, int]]
    around: dict[Place, tuple[str, str]]
    themes: Sequence[tuple[Theme, dict[str, int]]]
    agreement: Sequence[dict[str, Any]]
    balance: Balance

    def quoted(self, finding: ShownFinding) -> Sequence[ShownCitation]:
        """The first few live ones, to be read at once."""
        return [each for each in finding.citations if each.start is not None and not each.void][:QUOTED]

    def further(self, finding: ShownFinding) -> Sequence[ShownCitation]:
        """All others, each contribution once, void ones too."""
        quoted = {each.source for each in self.quoted(finding)}
        others = {each.source: each for each in finding.citations if each.source not in quoted}
        return list(others.values())

    def words_around(self, citation: ShownCitation) -> tuple[str, str]:
        return self.around.get((citation.name, citation.version, citation.field, citation.start), ("", ""))


def outcome_of(consultation: Consultation, *, draft: bool = False) -> Published:
    """As published, or with `draft` as the next would appear."""
    findings, coverage = findings_of(consultation, draft=draft), coverage_of(consultation, draft=draft)
    numbers = numbers_block(consultation)
    kinds = [numbers["positions"], numbers["comments"]]
    designations = Counter(each.designation for each in findings.every() if each.designation)
    return Published(
        outcome=latest_outcome(consultation), findings=findings, coverage=coverage, total=together(coverage),
        numbers=numbers, published=sum(each[State.PUBLISHED.value] for each in kinds),
        received=sum(each["received"] for each in kinds), not_analysed=not_analysed(consultation, draft),
        designations=[(each.value, designations[each.value]) for each in Designation],
        around=words_around(consultation, draft=draft), themes=_themes(consultation),
        agreement=agreements_of(consultation), balance=balance_of(consultation, None, draft=draft),
    )


def _themes(consultation: Consultation) -> Sequence[tuple[Theme, dict[str, int]]]:
    by_group = themes_by_group(consultation)
    return [(each, by_group.get(each.id, {})) for each in codebook_of(consultation)]
