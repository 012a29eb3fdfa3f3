"""Looking for campaigns, and what a moderator makes of them."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from consult.accounts.models import Account
from consult.campaigns.handling import hold
from consult.campaigns.models import Campaign, CampaignKind, CampaignMember, CampaignSearch, CampaignState
from consult.campaigns.placing import record_joined
from consult.campaigns.queries import public_texts, to_search
from consult.clock import now
from consult.consultations.models import Consultation
from consult.db import db, transaction
from consult.identifiers import new_id
from consult.record.actions import append_entry

if TYPE_CHECKING:
    from consult.campaigns.detection import Group

BATCH = 500
LONG = 20_000


def search_again() -> None:
    """Every consultation where much was published or taken away since, or an hour ago; the worker's part."""
    for consultation_id, published in to_search():
        _tell(consultation_id, 0)
        search(db.session.get_one(Consultation, consultation_id), _in_steps(consultation_id, published))
        with transaction() as session:
            session.merge(CampaignSearch(
                consultation_id=consultation_id, published=published, searched_at=now(), percent=None,
            ))


def _in_steps(consultation_id: int, published: int) -> Callable[[float], None]:
    """Tell of every twentieth part of a search that takes more than a second or two."""
    told = 0

    def progress(share: float) -> None:
        nonlocal told
        if published >= LONG and share * 100 >= told + 5:
            told = int(share * 100)
            _tell(consultation_id, told)

    return progress


def _tell(consultation_id: int, percent: int) -> None:
    with transaction() as session:
        known = session.get(CampaignSearch, consultation_id)
        if known is None:
            session.add(CampaignSearch(consultation_id=consultation_id, published=0, percent=percent))
        else:
            known.percent = percent


def search(consultation: Consultation, progress: Callable[[float], None] = lambda _share: None) -> None:
    """Bring the campaigns up to date: what a person decided stays, and what fits a confirmed campaign joins it."""
    from consult.campaigns.detection import find

    names, texts = public_texts(consultation)
    groups = find(texts, progress)
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        known = {each.id: each for each in session.scalars(
            select(Campaign).where(Campaign.consultation_id == consultation.id)
        )}
        own = select(Campaign.id).where(Campaign.consultation_id == consultation.id)
        belongs = dict(session.execute(
            select(CampaignMember.contribution_id, CampaignMember.campaign_id)
            .where(CampaignMember.campaign_id.in_(own) | CampaignMember.out_of_id.in_(own))
        ).tuples().all())
        taken: set[int] = set()
        for group in groups:
            members = [names[place] for place in group.members]
            taken.add(_keep(consultation, known, belongs, taken, group, members, names[group.exemplar]))
        gone = [each for each, campaign in known.items() if each not in taken and not campaign.stands]
        for start in range(0, len(gone), BATCH):
            session.execute(delete(Campaign).where(Campaign.id.in_(gone[start : start + BATCH])))


def _keep(
    consultation: Consultation, known: dict[int, Campaign], belongs: dict[int, int | None], taken: set[int],
    group: "Group", members: Sequence[int], exemplar: int,
) -> int:
    """Store one group in the campaign that most of its members are in, or in a new one.

    One that people stand for takes up several groups, where half of each are its own.
    """
    session = db.session
    votes = Counter(where for each in members if (where := belongs.get(each)) is not None)
    decided = [each for each, number in votes.items() if known[each].stands and number * 2 >= len(members)]
    proposed = [each for each in votes if not known[each].stands and each not in taken]
    best = max(decided or proposed, key=lambda each: (votes[each], each), default=None)
    if best is None:
        campaign = Campaign(
            id=new_id(), consultation_id=consultation.id, kind=CampaignKind(group.kind), template=group.template,
            exemplar_id=exemplar,
        )
        session.add(campaign)
        session.flush()
    else:
        campaign = known[best]
    if campaign.state is CampaignState.PROPOSED:
        campaign.template, campaign.exemplar_id = group.template, exemplar
    if not campaign.stands:
        campaign.kind = CampaignKind(group.kind)
        inside = set(members)
        left = [each for each, where in belongs.items() if where == campaign.id and each not in inside]
        for start in range(0, len(left), BATCH):
            session.execute(delete(CampaignMember).where(
                CampaignMember.contribution_id.in_(left[start : start + BATCH])
            ))
        for each in left:
            del belongs[each]
    _join(known, belongs, campaign, members)
    return campaign.id


def _join(
    known: dict[int, Campaign], belongs: dict[int, int | None], campaign: Campaign, members: Sequence[int]
) -> None:
    """Nobody is moved out of a campaign that people stand for, or into one by a search once they were taken out."""
    moved, fresh = [], []
    for each in members:
        where = belongs.get(each)
        if each not in belongs:
            fresh.append({"contribution_id": each, "campaign_id": campaign.id})
        elif where is not None and where != campaign.id and not known[where].stands:
            moved.append(each)
        else:
            continue
        belongs[each] = campaign.id
    for start in range(0, len(moved), BATCH):
        db.session.execute(
            update(CampaignMember).where(CampaignMember.contribution_id.in_(moved[start : start + BATCH]))
            .values(campaign_id=campaign.id)
        )
    if fresh:
        db.session.execute(insert(CampaignMember), fresh)
    known[campaign.id] = campaign
    if campaign.state is CampaignState.CONFIRMED:
        record_joined(campaign, campaign.consultation.slug, [*moved, *(each["contribution_id"] for each in fresh)])


def settle(campaign: Campaign, state: CampaignState, by: Account) -> None:
    """Confirm a campaign, dismiss it, or open the question again. Raises NotAllowed, or Conflict for a merged one."""
    with transaction() as session:
        hold(campaign, by)
        if campaign.state is state:
            return
        campaign.state, campaign.settled_by, campaign.settled_at = state, by.id, now()
        size = session.scalar(
            select(func.count()).select_from(CampaignMember).where(CampaignMember.campaign_id == campaign.id)
        )
        append_entry(
            f"campaign.{state.value}", campaign.subject, consultation=campaign.consultation.slug,
            facts={"kind": campaign.kind.value, "size": size},
        )
