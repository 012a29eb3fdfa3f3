"""Who takes part, and when."""

from datetime import timedelta

import pytest

from consult import clock
from consult.consultations.participation import over_time, stances_by_group, who_takes_part
from consult.organisations.vocabularies import Group
from tests.factories.consultations import make_consultation
from tests.factories.people import make_stakeholder
from tests.factories.submissions import make_content, make_position

pytestmark = pytest.mark.usefixtures("app")


def test_positions_are_counted_by_group_and_region_and_silence_is_shown():
    consultation = make_consultation(topics=2)
    make_position(consultation, by=make_stakeholder(group=Group.CIVIL_SOCIETY, country="KE"))
    make_position(consultation, by=make_stakeholder(group=Group.CIVIL_SOCIETY, country="TN"))
    make_position(consultation, make_content(about=[("goal-2", "whole")]), by=make_stakeholder(country="FR"))
    make_position(consultation, publish=False)

    whole = who_takes_part(consultation)
    topic = who_takes_part(consultation, consultation.topics[1])

    assert whole["civil_society"] == {"africa": 2, "americas": 0, "asia": 0, "europe": 1, "oceania": 0}
    assert whole["government"]["africa"] == 0
    assert topic["civil_society"]["europe"] == 1
    assert len(whole) == 7
    assert "undeclared" not in whole


def test_what_is_undeclared_stands_in_it_only_where_there_is_some():
    consultation = make_consultation()
    make_position(consultation, by=make_stakeholder(group=Group.UNDECLARED, country="undeclared"))

    assert who_takes_part(consultation)["undeclared"]["undeclared"] == 1


def test_time_is_cut_into_equal_stretches_without_gaps():
    consultation = make_consultation()
    make_position(consultation)
    clock.travel(timedelta(days=6))
    make_position(consultation)
    make_position(consultation)

    stretches = over_time(consultation)

    assert [each.number for each in stretches] == [1, 0, 0, 0, 0, 0, 2]
    assert over_time(make_consultation()) == []


def test_stances_are_counted_by_group_and_silence_about_them_is_left_out():
    consultation = make_consultation()
    make_position(consultation, make_content(stance="oppose"), by=make_stakeholder(group=Group.ACADEMIA))
    make_position(consultation, make_content(stance="support"), by=make_stakeholder(group=Group.ACADEMIA))
    make_position(consultation, by=make_stakeholder(group=Group.ACADEMIA), publish=False)
    make_position(consultation, make_content(stance=""), by=make_stakeholder(group=Group.GOVERNMENT))

    assert stances_by_group(consultation, consultation.topics[0]) == {
        "academia": {"support": 1, "support_with_changes": 0, "neutral": 0, "oppose": 1}
    }


def test_the_picture_of_stances_stands_where_some_were_taken_and_only_there(client):
    spoken, silent = make_consultation(), make_consultation()
    make_position(spoken, make_content(stance="oppose"), by=make_stakeholder(group=Group.ACADEMIA))
    make_position(silent, make_content(stance=""))

    for door in ("topics/goal-1", "report"):
        assert "In all 1: Support 0, Support with changes 0, Neutral 0, Oppose 1." in (
            client.get(f"/consultations/{spoken.slug}/{door}").text
        )
        assert "Where they stand, by group" not in client.get(f"/consultations/{silent.slug}/{door}").text
