"""A new contribution joins the campaign it was made from at once, without looking at all others again.

The words of a template are its sketch: a text is held against those of its consultation's campaigns, by the rule that
`detection` uses. What fits none is left to the next whole search.
"""

from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from consult.campaigns.models import Campaign, CampaignMember, CampaignPlace
from consult.campaigns.queries import said
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, State, Version
from consult.db import db
from consult.identifiers import id_of
from consult.record.actions import NUMBERED
from consult.record.models import Entry
from consult.record.reading import BATCH, read_on


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
    """Read the record on; how many contributions joined a campaign."""
    joined = 0

    def place(session: Session, _reader: CampaignPlace, entries: Sequence[Entry]) -> None:
        nonlocal joined
        named = [id_of(entry.subject.partition(":")[2]) for entry in entries if entry.kind in NUMBERED]
        new = [name for name in named if name is not None]
        # As a whole search does, so that nobody is put into two campaigns; in order, so that two readers never wait
        # for each other.
        consultations = session.scalars(
            select(Consultation.id).order_by(Consultation.id).with_for_update()
            .where(Consultation.id.in_(select(Contribution.consultation_id).where(Contribution.id.in_(new))))
        ).all()
        joined += sum(_join(each, new) for each in consultations)

    while read_on(CampaignPlace, place) == BATCH:
        pass
    return joined


def _join(consultation: int, names: Sequence[int]) -> int:
    """Those of the contributions that are public, in this consultation and in no campaign yet."""
    session = db.session
    campaigns = session.execute(
        select(Campaign.id, Campaign.template).where(Campaign.consultation_id == consultation).order_by(Campaign.id)
    ).all()
    alone = session.execute(
        select(Contribution.id, Version.public_claim, Version.public_body)
        .select_from(Contribution.__table__)
        .join(Version, (Version.contribution_id == Contribution.id) & (Version.version == Contribution.public_version))
        .outerjoin(CampaignMember, CampaignMember.contribution_id == Contribution.id)
        .where(
            Contribution.id.in_(names), Contribution.consultation_id == consultation,
            Contribution.state == State.PUBLISHED, CampaignMember.campaign_id.is_(None),
        )
    ).all()
    texts = [said(each.public_claim, each.public_body) for each in alone]
    rows = [
        {"contribution_id": each.id, "campaign_id": campaigns[place].id}
        for each, place in zip(alone, placed(texts, [each.template for each in campaigns]), strict=True)
        if place is not None
    ]
    if rows:
        session.execute(insert(CampaignMember), rows)
    return len(rows)
