"""Consultations in any phase."""

import itertools
from collections.abc import Sequence
from datetime import timedelta

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Consultation, Moderation, Passage, TeamMember, TeamRole, Topic
from consult.db import transaction

_count = itertools.count(1)


def make_consultation(
    *, phase: str = "open", moderation: Moderation = Moderation.AFTER, topics: int = 1,
    manager: Account | None = None, moderator: Account | None = None, has_draft_outcome: bool = True,
    votes: bool = False,
    passages: Sequence[str] = ("Decisions should be open to everyone.", "Costs should be published."),
) -> Consultation:
    """`phase`: preparing, announced, open or closed. Topics are called goal-1, goal-2 …"""
    opens, closes = {
        "preparing": (1, 30), "announced": (1, 30), "open": (-10, 20), "closed": (-30, -1),
    }[phase]
    with transaction() as session:
        number = next(_count)
        consultation = Consultation(
            slug=f"consultation-{number}", title=f"Consultation {number}", institution="Forum of Tests",
            summary="What should guide us?", decides="The forum", can_change="The wording", cannot_change="The charter",
            moderation=moderation, has_draft_outcome=has_draft_outcome, votes=votes,
            opens_at=now() + timedelta(days=opens), closes_at=now() + timedelta(days=closes),
            announced_at=None if phase == "preparing" else now() - timedelta(days=40),
        )
        session.add(consultation)
        session.flush()
        for ordinal in range(1, topics + 1):
            topic = Topic(
                consultation_id=consultation.id, slug=f"goal-{ordinal}", ordinal=ordinal, title=f"Goal {ordinal}"
            )
            session.add(topic)
            session.flush()
            session.add_all(
                Passage(topic_id=topic.id, ordinal=place, text=text) for place, text in enumerate(passages, 1)
            )
        for account, role in ((manager, TeamRole.MANAGER), (moderator, TeamRole.MODERATOR)):
            if account is not None:
                session.add(TeamMember(consultation_id=consultation.id, account_id=account.id, role=role))
    return consultation
