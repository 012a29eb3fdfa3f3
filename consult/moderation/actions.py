"""Deciding on a contribution, and taking a decision back."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Duty, TeamRole
from consult.consultations.policy import require_duty, roles_of
from consult.contributions import actions as contributions
from consult.contributions.actions import FieldSpan
from consult.contributions.models import Contribution, State, Version
from consult.contributions.queries import version_of
from consult.db import db, transaction
from consult.errors import Conflict, Invalid, NotAllowed
from consult.i18n import _
from consult.moderation.flagging import close_flags, reopen_flags, source_in_flags
from consult.moderation.letters import tell_author, tell_author_it_is_undone, words_to_send
from consult.moderation.models import Act, ModerationDecision, Reason, Source
from consult.moderation.policy import ADVERSE, UNDO_WITHIN, acts_for, is_own, is_private, waits
from consult.moderation.queries import latest_decision
from consult.moderation.redaction import merged
from consult.moderation.subjects import lock, settle
from consult.moderation.wording import RULES
from consult.record.actions import append_entry, full_hour_after
from consult.text import normalise

WORDS_LIMIT = 2_000
GROUND_LIMIT = 500


class AlreadyDecided(Conflict):
    """Somebody decided on this version since the page was opened."""


class KeptPrivate(Conflict):
    """Its author does not want it published; nobody may."""


class NewerVersion(Conflict):
    """The author has sent another text since the page was opened."""


class NothingToDecide(Conflict):
    """As the contribution stands, this act would change nothing."""


class CannotUndo(Conflict):
    """Too late, or something happened since."""


def decide(
    contribution: Contribution, version_number: int, act: Act, by: Account, reason: Reason | None = None,
    words: str = "", spans: Sequence[FieldSpan] = (), *, seen: int | None = None, base_url: str = "",
    legal_ground: str = "", batch: int | None = None,
) -> ModerationDecision:
    """Publish, ask about, withhold, redact or restore a version. `seen` is the last decision on it that they knew of.

    Raises NotAllowed, KeptPrivate, AlreadyDecided, NewerVersion, NothingToDecide or Invalid; then nothing has changed.
    """
    with transaction() as session:
        lock(contribution)
        version = version_of(contribution, version_number)
        session.refresh(version)
        require_decidable(contribution, version, act, by, seen)
        _require_reason(act, reason, words, spans)

        is_manager = TeamRole.MODERATOR not in roles_of(by, contribution.consultation)
        return carry_out(
            contribution, version, act, by, reason, words, spans, base_url=base_url, legal_ground=legal_ground,
            batch=batch, source=source_in_flags(contribution), role="manager" if is_manager else "moderator",
        )


def carry_out(
    contribution: Contribution, version: Version, act: Act, by: Account, reason: Reason | None = None, words: str = "",
    spans: Sequence[FieldSpan] = (), *, source: Source, role: str, base_url: str = "", legal_ground: str = "",
    batch: int | None = None,
) -> ModerationDecision:
    """What a decision changes, once nothing speaks against it; joins the caller's transaction, which holds the lock."""
    reason = reason if act in ADVERSE else None
    decision = ModerationDecision(
        consultation_id=contribution.consultation_id, contribution_id=contribution.id, contribution=contribution,
        version=version.version, act=act, reason=reason, words=words_to_send(contribution, reason, normalise(words)),
        legal_ground=normalise(legal_ground) if reason is Reason.ILLEGAL else "", spans=[list(span) for span in spans],
        source=source, held_because=contribution.held_because if contribution.waits else "", role=role,
        decided_by=by.id, decider=by, decided_at=now(), day=shown_day(contribution), batch=batch,
        waited=_waited(contribution, version), before=_standing(contribution, version),
    )
    before = contribution.state
    _change(contribution, version, act, spans)
    if version.version == contribution.version and act is not Act.ASK:
        contribution.reviewed_at = now()
    contribution.asked_at = now() if act is Act.ASK else None
    db.session.add(decision)
    db.session.flush()
    settle(contribution, before)
    _record(act.value, contribution, decision)
    tell_author(contribution, version, decision, base_url)
    if act is not Act.ASK:
        close_flags(contribution, by, decision, base_url=base_url)
    return decision


def shown_day(contribution: Contribution) -> date:
    """The day that the public log gives for what happens now: for a nameless author that of the next full hour."""
    return (full_hour_after(now()) if contribution.is_nameless else now()).date()


def _waited(contribution: Contribution, version: Version) -> int:
    """Seconds since what is decided on came in: the version, or the flag; 0 where nothing waited."""
    since = contribution.flagged_at
    if contribution.reviewed_at is None and version.version == contribution.version:
        since = version.submitted_at
    return max(1, int((now() - since).total_seconds())) if since else 0


def undo(decision: ModerationDecision, by: Account, *, base_url: str = "") -> None:
    """Let everything be as it was before the decision. Raises NotAllowed or CannotUndo."""
    with transaction() as session:
        contribution = decision.contribution
        lock(contribution)
        session.refresh(decision)
        require_duty(by, contribution.consultation, Duty.REVIEWING)
        if decision.decided_by != by.id:
            raise NotAllowed(_("Only who decided may take it back."))
        if decision.undone_at is not None:
            raise CannotUndo(_("This is already taken back."))
        if now() - decision.decided_at > UNDO_WITHIN:
            raise CannotUndo(_("A decision can be taken back for ten minutes. Decide anew instead."))
        if (
            latest_decision(contribution) is not decision
            or contribution.version != decision.before["version"]
            or contribution.state is State.WITHDRAWN
        ):
            raise CannotUndo(_("Something has happened to this contribution since. Decide anew instead."))

        version = version_of(contribution, decision.version)
        before = contribution.state
        _put_back(contribution, version, decision.before)
        decision.undone_at = now()
        settle(contribution, before)
        reopen_flags(contribution, decision)
        _record("undone", contribution, decision)
        tell_author_it_is_undone(contribution, version, decision, base_url)


def require_decidable(
    contribution: Contribution, version: Version, act: Act, by: Account, seen: int | None
) -> None:
    """Raises NotAllowed, KeptPrivate, AlreadyDecided, NewerVersion or NothingToDecide."""
    require_duty(by, contribution.consultation, Duty.REVIEWING)
    if is_own(by, contribution):
        raise NotAllowed(_("You wrote this yourself, so somebody else decides on it."))
    if contribution.state is State.WITHDRAWN:
        raise NothingToDecide(_("Its author has withdrawn this. There is nothing left to decide."))
    if is_private(contribution):
        raise KeptPrivate(_("Its author does not want this published. It is read and counted, and stays private."))
    latest = latest_decision(contribution, version.version)
    if (latest.id if latest else None) != seen:
        raise AlreadyDecided(_already(latest, by))
    if act in acts_for(contribution, version):
        return
    if version.version < contribution.version:
        raise NewerVersion(
            _("The author has sent version %(number)s since you opened this page. Read that one.",
              number=contribution.version)
        )
    raise NothingToDecide(_("As this contribution stands now, that decision would change nothing."))


def _already(latest: ModerationDecision | None, by: Account) -> str:
    if latest is None:
        return _("The decision you saw was taken back since you opened this page. Nothing was changed by you.")
    name = latest.decider.shown_name if latest.decider else _("Somebody")
    told = {
        Act.PUBLISH: _("%(name)s has already published this.", name=name),
        Act.ASK: _("%(name)s has already asked its author something.", name=name),
        Act.WITHHOLD: _("%(name)s has already withheld this.", name=name),
        Act.REDACT: _("%(name)s has already covered words of this.", name=name),
        Act.RESTORE: _("%(name)s has already restored this.", name=name),
    }[latest.act]
    if latest.reason:
        told += " " + _("The reason: %(rule)s.", rule=RULES[latest.reason])
    return told + " " + _("Nothing was changed by you.")


def _require_reason(act: Act, reason: Reason | None, words: str, spans: Sequence[FieldSpan]) -> None:
    if act in ADVERSE and reason is None:
        raise Invalid(_("Choose a reason. The author reads it."))
    if act in ADVERSE and reason is Reason.OTHER and not normalise(words):
        raise Invalid(_("Say the reason in your own words. The author reads them."))
    if act is Act.ASK and not normalise(words):
        raise Invalid(_("Write what you ask. The author reads it."))
    if act is Act.REDACT and not spans:
        raise Invalid(_("Say which words to cover."))


def _change(contribution: Contribution, version: Version, act: Act, spans: Sequence[FieldSpan]) -> None:
    if act is Act.WITHHOLD:
        contributions.withhold(contribution)
    elif act is Act.RESTORE:
        _restore(contribution, version)
    elif act is Act.REDACT:
        waited = waits(contribution, version)
        contributions.redact(contribution, version, merged(version, spans))
        if waited:
            contributions.publish_version(contribution, version)
    elif act is Act.PUBLISH and waits(contribution, version):
        contributions.publish_version(contribution, version)


def _restore(contribution: Contribution, version: Version) -> None:
    """Publish again what was public, or was to be; what is published, uncover."""
    if contribution.state is not State.WITHHELD:
        contributions.redact(contribution, version, ())
    else:
        publish_again(contribution)


def publish_again(contribution: Contribution) -> None:
    """What was public before it was withheld, or was to be."""
    public = version_of(contribution, contribution.public_version or contribution.version)
    contributions.publish_version(contribution, public)
    contribution.waits = public.version < contribution.version


def _standing(contribution: Contribution, version: Version) -> dict[str, Any]:
    return {
        "state": contribution.state.value, "waits": contribution.waits, "version": contribution.version,
        "public_version": contribution.public_version, "redactions": version.redactions or [],
        "reviewed_at": contribution.reviewed_at.isoformat() if contribution.reviewed_at else None,
        "published_at": contribution.published_at.isoformat() if contribution.published_at else None,
        "asked_at": contribution.asked_at.isoformat() if contribution.asked_at else None,
    }


def _put_back(contribution: Contribution, version: Version, before: dict[str, Any]) -> None:
    contribution.published_at = _moment(before["published_at"])
    state, public = State(before["state"]), before["public_version"]
    if contribution.state is not state or contribution.public_version != public:
        if state is State.PUBLISHED:
            contributions.publish_version(contribution, version_of(contribution, public))
        elif state is State.WAITING:
            contributions.await_review(contribution)
        else:
            contributions.withhold(contribution)
    contribution.public_version, contribution.waits = public, before["waits"]
    contribution.reviewed_at = _moment(before["reviewed_at"])
    contribution.asked_at = _moment(before.get("asked_at"))
    if version.redactions != before["redactions"]:
        contributions.redact(contribution, version, [(span[0], span[1], span[2]) for span in before["redactions"]])


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _record(what: str, contribution: Contribution, decision: ModerationDecision) -> None:
    """Who decided is not public, and the author's time is not where the name is withheld."""
    facts = {"reason": decision.reason.value} if decision.reason else {}
    if what == "undone":
        facts["act"] = decision.act.value
    append_entry(
        f"moderation.{what}", contribution.subject, consultation=contribution.consultation.slug,
        facts={**facts, "version": decision.version}, hides_time=contribution.is_nameless,
    )
