"""What came at once is seen against the rhythm of the others, and chance rarely makes a burst."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

from consult.campaigns.bursts import FALSE_ALARMS, HOUR, bursts

BEGINNING = datetime(2026, 3, 2, tzinfo=UTC)
# Nobody writes at night, many at noon.
DAY = [0, 0, 0, 0, 0, 1, 2, 4, 6, 6, 6, 8, 9, 6, 6, 5, 5, 6, 7, 7, 5, 3, 2, 1]


def arrivals(number: int, chance: random.Random, days: int = 14) -> Counter[datetime]:
    """How many in each hour, in a rhythm of day and night with a rush on the last day."""
    weights = [hour * (6 if day == days - 1 else 1) for day in range(days) for hour in DAY]
    return Counter(BEGINNING + hour * HOUR for hour in chance.choices(range(24 * days), weights, k=number))


def test_a_letter_sent_by_two_hundred_within_two_hours_is_one_burst():
    chance = random.Random(1)
    start = BEGINNING + timedelta(days=4, hours=21)
    at_once = Counter({start: 120, start + HOUR: 80})
    [found] = bursts(arrivals(100, chance) + at_once, arrivals(1000, chance))
    assert (found.begins, found.ends) == (start, start + 2 * HOUR)
    assert found.number >= 200
    assert found.expected < 60


def test_of_a_hundred_that_keep_the_rhythm_of_the_others_hardly_one_has_a_burst():
    alarms = 0
    for seed in range(100):
        chance = random.Random(seed)
        alarms += bool(bursts(arrivals(200, chance), arrivals(600, chance)))
    assert alarms <= 100 * FALSE_ALARMS


def test_without_others_there_is_no_rhythm_to_leave():
    assert bursts({BEGINNING: 500}, {}) == []
    assert bursts({}, {BEGINNING: 1}) == []


def test_four_at_once_are_no_burst():
    chance = random.Random(2)
    assert bursts({BEGINNING: 4}, arrivals(5000, chance)) == []
