"""Putting a finding in another place among its own."""

from sqlalchemy import select

from consult.accounts.models import Account
from consult.consultations.models import Consultation
from consult.db import transaction
from consult.errors import Invalid
from consult.i18n import _
from consult.record.actions import append_entry
from consult.synthesis.actions import AlreadyPublic, require_present
from consult.synthesis.models import Finding
from consult.synthesis.policy import require_desk


def place_finding(finding: Finding, before: Finding | None, by: Account) -> None:
    """Put it before another of its list, or at the end. Published ones keep their numbers.

    Raises NotAllowed, PhaseClosed, AlreadyPublic, or Invalid where the two do not stand in one list.
    """
    with transaction() as session:
        session.refresh(finding, with_for_update=True)
        consultation = session.get_one(Consultation, finding.consultation_id)
        require_desk(by, consultation)
        require_present(finding)
        listed = list(
            session.scalars(
                select(Finding).where(
                    Finding.consultation_id == finding.consultation_id, Finding.removed_at.is_(None),
                    Finding.topic_id.is_not_distinct_from(finding.topic_id),
                    Finding.parent_id.is_not_distinct_from(finding.parent_id),
                ).order_by(Finding.ordinal).with_for_update()
            )
        )
        if before is finding:
            return
        if before is not None and before not in listed:
            raise Invalid(_("This finding stands in another list."))
        ordinals = [each.ordinal for each in listed]
        wanted = [each for each in listed if each is not finding]
        wanted.insert(wanted.index(before) if before is not None else len(wanted), finding)
        if wanted == listed:
            return
        for each, ordinal in zip(wanted, ordinals, strict=True):
            if each.ordinal != ordinal and each.public_version is not None:
                raise AlreadyPublic(_("A published finding keeps its number."))
            each.ordinal = ordinal
        append_entry("finding.moved", finding.subject, consultation=consultation.slug)
