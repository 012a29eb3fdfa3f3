"""Answering findings, and keeping the promises made: each step public, each version kept."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from consult.accounts.models import Account
from consult.challenges.queries import unanswered_of
from consult.clock import now
from consult.consultations.models import Consultation
from consult.consultations.phases import Phase, PhaseClosed, final_at, has_outcome, is_final, phase_of
from consult.consultations.policy import require_manager
from consult.consultations.recording import record
from consult.db import db, hold, transaction
from consult.errors import Conflict, Invalid
from consult.i18n import _, n_
from consult.record.actions import append_entry
from consult.responses.models import (
    FollowUp,
    FollowUpStatus,
    FollowUpStep,
    Response,
    ResponseFinding,
    ResponseKind,
    ResponseVersion,
)
from consult.responses.queries import is_public, open_follow_ups, unanswered_findings
from consult.synthesis.models import Finding
from consult.text import is_blank, normalise

WORDS_LIMIT = 5_000


class NotFinished(Conflict):
    """The consultation cannot be archived while something is owed."""


def write_response(
    consultation: Consultation, findings: Sequence[Finding], kind: ResponseKind, words: str, due_on: date | None,
    by: Account, response: Response | None = None,
) -> Response:
    """Write an answer to one or several findings, or change one: its next version where the present one is public.

    Raises NotAllowed, PhaseClosed or Invalid.
    """
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        require_manager(by, consultation)
        _require_living(consultation)
        text = _words(words, _("Say why. An answer without reasons is none."))
        _require_findings(consultation, findings)
        if kind is ResponseKind.CONSIDERED and due_on is None:
            raise Invalid(_("Say by when it will be decided."))
        if response is None:
            response = Response(consultation_id=consultation.id, version=1)
            session.add(response)
            session.flush()
        else:
            hold(response)
            if response.public_version == response.version:
                response.version += 1
        _link(response, findings)
        version = session.get(ResponseVersion, (response.id, response.version))
        if version is None:
            version = ResponseVersion(response_id=response.id, version=response.version)
            session.add(version)
        version.kind, version.words, version.due_on = kind, text, due_on
        version.written_by, version.written_at = by.id, now()
        session.flush()
        session.expire(response)
        return response


def _require_findings(consultation: Consultation, findings: Sequence[Finding]) -> None:
    if not findings:
        raise Invalid(_("Choose the findings that this answers."))
    if any(each.consultation_id != consultation.id or each.removed_at is not None for each in findings):
        raise Invalid(_("One of these findings is not in this consultation."))


def _link(response: Response, findings: Sequence[Finding]) -> None:
    wanted = {each.id for each in findings}
    present = {
        each.finding_id: each for each in db.session.scalars(
            select(ResponseFinding).where(ResponseFinding.response_id == response.id)
        )
    }
    for identifier, link in present.items():
        if identifier not in wanted:
            db.session.delete(link)
    db.session.add_all(
        ResponseFinding(response_id=response.id, finding_id=identifier) for identifier in wanted - set(present)
    )


def publish_response(response: Response, by: Account) -> None:
    """Make the latest version public: now where there is an outcome, else by itself together with it.

    Raises NotAllowed or PhaseClosed.
    """
    with transaction() as session:
        consultation = session.get_one(Consultation, response.consultation_id, with_for_update=True)
        hold(response)
        require_manager(by, consultation)
        _require_living(consultation)
        if response.removed_at is not None:
            raise Conflict(_("Somebody has removed this answer meanwhile."))
        if has_outcome(consultation):
            _make_public(response, consultation)
        else:
            response.with_outcome = True


def _make_public(response: Response, consultation: Consultation) -> None:
    """The phase follows the dates: an answer to a draft begins no phase before the outcome is final."""
    if response.published_at is not None and response.public_version == response.version:
        return
    version = db.session.get_one(ResponseVersion, (response.id, response.version))
    response.public_version, response.published_at = response.version, response.published_at or now()
    moment, final = now(), final_at(consultation)
    consultation.responded_at = consultation.responded_at or (max(moment, final) if final else moment)
    append_entry(
        "response.published", response.subject, consultation=consultation.slug, version=response.version,
        facts={"answer": version.kind.value, "findings": sorted(each.subject for each in response.findings)},
        body={"words": version.words},
    )


def publish_waiting() -> int:
    """Answers that were to appear with an outcome that is now there: in the record too. How many."""
    waiting = db.session.scalars(
        select(Response).where(
            Response.with_outcome.is_(True), Response.published_at.is_(None), Response.removed_at.is_(None)
        )
    ).all()
    count = 0
    for each in waiting:
        with transaction() as session:
            # The consultation first, as everybody does who locks both.
            consultation = session.get_one(Consultation, each.consultation_id, with_for_update=True)
            session.refresh(each, with_for_update=True)
            if each.published_at is None and has_outcome(consultation):
                _make_public(each, consultation)
                count += 1
    return count


def remove_response(response: Response, by: Account) -> None:
    """Take away an answer that nobody has read yet. Raises NotAllowed or Conflict."""
    with transaction() as session:
        hold(response)
        consultation = session.get_one(Consultation, response.consultation_id)
        require_manager(by, consultation)
        if is_public(response, consultation) or response.published_at is not None:
            raise Conflict(_("A published answer cannot be removed. Change its text instead, and publish again."))
        response.removed_at = now()


def promise(response: Response, words: str, due_on: date | None, by: Account) -> FollowUp:
    """Say what will be done about it. Raises NotAllowed, PhaseClosed or Invalid."""
    with transaction() as session:
        hold(response)
        consultation = session.get_one(Consultation, response.consultation_id)
        require_manager(by, consultation)
        _require_living(consultation)
        if not is_public(response, consultation):
            raise Invalid(_("Publish the answer first: a follow-up stands under it."))
        follow_up = FollowUp(
            response_id=response.id, words=_words(words, _("Say what will be done.")), made_at=now()
        )
        session.add(follow_up)
        session.flush()
        _step(follow_up, consultation, 1, FollowUpStatus.PLANNED, "", due_on, by)
        return follow_up


def note_step(
    follow_up: FollowUp, status: FollowUpStatus, words: str, due_on: date | None, by: Account
) -> FollowUpStep:
    """Say where it stands now. What was said before stays. Raises NotAllowed, PhaseClosed or Invalid."""
    with transaction() as session:
        hold(follow_up)
        consultation = session.get_one(Consultation, follow_up.response.consultation_id)
        require_manager(by, consultation)
        _require_living(consultation)
        text = normalise(words)
        if status is FollowUpStatus.DROPPED and is_blank(text):
            raise Invalid(_("Say why it is dropped. Those who follow it read the reason."))
        session.refresh(follow_up, ["steps"])
        return _step(follow_up, consultation, follow_up.present.number + 1, status, text[:WORDS_LIMIT], due_on, by)


def _step(
    follow_up: FollowUp, consultation: Consultation, number: int, status: FollowUpStatus, words: str,
    due_on: date | None, by: Account,
) -> FollowUpStep:
    step = FollowUpStep(
        follow_up_id=follow_up.id, number=number, status=status, words=words, due_on=due_on, noted_by=by.id,
        noted_at=now(),
    )
    db.session.add(step)
    db.session.flush()
    db.session.expire(follow_up, ["steps"])
    append_entry(
        "follow_up.noted", follow_up.subject, consultation=consultation.slug, version=number,
        facts={"status": status.value, "due": due_on.isoformat() if due_on else None},
        body={"promise": follow_up.words, "words": words},
    )
    return step


def owed_before_archive(consultation: Consultation) -> dict[str, int]:
    """What still keeps a consultation from its archive: challenges, findings and promises, by how many."""
    owed = {
        "challenges": unanswered_of(consultation), "findings": len(unanswered_findings(consultation)),
        "follow_ups": len(open_follow_ups(consultation)),
    }
    return {name: number for name, number in owed.items() if number}


def archive(consultation: Consultation, by: Account) -> None:
    """The end of its life: nothing changes any more. Raises NotAllowed, PhaseClosed or NotFinished."""
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        require_manager(by, consultation)
        if not is_final(consultation) or consultation.archived_at:
            raise PhaseClosed(_("A consultation is archived once its outcome is final."))
        if owed := owed_before_archive(consultation):
            raise NotFinished(n_(
                "One thing is still owed. The list says what, and where.",
                "%(num)s things are still owed. The list says what, and where.", sum(owed.values()),
            ))
        consultation.archived_at = now()
        record("consultation.archived", consultation)


def _require_living(consultation: Consultation) -> None:
    if phase_of(consultation) in (Phase.ARCHIVED, Phase.CANCELLED):
        raise PhaseClosed(_("This consultation has ended, and its outcome with it."))


def _words(text: str, empty: str) -> str:
    words = normalise(text)
    if is_blank(words):
        raise Invalid(empty)
    if len(words) > WORDS_LIMIT:
        raise Invalid(_("Shorten this to %(limit)s characters.", limit=WORDS_LIMIT))
    return words
