"""Writing findings: adding, changing, ordering and removing them."""

import hashlib

from sqlalchemy import delete, func, select, update

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Consultation, Topic
from consult.db import db, transaction
from consult.errors import Conflict, Invalid
from consult.i18n import _
from consult.record.actions import append_entry
from consult.synthesis.beginning import begin_summarising
from consult.synthesis.models import Batch, Citation, Designation, Disposition, Finding, FindingVersion
from consult.synthesis.policy import require_desk
from consult.synthesis.queries import findings_of, latest_text
from consult.text import is_blank, normalise

TEXT_LIMIT = 1_000


class ChangedMeanwhile(Conflict):
    """Somebody saved a newer text of the finding since this page was opened."""


class ReasonMissing(Invalid):
    """Whoever chooses otherwise than the figures propose says why."""


class AlreadyPublic(Conflict):
    """The finding stands in a published outcome; it keeps its place there."""


def write_finding(
    consultation: Consultation, topic: Topic | None, text: str, designation: Designation | None, by: Account,
    parent: Finding | None = None, reason: str = "",
) -> Finding:
    """Add a finding at the end of its topic, or with `parent` a minority view beside that one.

    `reason` says why the designation differs from what the figures propose.

    Raises NotAllowed, PhaseClosed or Invalid.
    """
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        require_desk(by, consultation)
        words = _words(text)
        if topic is not None and topic.consultation_id != consultation.id:
            raise Invalid(_("This goal belongs to another consultation."))
        if parent is not None:
            _require_parent(parent, consultation)
        topic_id = parent.topic_id if parent is not None else topic.id if topic is not None else None
        begin_summarising(consultation)
        finding = Finding(
            consultation_id=consultation.id, topic_id=topic_id, parent_id=parent.id if parent else None,
            ordinal=_next_ordinal(consultation.id),
        )
        session.add(finding)
        session.flush()
        session.add(
            FindingVersion(
                finding_id=finding.id, version=1, text=words, designation=designation, written_by=by.id,
                designation_reason=_reason(reason),
            )
        )
        _record(finding, consultation, "written", words, designation)
        return finding


def edit_finding(
    finding: Finding, text: str, designation: Designation | None, by: Account, seen: str | None = None,
    reason: str | None = None,
) -> FindingVersion:
    """Change the text or the designation: in place, or as a next version where the present one is published.

    `seen` is the revision the person started from; `reason` says why the designation differs from what the figures
    propose, None leaves what was said. Raises NotAllowed, PhaseClosed, Invalid, ReasonMissing or ChangedMeanwhile.
    """
    with transaction() as session:
        session.refresh(finding, with_for_update=True)
        consultation = session.get_one(Consultation, finding.consultation_id)
        require_desk(by, consultation)
        words = _words(text)
        require_present(finding)
        present = latest_text(finding)
        if seen is not None and seen != revision_of(present.version, present.designation, present.text):
            raise ChangedMeanwhile(
                _("Somebody else changed this finding meanwhile. Your text is kept below: compare, and save again.")
            )
        begin_summarising(consultation)
        version = open_version(finding, by)
        is_chosen = designation is not version.designation
        version.text, version.designation, version.written_by, version.written_at = words, designation, by.id, now()
        version.designation_reason = version.designation_reason if reason is None else _reason(reason)
        if is_chosen and not version.designation_reason:
            _require_as_proposed(finding, consultation)
        _record(finding, consultation, "changed", words, designation)
        return version


def revision_of(version: int, designation: str | None, text: str) -> str:
    """What names one state of a finding's text, for a form to carry."""
    state = f"{version}\0{designation or ''}\0{text}"
    return hashlib.sha256(state.encode()).hexdigest()[:16]


def open_version(finding: Finding, by: Account) -> FindingVersion:
    """The version that may be changed: the latest, or a copy of it with its citations where it is published."""
    present = latest_text(finding)
    if finding.version != finding.public_version:
        return present
    finding.version += 1
    copy = FindingVersion(
        finding_id=finding.id, version=finding.version, text=present.text, designation=present.designation,
        designation_reason=present.designation_reason, written_by=by.id, written_at=now(),
        citations=[
            Citation(
                contribution_id=each.contribution_id, contribution_version=each.contribution_version, field=each.field,
                start=each.start, end=each.end, cited_finding_id=each.cited_finding_id, cited_by=each.cited_by,
                cited_at=each.cited_at,
            )
            for each in present.citations
        ],
    )
    db.session.add(copy)
    db.session.flush()
    return copy


def move_finding(finding: Finding, step: int, by: Account) -> None:
    """Exchange places with the finding before (−1) or after (+1) it.

    Raises NotAllowed, PhaseClosed, Invalid at the end of the list, or AlreadyPublic: published numbers stay.
    """
    with transaction() as session:
        session.refresh(finding, with_for_update=True)
        consultation = session.get_one(Consultation, finding.consultation_id)
        require_desk(by, consultation)
        require_present(finding)
        neighbour = _neighbour(finding, step)
        if neighbour is None:
            raise Invalid(_("This finding is already at the end of its list."))
        if finding.public_version is not None or neighbour.public_version is not None:
            raise AlreadyPublic(_("A published finding keeps its number."))
        finding.ordinal, neighbour.ordinal = neighbour.ordinal, finding.ordinal
        append_entry("finding.moved", finding.subject, consultation=consultation.slug)


def remove_finding(finding: Finding, by: Account) -> None:
    """Take an unpublished finding away, with its minority views; what it dealt with is open again.

    Raises NotAllowed, PhaseClosed, AlreadyPublic, or Invalid while a finding on the consultation cites it.
    """
    with transaction() as session:
        session.refresh(finding, with_for_update=True)
        consultation = session.get_one(Consultation, finding.consultation_id)
        require_desk(by, consultation)
        require_present(finding)
        family = session.scalars(
            select(Finding).where(
                (Finding.id == finding.id) | (Finding.parent_id == finding.id), Finding.removed_at.is_(None)
            )
        ).all()
        if any(each.public_version is not None for each in family):
            raise AlreadyPublic(_("A published finding cannot be removed. Change its text instead, and publish again."))
        if _is_cited_above([each.id for each in family]):
            raise Invalid(_("A finding on the whole consultation cites this one. Remove that citation first."))
        for each in family:
            each.removed_at = now()
            session.execute(delete(Disposition).where(Disposition.finding_id == each.id))
            session.execute(
                update(Batch).where(Batch.finding_id == each.id, Batch.undone_at.is_(None)).values(undone_at=now())
            )
            append_entry("finding.removed", each.subject, consultation=consultation.slug)


def require_present(finding: Finding) -> None:
    """Raises Conflict where somebody has removed it."""
    if finding.removed_at is not None:
        raise Conflict(_("Somebody has removed this finding meanwhile."))


def _words(text: str) -> str:
    words = normalise(text)
    if is_blank(words):
        raise Invalid(_("Write the finding in a sentence or two."))
    if len(words) > TEXT_LIMIT:
        raise Invalid(_("A finding is a sentence or two: at most %(limit)s characters.", limit=TEXT_LIMIT))
    return words


def _reason(text: str) -> str:
    words = normalise(text)
    if len(words) > TEXT_LIMIT:
        raise Invalid(_("Give the reason in at most %(limit)s characters.", limit=TEXT_LIMIT))
    return words


def _require_as_proposed(finding: Finding, consultation: Consultation) -> None:
    """Only where it is chosen: figures that change afterwards are asked about before publication."""
    shown = next(each for each in findings_of(consultation, draft=True).every() if each.id == finding.id)
    if shown.differs:
        raise ReasonMissing(_("The figures propose another designation. Say why you choose this one."))


def _require_parent(parent: Finding, consultation: Consultation) -> None:
    db.session.refresh(parent)
    require_present(parent)
    if parent.consultation_id != consultation.id or parent.parent_id is not None:
        raise Invalid(_("A minority view stands beside a finding of the same consultation."))


def _next_ordinal(consultation_id: int) -> int:
    highest = db.session.scalar(select(func.max(Finding.ordinal)).where(Finding.consultation_id == consultation_id))
    return (highest or 0) + 1


def _neighbour(finding: Finding, step: int) -> Finding | None:
    query = select(Finding).where(
        Finding.consultation_id == finding.consultation_id, Finding.removed_at.is_(None),
        Finding.topic_id == finding.topic_id if finding.topic_id is not None else Finding.topic_id.is_(None),
        Finding.parent_id == finding.parent_id if finding.parent_id is not None else Finding.parent_id.is_(None),
    )
    if step < 0:
        query = query.where(Finding.ordinal < finding.ordinal).order_by(Finding.ordinal.desc())
    else:
        query = query.where(Finding.ordinal > finding.ordinal).order_by(Finding.ordinal)
    return db.session.scalar(query.limit(1).with_for_update())


def _is_cited_above(finding_ids: list[int]) -> bool:
    return db.session.scalar(
        select(Citation.id)
        .join(FindingVersion, FindingVersion.id == Citation.finding_version_id)
        .join(Finding, Finding.id == FindingVersion.finding_id)
        .where(
            Citation.cited_finding_id.in_(finding_ids), Finding.removed_at.is_(None),
            (FindingVersion.version == Finding.version) | (FindingVersion.version == Finding.public_version),
        ).limit(1)
    ) is not None


def _record(
    finding: Finding, consultation: Consultation, what: str, text: str, designation: Designation | None
) -> None:
    append_entry(
        f"finding.{what}", finding.subject, consultation=consultation.slug,
        body={"text": text, "designation": designation.value if designation else None},
    )
