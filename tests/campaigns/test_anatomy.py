"""What a campaign's page tells of its making is read from its members."""

from datetime import UTC, datetime, timedelta

import pytest

from consult.campaigns.actions import search
from consult.campaigns.anatomy import bursts_in, slots_in
from consult.campaigns.queries import campaigns_in
from consult.contributions.models import Contribution
from consult.db import db
from tests.campaigns.test_actions import a_campaign
from tests.campaigns.texts import TRADES
from tests.factories.submissions import make_position

pytestmark = pytest.mark.usefixtures("app")


def test_slots_and_bursts_are_those_of_its_members():
    _moderator, consultation, _alone, members = a_campaign(24)
    start = datetime(2026, 3, 4, 21, tzinfo=UTC)
    others = [make_position(consultation) for _each in range(12)]
    search(consultation)
    campaign = campaigns_in(consultation)[0][0]
    for place, each in enumerate([*members, *others]):
        moment = start + timedelta(minutes=2 * place) if place < 24 else start + timedelta(days=place)
        db.session.get_one(Contribution, each.id).received_at = moment
    db.session.commit()

    [burst] = bursts_in(campaign)

    assert (burst.begins, burst.ends, burst.number) == (start, start + timedelta(hours=1), 24)
    assert any({value for value, _number in slot.values} <= set(TRADES) for slot in slots_in(campaign))
