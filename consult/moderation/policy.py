"""Who may decide what, by how a contribution stands."""

from collections.abc import Sequence
from datetime import timedelta

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Duty
from consult.consultations.policy import has_duty
from consult.contributions.models import Contribution, Publication, State, Version
from consult.moderation.models import Act, Appeal, Flag, FlagOutcome, ModerationDecision

UNDO_WITHIN = timedelta(minutes=10)
# Six calendar months are never more than 184 days.
APPEAL_WITHIN = timedelta(days=184)
ADVERSE = (Act.WITHHOLD, Act.REDACT)


def is_own(account: Account | None, contribution: Contribution) -> bool:
    return account is not None and contribution.stakeholder.account_id == account.id


def is_private(contribution: Contribution) -> bool:
    """Its author wants it read and counted, and nothing of it published."""
    return contribution.withheld_by_author or contribution.publication is Publication.NOT_PUBLISHED


def may_decide(account: Account | None, contribution: Contribution) -> bool:
    """Those who review, but not on what they wrote themselves."""
    return has_duty(account, contribution.consultation, Duty.REVIEWING) and not is_own(account, contribution)


def waits(contribution: Contribution, version: Version) -> bool:
    return contribution.waits and version.version == contribution.version


def acts_for(contribution: Contribution, version: Version) -> Sequence[Act]:
    """What can be decided about this version as the contribution stands."""
    if is_private(contribution) or contribution.state is State.WITHDRAWN:
        return ()
    if contribution.state is State.WITHHELD:
        return (Act.RESTORE, Act.REDACT)
    if waits(contribution, version):
        return (Act.PUBLISH, Act.ASK, Act.REDACT, Act.WITHHOLD)
    if contribution.public_version is None or version.version > contribution.public_version:
        return ()
    acts = [Act.REDACT]
    if version.version == contribution.version and (contribution.reviewed_at is None or contribution.flagged_at):
        acts = [Act.PUBLISH, Act.ASK, Act.REDACT]
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


def may_appeal(account: Account | None, decision: ModerationDecision) -> bool:
    """Its author, within six months of a decision that stands and took something away."""
    return (
        is_own(account, decision.contribution)
        and decision.act in ADVERSE
        and decision.undone_at is None
        and now() - decision.decided_at <= APPEAL_WITHIN
    )


def may_appeal_flag(flag: Flag) -> bool:
    """Whoever flagged and was told that nothing is done, within six months."""
    return (
        flag.outcome is FlagOutcome.STANDS and flag.closed_at is not None and now() - flag.closed_at <= APPEAL_WITHIN
    )


def first_decider(appeal: Appeal) -> int | None:
    """Who took the decision that the appeal is against."""
    if appeal.decision is not None:
        return appeal.decision.decided_by
    return appeal.flag.closed_by if appeal.flag else None


def is_party(account: Account, appeal: Appeal) -> bool:
    """Who decided first, who appeals, who flagged, and who wrote it: none of them can be the judge."""
    flagger = appeal.flag.account_id if appeal.flag else None
    return account.id in (first_decider(appeal), appeal.account_id, flagger) or is_own(account, appeal.contribution)


def may_judge(account: Account | None, appeal: Appeal) -> bool:
    return (
        account is not None
        and has_duty(account, appeal.contribution.consultation, Duty.JUDGING)
        and not is_party(account, appeal)
    )
