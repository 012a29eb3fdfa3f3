"""Before an outcome appears: its exact content, who signed it, and the minute at which it appears by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Consultation, Duty
from consult.db import db, transaction
from consult.errors import Conflict, Invalid, Refusal
from consult.i18n import _
from consult.logs import log
from consult.synthesis.models import Clearance, ClearanceSignature
from consult.synthesis.policy import require_desk
from consult.synthesis.publishing import ChangedSince, Incomplete, publish_outcome, what_is_missing
from consult.synthesis.queries import Findings, coverage_of, findings_of
from consult.synthesis.sealing import digest_of, signed_by_another
from consult.text import normalise

SUMMARY_LIMIT = 5_000


@dataclass(frozen=True)
class Cleared:
    """Where the next outcome stands: what would be published, its digest, and who signed exactly that."""

    clearance: Clearance
    findings: Findings
    digest: str
    signatures: Sequence[ClearanceSignature]
    voided: int

    @property
    def is_overtaken(self) -> bool:
        """A minute is set, but the content has changed since."""
        return self.clearance.publish_at is not None and self.clearance.cleared != self.digest


def cleared(consultation: Consultation) -> Cleared:
    """A fixed number of queries."""
    clearance = db.session.get(Clearance, consultation.id) or Clearance(
        consultation_id=consultation.id, summary="", cleared="", failure=""
    )
    findings = findings_of(consultation, draft=True)
    digest = digest_of(findings, clearance.summary)
    signatures = db.session.scalars(
        select(ClearanceSignature).where(ClearanceSignature.consultation_id == consultation.id)
        .options(joinedload(ClearanceSignature.account)).order_by(ClearanceSignature.signed_at)
    ).all()
    valid = [each for each in signatures if each.digest == digest]
    return Cleared(clearance, findings, digest, valid, len(signatures) - len(valid))


def write_summary(consultation: Consultation, summary: str, by: Account) -> None:
    """The few sentences at its top. Raises NotAllowed, PhaseClosed or Invalid."""
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        require_desk(by, consultation)
        words = normalise(summary)
        if len(words) > SUMMARY_LIMIT:
            raise Invalid(_("Shorten this to %(limit)s characters.", limit=SUMMARY_LIMIT))
        _row(consultation).summary = words


def sign(consultation: Consultation, seen: str, by: Account) -> None:
    """Stand for exactly what was on the page. Raises NotAllowed, PhaseClosed or ChangedSince."""
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        require_desk(by, consultation, Duty.PUBLISHING)
        digest = digest_of(findings_of(consultation, draft=True), _row(consultation).summary)
        if digest != seen:
            raise ChangedSince(_("The outcome has changed since you read it. Read it again, then sign."))
        if session.get(ClearanceSignature, (consultation.id, digest, by.id)) is None:
            session.add(ClearanceSignature(
                consultation_id=consultation.id, digest=digest, account_id=by.id, signed_at=now()
            ))


def publish_cleared(consultation: Consultation, seen: str, by: Account) -> None:
    """Publish what was on the page. Raises what publish_outcome does, or ChangedSince."""
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        row = _row(consultation)
        if digest_of(findings_of(consultation, draft=True), row.summary) != seen:
            raise ChangedSince(_("The outcome has changed since you read it. Read it again, then publish."))
        publish_outcome(consultation, row.summary, by)


def set_minute(consultation: Consultation, moment: datetime, seen: str, by: Account) -> None:
    """Let it appear by itself at a minute to come, if nothing of it changes until then.

    Raises NotAllowed, PhaseClosed, Invalid, ChangedSince, NotSigned or Incomplete.
    """
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        require_desk(by, consultation, Duty.PUBLISHING)
        moment = moment.replace(second=0, microsecond=0)
        if moment <= now():
            raise Invalid(_("Choose a minute that is still to come."))
        row, findings = _row(consultation), findings_of(consultation, draft=True)
        digest = digest_of(findings, row.summary)
        if digest != seen:
            raise ChangedSince(_("The outcome has changed since you read it. Read it again, then set the minute."))
        signed_by_another(consultation, digest, by)
        if missing := what_is_missing(consultation, findings, coverage_of(consultation, draft=True)):
            raise Incomplete(missing)
        row.publish_at, row.cleared, row.set_by, row.failure = moment, digest, by.id, ""


def clear_minute(consultation: Consultation, by: Account) -> None:
    """It no longer appears by itself. Raises NotAllowed or PhaseClosed."""
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        require_desk(by, consultation, Duty.PUBLISHING)
        row = _row(consultation)
        row.publish_at, row.cleared, row.failure = None, "", ""


def release_due() -> int:
    """Publish what is due. What cannot be is not tried again: the team reads why. How many appeared.

    Until then nothing is written that a reader, a feed, a search or the record could show.
    """
    due = db.session.scalars(select(Clearance.consultation_id).where(Clearance.publish_at <= now())).all()
    return sum(_release(each) for each in due)


def _release(consultation_id: int) -> bool:
    failure = ""
    try:
        with transaction() as session:
            consultation = session.get_one(Consultation, consultation_id, with_for_update=True)
            row = session.get_one(Clearance, consultation_id, with_for_update=True)
            if row.publish_at is None or row.publish_at > now():
                return False
            by = session.get(Account, row.set_by) if row.set_by is not None else None
            if by is None:
                raise Conflict(_("Whoever set the minute has left."))
            if digest_of(findings_of(consultation, draft=True), row.summary) != row.cleared:
                raise ChangedSince(_("It changed after the minute was set, so it did not appear."))
            is_punctual = now() - row.publish_at < timedelta(minutes=1)
            publish_outcome(consultation, row.summary, by, row.publish_at if is_punctual else None)
            return True
    except Refusal as refusal:
        failure = refusal.message
    with transaction() as session:
        row = session.get_one(Clearance, consultation_id, with_for_update=True)
        row.publish_at, row.cleared, row.failure = None, "", failure
    log().warning("outcome not released", consultation=consultation_id)
    return False


def _row(consultation: Consultation) -> Clearance:
    row = db.session.get(Clearance, consultation.id)
    if row is None:
        row = Clearance(consultation_id=consultation.id, summary="", cleared="", failure="")
        db.session.add(row)
        db.session.flush()
    return row

