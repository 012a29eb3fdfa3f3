"""What is open when. A phase is read off the consultation's dates and the clock; nothing stores it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NoReturn

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.allowances import personal_deadline
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


FINAL = (Phase.FINAL_OUTCOME, Phase.RESPONSE, Phase.ARCHIVED)
WITH_OUTCOME = (Phase.DRAFT_OUTCOME, *FINAL)


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
    on_the_clock = consultation.paused_at or moment
    if consultation.opens_at and on_the_clock < consultation.opens_at:
        return Phase.ANNOUNCED
    if consultation.closes_at and on_the_clock < consultation.closes_at:
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


def is_final(consultation: Consultation) -> bool:
    """Whether the outcome can no longer be challenged: asked wherever it is called draft or final."""
    return phase_of(consultation) in FINAL


def is_paused(consultation: Consultation) -> bool:
    return consultation.paused_at is not None and phase_of(consultation) is Phase.OPEN


def is_fixed(consultation: Consultation) -> bool:
    """People rely on its dates, rules and goals: they change only as recorded acts with a public reason."""
    return consultation.round > 1 or phase_of(consultation) not in (Phase.PREPARING, Phase.ANNOUNCED)


def in_grace(consultation: Consultation) -> bool:
    """Just closed, for what was being written at closing."""
    closes = consultation.closes_at
    return (
        phase_of(consultation) is Phase.CLOSED
        and closes is not None
        and now() < closes + timedelta(minutes=consultation.grace_minutes)
        and not consultation.is_imported
    )


def may_arrive(consultation: Consultation) -> bool:
    """Whether something may still come from anybody: open, paused or not, or within the grace."""
    return phase_of(consultation) is Phase.OPEN or in_grace(consultation)


def takes_contributions(
    consultation: Consultation, by: Account | None = None, begun_at: datetime | None = None
) -> bool:
    """Open and not paused; within the grace, for what was begun before closing; until their own later deadline,
    for those who have one. `begun_at` is when the page was opened, by the server's clock."""
    phase = phase_of(consultation)
    if phase is Phase.OPEN:
        return consultation.paused_at is None
    if in_grace(consultation) and begun_at is not None and consultation.closes_at and begun_at < consultation.closes_at:
        return True
    if phase not in (Phase.CLOSED, Phase.SUMMARISING):
        return False
    until = personal_deadline(consultation, by)
    return until is not None and now() < until


def takes_changes(consultation: Consultation, by: Account | None = None) -> bool:
    """What is there already may be changed and withdrawn until the grace ends."""
    return in_grace(consultation) or takes_contributions(consultation, by)


def takes_late(consultation: Consultation) -> bool:
    """After closing and before an outcome, for what then counts as late."""
    is_closed = phase_of(consultation) in (Phase.CLOSED, Phase.SUMMARISING)
    return is_closed and not in_grace(consultation) and not consultation.is_imported


def require_open(
    consultation: Consultation, by: Account | None = None, begun_at: datetime | None = None
) -> None:
    """Raises PhaseClosed unless contributions may be sent now."""
    if not takes_contributions(consultation, by, begun_at):
        _refuse(consultation)


def require_changeable(consultation: Consultation, by: Account | None = None) -> None:
    """Raises PhaseClosed unless what was sent may be changed or withdrawn now."""
    if not takes_changes(consultation, by):
        _refuse(consultation)


def require_late(consultation: Consultation) -> None:
    """Raises PhaseClosed unless late contributions may be sent now."""
    if not takes_late(consultation):
        _refuse(consultation)


def _refuse(consultation: Consultation) -> NoReturn:
    phase = phase_of(consultation)
    if phase in (Phase.PREPARING, Phase.ANNOUNCED):
        raise PhaseClosed(_("This consultation has not opened yet. Your draft is kept."))
    if phase is Phase.CANCELLED:
        raise PhaseClosed(_("This consultation was cancelled; its page says why. Your draft is kept."))
    if phase is Phase.OPEN:
        raise PhaseClosed(_("This consultation is paused; its page says why. Nothing can be sent meanwhile. "
                            "Your draft is kept."))
    raise PhaseClosed(_("This consultation is closed and takes no more contributions. Your draft is kept."))


@dataclass(frozen=True)
class Milestone:
    """A point on the timeline. `date` may be missing where the plan does not say."""

    phase: Phase
    date: datetime | None
    is_past: bool
    is_present: bool
    round: int = 0


def timeline(consultation: Consultation) -> Sequence[Milestone]:
    """The life of this consultation, in order, with where it stands. Its rounds are numbered where it has several."""
    steps: list[tuple[Phase, datetime | None, int]] = [(Phase.ANNOUNCED, consultation.announced_at, 0)]
    if consultation.round > 1:
        steps += [(Phase.OPEN, each.opens_at, each.number) for each in consultation.rounds]
    else:
        steps.append((Phase.OPEN, consultation.opens_at, 0))
    steps.append((Phase.SUMMARISING, consultation.closes_at, 0))
    if consultation.has_draft_outcome:
        steps.append((Phase.DRAFT_OUTCOME, consultation.draft_outcome_at, 0))
    steps += [(Phase.FINAL_OUTCOME, final_at(consultation), 0), (Phase.RESPONSE, consultation.responded_at, 0)]
    place = _place(consultation, steps)
    return [
        Milestone(phase, date, index < place, index == place and not consultation.cancelled_at, number)
        for index, (phase, date, number) in enumerate(steps)
    ]


def _place(consultation: Consultation, steps: Sequence[tuple[Phase, datetime | None, int]]) -> int:
    """Which step is the present one; -1 before the first, their number after the last.

    Where it was cancelled, the first that was not reached is none of these: it is neither past nor present.
    """
    present = phase_of(consultation)
    if present is Phase.PREPARING:
        return -1
    if present is Phase.CANCELLED and consultation.cancelled_at:
        return sum(1 for _phase, date, _number in steps if date and date <= consultation.cancelled_at)
    if present is Phase.CLOSED:
        present = Phase.SUMMARISING
    if present is Phase.ANNOUNCED and consultation.round > 1:
        # Between two rounds the next is what it stands before.
        present = Phase.OPEN
    places = [index for index, (phase, _date, _number) in enumerate(steps) if phase is present]
    return places[-1] if places else len(steps)
