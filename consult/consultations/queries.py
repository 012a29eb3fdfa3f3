"""Finding consultations and their topics."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Consultation, TeamMember, TeamRole, Topic
from consult.consultations.policy import require_sight
from consult.db import db
from consult.errors import NotFound
from consult.i18n import _


def consultation_by_slug(slug: str) -> Consultation:
    """With its topics. Raises NotFound."""
    found = db.session.scalar(
        select(Consultation).where(Consultation.slug == slug).options(selectinload(Consultation.topics))
    )
    if found is None:
        raise NotFound(_("There is no such consultation."))
    return found


def consultation_seen_by(account: Account | None, slug: str) -> Consultation:
    """Raises NotFound, also where it is not yet published and this person is not of its team."""
    consultation = consultation_by_slug(slug)
    require_sight(account, consultation)
    return consultation


def topic_of(consultation: Consultation, slug: str) -> Topic:
    """With its passages. Raises NotFound."""
    found = db.session.scalar(
        select(Topic)
        .where(Topic.consultation_id == consultation.id, Topic.slug == slug)
        .options(selectinload(Topic.passages))
    )
    if found is None:
        raise NotFound(_("There is no such goal in this consultation."))
    return found


def public_consultations() -> Sequence[Consultation]:
    """Every published consultation with its topics, the latest to open first."""
    return db.session.scalars(
        select(Consultation)
        .where(Consultation.announced_at <= now())
        .order_by(Consultation.opens_at.desc(), Consultation.slug)
        .options(selectinload(Consultation.topics))
    ).all()


def all_consultations() -> Sequence[Consultation]:
    return db.session.scalars(select(Consultation).order_by(Consultation.created_at, Consultation.slug)).all()


def consultations_of(account: Account, *roles: TeamRole) -> Sequence[Consultation]:
    """Those in whose team somebody is, in any of the roles named, or in any at all."""
    memberships = select(TeamMember.consultation_id).where(TeamMember.account_id == account.id)
    if roles:
        memberships = memberships.where(TeamMember.role.in_(roles))
    return db.session.scalars(
        select(Consultation)
        .where(Consultation.id.in_(memberships))
        .order_by(Consultation.created_at.desc(), Consultation.slug)
    ).all()


def team_of(consultation: Consultation) -> Sequence[TeamMember]:
    return db.session.scalars(
        select(TeamMember)
        .where(TeamMember.consultation_id == consultation.id)
        .options(selectinload(TeamMember.account))
        .order_by(TeamMember.since)
    ).all()
