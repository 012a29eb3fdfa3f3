"""Double coding: a random sample, read by two people who do not see each other's codes, compared, then reconciled."""

import math
import random
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, func, insert, select

from consult.accounts.models import Account
from consult.clock import now
from consult.coding.actions import code_many
from consult.coding.agreement import Agreement, agreement_by_code
from consult.coding.models import Code, Coding, Origin, Reading, Sample, SampleItem
from consult.consultations.models import Consultation
from consult.consultations.policy import require_desk
from consult.contributions.models import Contribution, State
from consult.db import db, transaction
from consult.errors import Conflict, Invalid, NotAllowed
from consult.i18n import _
from consult.record.actions import append_entry

SHARES = (10, 15, 20, 25)
CODERS = 2


def draw_sample(consultation: Consultation, share: int, by: Account) -> Sample:
    """Draw that many of a hundred published contributions, by chance, from each stakeholder group at least one.

    Raises NotAllowed, PhaseClosed, Conflict while another sample is not reconciled, or Invalid.
    """
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        require_desk(by, consultation)
        if share not in SHARES:
            raise Invalid(_("Choose how many to draw."))
        if (present := open_sample(consultation)) is not None and not _finish_if_done(present):
            raise Conflict(_("A sample is drawn already. Reconcile it first."))
        if not session.scalar(select(Code.id).where(
            Code.consultation_id == consultation.id, Code.retired_at.is_(None)
        ).limit(1)):
            raise Invalid(_("Write the codebook first: there is no theme yet to code with."))
        drawn = _draw(consultation, share)
        if not drawn:
            raise Invalid(_("There is nothing published to draw from."))
        sample = Sample(consultation_id=consultation.id, share=share, drawn_by=by.id, drawn_at=now())
        session.add(sample)
        session.flush()
        session.execute(insert(SampleItem), [
            {"sample_id": sample.id, "contribution_id": each, "place": place} for place, each in enumerate(drawn, 1)
        ])
        append_entry(
            "coding.sampled", f"sample:{sample.name}", consultation=consultation.slug,
            facts={"share": share, "contributions": len(drawn)},
        )
        return sample


def _draw(consultation: Consultation, share: int) -> list[int]:
    by_group: dict[str, list[int]] = {}
    for identifier, group in db.session.execute(
        select(Contribution.id, Contribution.group).where(
            Contribution.consultation_id == consultation.id, Contribution.state == State.PUBLISHED
        ).order_by(Contribution.id)
    ):
        by_group.setdefault(group.value, []).append(identifier)
    chance = random.SystemRandom()
    drawn = [
        each for group in sorted(by_group)
        for each in chance.sample(by_group[group], math.ceil(len(by_group[group]) * share / 100))
    ]
    chance.shuffle(drawn)
    return drawn


def open_sample(consultation: Consultation) -> Sample | None:
    """The one that is not reconciled yet."""
    return db.session.scalar(
        select(Sample).where(Sample.consultation_id == consultation.id, Sample.reconciled_at.is_(None)).limit(1)
    )


def read_item(sample: Sample, contribution: Contribution, codes: Sequence[str], by: Account) -> None:
    """Give a contribution of a sample the codes one finds in it, by their names; perhaps none.

    Raises NotAllowed for a third coder, PhaseClosed, Invalid, or Conflict where one has read it or all is reconciled.
    """
    with transaction() as session:
        item = _hold(sample, contribution, by)
        readings = readings_of(sample, contribution.id)
        if any(each.coder_id == by.id for each in readings):
            raise Conflict(_("You have coded this contribution already. It can be changed when you reconcile."))
        if len(readings) >= CODERS or item.reconciled_at is not None:
            raise NotAllowed(_("Two people have coded this contribution already."))
        session.add(Reading(
            sample_id=sample.id, contribution_id=contribution.id, coder_id=by.id,
            codes=sorted(_known(sample, codes)), read_at=now(),
        ))


def reconcile_item(sample: Sample, contribution: Contribution, codes: Sequence[str], by: Account) -> None:
    """Say which codes a contribution has after both have looked at it together. The readings stay as they were.

    Raises NotAllowed, PhaseClosed, Invalid, or Conflict before two have read it.
    """
    with transaction() as session:
        item = _hold(sample, contribution, by)
        if len(readings_of(sample, contribution.id)) < CODERS:
            raise Conflict(_("Two people code a contribution by themselves before it is reconciled."))
        chosen = _known(sample, codes)
        everything = {code.name: code for code in codes_of(sample.consultation_id)}
        for name, code in everything.items():
            if name in chosen:
                code_many([contribution.id], code, by, Origin.RECONCILED)
            else:
                session.execute(delete(Coding).where(
                    Coding.code_id == code.id, Coding.contribution_id == contribution.id
                ))
        item.reconciled_at = now()
        session.flush()
        _finish_if_done(sample)


def _finish_if_done(sample: Sample) -> bool:
    """All is reconciled: the agreement is kept as it was before anybody talked.

    What was withdrawn or withheld meanwhile is waited for no longer.
    """
    if db.session.scalar(
        select(func.count()).select_from(SampleItem)
        .join(Contribution.__table__, Contribution.id == SampleItem.contribution_id)
        .where(
            SampleItem.sample_id == sample.id, SampleItem.reconciled_at.is_(None),
            Contribution.state == State.PUBLISHED,
        )
    ):
        return False
    consultation = db.session.get_one(Consultation, sample.consultation_id)
    sample.reconciled_at = now()
    sample.agreement = [
        {"code": code.name, "label": code.label, **asdict(found), "verdict": found.verdict}
        for code, found in agreement_in(sample)
    ]
    append_entry(
        "coding.reconciled", f"sample:{sample.name}", consultation=consultation.slug,
        body={"agreement": {each["code"]: each["alpha"] for each in sample.agreement}},
    )
    return True


def agreement_in(sample: Sample) -> list[tuple[Code, Agreement]]:
    """By code, of the contributions that two have read. Codes that neither used are left out."""
    rows = db.session.scalars(
        select(Reading).where(Reading.sample_id == sample.id).order_by(Reading.contribution_id, Reading.coder_id)
    ).all()
    by_item: dict[int, list[frozenset[str]]] = {}
    for row in rows:
        by_item.setdefault(row.contribution_id, []).append(frozenset(row.codes))
    used = {name for row in rows for name in row.codes}
    codes = [code for code in codes_of(sample.consultation_id) if code.name in used]
    found = agreement_by_code([code.name for code in codes], list(by_item.values()))
    return [(code, found[code.name]) for code in codes]


def readings_of(sample: Sample, contribution_id: int) -> Sequence[Reading]:
    return db.session.scalars(
        select(Reading).where(Reading.sample_id == sample.id, Reading.contribution_id == contribution_id)
        .order_by(Reading.coder_id)
    ).all()


def codes_of(consultation_id: int) -> Sequence[Code]:
    return db.session.scalars(
        select(Code).where(Code.consultation_id == consultation_id, Code.retired_at.is_(None)).order_by(Code.label)
    ).all()


def _hold(sample: Sample, contribution: Contribution, by: Account) -> SampleItem:
    session = db.session
    session.refresh(sample, with_for_update=True)
    require_desk(by, session.get_one(Consultation, sample.consultation_id))
    item: Any = session.get(SampleItem, (sample.id, contribution.id), populate_existing=True)
    if item is None:
        raise Invalid(_("This contribution is not in the sample."))
    if sample.reconciled_at is not None:
        raise Conflict(_("This sample is reconciled; it is kept as it is."))
    return item  # type: ignore[no-any-return]


def _known(sample: Sample, names: Sequence[str]) -> set[str]:
    known = {code.name for code in codes_of(sample.consultation_id)}
    if set(names) - known:
        raise Invalid(_("One of these themes is not in the codebook any more."))
    return set(names)
