"""How the time of a public consultation changes: each time with a reason the public reads, and in the record."""

from datetime import datetime, timedelta
from typing import Any

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Allowance, Consultation, Round, TimeChange, Topic, TopicVersion, Turn
from consult.consultations.phases import Phase, has_outcome, phase_of
from consult.consultations.policy import require_manager
from consult.consultations.recording import record
from consult.db import db, hold, transaction
from consult.errors import Conflict, Invalid
from consult.i18n import _
from consult.organisations.models import Organisation
from consult.text import is_blank, normalise

REASON_LIMIT = 2_000


class NotNow(Conflict):
    """The consultation is not in a state in which its time can change like this."""


def extend(consultation: Consultation, closes_at: datetime, reason: str, by: Account) -> None:
    """A later closing for all, also just after it has closed. Raises NotAllowed, Invalid or NotNow."""
    with transaction():
        _begin(consultation, by)
        if phase_of(consultation) not in (Phase.OPEN, Phase.CLOSED) or consultation.is_imported:
            raise NotNow(_("Only a consultation that is open, or has just closed, can be extended."))
        if consultation.closes_at is None or closes_at <= consultation.closes_at or closes_at <= now():
            raise Invalid(_("An extension must end after the present closing, and in the future."))
        _change(consultation, Turn.EXTENDED, reason, closes_at)


def pause(consultation: Consultation, reason: str, by: Account) -> None:
    """Nothing can be sent until it resumes; drafts are kept. Raises NotAllowed, Invalid or NotNow."""
    with transaction():
        _begin(consultation, by)
        if phase_of(consultation) is not Phase.OPEN or consultation.paused_at:
            raise NotNow(_("Only a consultation that is open can be paused."))
        consultation.paused_at = now()
        _change(consultation, Turn.PAUSED, reason, consultation.closes_at)


def resume(consultation: Consultation, reason: str, by: Account) -> None:
    """Open again; it closes later by as long as it was paused. Raises NotAllowed, Invalid or NotNow."""
    with transaction():
        _begin(consultation, by)
        if consultation.paused_at is None or phase_of(consultation) is not Phase.OPEN:
            raise NotNow(_("This consultation is not paused."))
        assert consultation.closes_at
        closes_at = _whole_minute(consultation.closes_at + (now() - consultation.paused_at))
        consultation.paused_at = None
        _change(consultation, Turn.RESUMED, reason, closes_at)


def cancel(consultation: Consultation, reason: str, by: Account) -> None:
    """End it without an outcome. Its pages stay readable and say why. Raises NotAllowed, Invalid or NotNow."""
    with transaction():
        _begin(consultation, by)
        if consultation.announced_at is None or consultation.cancelled_at or has_outcome(consultation):
            raise NotNow(_("Only a published consultation without an outcome can be cancelled."))
        consultation.cancelled_at = now()
        _change(consultation, Turn.CANCELLED, reason, consultation.closes_at)


def open_round(
    consultation: Consultation, opens_at: datetime, closes_at: datetime, reason: str, by: Account
) -> None:
    """Open again on a new version of a goal. Raises NotAllowed, Invalid or NotNow."""
    with transaction() as session:
        _begin(consultation, by)
        if phase_of(consultation) not in (Phase.CLOSED, Phase.SUMMARISING) or consultation.is_imported:
            raise NotNow(_("A further round can be opened once the last has closed, and before an outcome."))
        assert consultation.opens_at
        assert consultation.closes_at
        if not has_new_version(consultation):
            raise NotNow(_("Publish a new version of a goal first: a further round is about what has changed."))
        if closes_at <= opens_at:
            raise Invalid(_("It must close after it opens."))
        if opens_at < consultation.closes_at or closes_at <= now():
            raise Invalid(_("A further round must open after the last has closed, and close in the future."))
        if consultation.round == 1:
            session.add(
                Round(
                    consultation_id=consultation.id, number=1, opens_at=consultation.opens_at,
                    closes_at=consultation.closes_at,
                )
            )
        consultation.round += 1
        session.add(
            Round(consultation_id=consultation.id, number=consultation.round, opens_at=opens_at, closes_at=closes_at)
        )
        consultation.opens_at = opens_at
        consultation.summarising_at = None
        session.flush()
        _change(consultation, Turn.REOPENED, reason, closes_at)
        session.expire(consultation, ["rounds"])


def has_new_version(consultation: Consultation) -> bool:
    """Whether a goal has a version that came since the present round opened."""
    return any(
        topic.version > 1 and version.published_at >= consultation.opens_at
        for topic in consultation.topics if (version := present_version(topic)) and consultation.opens_at
    )


def present_version(topic: Topic) -> TopicVersion | None:
    return db.session.get(TopicVersion, (topic.id, topic.version))


def allow_later(
    consultation: Consultation, whose: Account | Organisation, until: datetime, reason: str, by: Account
) -> Allowance:
    """A later deadline for one person or organisation; who it is stays with the team.

    Raises NotAllowed, Invalid or NotNow.
    """
    with transaction() as session:
        _begin(consultation, by)
        if phase_of(consultation) not in (Phase.OPEN, Phase.CLOSED, Phase.SUMMARISING):
            raise NotNow(_("A later deadline can be given from opening until there is an outcome."))
        if consultation.closes_at is None or until <= consultation.closes_at or until <= now():
            raise Invalid(_("A later deadline must lie after the closing for all, and in the future."))
        allowance = Allowance(
            consultation_id=consultation.id, until=until, reason=_reason(reason),
            account_id=whose.id if isinstance(whose, Account) else None,
            organisation_id=whose.id if isinstance(whose, Organisation) else None,
        )
        session.add(allowance)
        record("allowance.given", consultation, facts={"until": until.isoformat()})
        return allowance


def _whole_minute(moment: datetime) -> datetime:
    """The next one: people are told minutes, and a form holds no seconds."""
    return (moment + timedelta(seconds=59, microseconds=999_999)).replace(second=0, microsecond=0)


def _begin(consultation: Consultation, by: Account) -> None:
    hold(consultation)
    require_manager(by, consultation)


def _reason(reason: str) -> str:
    """Raises Invalid."""
    reason = normalise(reason)
    if is_blank(reason) or len(reason) > REASON_LIMIT:
        raise Invalid(_("Give a reason of at most 2,000 characters. Everybody can read it."))
    return reason


def _change(consultation: Consultation, turn: Turn, reason: str, closes_at: datetime | None) -> None:
    """Say it, and let the dates follow. Raises Invalid."""
    said, before = _reason(reason), consultation.closes_at
    db.session.add(
        TimeChange(
            consultation_id=consultation.id, turn=turn, reason=said, changed_at=now(), closed_before=before,
            closes_after=closes_at,
        )
    )
    consultation.closes_at = closes_at
    consultation.calendar_sequence += 1
    _keep_round(consultation)
    facts: dict[str, Any] = {
        "closed": before.isoformat() if before else None, "closes": closes_at.isoformat() if closes_at else None,
    }
    kind = "round.opened" if turn is Turn.REOPENED else f"consultation.{turn.value}"
    if turn is Turn.REOPENED:
        facts |= {"round": consultation.round, "opens": consultation.opens_at and consultation.opens_at.isoformat()}
    record(kind, consultation, facts=facts, body={"reason": said})


def _keep_round(consultation: Consultation) -> None:
    """The row of the present round says what the consultation's own dates say."""
    present = db.session.get(Round, (consultation.id, consultation.round))
    if present is not None and consultation.opens_at and consultation.closes_at:
        present.opens_at, present.closes_at = consultation.opens_at, consultation.closes_at
