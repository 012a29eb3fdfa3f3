"""Saying what became of contributions that are not cited: represented by a finding, or considered for a reason."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from consult.accounts.models import Account
from consult.clock import now
from consult.coding.actions import stretches
from consult.consultations.models import Consultation, Topic
from consult.contributions.models import Contribution, ContributionTopic, State
from consult.db import db, transaction
from consult.errors import Invalid, NotFound
from consult.i18n import _, n_
from consult.identifiers import name_of
from consult.record.actions import append_entry
from consult.synthesis.actions import require_present
from consult.synthesis.beginning import begin_summarising
from consult.synthesis.ledger import NOT_ANALYSED, is_cited
from consult.synthesis.models import Disposition, DispositionKind, Finding
from consult.synthesis.policy import require_desk
from consult.text import normalise

OTHER = "other"
REASONS = (
    NOT_ANALYSED, "about_another_goal", "no_point_made", "repeats_itself", "outside_the_consultation", OTHER,
)
WORDS_LIMIT = 500


def mark_represented(
    contributions: Contribution | Sequence[Contribution], topic: Topic, finding: Finding, by: Account
) -> None:
    """Say that a finding makes the point of these contributions; all of them or none.

    Raises NotAllowed, PhaseClosed, or Invalid where one is not published or not about the topic.
    """
    with transaction() as session:
        session.refresh(finding)
        if finding.topic_id != topic.id:
            raise Invalid(_("This finding is on another goal."))
        require_present(finding)
        _dispose(contributions, topic, DispositionKind.REPRESENTED, "", finding.id, by)


def mark_considered(
    contributions: Contribution | Sequence[Contribution], topic: Topic, reason: str, by: Account, words: str = ""
) -> None:
    """Say why these contributions are not cited; all of them or none. `other` asks for words of one's own.

    Raises NotAllowed, PhaseClosed, or Invalid where one is cited, not published or not about the topic.
    """
    with transaction():
        why = reason_given(reason, words)
        listed = _listed(contributions)
        _refuse_cited(listed, topic)
        _dispose(listed, topic, DispositionKind.CONSIDERED, why, None, by)


def reason_given(reason: str, words: str) -> str:
    """What is stored of a reason: its name, or the person's own words. Raises Invalid."""
    if reason not in REASONS:
        raise Invalid(_("Choose a reason."))
    own = normalise(words)
    if reason == OTHER and not own:
        raise Invalid(_("Write the reason in a few words."))
    if len(own) > WORDS_LIMIT:
        raise Invalid(_("Write the reason in at most %(limit)s characters.", limit=WORDS_LIMIT))
    return own if reason == OTHER else reason


def undo_disposition(contribution: Contribution, topic: Topic, by: Account) -> None:
    """Open it again. Raises NotAllowed, PhaseClosed, or NotFound where nothing was decided."""
    with transaction() as session:
        require_desk(by, session.get_one(Consultation, topic.consultation_id))
        found = session.get(Disposition, (contribution.id, topic.id))
        if found is None:
            raise NotFound(_("Nothing was decided about this contribution here."))
        session.delete(found)
        _record(contribution, topic, "undone", {})


def _dispose(
    contributions: Contribution | Sequence[Contribution], topic: Topic, kind: DispositionKind, reason: str,
    finding_id: int | None, by: Account,
) -> None:
    consultation = hold_topic(topic, by)
    listed = _listed(contributions)
    if not listed:
        raise Invalid(_("Choose at least one contribution."))
    _require_published(listed, topic)
    begin_summarising(consultation)
    settle([each.id for each in listed], topic, kind, reason, finding_id, by)
    body: dict[str, object] = {"kind": kind.value, "reason": reason, "finding": finding_id}
    if len(listed) == 1:
        _record(listed[0], topic, "made", body)
    else:
        record_together(consultation, topic, "made_together", listed, body)


def hold_topic(topic: Topic, by: Account) -> Consultation:
    """Two people deciding on one contribution at once would both add its row. Raises NotAllowed or PhaseClosed."""
    session = db.session
    session.refresh(topic, with_for_update=True)
    consultation = session.get_one(Consultation, topic.consultation_id)
    require_desk(by, consultation)
    return consultation


def settle(
    contribution_ids: Sequence[int], topic: Topic, kind: DispositionKind, reason: str, finding_id: int | None,
    by: Account, batch_id: int | None = None,
) -> None:
    """Write the rows, in the place of earlier ones. Joins the caller's transaction; few statements for any number."""
    for stretch in stretches(contribution_ids):
        db.session.execute(delete(Disposition).where(
            Disposition.topic_id == topic.id, Disposition.contribution_id.in_(stretch)
        ))
    moment = now()
    db.session.execute(insert(Disposition), [
        {
            "contribution_id": each, "topic_id": topic.id, "kind": kind, "reason": reason, "finding_id": finding_id,
            "batch_id": batch_id, "decided_by": by.id, "decided_at": moment,
        }
        for each in dict.fromkeys(contribution_ids)
    ])


def record_together(
    consultation: Consultation, topic: Topic, what: str, contributions: Sequence[Contribution | int],
    body: dict[str, object],
) -> None:
    """One entry for many: how many is public, which they are is committed to."""
    names = sorted(name_of(each if isinstance(each, int) else each.id) for each in contributions)
    append_entry(
        f"disposition.{what}", f"consultation:{consultation.slug}", consultation=consultation.slug,
        facts={"topic": topic.slug, "contributions": len(names)}, body={**body, "sources": names},
    )


def _listed(contributions: Contribution | Sequence[Contribution]) -> Sequence[Contribution]:
    return [contributions] if isinstance(contributions, Contribution) else list(contributions)


def _require_published(contributions: Sequence[Contribution], topic: Topic) -> None:
    wanted = [each.id for each in contributions]
    found = set(db.session.scalars(
        select(ContributionTopic.contribution_id)
        .join(Contribution.__table__, Contribution.id == ContributionTopic.contribution_id)
        .where(
            ContributionTopic.topic_id == topic.id, ContributionTopic.contribution_id.in_(wanted),
            Contribution.state == State.PUBLISHED,
        )
    ))
    if lacking := len(set(wanted) - found):
        raise Invalid(n_(
            "One of these contributions is not published or is about another goal.",
            "%(num)s of these contributions are not published or are about another goal.", lacking,
        ))


def _refuse_cited(contributions: Sequence[Contribution], topic: Topic) -> None:
    wanted = [each.id for each in contributions]
    cited = db.session.scalars(
        select(ContributionTopic.contribution_id).where(
            ContributionTopic.topic_id == topic.id, ContributionTopic.contribution_id.in_(wanted), is_cited(draft=True)
        )
    ).all()
    if cited:
        raise Invalid(n_(
            "One of these contributions is cited in a finding on this goal.",
            "%(num)s of these contributions are cited in findings on this goal.", len(cited),
        ))


def _record(contribution: Contribution, topic: Topic, what: str, body: dict[str, object]) -> None:
    consultation = db.session.get_one(Consultation, topic.consultation_id)
    append_entry(
        f"disposition.{what}", contribution.subject, consultation=consultation.slug, facts={"topic": topic.slug},
        body=body or None,
    )
