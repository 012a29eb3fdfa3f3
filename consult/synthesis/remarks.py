"""Comments that came back in a document, and what is said where software drafted words."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Consultation
from consult.db import db, hold, transaction
from consult.errors import Conflict, Invalid, NotFound
from consult.i18n import _
from consult.identifiers import id_of
from consult.record.actions import append_entry
from consult.synthesis.circulation import Remark
from consult.synthesis.models import Finding, ReviewRemark, SoftwareDraft
from consult.synthesis.policy import require_desk
from consult.text import normalise

WORDS_LIMIT = 2_000


def bring_in(consultation: Consultation, remarks: Sequence[Remark], by: Account) -> int:
    """Keep the comments of a document, each once; how many were new. Raises NotAllowed or PhaseClosed."""
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        require_desk(by, consultation)
        own = set(session.scalars(select(Finding.id).where(Finding.consultation_id == consultation.id)))
        known = {(each.finding_id, each.author, each.words) for each in remarks_on(consultation)}
        new = dict.fromkeys(
            (each.finding_id if each.finding_id in own else None, each.author, each.words, each.about)
            for each in remarks
        )
        fresh = [each for each in new if each[:3] not in known]
        session.add_all(
            ReviewRemark(
                consultation_id=consultation.id, finding_id=finding_id, author=author, words=words, about=about,
                brought_by=by.id, brought_at=now(),
            )
            for finding_id, author, words, about in fresh
        )
        return len(fresh)


def settle_remark(remark: ReviewRemark, by: Account) -> None:
    """It is dealt with. Raises NotAllowed or PhaseClosed."""
    with transaction() as session:
        hold(remark)
        require_desk(by, session.get_one(Consultation, remark.consultation_id))
        remark.settled_at = remark.settled_at or now()


def remarks_on(consultation: Consultation) -> Sequence[ReviewRemark]:
    return db.session.scalars(
        select(ReviewRemark).where(ReviewRemark.consultation_id == consultation.id)
        .order_by(ReviewRemark.brought_at, ReviewRemark.id)
    ).all()


def remark_by_name(name: str) -> ReviewRemark:
    """Raises NotFound."""
    identifier = id_of(name)
    found = db.session.get(ReviewRemark, identifier) if identifier is not None else None
    if found is None:
        raise NotFound(_("There is no such comment."))
    return found


def declare_software(
    finding: Finding, tool: str, given: str, edited_by: str, answerable: str, by: Account
) -> SoftwareDraft:
    """Say that software drafted words of a finding's latest version. Raises NotAllowed, PhaseClosed or Invalid."""
    with transaction() as session:
        session.refresh(finding, with_for_update=True)
        consultation = session.get_one(Consultation, finding.consultation_id)
        require_desk(by, consultation)
        said = [normalise(each)[:WORDS_LIMIT] for each in (tool, given, edited_by, answerable)]
        if not all(said):
            raise Invalid(_("Name the tool, what it was given, who edited its words, and who answers for them."))
        draft = session.get(SoftwareDraft, (finding.id, finding.version))
        if draft is None:
            draft = SoftwareDraft(finding_id=finding.id, version=finding.version)
            session.add(draft)
        elif finding.public_version == finding.version:
            raise Conflict(_("This version is published, and so is what was said of it."))
        draft.tool, draft.given, draft.edited_by, draft.answerable = said
        draft.declared_by, draft.declared_at = by.id, now()
        append_entry(
            "finding.drafted_by_software", finding.subject, consultation=consultation.slug, version=finding.version,
            body={"tool": draft.tool, "given": draft.given, "edited_by": draft.edited_by,
                  "answerable": draft.answerable},
        )
        return draft


def software_drafts_of(consultation: Consultation, *, draft: bool = False) -> Mapping[int, SoftwareDraft]:
    """By finding, of the published version or with `draft` of the latest: what is said of a version goes with it."""
    shown = Finding.version if draft else Finding.public_version
    rows = db.session.scalars(
        select(SoftwareDraft)
        .join(Finding, (Finding.id == SoftwareDraft.finding_id) & (SoftwareDraft.version == shown))
        .where(Finding.consultation_id == consultation.id, Finding.removed_at.is_(None))
    )
    return {each.finding_id: each for each in rows}
