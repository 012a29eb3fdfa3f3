"""Citing: exact spans of published contributions on topic findings, topic findings on the consultation's."""

from sqlalchemy import select

from consult.accounts.models import Account
from consult.consultations.models import Consultation
from consult.contributions.actions import FIELDS
from consult.contributions.models import Contribution, ContributionTopic, State
from consult.contributions.queries import version_of
from consult.db import db, hold, transaction
from consult.errors import Invalid
from consult.i18n import _
from consult.record.actions import append_entry
from consult.synthesis.actions import open_version, require_present
from consult.synthesis.beginning import begin_summarising
from consult.synthesis.models import Citation, Finding, FindingVersion
from consult.synthesis.policy import require_desk
from consult.text import REDACTED, Span, find_span, is_blank, normalise


def cite_span(
    finding: Finding, contribution: Contribution, version: int, field: str, start: int, end: int, text: str,
    by: Account,
) -> Citation:
    """Cite the words from `start` to `end`, code points of the public form of that version.

    Raises NotAllowed, PhaseClosed, or Invalid unless `text` stands exactly there and the contribution is published
    and about the finding's topic.
    """
    with transaction() as session:
        _lock(finding, by)
        session.refresh(contribution)
        _require_citable(finding, contribution)
        if version != contribution.public_version or field not in FIELDS:
            raise Invalid(_("A newer version of this contribution is published. Select the words there."))
        source = str(getattr(version_of(contribution, version), f"public_{field}"))
        if not 0 <= start < end <= len(source) or source[start:end] != text:
            raise Invalid(_("The words do not stand there any more. Select them again."))
        if is_blank(text.replace(REDACTED, "")):
            raise Invalid(_("There is nothing to read in these words."))
        return _add(finding, by, Citation(
            contribution_id=contribution.id, contribution_version=version, field=field, start=start, end=end))


def cite_words(finding: Finding, contribution: Contribution, field: str | None, words: str, by: Account) -> Citation:
    """Cite words by finding them: in the field named, or in any.

    Raises NotAllowed, PhaseClosed, or Invalid unless they stand in exactly one place.
    """
    with transaction() as session:
        _lock(finding, by)
        session.refresh(contribution)
        _require_citable(finding, contribution)
        number = contribution.public_version or 0
        name, (start, end), source = _place(contribution, number, field, normalise(words))
        return cite_span(finding, contribution, number, name, start, end, source[start:end], by)


def _place(contribution: Contribution, number: int, field: str | None, words: str) -> tuple[str, Span, str]:
    """The one place where the words stand. Raises Invalid for none and for several."""
    if is_blank(words):
        raise Invalid(_("Paste the words to cite first."))
    version = version_of(contribution, number)
    sources = {name: str(getattr(version, f"public_{name}")) for name in ((field,) if field in FIELDS else FIELDS)}
    found = [(name, span, source) for name, source in sources.items() if (span := find_span(source, words))]
    if len(found) == 1:
        return found[0]
    flat = " ".join(words.split())
    if found or any(flat in " ".join(source.split()) for source in sources.values()):
        raise Invalid(_("These words stand in more than one place. Paste a longer stretch of the text."))
    raise Invalid(_("These words do not stand in this contribution. Copy them exactly as they are written."))


def cite_finding(finding: Finding, cited: Finding, by: Account) -> Citation:
    """Let a finding on the consultation rest on a topic finding. Raises NotAllowed, PhaseClosed or Invalid."""
    with transaction() as session:
        _lock(finding, by)
        session.refresh(cited)
        require_present(cited)
        if finding.topic_id is not None:
            raise Invalid(_("A finding on a goal cites contributions, not findings."))
        if cited.topic_id is None or cited.consultation_id != finding.consultation_id:
            raise Invalid(_("A finding on the consultation cites findings on its goals."))
        return _add(finding, by, Citation(cited_finding_id=cited.id))


def uncite(citation: Citation, by: Account) -> None:
    """Take a citation out of the latest version of its finding. Raises NotAllowed, PhaseClosed or Invalid."""
    with transaction() as session:
        hold(citation)
        finding = session.get_one(FindingVersion, citation.finding_version_id).finding
        wanted = _same_place(citation)
        _lock(finding, by)
        version = open_version(finding, by)
        for each in [each for each in version.citations if _same_place(each) == wanted]:
            version.citations.remove(each)
        _record(finding, "uncited", citation)


def _lock(finding: Finding, by: Account) -> None:
    session = db.session
    session.refresh(finding, with_for_update=True)
    require_desk(by, session.get_one(Consultation, finding.consultation_id))
    require_present(finding)


def _require_citable(finding: Finding, contribution: Contribution) -> None:
    if finding.topic_id is None:
        raise Invalid(_("A finding on the consultation cites findings on its goals."))
    if contribution.state is not State.PUBLISHED or contribution.public_version is None:
        raise Invalid(_("Only published contributions can be cited."))
    if db.session.get(ContributionTopic, (contribution.id, finding.topic_id)) is None:
        raise Invalid(_("This contribution is about another goal."))


def _add(finding: Finding, by: Account, citation: Citation) -> Citation:
    """Raises Invalid where the finding cites this already."""
    version = open_version(finding, by)
    if any(_same_place(each) == _same_place(citation) for each in version.citations):
        raise Invalid(_("This finding cites these words already."))
    begin_summarising(db.session.get_one(Consultation, finding.consultation_id))
    citation.cited_by = by.id
    version.citations.append(citation)
    db.session.flush()
    _record(finding, "cited", citation)
    return citation


def _same_place(citation: Citation) -> tuple[int | str | None, ...]:
    return (
        citation.contribution_id, citation.contribution_version, citation.field or "", citation.start, citation.end,
        citation.cited_finding_id,
    )


def _record(finding: Finding, what: str, citation: Citation) -> None:
    consultation = db.session.get_one(Consultation, finding.consultation_id)
    contribution = db.session.get(Contribution, citation.contribution_id) if citation.contribution_id else None
    cited = db.session.get(Finding, citation.cited_finding_id) if citation.cited_finding_id else None
    source = contribution.subject if contribution else cited.subject if cited else ""
    append_entry(
        f"finding.{what}", finding.subject, consultation=consultation.slug,
        body={
            "source": source, "version": citation.contribution_version, "field": citation.field or "",
            "start": citation.start, "end": citation.end,
        },
    )


def citations_on_topic(contribution: Contribution, topic_id: int) -> list[Citation]:
    """Where a contribution is cited at the desk in one topic; for undoing them together."""
    return list(db.session.scalars(
        select(Citation)
        .join(FindingVersion, FindingVersion.id == Citation.finding_version_id)
        .join(Finding, (Finding.id == FindingVersion.finding_id) & (Finding.version == FindingVersion.version))
        .where(
            Citation.contribution_id == contribution.id, Finding.topic_id == topic_id, Finding.removed_at.is_(None)
        )
    ))
