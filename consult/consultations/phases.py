"""What is open when. A phase is read off the consultation's dates and the clock; nothing stores it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from consult.clock import now
from consult.consultations.models import Consultation
from consult.errors import Conflict
from consult.i18n import _


class Phase(StrEnum):
    PREPARING = "preparing"
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    SUMMARISING = "summarising"
    DRAFT_OUTCOME = "draft_outcome"
    FINAL_OUTCOME = "final_outcome"
    RESPONSE = "response"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


WITH_OUTCOME = (Phase.DRAFT_OUTCOME, Phase.FINAL_OUTCOME, Phase.RESPONSE, Phase.ARCHIVED)


class PhaseClosed(Conflict):
    """The consultation does not take this now."""


def phase_of(consultation: Consultation) -> Phase:
    moment = now()
    if consultation.cancelled_at:
        return Phase.CANCELLED
    if consultation.announced_at is None or consultation.announced_at > moment:
        return Phase.PREPARING
    for reached, phase in (
        (consultation.archived_at, Phase.ARCHIVED),
        (consultation.responded_at, Phase.RESPONSE),
        (final_at(consultation), Phase.FINAL_OUTCOME),
        (consultation.draft_outcome_at, Phase.DRAFT_OUTCOME),
    ):
        if reached and reached <= moment:
            return phase
    if consultation.opens_at and moment < consultation.opens_at:
        return Phase.ANNOUNCED
    if consultation.closes_at and moment < consultation.closes_at:
        return Phase.OPEN
    return Phase.SUMMARISING if consultation.summarising_at else Phase.CLOSED


def final_at(consultation: Consultation) -> datetime | None:
    """When the outcome became or becomes final: the end of the window for challenges makes it so."""
    if consultation.final_outcome_at or not consultation.draft_outcome_at:
        return consultation.final_outcome_at
    return consultation.draft_outcome_at + timedelta(days=consultation.challenge_days)


def is_public(consultation: Consultation) -> bool:
    return consultation.announced_at is not None and consultation.announced_at <= now()


def has_outcome(consultation: Consultation) -> bool:
    return phase_of(consultation) in WITH_OUTCOME


def takes_contributions(consultation: Consultation) -> bool:
    """Open, or within the closing grace for what was being written."""
    if phase_of(consultation) is Phase.OPEN:
        return True
    closes = consultation.closes_at
    return (
        phase_of(consultation) is Phase.CLOSED
        and closes is not None
        and now() < closes + timedelta(minutes=consultation.grace_minutes)
        and not consultation.is_imported
    )


def require_open(consultation: Consultation) -> None:
    """Raises PhaseClosed unless contributions may be sent, changed or withdrawn now."""
    if takes_contributions(consultation):
        return
    if phase_of(consultation) in (Phase.PREPARING, Phase.ANNOUNCED):
        raise PhaseClosed(_("This consultation has not opened yet. Your draft is kept."))
    raise PhaseClosed(_("This consultation is closed and takes no more contributions. Your draft is kept."))


@dataclass(frozen=True)
class Milestone:
    """A point on the timeline. `date` may be missing where the plan does not say."""

    phase: Phase
    date: datetime | None
    is_past: bool
    is_present: bool


def timeline(consultation: Consultation) -> Sequence[Milestone]:
    """The life of this consultation, in order, with where it stands."""
    steps: list[tuple[Phase, datetime | None]] = [
        (Phase.ANNOUNCED, consultation.announced_at),
        (Phase.OPEN, consultation.opens_at),
        (Phase.SUMMARISING, consultation.closes_at),
    ]
    if consultation.has_draft_outcome:
        steps.append((Phase.DRAFT_OUTCOME, consultation.draft_outcome_at))
    steps += [(Phase.FINAL_OUTCOME, final_at(consultation)), (Phase.RESPONSE, consultation.responded_at)]
    present = phase_of(consultation)
    if present is Phase.CLOSED:
        present = Phase.SUMMARISING
    order = [phase for phase, _date in steps]
    place = order.index(present) if present in order else (-1 if present is Phase.PREPARING else len(order))
    return [Milestone(phase, date, index < place, index == place) for index, (phase, date) in enumerate(steps)]
