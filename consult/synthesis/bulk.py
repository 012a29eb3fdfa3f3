"""Saying at once what became of all that a narrowed list holds: previewed with a sample, recorded once, undoable."""

import hashlib
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import and_, delete, select

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Consultation, Topic
from consult.contributions.models import Contribution, ContributionTopic, State, Version
from consult.db import db, transaction
from consult.errors import Conflict, Invalid, NotFound
from consult.i18n import _
from consult.identifiers import id_of
from consult.organisations.vocabularies import Group
from consult.synthesis.actions import require_present
from consult.synthesis.beginning import begin_summarising
from consult.synthesis.disposing import hold_topic, reason_given, record_together, settle
from consult.synthesis.ledger import is_cited, is_disposed
from consult.synthesis.models import Batch, Disposition, DispositionKind, Finding
from consult.synthesis.workbench import Slip, Wanted, narrowing, slips_with

SAMPLE = 10
# If more of the sample does not fit, the list is too wide to be dealt with at once.
MISFITS = 0.2


@dataclass(frozen=True)
class Check:
    """A sample that somebody read before deciding: those of it that do not fit are left out."""

    read: Sequence[int] = ()
    misfits: Sequence[int] = ()


@dataclass(frozen=True)
class Preview:
    """What would be dealt with. `seal` names exactly these contributions, so that no others can slip in meanwhile."""

    ids: Sequence[int]
    by_group: Sequence[tuple[str, int]]
    sample: Sequence[Slip]
    seal: str
    seed: int


def preview_of(topic: Topic, wanted: Wanted, seed: int) -> Preview:
    """What is not dealt with and fits, with ten of it by chance. Two queries."""
    rows = _selected(topic, wanted)
    ids = [identifier for identifier, _group in rows]
    chosen = random.Random(seed).sample(ids, min(SAMPLE, len(ids)))
    groups = Counter(group.value for _identifier, group in rows)
    return Preview(
        ids, sorted(groups.items(), key=lambda item: (-item[1], item[0])), slips_with(topic, chosen), seal_of(ids), seed
    )


def _selected(topic: Topic, wanted: Wanted) -> Sequence[tuple[int, Group]]:
    return db.session.execute(
        select(ContributionTopic.contribution_id, Contribution.group)
        .select_from(ContributionTopic)
        .join(Contribution.__table__, Contribution.id == ContributionTopic.contribution_id)
        .join(Version, and_(Version.contribution_id == Contribution.id, Version.version == Contribution.public_version))
        .where(
            ContributionTopic.topic_id == topic.id, Contribution.state == State.PUBLISHED,
            ~is_disposed(), ~is_cited(draft=True), *narrowing(wanted),
        )
        .order_by(ContributionTopic.contribution_id)
    ).tuples().all()


def seal_of(ids: Sequence[int]) -> str:
    return hashlib.sha256(",".join(map(str, sorted(ids))).encode()).hexdigest()[:24]


def represent_selection(topic: Topic, wanted: Wanted, finding: Finding, by: Account, seal: str, check: Check) -> Batch:
    """Say that a finding makes the point of all that is not dealt with and fits.

    A sample is read first. Raises NotAllowed, PhaseClosed, Conflict where the list has changed since it was previewed,
    or Invalid.
    """
    with transaction() as session:
        session.refresh(finding)
        if finding.topic_id != topic.id:
            raise Invalid(_("This finding is on another goal."))
        require_present(finding)
        if not check.read:
            raise Invalid(_("Read the sample first, and say that you have."))
        if len(check.misfits) > MISFITS * len(check.read):
            raise Invalid(_("Too much of the sample does not fit this finding. Narrow the list, or choose another."))
        return deal_with(topic, wanted, DispositionKind.REPRESENTED, "", finding.id, by, seal, check)


def consider_selection(
    topic: Topic, wanted: Wanted, reason: str, words: str, by: Account, seal: str, check: Check
) -> Batch:
    """Say why none of it is cited; “not individually analysed” is counted on the first page of the report.

    Raises NotAllowed, PhaseClosed, Conflict where the list has changed since it was previewed, or Invalid.
    """
    with transaction():
        why = reason_given(reason, words)
        return deal_with(topic, wanted, DispositionKind.CONSIDERED, why, None, by, seal, check)


def deal_with(
    topic: Topic, wanted: Wanted, kind: DispositionKind, reason: str, finding_id: int | None, by: Account, seal: str,
    check: Check, campaign_id: int | None = None,
) -> Batch:
    """Joins the caller's transaction. Raises NotAllowed, PhaseClosed, Conflict or Invalid."""
    consultation = hold_topic(topic, by)
    ids = [identifier for identifier, _group in _selected(topic, wanted)]
    if seal_of(ids) != seal:
        raise Conflict(_("The list has changed since you looked at it. Look again before you decide."))
    chosen = [each for each in ids if each not in set(check.misfits)]
    if not chosen:
        raise Invalid(_("There is nothing left to deal with in this list."))
    begin_summarising(consultation)
    batch = Batch(
        topic_id=topic.id, kind=kind, reason=reason, finding_id=finding_id, wanted=_narrow_only(wanted),
        campaign_id=campaign_id,
        number=len(chosen), sample_read=len(check.read), sample_fitted=len(check.read) - len(check.misfits),
        made_by=by.id, made_at=now(),
    )
    db.session.add(batch)
    db.session.flush()
    settle(chosen, topic, kind, reason, finding_id, by, batch.id)
    record_together(consultation, topic, "made_in_bulk", chosen, {
        "kind": kind.value, "reason": reason, "finding": finding_id, "wanted": batch.wanted, "batch": batch.name,
        "sample": {"read": batch.sample_read, "fitted": batch.sample_fitted},
    })
    return batch


def _narrow_only(wanted: Wanted) -> dict[str, str]:
    return {name: value for name, value in asdict(wanted).items() if value and name != "show"}


def undo_batch(batch: Batch, by: Account) -> int:
    """Open again all that a bulk act dealt with and nobody has decided on since; how many they were.

    Raises NotAllowed, PhaseClosed, or Conflict where it is undone already.
    """
    with transaction() as session:
        topic = session.get_one(Topic, batch.topic_id)
        consultation = hold_topic(topic, by)
        session.refresh(batch, with_for_update=True)
        if batch.undone_at is not None:
            raise Conflict(_("This is undone already."))
        ids = session.scalars(select(Disposition.contribution_id).where(Disposition.batch_id == batch.id)).all()
        session.execute(delete(Disposition).where(Disposition.batch_id == batch.id))
        batch.undone_at = now()
        record_together(consultation, topic, "undone_in_bulk", ids, {"batch": batch.name})
        return len(ids)


def batch_by_name(consultation: Consultation, name: str) -> Batch:
    """Raises NotFound."""
    identifier = id_of(name)
    batch = db.session.get(Batch, identifier) if identifier is not None else None
    if batch is None or db.session.get_one(Topic, batch.topic_id).consultation_id != consultation.id:
        raise NotFound(_("There is no such decision."))
    return batch


def batches_on(topic: Topic, most: int = 8) -> Sequence[Batch]:
    """The latest that stand. One query."""
    return db.session.scalars(
        select(Batch).where(Batch.topic_id == topic.id, Batch.undone_at.is_(None))
        .order_by(Batch.made_at.desc(), Batch.id).limit(most)
    ).all()

