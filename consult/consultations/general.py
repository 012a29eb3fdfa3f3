"""The topic `general`: what is said on the consultation as a whole is gathered, summarised and counted there."""

from sqlalchemy import func, select

from consult.consultations.models import Consultation, Topic
from consult.db import db, hold
from consult.i18n import _, in_language

SLUG = "general"


def general_topic(consultation: Consultation) -> Topic:
    """Made when first needed, after all the goals; joins the caller's transaction."""
    found = _find(consultation)
    if found is not None:
        return found
    # Two first papers at once would both make it, and the second would be refused for that.
    hold(consultation)
    found = _find(consultation)
    if found is None:
        last = db.session.scalar(select(func.max(Topic.ordinal)).where(Topic.consultation_id == consultation.id))
        with in_language(consultation.language):
            title = _("The consultation as a whole")
        found = Topic(
            consultation_id=consultation.id, slug=SLUG, ordinal=(last or 0) + 1, title=title, is_general=True
        )
        db.session.add(found)
        db.session.flush()
        db.session.expire(consultation, ["topics"])
    return found


def _find(consultation: Consultation) -> Topic | None:
    return db.session.scalar(select(Topic).where(Topic.consultation_id == consultation.id, Topic.slug == SLUG))
