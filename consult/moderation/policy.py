"""Who may decide what, by how a contribution stands."""

from collections.abc import Sequence
from datetime import timedelta

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.policy import may_moderate
from consult.contributions.models import Contribution, Publication, State, Version
from consult.moderation.models import Act, ModerationDecision

UNDO_WITHIN = timedelta(minutes=10)


def is_own(account: Account | None, contribution: Contribution) -> bool:
    return account is not None and contribution.stakeholder.account_id == account.id


def is_private(contribution: Contribution) -> bool:
    """Its author wants it read and counted, and nothing of it published."""
    return contribution.withheld_by_author or contribution.publication is Publication.NOT_PUBLISHED


def may_decide(account: Account | None, contribution: Contribution) -> bool:
    """Moderators, but not on what they wrote themselves."""
    return may_moderate(account, contribution.consultation) and not is_own(account, contribution)


def waits(contribution: Contribution, version: Version) -> bool:
    return contribution.waits and version.version == contribution.version


def acts_for(contribution: Contribution, version: Version) -> Sequence[Act]:
    """What can be decided about this version as the contribution stands."""
    if is_private(contribution) or contribution.state is State.WITHDRAWN:
        return ()
    if contribution.state is State.WITHHELD:
        return (Act.RESTORE, Act.REDACT)
    if waits(contribution, version):
        return (Act.PUBLISH, Act.REDACT, Act.WITHHOLD)
    if contribution.public_version is None or version.version > contribution.public_version:
        return ()
    acts = [Act.REDACT]
    if version.version == contribution.version and contribution.reviewed_at is None:
        acts.insert(0, Act.PUBLISH)
    if version.version == contribution.public_version:
        acts.append(Act.WITHHOLD)
    if version.redactions:
        acts.append(Act.RESTORE)
    return acts


def may_undo(account: Account | None, decision: ModerationDecision) -> bool:
    """Its maker, for ten minutes. Whether anything happened since, the action finds out."""
    return (
        account is not None
        and decision.decided_by == account.id
        and decision.undone_at is None
        and now() - decision.decided_at <= UNDO_WITHIN
    )
