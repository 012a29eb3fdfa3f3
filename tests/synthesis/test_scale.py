"""The desk asks as much of the database with 4,000 contributions as with 94."""

import pytest

from consult.synthesis.desk import desk_of
from consult.synthesis.workbench import Wanted
from tests.factories.imports import imported
from tests.synthesis.test_queries import queries_of

# What they ask of a database the other tests of this room ask of both.
pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.parametrize("app", ["sqlite"], indirect=True)]

def test_the_desk_asks_the_same_at_94_and_at_4000(tmp_path):
    counts = []
    for size in (94, 4_000):
        moderator, consultation = imported(tmp_path, [(f"Something, number {each}.", "en") for each in range(size)])
        counts.append(queries_of(lambda consultation=consultation, by=moderator: desk_of(
            consultation, "goal-1", Wanted(), None, None, by
        )))

    assert counts[0] == counts[1]
