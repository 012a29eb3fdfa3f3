"""A new contribution joins the campaign it was made from at once, without looking at all others again.

The words of a template are its sketch: a text is held against those of its consultation's campaigns, by the rule that
`detection` uses. What fits none is left to the next whole search. A sender who named a campaign is in that one.
"""

from collections.abc import Sequence

from sqlalchemy import ScalarSelect, func, insert, select
from sqlalchemy.orm import Session

from consult.campaigns.listing import campaigns_told_of, group_lists
from consult.campaigns.models import Campaign, CampaignKind, CampaignMember, CampaignPlace, CampaignState
from consult.campaigns.queries import said
from consult.campaigns.words import words_of
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, State, Version
from consult.db import db
from consult.identifiers import id_of, name_of, new_id
from consult.questions.models import WrittenAnswer
from consult.record.actions import NUMBERED, append_entry
from consult.record.models import Entry
from consult.record.reading import BATCH, read_on
from consult.submissions.models import Position, Submission


def placed(texts: Sequence[str], templates: Sequence[str]) -> list[int | None]:
    """For each text the template it was made from, by its place: of several the one it is most like."""
    from consult.campaigns.numbering import numbered
    from consult.campaigns.templates import made_from, spelled

    if not texts or not templates:
        return [None] * len(texts)
    letters, constants = (spelled(numbered(each)[0]) for each in (texts, templates))
    fits = made_from(constants, letters)
    return [place if fits[place, text] > 0 else None for text, place in enumerate(fits.argmax(0).tolist())]


def place_new() -> int:
    """Read the record on; how many contributions joined a campaign. Lists follow what the record tells of campaigns."""
    joined = 0

    def place(session: Session, _reader: CampaignPlace, entries: Sequence[Entry]) -> None:
        nonlocal joined
        named = [id_of(entry.subject.partition(":")[2]) for entry in entries if entry.kind in NUMBERED]
        new = [name for name in named if name is not None]
        # As a whole search does, so that nobody is put into two campaigns; in order, so that two readers never wait
        # for each other.
        consultations = session.scalars(
            select(Consultation).order_by(Consultation.id).with_for_update()
            .where(Consultation.id.in_(select(Contribution.consultation_id).where(Contribution.id.in_(new))))
        ).all()
        joined += sum(_join(each, new) for each in consultations)
        session.flush()
        group_lists(campaigns_told_of(entries))

    while read_on(CampaignPlace, place) == BATCH:
        pass
    return joined


def _join(consultation: Consultation, names: Sequence[int]) -> int:
    """Those of the contributions that are public, in this consultation and in no campaign yet.

    In the order of the record: a declared campaign is called what its first sender called it.
    """
    places = {name: place for place, name in enumerate(names)}
    session = db.session
    campaigns = session.scalars(
        select(Campaign).where(Campaign.consultation_id == consultation.id).order_by(Campaign.id)
    ).all()
    said_to_be = func.coalesce(_sent_with(Position), _sent_with(WrittenAnswer), "")
    alone = sorted(session.execute(
        select(Contribution.id, Version.public_claim, Version.public_body, said_to_be.label("campaign"))
        .select_from(Contribution.__table__)
        .join(Version, (Version.contribution_id == Contribution.id) & (Version.version == Contribution.public_version))
        .outerjoin(CampaignMember, CampaignMember.contribution_id == Contribution.id)
        .where(
            Contribution.id.in_(names), Contribution.consultation_id == consultation.id,
            Contribution.state == State.PUBLISHED, CampaignMember.contribution_id.is_(None),
        )
    ), key=lambda each: places[each.id])
    texts = [said(each.public_claim, each.public_body) for each in alone]
    into: dict[int, list[int]] = {}
    found = placed(texts, [each.template for each in campaigns])
    declared = _declared(consultation, campaigns, [each.campaign for each in alone])
    for each, place, own in zip(alone, found, declared, strict=True):
        if own is not None:
            into.setdefault(own, []).append(each.id)
        elif place is not None:
            into.setdefault(campaigns[place].merged_into_id or campaigns[place].id, []).append(each.id)
    rows = [{"contribution_id": each, "campaign_id": where} for where, members in into.items() for each in members]
    if rows:
        session.execute(insert(CampaignMember), rows)
    for campaign in campaigns:
        if campaign.id in into and campaign.state is CampaignState.CONFIRMED:
            record_joined(campaign, consultation.slug, into[campaign.id])
    return len(rows)


def _sent_with(kind: type[Position | WrittenAnswer]) -> ScalarSelect[str]:
    """The campaign that the sender of a contribution named."""
    own = kind.__table__.c
    return select(Submission.campaign).where(
        Submission.id == own.submission_id, own.id == Contribution.id).correlate(Contribution).scalar_subquery()


def _declared(
    consultation: Consultation, known: Sequence[Campaign], names: Sequence[str]
) -> list[int | None]:
    """The campaign of each name, spelled like a reader would say it is the same; None where none is named."""
    by_name = {
        _spelled(each.title): each.merged_into_id or each.id for each in known if each.kind is CampaignKind.DECLARED
    }
    for name in names:
        if (key := _spelled(name)) and key not in by_name:
            campaign = Campaign(
                id=new_id(), consultation_id=consultation.id, kind=CampaignKind.DECLARED, title=name, template=""
            )
            db.session.add(campaign)
            by_name[key] = campaign.id
    db.session.flush()
    return [by_name.get(_spelled(name)) if name else None for name in names]


def _spelled(name: str) -> str:
    return " ".join(words_of(name))


def record_joined(campaign: Campaign, slug: str, contributions: Sequence[int]) -> None:
    """The record tells who is counted with a confirmed campaign from now on, so that they are told and may object."""
    for start in range(0, len(contributions), BATCH):
        append_entry("campaign.joined", campaign.subject, consultation=slug, facts={
            "contributions": [name_of(each) for each in contributions[start : start + BATCH]],
        })
