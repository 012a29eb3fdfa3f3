"""Whether the plan's rules hold a contribution back: what the text itself says, and what only the tables know."""

from collections.abc import Mapping

from sqlalchemy import func, select

from consult.consultations.rules import Hold, HoldRules, Rule, digest_of, held_by
from consult.contributions.models import Channel, Contribution, State, Version
from consult.db import db

# What an operator or a clerk brings in was read by somebody already.
HELD_CHANNELS = (Channel.WEB, Channel.API)


def hold(contribution: Contribution, version: Version) -> bool:
    """Note on a contribution which rules stop its new version; whether any does. Joins the caller's transaction."""
    texts = texts_of(version)
    version.digest = digest_of(texts)
    holds = []
    if contribution.channel in HELD_CHANNELS:
        holds = holds_on(contribution, HoldRules.of(contribution.consultation.hold_rules or {}), texts, version.digest)
    version.holds = [[each.rule.value, each.field, each.start, each.end] for each in holds]
    contribution.held_because = " ".join(dict.fromkeys(each.rule.value for each in holds))
    return bool(holds)


def holds_on(
    contribution: Contribution, rules: HoldRules, texts: Mapping[str, str], digest: str | None
) -> list[Hold]:
    """Two queries at most, each by an index."""
    found = held_by(rules, texts, contribution.language)
    if rules.identical and digest and _said_by_another(contribution, digest):
        found.append(Hold(Rule.IDENTICAL))
    if rules.newcomers and _published_before(contribution, rules.newcomers) < rules.newcomers:
        found.append(Hold(Rule.NEWCOMER))
    return found


def texts_of(version: Version) -> dict[str, str]:
    return {"claim": version.claim or "", "body": version.body or "", "wording": version.wording or ""}


def _said_by_another(contribution: Contribution, digest: str) -> bool:
    """By somebody else in this consultation, in a version of any age."""
    return db.session.scalar(
        select(Version.contribution_id)
        .join(Contribution.__table__, Contribution.id == Version.contribution_id)
        .where(
            Version.digest == digest, Contribution.consultation_id == contribution.consultation_id,
            Contribution.stakeholder_id != contribution.stakeholder_id,
        ).limit(1)
    ) is not None


def _published_before(contribution: Contribution, enough: int) -> int:
    """How many of its author's others were published anywhere on the site; counted no further than `enough`."""
    earlier = (
        select(Contribution.id)
        .where(
            Contribution.stakeholder_id == contribution.stakeholder_id, Contribution.state == State.PUBLISHED,
            Contribution.id != contribution.id,
        ).limit(enough).subquery()
    )
    return db.session.scalar(select(func.count()).select_from(earlier)) or 0
