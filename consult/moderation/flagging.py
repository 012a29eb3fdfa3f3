"""Flags: somebody says that a contribution breaks a rule. However many there are, only a person decides."""

import unicodedata

from sqlalchemy import select

from consult.accounts.models import Account
from consult.clock import now
from consult.contributions.models import Contribution, Publication, State
from consult.db import db, transaction
from consult.errors import Conflict, Invalid, NotFound
from consult.i18n import _
from consult.moderation.letters import tell_notifier, tell_notifier_it_came
from consult.moderation.models import Act, Flag, FlagOutcome, FlagReason, ModerationDecision, Reason, Source
from consult.moderation.policy import ADVERSE
from consult.moderation.subjects import lock
from consult.record.actions import append_entry, full_hour_after
from consult.text import normalise

FLAG_WORDS_LIMIT = 5_000
NEEDS_WORDS = (FlagReason.ILLEGAL, FlagReason.NOT_MINE, FlagReason.OTHER)


class AlreadyFlagged(Conflict):
    """One person flags a contribution once, until somebody has looked."""


def raise_flag(
    contribution: Contribution, reason: FlagReason, words: str, by: Account, *, base_url: str = ""
) -> Flag:
    """By somebody signed in. Raises NotFound where nothing is public, AlreadyFlagged, or Invalid."""
    with transaction() as session:
        lock(contribution)
        _require_public(contribution)
        if session.scalar(select(Flag.id).where(
            Flag.contribution_id == contribution.id, Flag.account_id == by.id, Flag.closed_at.is_(None)
        )) is not None:
            raise AlreadyFlagged(_("You have flagged this already. A moderator will look at it."))
        flag = _flag(contribution, reason, words, language=by.language)
        flag.account_id, flag.account = by.id, by
        session.add(flag)
        if reason is FlagReason.NOT_MINE and _bears_the_name(by, contribution):
            _hide_identity(flag)
        session.flush()
        tell_notifier_it_came(flag, base_url)
        return flag


def give_notice(
    contribution: Contribution, reason: FlagReason, words: str, *, name: str, email: str, language: str,
    base_url: str = "",
) -> Flag:
    """By anybody, with the fields of article 16. Raises NotFound where nothing is public, or Invalid."""
    with transaction() as session:
        lock(contribution)
        _require_public(contribution)
        flag = _flag(contribution, reason, words, language=language)
        flag.is_notice, flag.name, flag.email = True, normalise(name), normalise(email)
        session.add(flag)
        session.flush()
        tell_notifier_it_came(flag, base_url)
        return flag


def _require_public(contribution: Contribution) -> None:
    if contribution.state is not State.PUBLISHED or contribution.consultation.announced_at is None:
        raise NotFound(_("There is no such contribution."))


def _flag(contribution: Contribution, reason: FlagReason, words: str, *, language: str) -> Flag:
    words = normalise(words)
    if reason in NEEDS_WORDS and not words:
        raise Invalid(_("Say in your words what is wrong. The team cannot judge it otherwise."))
    contribution.flagged_at = contribution.flagged_at or now()
    moment = full_hour_after(now()) if contribution.is_nameless else now()
    append_entry(
        "contribution.flagged", contribution.subject, consultation=contribution.consultation.slug,
        facts={"reason": reason.value}, hides_time=contribution.is_nameless,
    )
    return Flag(
        consultation_id=contribution.consultation_id, contribution_id=contribution.id, contribution=contribution,
        reason=reason, words=words, language=language, raised_at=now(), day=moment.date(),
    )


def source_in_flags(contribution: Contribution) -> Source:
    """What led somebody to look at it now."""
    if contribution.flagged_at is None:
        return Source.OWN
    notices = set(db.session.scalars(
        select(Flag.is_notice).where(Flag.contribution_id == contribution.id, Flag.closed_at.is_(None))
    ))
    return Source.NOTICE if True in notices else Source.FLAG if notices else Source.OWN


def close_flags(
    contribution: Contribution, by: Account, decision: ModerationDecision, *, answer: str = "", base_url: str = ""
) -> None:
    """A decision answers every open flag, and whoever flagged is told; joins the caller's transaction."""
    if contribution.flagged_at is None:
        return
    acted = decision.act in ADVERSE
    for flag in open_flags(contribution):
        flag.outcome = FlagOutcome.ACTED if acted else FlagOutcome.STANDS
        flag.closed_at, flag.closed_by, flag.decision_id = now(), by.id, decision.id
        flag.answer = answer or (decision.words if decision.act is Act.PUBLISH else "")
        if not (acted and decision.reason is Reason.IMPERSONATION):
            show_identity(flag)
        tell_notifier(flag, base_url)
    contribution.flagged_at = None


def reopen_flags(contribution: Contribution, decision: ModerationDecision) -> None:
    """A decision that is taken back answers nothing; joins the caller's transaction."""
    flags = db.session.scalars(select(Flag).where(Flag.decision_id == decision.id)).all()
    for flag in flags:
        flag.outcome = flag.closed_at = flag.closed_by = flag.decision_id = None
        flag.answer = ""
        if flag.held_identity:
            _hide_identity(flag)
    if flags:
        contribution.flagged_at = min(flag.raised_at for flag in flags)


def open_flags(contribution: Contribution) -> list[Flag]:
    return list(db.session.scalars(
        select(Flag).where(Flag.contribution_id == contribution.id, Flag.closed_at.is_(None)).order_by(Flag.raised_at)
    ))


def _bears_the_name(account: Account, contribution: Contribution) -> bool:
    """Anybody can say "not by me"; only whoever bears the name that is shown has it hidden at once."""
    names = {_folded(account.name)} - {""}
    return contribution.publication is Publication.NAMED and _folded(contribution.author_name) in names


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _hide_identity(flag: Flag) -> None:
    """The words stay; the names go until a moderator has checked. Kept beside the flag, so that they can come back."""
    contribution = flag.contribution
    flag.held_identity = flag.held_identity or {
        "author_name": contribution.author_name, "organisation_name": contribution.organisation_name,
        "organisation_id": contribution.organisation_id,
    }
    contribution.author_name = contribution.organisation_name = ""
    contribution.organisation_id = None
    _record_identity(contribution, "hidden")


def show_identity(flag: Flag) -> None:
    """Give the names back, unless another open flag still keeps them."""
    if not flag.held_identity:
        return
    contribution = flag.contribution
    if contribution.author_name or contribution.organisation_name:
        return
    for name, value in flag.held_identity.items():
        setattr(contribution, name, value)
    _record_identity(contribution, "shown")


def _record_identity(contribution: Contribution, what: str) -> None:
    append_entry(
        f"identity.{what}", contribution.subject, consultation=contribution.consultation.slug,
        hides_time=contribution.is_nameless,
    )
