"""The team page: where a consultation stands, for those who work on it and nobody else."""

from datetime import timedelta

import pytest

from consult import clock
from consult.clock import now
from consult.consultations.models import Moderation, TeamRole
from consult.consultations.team import add_member
from consult.contributions.models import Publication
from consult.db import db, transaction
from consult.errors import NotAllowed
from consult.mail import Letter
from consult.moderation.actions import decide, undo
from consult.moderation.models import Act, Reason
from consult.moderation.overview import overview_of
from consult.moderation.queries import Tab
from consult.organisations.vocabularies import Group
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person, make_stakeholder
from tests.factories.submissions import make_content, make_position
from tests.moderation.test_views import counted

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def moderator():
    return make_person("Moderator 1")


@pytest.fixture
def consultation(moderator):
    return make_consultation(moderation=Moderation.BEFORE, moderator=moderator)


def asked(statements: list[str]) -> int:
    return sum(each.startswith("SELECT") for each in statements)


def test_the_day_counts_what_came_and_what_was_decided(consultation, moderator):
    with clock.at(now() - timedelta(days=3)):
        early = make_position(consultation, publish=False)
        decide(early, 1, Act.PUBLISH, moderator)
    make_position(consultation, publish=False)
    make_position(consultation, make_content(publication=Publication.NOT_PUBLISHED), publish=False)
    wrong = make_position(consultation, publish=False)
    undo(decide(wrong, 1, Act.WITHHOLD, moderator, Reason.OFF_TOPIC), moderator)

    overview = overview_of(consultation, moderator)

    assert overview.received_today == 3
    assert overview.standing.decided_today == 0
    assert (overview.standing.counts[Tab.WAITING], overview.standing.counts[Tab.PRIVATE]) == (2, 1)
    assert (overview.decided, overview.decisions[Act.PUBLISH], overview.decisions[Act.WITHHOLD]) == (1, 1, 0)


def test_decisions_older_than_a_week_are_not_recent(consultation, moderator):
    with clock.at(now() - timedelta(days=8)):
        decide(make_position(consultation, publish=False), 1, Act.PUBLISH, moderator)

    assert overview_of(consultation, moderator).decided == 0


def test_groups_and_regions_without_a_published_position_are_named(consultation, moderator):
    make_position(consultation, by=make_stakeholder(group=Group.ACADEMIA, country="KE"))
    make_position(consultation, by=make_stakeholder(group=Group.GOVERNMENT, country="FR"), publish=False)

    overview = overview_of(consultation, moderator)

    assert "academia" not in overview.silent_groups
    assert "government" in overview.silent_groups
    assert "africa" not in overview.silent_regions
    assert "europe" in overview.silent_regions


def test_only_letters_tried_and_not_posted_are_in_trouble(consultation, moderator):
    with transaction() as session:
        for attempts, sent in ((0, None), (1, None), (48, None), (2, now())):
            session.add(Letter(recipient="one@example.org", subject="S", text="T", attempts=attempts, sent_at=sent))

    assert overview_of(consultation, moderator).letters_in_trouble == 2


def test_coverage_is_shown_once_the_consultation_is_closed(consultation, moderator):
    closed = make_consultation(phase="closed", moderator=moderator, topics=2)
    make_position(closed)

    assert overview_of(consultation, moderator).coverage == {}
    assert overview_of(closed, moderator).coverage["goal-1"].missing == 1


def test_a_stranger_is_refused(consultation):
    with pytest.raises(NotAllowed):
        overview_of(consultation, make_person())


def test_the_page_is_for_the_whole_team_and_for_nobody_else(client, sign_in, consultation, moderator):
    observer = make_person()
    add_member(consultation, observer, TeamRole.OBSERVER, None)
    address = f"/consultations/{consultation.slug}/team"

    assert client.get(address).status_code in (302, 303, 401)
    assert sign_in(make_person()).get(address).status_code == 403
    assert sign_in(moderator).get(address).status_code == 200
    seen = sign_in(observer).get(address)
    assert seen.status_code == 200
    assert "/moderation?" not in seen.text
    assert address in sign_in(observer).get(f"/consultations/{consultation.slug}").text
    hidden = make_consultation(phase="preparing")
    assert sign_in(observer).get(f"/consultations/{hidden.slug}/team").status_code == 404


def test_the_page_names_whom_the_plan_must_reach_and_no_address_of_a_letter(sign_in, consultation, moderator):
    consultation.must_reach = ["Small islands"]
    db.session.add(Letter(recipient="one@example.org", subject="S", text="T", attempts=3))
    db.session.commit()

    page = sign_in(moderator).get(f"/consultations/{consultation.slug}/team").text

    assert "Small islands" in page
    assert "1 letter could not be posted yet." in page
    assert "one@example.org" not in page


def test_the_page_asks_the_same_number_of_questions_however_much_there_is(sign_in, moderator):
    closed = make_consultation(phase="closed", moderator=moderator, topics=2)
    browser = sign_in(moderator)
    address = f"/consultations/{closed.slug}/team"
    make_position(closed)
    browser.get(address)
    with counted() as few:
        browser.get(address)
    for _each in range(5):
        make_position(closed)
        decide(make_position(closed, publish=False), 1, Act.PUBLISH, moderator)

    with counted() as many:
        browser.get(address)

    assert asked(many) == asked(few)
