"""When summarising begins: with the first work at the desk once nothing more can be sent."""

from consult.clock import now
from consult.consultations.models import Consultation
from consult.consultations.phases import Phase, in_grace, phase_of
from consult.record.actions import append_entry


def begin_summarising(consultation: Consultation) -> None:
    """Joins the caller's transaction. Within the closing grace nothing changes: the phase would end it."""
    if phase_of(consultation) is Phase.CLOSED and not in_grace(consultation):
        consultation.summarising_at = now()
        append_entry(
            "consultation.summarising", f"consultation:{consultation.slug}", consultation=consultation.slug
        )
