"""Votes on claims by people who keep together on some and part on others, so that the map has something to show."""

import hashlib
from datetime import timedelta

from sqlalchemy import select

from consult.clock import at
from consult.contributions.models import ContributionTopic, State
from consult.db import db
from consult.demonstration.stage import Stage
from consult.opinion.actions import cast_vote
from consult.opinion.models import Choice
from consult.submissions.models import Position

BUILDERS = {"private_sector", "government"}


def cast_votes(stage: Stage) -> None:
    """Each person sees the goals that the texts name, a claim now and then excepted."""
    goals = [stage.topic(each) for each in stage.said.get("voted_on", ())]
    claims = [each for each in db.session.scalars(
        select(Position)
        .join(ContributionTopic, ContributionTopic.contribution_id == Position.id)
        .where(ContributionTopic.topic_id.in_([each.id for each in goals]), Position.state == State.PUBLISHED)
        .order_by(Position.received_at, Position.id)
    ).unique() if each.public_version is not None and each.versions[-1].claim]
    crowd = stage.said["crowd"]
    for place, who in enumerate(crowd):
        account, moment = stage.account(who), stage.last - timedelta(hours=3 + place)
        with at(moment):
            for claim in claims:
                if _chance(who[0], claim.versions[-1].claim, "seen") < stage.said["seen"]:
                    cast_vote(claim, _choice(who, claim), account)


def _choice(who: list[str], claim: Position) -> Choice:
    """A third of the claims unite; on the others those who build and those who live there part, most of the time."""
    words, chance = claim.versions[-1].claim, _chance(who[0], claim.versions[-1].claim, "choice")
    if chance > 0.9:
        return Choice.PASS
    if _chance("", words, "unites") < 0.35:
        return Choice.AGREE if chance < 0.82 else Choice.DISAGREE
    with_builders = claim.group.value in BUILDERS or claim.stance == "oppose"
    agrees = (who[2] in BUILDERS) == with_builders
    return Choice.AGREE if (chance < 0.74) == agrees else Choice.DISAGREE


def _chance(*words: str) -> float:
    """The same at every build."""
    return int.from_bytes(hashlib.sha256("|".join(words).encode()).digest()[:4], "big") / 2**32
