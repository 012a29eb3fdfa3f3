"""Balance, pace and proposed designations: worked values, and that no order matters."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.organisations.vocabularies import Group
from consult.synthesis.balance import (
    citation_ratios,
    is_out_of_balance,
    reach_of,
    retention_of,
    spread_over,
)
from consult.synthesis.models import Designation
from consult.synthesis.pace import Act, forecast
from consult.synthesis.proposing import each_campaign_once, proposed_designation, share_against
from consult.synthesis.support import Source

GROUPS = [each.value for each in Group]
counts = st.dictionaries(st.sampled_from(GROUPS), st.integers(0, 50), max_size=9)
sources = st.lists(
    st.builds(Source, st.integers(1, 60), st.sampled_from(GROUPS)), max_size=40, unique_by=lambda each: each.id
)


def test_a_ratio_is_the_share_of_citations_over_the_share_of_contributions():
    ratios = citation_ratios({"government": 3, "academia": 1}, {"government": 50, "academia": 50})

    assert ratios == {"government": 1.5, "academia": 0.5}
    assert [is_out_of_balance(each) for each in (0.79, 0.8, 1.25, 1.26)] == [True, False, False, True]
    assert citation_ratios({}, {"academia": 3}) == {}


def test_spread_has_the_values_of_pielou_and_simpson():
    even, uneven = spread_over({"a": 10, "b": 10, "c": 10, "d": 10}), spread_over({"a": 90, "b": 10})

    assert (even.evenness, even.effective, even.is_dominated) == (pytest.approx(1), pytest.approx(4), False)
    assert uneven.evenness == pytest.approx(0.469, abs=0.001)
    assert uneven.effective == pytest.approx(1 / 0.82)
    assert (uneven.largest, uneven.largest_share, uneven.is_dominated) == ("a", 0.9, True)
    assert spread_over({}).largest is None
    assert spread_over({"a": 3}).evenness is None


@given(counts, st.randoms())
def test_spread_lies_within_its_bounds_and_ignores_order(published, chance):
    found = spread_over(published)
    groups = sum(number > 0 for number in published.values())

    assert found.evenness is None or 0 <= found.evenness <= 1
    assert groups == 0 or 1 <= found.effective + 1e-9 <= groups + 1e-6
    assert spread_over(dict(chance.sample(list(published.items()), len(published)))) == found


@given(counts, counts, st.randoms())
def test_ratios_and_what_is_kept_ignore_order(cited, published, chance):
    def shuffled(found):
        return dict(chance.sample(list(found.items()), len(found)))

    themes = {group: {group: number} for group, number in cited.items()}

    assert citation_ratios(shuffled(cited), shuffled(published)) == citation_ratios(cited, published)
    assert retention_of(shuffled(themes), list(cited)[:2], shuffled(published)) == retention_of(
        themes, list(cited)[:2], published)


@given(counts, counts)
def test_ratios_average_to_one_by_the_share_of_contributions(cited, published):
    ratios = citation_ratios({group: number for group, number in cited.items() if published.get(group)}, published)

    if ratios:
        everything = sum(published.values())
        assert sum(ratios[group] * published[group] / everything for group in ratios) == pytest.approx(1)


def test_whom_the_plan_names_and_nobody_of_is_silent():
    found = reach_of(
        ["Small companies", "People from Africa", "Women who run networks", "Universities", "Technical community"],
        {"academia": 2}, {"africa": 1},
    )

    assert found.silent == ["Small companies", "Technical community"]
    assert found.unknown == ["Women who run networks", "Universities"]


def test_a_theme_that_many_hold_or_most_of_a_group_must_not_be_lost():
    themes = {"many": {"individual": 5}, "most": {"academia": 3}, "few": {"individual": 4}, "kept": {"individual": 9}}

    found = retention_of(themes, ["kept", "few"], {"individual": 40, "academia": 5})

    assert (found.kept, found.held, found.lost) == (1, 3, ["many", "most"])
    assert retention_of({}, [], {}).share is None


@pytest.mark.parametrize(("behind", "against", "designation"), [
    (0, 0, None), (10, 0, Designation.FULL_CONSENSUS), (8, 2, Designation.CONSENSUS),
    (7, 3, Designation.STRONG_SUPPORT_WITH_OPPOSITION), (5, 5, Designation.DIVERGENCE),
    (1, 9, Designation.DIVERGENCE),
])
def test_a_designation_is_proposed_from_who_is_behind_and_who_against(behind, against, designation):
    supporters = [Source(each, "academia") for each in range(behind)]
    opponents = [Source(100 + each, "academia") for each in range(against)]

    assert proposed_designation(supporters, opponents, {"academia": 20}) is designation


def test_full_consensus_needs_every_large_group_and_half_of_all():
    behind = [Source(each, "academia") for each in range(5)]

    assert proposed_designation(behind, [], {"academia": 5, "government": 4}) is Designation.FULL_CONSENSUS
    assert proposed_designation(behind, [], {"academia": 5, "government": 5}) is Designation.CONSENSUS
    assert proposed_designation(behind, [], {"academia": 11}) is Designation.CONSENSUS


def test_a_small_group_against_does_not_vanish_behind_a_large_one():
    supporters = dict.fromkeys(range(98), "individual")

    assert share_against(supporters, {200: "academia", 201: "academia"}) == 0.5


def test_a_campaign_counts_once_in_each_group_in_a_proposal():
    """600 letters are neither half of what was said nor a crowd against."""
    letters = [Source(1000 + number, "academia", 7) for number in range(600)]
    alone = [Source(number, "academia") for number in range(3)]
    published = each_campaign_once({"academia": 610, "government": 5}, letters)
    assert published == {"academia": 11, "government": 5}
    assert proposed_designation([*letters, *alone], [], published) is Designation.CONSENSUS
    assert proposed_designation(alone, letters, published) is Designation.STRONG_SUPPORT_WITH_OPPOSITION
    both = [*letters, Source(5, "government", 7)]
    assert each_campaign_once({"academia": 610, "government": 5}, both) == {"academia": 11, "government": 5}
    assert share_against({1: "academia"}, {2: "academia"}) == 0.5


@given(sources, sources, counts, st.randoms())
def test_a_proposal_ignores_order(behind, against, published, chance):
    found = proposed_designation(behind, against, published)

    assert proposed_designation(
        chance.sample(behind, len(behind)), chance.sample(against, len(against)), published
    ) is found


def test_the_forecast_counts_work_and_not_breaks():
    start = datetime(2026, 11, 25, 9, tzinfo=UTC)
    acts = [Act(start + timedelta(minutes=each), 1, 1) for each in range(11)]
    later = [Act(start + timedelta(hours=5, minutes=each), 1, 1) for each in range(11)]

    assert forecast(acts + later, 60).hours == pytest.approx(1.0)
    assert forecast(reversed(acts + later), 60) == forecast(acts + later, 60)
    assert forecast(acts[:3], 60).hours is None
    assert forecast([], 0).hours == 0


def test_what_is_dealt_with_in_bulk_says_nothing_about_the_rest():
    start = datetime(2026, 11, 25, 9, tzinfo=UTC)
    acts = [Act(start + timedelta(minutes=each), 1, 1) for each in range(11)]
    in_bulk = Act(start + timedelta(minutes=19), 1, 1_679)
    after = Act(start + timedelta(minutes=20), 1, 1)

    assert forecast([*acts, in_bulk], 2_321).hours == pytest.approx(2_321 / 60)
    assert forecast([*acts, in_bulk, after], 2_321).hours == pytest.approx(2_321 / 60)
    assert forecast([in_bulk, Act(start + timedelta(minutes=29), 1, 40)], 2_321).hours is None
