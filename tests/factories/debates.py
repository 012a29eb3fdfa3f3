"""A goal that people proposed wordings for, voted on and campaigned about."""

from datetime import timedelta

from consult.campaigns.models import Campaign, CampaignKind, CampaignMember, CampaignState
from consult.clock import now
from consult.consultations.models import Consultation
from consult.db import transaction
from consult.opinion.actions import cast_vote
from consult.opinion.mapping import make as make_map
from consult.opinion.models import Choice
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position


def make_debate(*, over: bool = True, campaign: CampaignState = CampaignState.CONFIRMED) -> Consultation:
    """Two proposals that collide, on which six people voted, and a campaign of both."""
    consultation = make_consultation(votes=True)
    wordings = ("Decisions must be open to everyone.", "Decisions may be open to everyone.")
    positions = [
        make_position(consultation, make_content(wording=wording, about=[("goal-1", "1")])) for wording in wordings
    ]
    for person in [make_person() for _each in range(6)]:
        for position in positions:
            cast_vote(position, Choice.AGREE, person)
    make_map(consultation.topics[0])
    with transaction() as session:
        found = Campaign(
            consultation_id=consultation.id, kind=CampaignKind.NEAR, template="Costs should …", state=campaign
        )
        session.add(found)
        session.flush()
        session.add_all(CampaignMember(contribution_id=each.id, campaign_id=found.id) for each in positions)
        if over:
            consultation.closes_at = now() - timedelta(days=1)
    return consultation
