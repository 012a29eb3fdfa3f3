"""Support, coverage and balance: the figures themselves."""

import random

from hypothesis import given
from hypothesis import strategies as st

from consult.synthesis.balance import citation_ratios, is_out_of_balance
from consult.synthesis.coverage import coverage_from, together
from consult.synthesis.support import SMALLEST_GROUP, Source, support_from

GROUPS = st.sampled_from(["government", "civil_society", "academia", "individual"])
PUBLISHED = st.dictionaries(GROUPS, st.integers(0, 30))


@st.composite
def published_and_sources(draw):
    published = draw(PUBLISHED)
    everyone = [(group, place) for group, total in published.items() for place in range(total)]
    chosen = draw(st.lists(st.sampled_from(everyone), unique=True)) if everyone else []
    return published, [
        Source(everyone.index(each), each[0], draw(st.none() | st.integers(0, 3))) for each in chosen
    ]


@given(published_and_sources(), st.randoms())
def test_the_order_of_the_sources_and_their_repetition_change_nothing(given_, chance: random.Random):
    published, sources = given_
    shuffled = [*sources, *sources]
    chance.shuffle(shuffled)

    assert support_from(shuffled, published) == support_from(sources, published)


@given(published_and_sources())
def test_unique_is_at_most_raw_and_equal_to_it_without_campaigns(given_):
    published, sources = given_

    support = support_from(sources, published)
    plain = support_from([Source(each.id, each.group) for each in sources], published)

    assert 0 <= support.unique <= support.raw == len(sources)
    assert plain.unique == plain.raw


@given(published_and_sources())
def test_equal_weight_is_the_mean_of_the_large_groups_shares(given_):
    published, sources = given_

    support = support_from(sources, published)

    large = [group for group, total in published.items() if total >= SMALLEST_GROUP]
    shares = [sum(1 for each in sources if each.group == group) / published[group] for group in sorted(large)]
    assert support.equal_weight == (sum(shares) / len(shares) if shares else None)
    assert support.groups == len(large)
    assert {group for group, _size in support.left_out} == {g for g, n in published.items() if 0 < n < SMALLEST_GROUP}
    assert support.equal_weight is None or 0 <= support.equal_weight <= 1


def test_a_campaign_counts_once_in_unique():
    sources = [Source(1, "individual", 7), Source(2, "individual", 7), Source(3, "academia")]

    support = support_from(sources, {"individual": 2, "academia": 1})

    assert (support.raw, support.unique, support.equal_weight) == (3, 2, None)
    assert support.left_out == [("academia", 1), ("individual", 2)]


@given(PUBLISHED, PUBLISHED)
def test_coverage_runs_from_none_to_all(dealt, published):
    coverage = coverage_from(dealt, published)

    assert 0 <= coverage.all <= 1
    assert coverage.published == sum(published.values())
    assert coverage.dealt == sum(min(dealt.get(group, 0), total) for group, total in published.items())
    assert (coverage.all == 1) == (coverage.missing == 0) == (coverage.missing_by_group == {})


def test_where_nothing_is_published_nothing_is_missing():
    assert coverage_from({}, {}).all == 1.0


@given(PUBLISHED, PUBLISHED)
def test_coverages_add_up(dealt, published):
    one = coverage_from(dealt, published)

    both = together({"a": one, "b": one})

    assert (both.dealt, both.published) == (2 * one.dealt, 2 * one.published)


@given(st.dictionaries(GROUPS, st.integers(1, 50), min_size=1))
def test_who_is_cited_by_share_has_the_ratio_one(published):
    ratios = citation_ratios(published, published)

    assert all(abs(ratio - 1) < 1e-9 for ratio in ratios.values())
    assert not any(is_out_of_balance(ratio) for ratio in ratios.values())


def test_a_group_cited_too_little_or_too_much_is_flagged():
    ratios = citation_ratios({"government": 9, "individual": 1}, {"government": 10, "individual": 10})

    assert ratios == {"government": 1.8, "individual": 0.2}
    assert all(is_out_of_balance(ratio) for ratio in ratios.values())
    assert citation_ratios({}, {"government": 10}) == {}
