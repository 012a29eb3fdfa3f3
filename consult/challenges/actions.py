"""Challenging a finding, answering several challenges at once, and settling issues."""

from collections.abc import Sequence

from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.challenges.models import (
    Challenge,
    ChallengeState,
    Issue,
    IssueStatus,
    Recognition,
    Reply,
    Verdict,
)
from consult.challenges.policy import due_on, first_state, takes_challenges
from consult.challenges.queries import stands_behind
from consult.clock import now
from consult.consultations.models import Consultation, Duty
from consult.consultations.policy import require_desk, require_duty
from consult.contributions.models import Contribution, State
from consult.db import db, hold, transaction
from consult.errors import Conflict, Invalid, NotAllowed, NotFound
from consult.i18n import _
from consult.record.actions import append_entry
from consult.synthesis.models import Finding
from consult.text import is_blank, normalise

WORDS_LIMIT = 2_000


class WindowClosed(Conflict):
    """Challenges are taken while the outcome is a draft, not before and not after."""


class AlreadyChallenged(Conflict):
    """This person has challenged this version of the finding."""


class AlreadySettled(Conflict):
    """Somebody has answered or decided it since the page was opened."""


def challenge_finding(
    finding: Finding, words: str, by: Account, *, with_name: bool = False, language: str = "en"
) -> Challenge:
    """Say that a finding is not what was said. Raises NotFound, WindowClosed, AlreadyChallenged or Invalid."""
    with transaction() as session:
        session.refresh(finding, with_for_update=True)
        consultation = session.get_one(Consultation, finding.consultation_id)
        _require_public(finding)
        if not takes_challenges(consultation):
            raise WindowClosed(_("Challenges are taken while the outcome is a draft."))
        if _has_challenged(finding, by):
            raise AlreadyChallenged(_("You have challenged this version of the finding already."))
        challenge = Challenge(
            consultation_id=consultation.id, finding_id=finding.id, finding_version=finding.public_version,
            account_id=by.id, shown_as=by.shown_name if with_name else "", language=language,
            words=_words(words, _("Say in what the finding differs from what was said.")),
            state=first_state(consultation), made_at=now(), due_on=due_on(consultation),
        )
        session.add(challenge)
        session.flush()
        _record(challenge, consultation, "made" if challenge.state is ChallengeState.WAITING else "published")
        return challenge


def _has_challenged(finding: Finding, by: Account) -> bool:
    return db.session.scalar(
        select(Challenge.id).where(
            Challenge.finding_id == finding.id, Challenge.finding_version == finding.public_version,
            Challenge.account_id == by.id,
        ).limit(1)
    ) is not None


def recognise(finding: Finding, by: Account) -> None:
    """Say that a finding holds one's words. Again changes nothing. Raises NotFound, NotAllowed or WindowClosed."""
    with transaction() as session:
        session.refresh(finding, with_for_update=True)
        consultation = session.get_one(Consultation, finding.consultation_id)
        _require_public(finding)
        if not takes_challenges(consultation):
            raise WindowClosed(_("The outcome is no longer a draft."))
        if not stands_behind(by, finding, consultation):
            raise NotAllowed(_("Only those whose words stand behind a finding can say that it holds them."))
        given = session.get(Recognition, (finding.id, by.id))
        if given is None:
            given = Recognition(finding_id=finding.id, account_id=by.id)
            session.add(given)
        given.finding_version, given.given_at = finding.public_version or 0, now()


def decide_challenge(challenge: Challenge, publish: bool, because: str, by: Account) -> None:
    """Let it be read, or withhold it with a reason, also after it was public. Raises NotAllowed or Invalid."""
    with transaction():
        hold(challenge)
        require_duty(by, challenge.consultation, Duty.REVIEWING)
        reason = normalise(because)
        if not publish and not reason:
            raise Invalid(_("Say why it is withheld. Whoever challenged reads it."))
        challenge.state = ChallengeState.PUBLISHED if publish else ChallengeState.WITHHELD
        challenge.withheld_because = "" if publish else reason[:WORDS_LIMIT]
        challenge.decided_by = by.id
        _record(challenge, challenge.consultation, challenge.state.value)


def reply_to(challenges: Sequence[Challenge], verdict: Verdict, words: str, by: Account) -> Reply:
    """One public reply to all that make one point. Raises NotAllowed, PhaseClosed, Invalid or AlreadySettled."""
    with transaction() as session:
        if not challenges:
            raise Invalid(_("Choose the challenges that this answers."))
        for each in sorted(challenges, key=lambda one: one.id):
            hold(each)
        consultation = challenges[0].consultation
        require_desk(by, consultation)
        if any(each.consultation_id != consultation.id for each in challenges):
            raise Invalid(_("These challenges belong to different consultations."))
        if any(each.reply_id is not None for each in challenges):
            raise AlreadySettled(_("One of these challenges has been answered meanwhile."))
        if any(each.state is not ChallengeState.PUBLISHED for each in challenges):
            raise Invalid(_("Only published challenges are answered in public."))
        reply = Reply(
            consultation_id=consultation.id, verdict=verdict, replied_by=by.id, replied_at=now(),
            words=_words(words, _("Write the reply. Everybody reads it.")),
        )
        session.add(reply)
        session.flush()
        for each in challenges:
            each.reply_id = reply.id
            append_entry(
                "challenge.answered", each.subject, consultation=consultation.slug,
                facts={"verdict": verdict.value}, body={"words": reply.words},
            )
        return reply


def raise_issue(
    consultation: Consultation, words: str, by: Account, *, finding: Finding | None = None,
    challenge: Challenge | None = None, contribution: Contribution | None = None,
) -> Issue:
    """Enter a significant objection in the ledger. Raises NotAllowed, PhaseClosed or Invalid."""
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        require_desk(by, consultation)
        for each in (finding, challenge, contribution):
            if each is not None and each.consultation_id != consultation.id:
                raise Invalid(_("This belongs to another consultation."))
        if contribution is not None and contribution.state is not State.PUBLISHED:
            raise Invalid(_("Only a published contribution can be named in the ledger: everybody reads it."))
        last = session.scalar(select(func.max(Issue.number)).where(Issue.consultation_id == consultation.id))
        issue = Issue(
            consultation_id=consultation.id, number=(last or 0) + 1, raised_by=by.id, raised_at=now(),
            words=_words(words, _("Say in a sentence or two what the objection is.")),
            finding_id=finding.id if finding else challenge.finding_id if challenge else None,
            challenge_id=challenge.id if challenge else None, contribution_id=contribution.id if contribution else None,
        )
        session.add(issue)
        session.flush()
        append_entry(
            "issue.raised", issue.subject, consultation=consultation.slug, body={"words": issue.words},
        )
        return issue


def settle_issue(issue: Issue, status: IssueStatus, why: str, by: Account) -> None:
    """Say how it was addressed, or open it again. Raises NotAllowed, PhaseClosed or Invalid."""
    with transaction() as session:
        hold(issue)
        consultation = session.get_one(Consultation, issue.consultation_id)
        require_desk(by, consultation)
        issue.why = _words(why, _("Say how the objection was addressed, or why it is open again."))
        issue.status, issue.settled_by, issue.settled_at = status, by.id, now()
        append_entry(
            "issue.settled", issue.subject, consultation=consultation.slug, facts={"status": status.value},
            body={"why": issue.why},
        )


def _require_public(finding: Finding) -> None:
    if finding.removed_at is not None or finding.public_version is None:
        raise NotFound(_("There is no such finding."))


def _words(text: str, empty: str) -> str:
    words = normalise(text)
    if is_blank(words):
        raise Invalid(empty)
    if len(words) > WORDS_LIMIT:
        raise Invalid(_("Shorten this to %(limit)s characters.", limit=WORDS_LIMIT))
    return words


def _record(challenge: Challenge, consultation: Consultation, what: str) -> None:
    """Who challenges is not in it; nor is the moment, where they keep their name."""
    append_entry(
        f"challenge.{what}", challenge.subject, consultation=consultation.slug,
        version=None, facts={"finding": f"finding:{challenge.finding.name}", "of": challenge.finding_version},
        body={"words": challenge.words}, hides_time=not challenge.shown_as,
    )


