"""Who may challenge, and when."""

from datetime import date, timedelta

from consult.challenges.models import ChallengeState
from consult.clock import now
from consult.consultations.models import Consultation, Moderation
from consult.consultations.phases import Phase, phase_of

# A reply is never due sooner, however short the window.
SHORTEST = 10


def takes_challenges(consultation: Consultation) -> bool:
    """In the plan's window: while the outcome is a draft."""
    return phase_of(consultation) is Phase.DRAFT_OUTCOME


def due_on(consultation: Consultation) -> date:
    """When the reply to a challenge that comes now is owed."""
    return (now() + timedelta(days=max(consultation.challenge_days, SHORTEST))).date()


def first_state(consultation: Consultation) -> ChallengeState:
    """As the plan says of contributions: read before publication, or after."""
    return (
        ChallengeState.WAITING if consultation.moderation is Moderation.BEFORE else ChallengeState.PUBLISHED
    )
