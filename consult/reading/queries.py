"""What a page needs besides the rooms' own answers."""

from collections.abc import Sequence

from sqlalchemy import select

from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.consultations.phases import Phase, phase_of
from consult.contributions.models import Contribution, Kind
from consult.contributions.queries import contribution_by_name
from consult.db import db
from consult.identifiers import name_of
from consult.submissions.models import Position

GROUPS: tuple[tuple[str, tuple[Phase, ...]], ...] = (
    ("open", (Phase.OPEN,)),
    ("announced", (Phase.ANNOUNCED,)),
    ("draft", (Phase.DRAFT_OUTCOME,)),
    ("summarising", (Phase.CLOSED, Phase.SUMMARISING)),
    ("answered", (Phase.FINAL_OUTCOME, Phase.RESPONSE, Phase.ARCHIVED)),
    ("cancelled", (Phase.CANCELLED,)),
)


def by_standing(consultations: Sequence[Consultation]) -> dict[str, list[Consultation]]:
    """Consultations under the headings of the home page; the first to close stands first among the open."""
    found: dict[str, list[Consultation]] = {}
    for heading, phases in GROUPS:
        members = [each for each in consultations if phase_of(each) in phases]
        if heading in ("open", "announced"):
            members.sort(key=lambda each: (each.closes_at is None, each.closes_at))
        if members:
            found[heading] = members
    return found


def position_name_of(name: str) -> str:
    """The name of the position on whose page a contribution stands. Raises NotFound."""
    contribution: Contribution = contribution_by_name(name)
    if contribution.kind is Kind.POSITION:
        return name
    found = db.session.scalar(
        select(Position.id).join(Comment, Comment.thread_id == Position.thread_id).where(Comment.id == contribution.id)
    )
    assert found is not None
    return name_of(found)
