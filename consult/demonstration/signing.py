"""A position that other organisations sign, and objections to what a moderator did."""

from datetime import timedelta

from consult.clock import at
from consult.demonstration.stage import Stage
from consult.moderation.appealing import appeal_decision
from consult.moderation.queries import latest_decision
from consult.signatures.actions import open_for_signing, sign
from consult.signatures.models import OpenTo
from consult.submissions.models import Position


def sign_together(stage: Stage) -> None:
    """Its author opens it as soon as it is public; the others sign on the days after."""
    for source, signers in stage.said.get("signed", {}).items():
        position = stage.contributions[source]
        assert isinstance(position, Position)
        account = position.stakeholder.account
        assert account is not None
        moment = min(position.received_at + timedelta(days=2), stage.last - timedelta(hours=1))
        with at(moment):
            open_for_signing(position, OpenTo.ANYONE, account)
        for number, who in enumerate(signers, 1):
            with at(min(moment + timedelta(hours=19 * number), stage.last)):
                sign(position, stage.account(who))


def appeal(stage: Stage) -> None:
    """By authors, in their own words; nobody has judged it yet."""
    for source, words in stage.said.get("appeals", {}).items():
        contribution = stage.contributions[source]
        account = contribution.stakeholder.account
        assert account is not None
        decision = latest_decision(contribution)
        assert decision is not None
        with at(stage.present - timedelta(days=2, hours=3)):
            appeal_decision(decision, words, account)
