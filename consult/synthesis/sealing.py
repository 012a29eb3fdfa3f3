"""The exact content of an outcome as one digest, and whether somebody else has signed it."""

import hashlib
import json
from typing import Any

from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.consultations.models import Consultation
from consult.db import db
from consult.errors import Conflict
from consult.i18n import _
from consult.synthesis.models import Clearance, ClearanceSignature
from consult.synthesis.queries import Findings, ShownFinding


class NotSigned(Conflict):
    """The plan asks for the signature of another person on exactly what is published."""


def digest_of(findings: Findings, summary: str) -> str:
    """Another word, source, designation or order is another digest."""
    content = {
        "summary": summary, "whole": [_content(each) for each in findings.whole],
        "topics": {slug: [_content(each) for each in listed] for slug, listed in findings.by_topic.items()},
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _content(finding: ShownFinding) -> dict[str, Any]:
    return {
        "id": finding.name, "text": finding.text, "designation": finding.designation, "reason": finding.reason,
        "citations": [
            [each.source, each.version if each.start is not None else None, each.field, each.start, each.end]
            for each in finding.citations
        ],
        "minority_views": [_content(each) for each in finding.minority_views],
    }


def signed_by_another(consultation: Consultation, digest: str, by: Account) -> int:
    """How many others have signed it. Raises NotSigned where the plan asks for one and there is none."""
    signatures = db.session.scalar(
        select(func.count()).select_from(ClearanceSignature).where(
            ClearanceSignature.consultation_id == consultation.id, ClearanceSignature.digest == digest,
            ClearanceSignature.account_id != by.id,
        )
    ) or 0
    if consultation.second_signature and not signatures:
        raise NotSigned(_(
            "The plan asks for a second signature: another of the team reads and signs exactly what is published."
        ))
    return signatures


def forget_clearance(consultation: Consultation) -> None:
    """What was prepared has appeared; the next begins with its summary."""
    row = db.session.get(Clearance, consultation.id)
    if row is not None:
        row.publish_at, row.cleared, row.failure = None, "", ""
