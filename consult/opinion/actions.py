"""Voting, and folding what was counted."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Consultation
from consult.consultations.phases import require_open
from consult.contributions.models import ContributionTopic, State
from consult.db import db, hold, transaction
from consult.errors import Conflict, NotFound
from consult.i18n import _
from consult.identifiers import new_id
from consult.jobs import wake
from consult.opinion.models import Choice, Opinion, Vote, VoteTally
from consult.organisations.actions import stakeholder_for
from consult.submissions.models import Position

# How many steps are folded in one transaction.
STRETCH = 20_000


class VotesOff(Conflict):
    """The plan of this consultation has no votes."""


def require_votes(consultation: Consultation) -> None:
    """Raises VotesOff."""
    if not consultation.votes:
        raise VotesOff(_("There are no votes in this consultation: its plan has them switched off."))


def cast_vote(position: Position, wanted: Choice, by: Account) -> Vote:
    """Vote on a claim, or change one's vote. Raises VotesOff, NotFound or PhaseClosed."""
    with transaction() as session:
        voter = stakeholder_for(by)
        # One person's two windows must not both find no vote yet: the second waits here for the first.
        hold(voter)
        session.refresh(position)
        require_votes(position.consultation)
        if position.state is not State.PUBLISHED or position.public_version is None:
            raise NotFound(_("There is no such claim, or it is not public."))
        require_open(position.consultation)
        vote = session.get(Vote, (position.id, voter.id))
        if vote is None:
            vote = Vote(position_id=position.id, stakeholder_id=voter.id, value=wanted.value_of, group=voter.group)
            session.add(vote)
        elif vote.value == wanted.value_of:
            return vote
        else:
            _step(vote, -1)
            vote.value, vote.group, vote.cast_at = wanted.value_of, voter.group, now()
        _step(vote, +1)
        wake("opinion.update")
        return vote


def _step(vote: Vote, step: int) -> None:
    db.session.add(VoteTally(position_id=vote.position_id, group=vote.group, value=vote.value, step=step))


def fold() -> int:
    """Replace the new steps by one for each claim, group and choice, and note whose maps are due; how many were new."""
    folded = 0
    while True:
        with transaction() as session:
            fresh = session.execute(
                select(VoteTally.id, VoteTally.position_id).where(VoteTally.is_folded.is_(False))
                .with_for_update(skip_locked=True).limit(STRETCH)
            ).all()
            positions = sorted({row.position_id for row in fresh})
            for start in range(0, len(positions), 500):
                _fold_claims(positions[start : start + 500])
            _note_due(positions)
        folded += len(fresh)
        if len(fresh) < STRETCH:
            return folded


def _fold_claims(positions: Sequence[int]) -> None:
    session = db.session
    rows = session.execute(
        select(VoteTally.id, VoteTally.position_id, VoteTally.group, VoteTally.value, VoteTally.step)
        .where(VoteTally.position_id.in_(positions)).with_for_update(skip_locked=True)
    ).all()
    sums: dict[tuple[int, str, int], int] = {}
    for row in rows:
        key = (row.position_id, row.group, row.value)
        sums[key] = sums.get(key, 0) + row.step
    identifiers = [row.id for row in rows]
    for start in range(0, len(identifiers), 500):
        session.execute(delete(VoteTally).where(VoteTally.id.in_(identifiers[start : start + 500])))
    kept = [
        {"id": new_id(), "position_id": position, "group": group, "value": value, "step": step, "is_folded": True}
        for (position, group, value), step in sums.items() if step
    ]
    if kept:
        session.execute(insert(VoteTally), kept)


def _note_due(positions: Sequence[int]) -> None:
    session = db.session
    topics: set[int] = set()
    for start in range(0, len(positions), 500):
        topics.update(session.scalars(
            select(ContributionTopic.topic_id).distinct()
            .where(ContributionTopic.contribution_id.in_(positions[start : start + 500]))
        ))
    for topic_id in sorted(topics):
        opinion = session.get(Opinion, topic_id)
        if opinion is None:
            session.add(Opinion(topic_id=topic_id, due_at=now(), result={}))
        elif opinion.due_at is None:
            opinion.due_at = now()
