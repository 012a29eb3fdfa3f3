"""Appeals: against a decision by the author, against inaction by whoever flagged; judged by somebody else."""

from collections.abc import Sequence

from sqlalchemy import select

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Duty, TeamDuty, TeamMember, TeamRole
from consult.consultations.policy import require_duty
from consult.contributions import actions as contributions
from consult.contributions.actions import FieldSpan
from consult.contributions.models import Contribution, State, Version
from consult.contributions.queries import version_of
from consult.db import db, transaction
from consult.errors import Conflict, Invalid, NotAllowed
from consult.i18n import _
from consult.moderation.actions import carry_out, shown_day
from consult.moderation.flagging import show_identity
from consult.moderation.letters import tell_appellant, tell_that_nobody_can_judge
from consult.moderation.models import (
    Act,
    Appeal,
    AppealOutcome,
    Flag,
    FlagOutcome,
    ModerationDecision,
    Reason,
    Source,
)
from consult.moderation.policy import first_decider, is_party, may_appeal, may_appeal_flag
from consult.moderation.redaction import redactions_of
from consult.moderation.subjects import lock
from consult.moderation.wording import RULE_OF_FLAG
from consult.record.actions import append_entry
from consult.text import normalise

APPEAL_LIMIT = 5_000


class CannotAppeal(Conflict):
    """There is nothing to object to, it was objected to already, or the six months are over."""


class AlreadyJudged(Conflict):
    """Somebody judged this appeal since the page was opened."""


def appeal_decision(decision: ModerationDecision, words: str, by: Account, *, base_url: str = "") -> Appeal:
    """By the author. Raises NotAllowed, CannotAppeal or Invalid."""
    with transaction() as session:
        contribution = decision.contribution
        lock(contribution)
        session.refresh(decision)
        if contribution.stakeholder.account_id != by.id:
            raise NotAllowed(_("Only its author may object to this decision."))
        if not may_appeal(by, decision):
            raise CannotAppeal(_("This decision can no longer be objected to."))
        if session.scalar(select(Appeal.id).where(Appeal.decision_id == decision.id)) is not None:
            raise CannotAppeal(_("You have objected to this decision already."))
        appeal = Appeal(decision_id=decision.id, decision=decision, account_id=by.id)
        return _begin(appeal, contribution, words, base_url)


def appeal_flag(flag: Flag, words: str, by: Account | None = None, *, base_url: str = "") -> Appeal:
    """By whoever flagged, or knows the notice's secret address. Raises CannotAppeal or Invalid."""
    with transaction() as session:
        lock(flag.contribution)
        session.refresh(flag)
        if not may_appeal_flag(flag):
            raise CannotAppeal(_("There is nothing to object to, or the six months are over."))
        if session.scalar(select(Appeal.id).where(Appeal.flag_id == flag.id)) is not None:
            raise CannotAppeal(_("You have objected to this already."))
        account_id = by.id if by else flag.account_id
        return _begin(Appeal(flag_id=flag.id, flag=flag, account_id=account_id), flag.contribution, words, base_url)


def _begin(appeal: Appeal, contribution: Contribution, words: str, base_url: str) -> Appeal:
    appeal.words = normalise(words)
    if not appeal.words:
        raise Invalid(_("Say why the decision is wrong. Somebody who has not decided before reads it."))
    appeal.consultation_id, appeal.contribution_id = contribution.consultation_id, contribution.id
    appeal.contribution, appeal.made_at = contribution, now()
    db.session.add(appeal)
    db.session.flush()
    _record(appeal, "made")
    if not judges_of(appeal):
        for account in _managers_and_administrators(appeal):
            tell_that_nobody_can_judge(account, contribution.consultation, base_url)
    return appeal


def judge(appeal: Appeal, outcome: AppealOutcome, answer: str, by: Account, *, base_url: str = "") -> None:
    """Let the decision stand, or reverse it everywhere. Raises NotAllowed, AlreadyJudged or Invalid."""
    with transaction() as session:
        contribution = appeal.contribution
        lock(contribution)
        session.refresh(appeal)
        require_duty(by, contribution.consultation, Duty.JUDGING)
        if by.id == first_decider(appeal):
            raise NotAllowed(_("Nobody judges an appeal against their own decision. Somebody else will."))
        if is_party(by, appeal):
            raise NotAllowed(_("You are a party to this appeal, so somebody else judges it."))
        if appeal.decided_at is not None:
            raise AlreadyJudged(_("Somebody has judged this appeal already. Nothing was changed by you."))
        appeal.answer = normalise(answer)
        if not appeal.answer:
            raise Invalid(_("Give your reasons. Whoever objected reads them."))
        appeal.outcome, appeal.decided_by, appeal.decided_at = outcome, by.id, now()
        appeal.day = shown_day(contribution)
        if outcome is AppealOutcome.REVERSED:
            result = _reverse(appeal, by, base_url)
            appeal.result_id = result.id if result else None
        session.flush()
        _record(appeal, "decided", outcome=outcome.value)
        tell_appellant(appeal, base_url)


def _reverse(appeal: Appeal, by: Account, base_url: str) -> ModerationDecision | None:
    """Undo what the first decision did, or do what it did not; None where that has come about already."""
    if appeal.decision is not None:
        return _give_back(appeal.decision, by)
    assert appeal.flag is not None
    flag, contribution = appeal.flag, appeal.contribution
    flag.outcome = FlagOutcome.ACTED
    if contribution.state is not State.PUBLISHED:
        return None
    version = version_of(contribution, contribution.public_version or contribution.version)
    reason = RULE_OF_FLAG[flag.reason]
    words = appeal.answer if reason in (Reason.OTHER, Reason.ILLEGAL) else ""
    return carry_out(
        contribution, version, Act.WITHHOLD, by, reason, words, source=Source.APPEAL, role="judge", base_url=base_url
    )


def _give_back(decision: ModerationDecision, by: Account) -> ModerationDecision | None:
    contribution = decision.contribution
    version = version_of(contribution, decision.version)
    is_hidden = contribution.state is State.WITHHELD and not contribution.withheld_by_author
    covered = _to_uncover(decision, version) if decision.act is Act.REDACT else []
    if decision.act is Act.WITHHOLD and not is_hidden:
        return None
    if decision.act is Act.REDACT and not covered:
        return None
    if decision.reason is Reason.IMPERSONATION:
        for flag in db.session.scalars(select(Flag).where(Flag.decision_id == decision.id)):
            show_identity(flag)
    if decision.act is Act.WITHHOLD:
        return carry_out(contribution, version, Act.RESTORE, by, source=Source.APPEAL, role="judge")
    kept = [span for span in redactions_of(version) if span not in covered]
    contributions.redact(contribution, version, kept)
    return _note(contribution, version, by, covered)


def _to_uncover(decision: ModerationDecision, version: Version) -> list[FieldSpan]:
    """The spans of this decision that no other standing one covers as well."""
    others = db.session.scalars(select(ModerationDecision).where(
        ModerationDecision.contribution_id == decision.contribution_id, ModerationDecision.version == decision.version,
        ModerationDecision.act == Act.REDACT, ModerationDecision.undone_at.is_(None),
        ModerationDecision.id != decision.id,
    )).all()
    needed = {tuple(span) for each in others for span in each.spans}
    own = {tuple(span) for span in decision.spans}
    return [span for span in redactions_of(version) if span in own - needed]


def _note(
    contribution: Contribution, version: Version, by: Account, spans: Sequence[FieldSpan]
) -> ModerationDecision:
    """That some words were uncovered, others of the same version perhaps not."""
    decision = ModerationDecision(
        consultation_id=contribution.consultation_id, contribution_id=contribution.id, contribution=contribution,
        version=version.version, act=Act.RESTORE, spans=[list(span) for span in spans], source=Source.APPEAL,
        role="judge", decided_by=by.id, decider=by, decided_at=now(), day=shown_day(contribution),
    )
    db.session.add(decision)
    db.session.flush()
    append_entry(
        "moderation.restore", contribution.subject, consultation=contribution.consultation.slug,
        facts={"version": version.version}, hides_time=contribution.is_nameless,
    )
    return decision


def judges_of(appeal: Appeal) -> list[Account]:
    """Who of the team may judge it."""
    consultation = appeal.contribution.consultation
    query = select(Account).join(TeamMember, TeamMember.account_id == Account.id).where(
        TeamMember.consultation_id == consultation.id,
        TeamMember.role.in_([TeamRole.MANAGER, TeamRole.MODERATOR]),
    ).distinct()
    if Duty.JUDGING in (consultation.split_duties or ()):
        query = query.join(TeamDuty, TeamDuty.account_id == Account.id).where(
            TeamDuty.consultation_id == consultation.id, TeamDuty.duty == Duty.JUDGING
        )
    return [each for each in db.session.scalars(query) if not is_party(each, appeal)]


def _managers_and_administrators(appeal: Appeal) -> list[Account]:
    managers = select(TeamMember.account_id).where(
        TeamMember.consultation_id == appeal.consultation_id, TeamMember.role == TeamRole.MANAGER
    )
    return list(db.session.scalars(
        select(Account).where(Account.id.in_(managers) | Account.is_administrator.is_(True))
    ))


def _record(appeal: Appeal, what: str, **facts: str) -> None:
    """Who appealed is not public, and the author's time is not where the name is withheld."""
    contribution = appeal.contribution
    append_entry(
        f"appeal.{what}", contribution.subject, consultation=contribution.consultation.slug,
        facts={"against": "decision" if appeal.decision_id else "inaction", **facts},
        hides_time=contribution.is_nameless,
    )
