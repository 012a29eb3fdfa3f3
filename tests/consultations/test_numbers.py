"""received = published + withheld + withdrawn + waiting, whatever happens in whatever order."""

import random

import pytest
from sqlalchemy import func, select

from consult.consultations import numbers
from consult.consultations.models import Tally
from consult.consultations.numbers import fold, fold_all, numbers_block
from consult.contributions import actions as contributions
from consult.contributions.models import Contribution, Publication, State
from consult.db import db, transaction
from consult.organisations.vocabularies import Group
from consult.submissions.actions import settle
from tests.factories.consultations import make_consultation
from tests.factories.people import make_stakeholder
from tests.factories.submissions import make_comment, make_content, make_position

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize("seed", range(4))
def test_the_sums_agree_with_the_contributions_after_any_acts(seed: int) -> None:
    dice = random.Random(seed)
    consultation = make_consultation(topics=2)
    positions = []
    for _each in range(8):
        author = make_stakeholder(group=dice.choice(list(Group)), country=dice.choice(["KE", "BR", "undeclared"]))
        content = make_content(
            about=dice.choice([[("goal-1", "whole")], [("goal-1", "1"), ("goal-2", "missing")]]),
            publication=dice.choice(list(Publication)))
        positions.append(make_position(consultation, content, by=author, publish=dice.random() < 0.5))
        make_comment(positions[-1], publish=dice.random() < 0.7)
    for _each in range(15):
        position = dice.choice(positions)
        with transaction():
            if position.publication is Publication.NOT_PUBLISHED or position.state is State.WITHDRAWN:
                continue
            act = dice.choice(["publish", "withhold", "withdraw"])
            if act == "publish":
                contributions.publish_version(position, position.versions[-1])
            elif act == "withhold":
                contributions.withhold(position)
            else:
                contributions.withdraw(position)
            settle(position.submission)

    before = numbers_block(consultation)
    fold(consultation.id)

    numbers = numbers_block(consultation)
    assert numbers == before
    for kind, name in (("position", "positions"), ("comment", "comments")):
        counted = dict(db.session.execute(
            select(Contribution.state, func.count()).where(Contribution.kind == kind).group_by(Contribution.state)
        ).all())
        for state in State:
            assert numbers[name][state.value] == counted.get(state, 0)
    for part in (numbers, *(each for name in ("by_group", "by_country", "by_language", "by_topic", "by_channel")
                            for each in numbers[name].values())):
        for name in ("submissions", "positions", "comments"):
            block = part[name]
            assert block["received"] == sum(block[state.value] for state in State)
            assert block["withheld_by_author"] <= block["withheld"]
    for name in ("by_group", "by_country", "by_language", "by_channel"):
        assert sum(each["submissions"]["received"] for each in numbers[name].values()) == 8


def test_folding_leaves_fewer_rows() -> None:
    consultation = make_consultation()
    for _each in range(10):
        make_position(consultation)
    before = db.session.scalar(select(func.count()).select_from(Tally))

    saved = fold(consultation.id)

    after = db.session.scalar(select(func.count()).select_from(Tally))
    assert before is not None
    assert after == before - saved
    assert after < before


def test_however_many_steps_there_are_all_are_folded_a_stretch_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    consultation = make_consultation()
    for _each in range(10):
        make_position(consultation)
    before = numbers_block(consultation)
    monkeypatch.setattr(numbers, "STRETCH", 15)
    monkeypatch.setattr(numbers, "ENOUGH", 0)

    fold_all()

    assert (db.session.scalar(select(func.count()).select_from(Tally)) or 0) < 15
    assert numbers_block(consultation) == before
