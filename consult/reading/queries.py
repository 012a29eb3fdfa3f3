"""What a page needs besides the rooms' own answers."""

from collections.abc import Sequence

from sqlalchemy import select

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.consultations.phases import FINAL, Phase, phase_of
from consult.contributions.models import Contribution, Kind, State
from consult.contributions.queries import contribution_by_name
from consult.db import db
from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import name_of
from consult.submissions.models import Position
from consult.submissions.queries import position_seen_by

GROUPS: tuple[tuple[str, tuple[Phase, ...]], ...] = (
    ("open", (Phase.OPEN,)),
    ("announced", (Phase.ANNOUNCED,)),
    ("draft", (Phase.DRAFT_OUTCOME,)),
    ("summarising", (Phase.CLOSED, Phase.SUMMARISING)),
    ("answered", FINAL),
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


def position_name_of(account: Account | None, name: str) -> str:
    """The name of the position on whose page this person sees a contribution. Raises NotFound."""
    contribution: Contribution = contribution_by_name(name)
    is_own = account is not None and contribution.stakeholder.account_id == account.id
    if contribution.state is not State.PUBLISHED and not is_own:
        raise NotFound(_("There is no such contribution, or it is not public."))
    if contribution.kind is Kind.POSITION:
        return name
    assert isinstance(contribution, Comment)
    found = db.session.scalars(select(Position.id).where(Position.thread_id == contribution.thread_id)).one()
    return position_seen_by(account, name_of(found)).name
