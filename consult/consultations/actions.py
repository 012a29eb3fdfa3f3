"""Planning a consultation, writing its goals, and publishing it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.checklist import essentials
from consult.consultations.copying import copy_plan
from consult.consultations.general import SLUG as GENERAL
from consult.consultations.models import (
    Consultation,
    LateSubmissions,
    Moderation,
    Passage,
    Preset,
    TeamMember,
    TeamRole,
    Topic,
)
from consult.consultations.phases import is_fixed
from consult.consultations.policy import may_begin, require_manager
from consult.consultations.presets import RULES
from consult.consultations.recording import record
from consult.db import db, transaction
from consult.errors import Conflict, Invalid, NotAllowed
from consult.i18n import _
from consult.identifiers import name_of
from consult.text import normalise, slugify

PASSAGE_LIMIT = 5_000
PASSAGES = 200


class AlreadyPublished(Conflict):
    """The consultation is public; this can no longer change, or only with a public reason."""


class NotReady(Invalid):
    """Something the plan must say is missing; the message lists it."""


@dataclass(frozen=True)
class Plan:
    """What a manager writes. Times are moments; the time zone says how they are shown."""

    title: str
    institution: str
    summary: str
    decides: str
    can_change: str
    cannot_change: str
    house_rules: str
    contact: str
    language: str
    languages: Sequence[str]
    must_reach: Sequence[str]
    preset: Preset
    moderation: Moderation
    has_draft_outcome: bool
    challenge_days: int
    time_zone: str
    opens_at: datetime | None
    closes_at: datetime | None
    votes: bool = False
    second_signature: bool = False
    shows_results_early: bool = False
    late_submissions: LateSubmissions = LateSubmissions.APART


def begin_consultation(
    title: str, preset: Preset, by: Account, copy_of: Consultation | None = None
) -> Consultation:
    """A new one in preparation, with its beginner as manager; with the plan and rules of one they manage, if given.

    Raises NotAllowed, NotFound or Invalid.
    """
    with transaction() as session:
        if not may_begin(by):
            raise NotAllowed(_("Only managers may begin a consultation. Ask the administrator of this site."))
        if copy_of is not None:
            require_manager(by, copy_of)
        title = normalise(title)
        if not title:
            raise Invalid(_("Give the consultation a title."))
        consultation = Consultation(slug=_free_slug(title), title=title, preset=preset, **RULES[preset])
        session.add(consultation)
        session.flush()
        session.add(TeamMember(consultation_id=consultation.id, account_id=by.id, role=TeamRole.MANAGER))
        record("consultation.begun", consultation)
        if copy_of is not None:
            copy_plan(copy_of, consultation)
        return consultation


def _free_slug(title: str) -> str:
    wanted = slugify(title)
    taken = set(db.session.scalars(select(Consultation.slug).where(Consultation.slug.startswith(wanted))))
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def change_plan(consultation: Consultation, plan: Plan, by: Account) -> None:
    """Once it is open, dates and rules stand fast: people rely on them.

    Raises NotAllowed, Invalid or AlreadyPublished.
    """
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        require_manager(by, consultation)
        if plan.opens_at and plan.closes_at and plan.closes_at <= plan.opens_at:
            raise Invalid(_("It must close after it opens."))
        if is_fixed(consultation):
            _require_unchanged(consultation, plan)
        elif consultation.announced_at and (consultation.opens_at, consultation.closes_at) != (
            plan.opens_at, plan.closes_at
        ):
            consultation.calendar_sequence += 1
        for name, value in asdict(plan).items():
            setattr(consultation, name, list(value) if name in ("languages", "must_reach") else value)
        record(
            "consultation.planned", consultation, facts=_facts(consultation) if consultation.announced_at else None
        )


def _require_unchanged(consultation: Consultation, plan: Plan) -> None:
    fixed = (
        "opens_at", "closes_at", "time_zone", "moderation", "votes", "second_signature", "shows_results_early",
        "has_draft_outcome", "challenge_days", "late_submissions",
    )
    if any(getattr(consultation, name) != getattr(plan, name) for name in fixed):
        raise AlreadyPublished(_("The consultation has opened: its dates and rules can no longer change here."))


def write_topic(
    consultation: Consultation, topic: Topic | None, *, title: str, summary: str, passages: Sequence[str],
    principles: Sequence[str], by: Account,
) -> Topic:
    """Add a goal or change it, until the consultation opens. Raises NotAllowed, Invalid or AlreadyPublished."""
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        require_manager(by, consultation)
        if is_fixed(consultation):
            raise AlreadyPublished(
                _("The consultation has opened: its goals can no longer change here, only by new versions.")
            )
        texts = checked_passages(passages)
        if topic is None:
            last = session.scalar(select(func.max(Topic.ordinal)).where(Topic.consultation_id == consultation.id))
            topic = Topic(
                consultation_id=consultation.id, ordinal=(last or 0) + 1, slug=_free_topic_slug(consultation, title),
                title=title,
            )
            session.add(topic)
            session.flush()
        topic.title, topic.summary, topic.principles = title, summary, list(principles)
        session.execute(delete(Passage).where(Passage.topic_id == topic.id, Passage.version == topic.version))
        session.add_all(
            Passage(topic_id=topic.id, version=topic.version, ordinal=ordinal, text=text)
            for ordinal, text in enumerate(texts, 1)
        )
        record(
            "topic.written", consultation, f"topic:{name_of(topic.id)}", body={"title": title, "passages": texts}
        )
        return topic


def checked_passages(passages: Sequence[str]) -> list[str]:
    """As they are stored. Raises Invalid."""
    texts = [text for text in (normalise(each) for each in passages) if text]
    if not texts or len(texts) > PASSAGES or any(len(text) > PASSAGE_LIMIT for text in texts):
        raise Invalid(_("Write one to 200 passages of at most 5,000 characters, with an empty line between them."))
    return texts


def _free_topic_slug(consultation: Consultation, title: str) -> str:
    taken = {GENERAL, *(topic.slug for topic in consultation.topics)}
    wanted = slugify(title)[:50]
    slugs = (f"{wanted}-{number}" if number > 1 else wanted for number in range(1, 999))
    return next(slug for slug in slugs if slug not in taken)


def remove_topic(topic: Topic, by: Account) -> None:
    """Before it is published. Raises NotAllowed or AlreadyPublished."""
    with transaction() as session:
        consultation = topic.consultation
        session.refresh(consultation, with_for_update=True)
        require_manager(by, consultation)
        if consultation.announced_at:
            raise AlreadyPublished(_("A published goal cannot be removed."))
        session.delete(topic)
        session.flush()
        rest = select(Topic).where(Topic.consultation_id == consultation.id).order_by(Topic.ordinal)
        for ordinal, each in enumerate(session.scalars(rest).all(), 1):
            each.ordinal = ordinal
            session.flush()


def publish_consultation(consultation: Consultation, by: Account) -> None:
    """Announce it: from now on it is public, and it opens and closes by the clock. Raises NotAllowed, NotReady …"""
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        require_manager(by, consultation)
        if consultation.announced_at:
            raise AlreadyPublished(_("The consultation is published already."))
        missing = [check.said for check in essentials(consultation) if not check.is_met]
        if missing:
            raise NotReady(" ".join(missing))
        consultation.announced_at = now()
        record("consultation.published", consultation, facts=_facts(consultation))


def _facts(consultation: Consultation) -> dict[str, str]:
    assert consultation.opens_at
    assert consultation.closes_at
    return {"opens": consultation.opens_at.isoformat(), "closes": consultation.closes_at.isoformat()}
