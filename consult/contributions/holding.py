"""Whether the plan's rules hold a contribution back: what the text itself says, and what only the tables know."""

from datetime import datetime

from sqlalchemy import func, select

from consult.clock import now
from consult.consultations.rules import Hold, HoldRules, Rule, digest_of, held_by
from consult.contributions.models import Channel, Contribution, State, Version
from consult.db import db

# What an operator or a clerk brings in was read by somebody already.
HELD_CHANNELS = (Channel.WEB, Channel.API)


def hold(contribution: Contribution, version: Version) -> bool:
    """Note on a contribution which rules stop its new version; whether any does. Joins the caller's transaction."""
    version.digest = digest_of(texts_of(version))
    holds = []
    if contribution.channel in HELD_CHANNELS:
        holds = holds_on(contribution, HoldRules.of(contribution.consultation.hold_rules or {}), version)
    version.holds = [[each.rule.value, each.field, each.start, each.end] for each in holds]
    contribution.held_because = " ".join(dict.fromkeys(each.rule.value for each in holds))
    return bool(holds)


def holds_on(
    contribution: Contribution, rules: HoldRules, version: Version
) -> list[Hold]:
    """As things stood when the version was sent. Two queries at most, each by an index."""
    texts, moment = texts_of(version), version.submitted_at or now()
    digest = version.digest or digest_of(texts)
    found = held_by(rules, texts, contribution.language)
    if rules.identical and digest and _said_by_another(contribution, digest, moment):
        found.append(Hold(Rule.IDENTICAL))
    if rules.newcomers and _published_before(contribution, rules.newcomers, moment) < rules.newcomers:
        found.append(Hold(Rule.NEWCOMER))
    return found


def texts_of(version: Version) -> dict[str, str]:
    return {"claim": version.claim or "", "body": version.body or "", "wording": version.wording or ""}


def _said_by_another(contribution: Contribution, digest: str, moment: datetime) -> bool:
    """By somebody else in this consultation, in a version of any age."""
    return db.session.scalar(
        select(Version.contribution_id)
        .join(Contribution.__table__, Contribution.id == Version.contribution_id)
        .where(
            Version.digest == digest, Contribution.consultation_id == contribution.consultation_id,
            Contribution.stakeholder_id != contribution.stakeholder_id, Version.submitted_at <= moment,
        ).limit(1)
    ) is not None


def _published_before(contribution: Contribution, enough: int, moment: datetime) -> int:
    """How many of its author's others were published anywhere on the site; counted no further than `enough`."""
    earlier = (
        select(Contribution.id)
        .where(
            Contribution.stakeholder_id == contribution.stakeholder_id, Contribution.state == State.PUBLISHED,
            Contribution.id != contribution.id, Contribution.published_at <= moment,
        ).limit(enough).subquery()
    )
    return db.session.scalar(select(func.count()).select_from(earlier)) or 0
