"""Who may work at the desk, and when."""

from consult.accounts.models import Account
from consult.consultations.models import Consultation
from consult.consultations.phases import Phase, PhaseClosed, phase_of
from consult.consultations.policy import require_moderator
from consult.i18n import _


def require_desk(by: Account | None, consultation: Consultation) -> None:
    """Raises NotFound or NotAllowed, or PhaseClosed before the opening and after the end."""
    require_moderator(by, consultation)
    phase = phase_of(consultation)
    if phase in (Phase.PREPARING, Phase.ANNOUNCED):
        raise PhaseClosed(_("The desk opens together with the consultation."))
    if phase in (Phase.CANCELLED, Phase.ARCHIVED):
        raise PhaseClosed(_("This consultation has ended, and its outcome with it."))
