"""Likely findings for a source and likely sources for a finding, by the words they share. A person decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func

from consult.coding.grouping import said_in
from consult.coding.similarity import READ, most_alike, stems_in
from consult.coding.stems import stems_of, words_of
from consult.consultations.models import Consultation, Topic
from consult.contributions.models import Contribution, ContributionTopic, Version
from consult.db import db
from consult.synthesis.ledger import is_cited, is_disposed, published_on_topics
from consult.synthesis.queries import ShownFinding
from consult.synthesis.workbench import Slip, slips_with

FINDINGS, SOURCES, MOST = 3, 20, 20_000


@dataclass(frozen=True)
class LikelyFinding:
    """`words` are those of the source that it shares with the finding or with what the finding cites."""

    finding: ShownFinding
    words: Sequence[str]


@dataclass(frozen=True)
class LikelySource:
    slip: Slip
    words: Sequence[str]


def findings_for(slip: Slip, findings: Sequence[ShownFinding], language: str) -> list[LikelyFinding]:
    """No query: the findings and what they cite are on the page already."""
    everyone = [each for finding in findings for each in (finding, *finding.minority_views)]
    candidates = {each.id: _stems_of_finding(each, language) for each in everyone}
    text = _text(slip.claim, slip.body)
    by_id = {each.id: each for each in everyone}
    return [
        LikelyFinding(by_id[match.id], _shown(match.shared, text, slip.language))
        for match in most_alike(stems_in([(text, slip.language)]), candidates, FINDINGS)
    ]


def sources_for(finding: ShownFinding, topic: Topic, consultation: Consultation) -> list[LikelySource]:
    """Of what is not dealt with on the topic, the most alike. Two queries."""
    rows = db.session.execute(
        published_on_topics(
            consultation.id, Contribution.id, Contribution.language, Version.public_claim,
            func.substr(Version.public_body, 1, READ).label("body"),
        )
        .join(Version, and_(Version.contribution_id == Contribution.id, Version.version == Contribution.public_version))
        .where(ContributionTopic.topic_id == topic.id, ~is_disposed(), ~is_cited(draft=True)).limit(MOST)
    ).all()
    candidates = {row.id: stems_in([(_text(row.public_claim, row.body), row.language)]) for row in rows}
    matches = most_alike(_stems_of_finding(finding, consultation.language), candidates, SOURCES)
    slips = {each.id: each for each in slips_with(topic, [match.id for match in matches])}
    return [
        LikelySource(slip, _shown(match.shared, _text(slip.claim, slip.body), slip.language))
        for match in matches if (slip := slips.get(match.id))
    ]


def _stems_of_finding(finding: ShownFinding, language: str) -> list[str]:
    cited = [(each.text, each.language) for each in finding.citations if each.text and each.language]
    return stems_in([(finding.text, language), *cited])


def _text(claim: str, body: str) -> str:
    return said_in(claim, body)[:READ]


def _shown(stems: Sequence[str], text: str, language: str) -> list[str]:
    """The words as this text has them: stems are no words."""
    forms: dict[str, str] = {}
    for word in words_of(text):
        for base in stems_of(word, language):
            forms.setdefault(base, word)
    return [forms[each] for each in stems if each in forms][:3]
