"""What the record says of a consultation. Before it is public, not its address: that is made from its title."""

from typing import Any

from consult.consultations.models import Consultation
from consult.identifiers import name_of
from consult.record.actions import append_entry


def record(kind: str, consultation: Consultation, subject: str = "", **said: Any) -> None:
    """Append an entry about the consultation, or about `subject` in it; joins the caller's transaction."""
    is_public = consultation.announced_at is not None
    own = f"consultation:{consultation.slug if is_public else name_of(consultation.id)}"
    append_entry(kind, subject or own, consultation=consultation.slug if is_public else None, **said)
