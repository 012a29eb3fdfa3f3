"""What a moderator makes of the members of a campaign: parts of it, one of several, or none of it."""

from collections.abc import Sequence

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import InstrumentedAttribute

from consult.accounts.models import Account
from consult.campaigns.models import Campaign, CampaignKind, CampaignMember, CampaignState
from consult.campaigns.queries import some_texts
from consult.clock import now
from consult.consultations.policy import require_moderator
from consult.db import db, transaction
from consult.errors import Conflict, Invalid
from consult.i18n import _
from consult.identifiers import new_id
from consult.record.actions import append_entry

BATCH = 500


def split(campaign: Campaign, members: Sequence[int], by: Account) -> Campaign:
    """Make a campaign of their own of some members. Both are confirmed by that: somebody has looked at them.

    Raises NotAllowed, Invalid where nobody or everybody is chosen, or Conflict.
    """
    with transaction() as session:
        hold(campaign, by)
        part = Campaign(
            id=new_id(), consultation_id=campaign.consultation_id, consultation=campaign.consultation, template="",
            kind=CampaignKind.TEMPLATE if campaign.kind is CampaignKind.DECLARED else campaign.kind,
        )
        session.add(part)
        session.flush()
        moved = _move(campaign, members, {"campaign_id": part.id})
        if not _size(campaign):
            raise Invalid(_("Choose some of them, not all."))
        for each in (part, campaign):
            _describe(each)
            _confirm(each, by)
        _record("split", campaign, into=part.subject, size=moved)
        return part


def merge(campaign: Campaign, other: Campaign, by: Account) -> None:
    """Put all members of the other into this campaign, which is confirmed by that; the other's page leads here.

    Raises NotAllowed, Invalid or Conflict.
    """
    with transaction() as session:
        for each in sorted((campaign, other), key=lambda one: one.id):
            hold(each, by)
        if campaign.id == other.id or campaign.consultation_id != other.consultation_id:
            raise Invalid(_("Choose another campaign of this consultation."))
        moved = _size(other)
        for column in (CampaignMember.campaign_id, CampaignMember.out_of_id):
            session.execute(update(CampaignMember).where(column == other.id).values({column: campaign.id}))
        session.execute(update(Campaign).where(Campaign.merged_into_id == other.id).values(merged_into_id=campaign.id))
        other.merged_into_id, other.state = campaign.id, CampaignState.DISMISSED
        other.settled_by, other.settled_at = by.id, now()
        _confirm(campaign, by)
        _record("merged", campaign, **{"with": other.subject}, size=moved)


def take_out(campaign: Campaign, members: Sequence[int], by: Account) -> int:
    """Say of some members that they belong to no campaign: no search puts them into one. Raises NotAllowed, Invalid."""
    with transaction():
        hold(campaign, by)
        number = _move(campaign, members, {"campaign_id": None, "out_of_id": campaign.id})
        _record("taken_out", campaign, size=number)
        return number


def put_back(campaign: Campaign, members: Sequence[int], by: Account) -> int:
    """Undo that. Raises NotAllowed or Invalid."""
    with transaction():
        hold(campaign, by)
        number = _move(campaign, members, {"campaign_id": campaign.id, "out_of_id": None}, CampaignMember.out_of_id)
        _record("put_back", campaign, size=number)
        return number


def hold(campaign: Campaign, by: Account) -> None:
    """Keep it from others until the transaction ends. Raises NotAllowed, or Conflict where it was merged."""
    db.session.refresh(campaign, with_for_update=True)
    require_moderator(by, campaign.consultation)
    if campaign.merged_into_id is not None:
        raise Conflict(_("Somebody has merged this campaign into another meanwhile. Nothing was changed by you."))


def _move(
    campaign: Campaign, members: Sequence[int], values: dict[str, int | None],
    column: InstrumentedAttribute[int | None] = CampaignMember.campaign_id,
) -> int:
    """How many of them were where they are said to be."""
    moved = 0
    for start in range(0, len(members), BATCH):
        done = db.session.execute(
            update(CampaignMember)
            .where(column == campaign.id, CampaignMember.contribution_id.in_(members[start : start + BATCH]))
            .values(values)
        )
        assert isinstance(done, CursorResult)
        moved += done.rowcount
    if not moved:
        raise Invalid(_("Choose at least one contribution."))
    return moved


def _size(campaign: Campaign) -> int:
    return db.session.scalar(
        select(func.count()).select_from(CampaignMember).where(CampaignMember.campaign_id == campaign.id)
    ) or 0


def _describe(campaign: Campaign) -> None:
    """What its members have in common now."""
    from consult.campaigns.detection import described

    names, texts = some_texts(campaign)
    if names:
        exemplar, campaign.template = described(texts)
        campaign.exemplar_id = names[exemplar]


def _confirm(campaign: Campaign, by: Account) -> None:
    campaign.state, campaign.settled_by, campaign.settled_at = CampaignState.CONFIRMED, by.id, now()


def _record(what: str, campaign: Campaign, **facts: str | int) -> None:
    append_entry(f"campaign.{what}", campaign.subject, consultation=campaign.consultation.slug, facts=dict(facts))
