"""A manager plans, writes goals, chooses a team and publishes."""

import html
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from consult import clock
from consult.accounts.models import Account
from consult.consultations.models import Consultation, Passage, TeamMember
from consult.consultations.phases import Phase, phase_of
from consult.db import db
from consult.questions.queries import questions_of
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.questions import make_questionnaire

SignIn = Callable[[Account], FlaskClient]


def plan(**changes: object) -> dict[str, object]:
    tomorrow = clock.now() + timedelta(days=1)
    return {
        "title": "A plan", "institution": "Forum of Tests", "summary": "What should guide us?", "decides": "The forum",
        "can_change": "The wording", "cannot_change": "The charter", "must_reach": "Small states\nIslands",
        "language": "en", "languages": ["en", "fr"], "time_zone": "Africa/Nairobi", "moderation": "before",
        "has_draft_outcome": "y", "challenge_days": "10", "opens_at": tomorrow.strftime("%Y-%m-%dT%H:%M"),
        "closes_at": (tomorrow + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M"), **changes,
    }


def test_from_nothing_to_a_published_consultation_that_opens_by_the_clock(sign_in: SignIn) -> None:
    client = sign_in(make_person(administrator=True))

    address = client.post("/manage/new", data={"title": "Five goals", "preset": "standard"}).location
    assert client.post(address, data=plan(title="Five goals")).status_code == 303
    goal = {
        "title": "A place for everyone", "text": "Open to all.\n\nCosts are published.", "principles": ["one_internet"],
    }
    assert client.post("/consultations/five-goals/manage/topics/new", data=goal).status_code == 303
    preview = client.get("/consultations/five-goals").text
    answer = client.post("/consultations/five-goals/manage/publication")

    assert "Preview, not published" in preview
    assert answer.location.endswith("/consultations/five-goals")
    consultation = db.session.scalars(select(Consultation)).one()
    assert consultation.opens_at is not None
    assert consultation.must_reach == ["Small states", "Islands"]
    assert [passage.text for passage in consultation.topics[0].passages] == ["Open to all.", "Costs are published."]
    assert phase_of(consultation) is Phase.ANNOUNCED
    with clock.at(clock.now() + timedelta(days=2)):
        assert phase_of(consultation) is Phase.OPEN
    with clock.at(clock.now() + timedelta(days=40)):
        assert phase_of(consultation) is Phase.CLOSED


def test_times_are_meant_in_the_plans_zone(sign_in: SignIn) -> None:
    manager = make_person()
    consultation = make_consultation(phase="preparing", manager=manager)

    sign_in(manager).post(f"/consultations/{consultation.slug}/manage/plan", data=plan(
        opens_at="2031-01-01T12:00", closes_at="2031-02-01T12:00"))

    db.session.refresh(consultation)
    assert consultation.opens_at is not None
    assert consultation.opens_at.hour == 9


def test_publishing_is_refused_with_a_list_of_what_is_missing(sign_in: SignIn) -> None:
    client = sign_in(make_person(administrator=True))
    client.post("/manage/new", data={"title": "Bare", "preset": "simple"})

    client.post("/consultations/bare/manage/publication")
    page = client.get("/consultations/bare/manage").text

    assert "Say who decides." in page
    assert "Write at least one goal." in page
    assert db.session.scalars(select(Consultation)).one().announced_at is None


def test_rules_stand_fast_once_it_is_open(sign_in: SignIn) -> None:
    manager = make_person()
    consultation = make_consultation(manager=manager)
    client = sign_in(manager)

    answer = client.post(f"/consultations/{consultation.slug}/manage/plan", data=plan())
    goal = client.post(f"/consultations/{consultation.slug}/manage/topics/goal-1", data={"title": "X", "text": "Y"})

    assert answer.status_code == goal.status_code == 422
    assert "can no longer change" in answer.text
    assert "can no longer change" in goal.text


def test_a_closing_before_the_opening_is_refused_and_the_text_kept(sign_in: SignIn) -> None:
    manager = make_person()
    consultation = make_consultation(phase="preparing", manager=manager)

    answer = sign_in(manager).post(f"/consultations/{consultation.slug}/manage/plan", data=plan(
        opens_at="2031-02-01T12:00", closes_at="2031-01-01T12:00", decides="Kept words"))

    assert answer.status_code == 422
    assert "It must close after it opens." in answer.text
    assert "Kept words" in answer.text


def test_a_team_gains_and_loses_members_but_not_its_last_manager(sign_in: SignIn) -> None:
    manager, other = make_person(), make_person()
    consultation = make_consultation(manager=manager)
    client = sign_in(manager)
    address = f"/consultations/{consultation.slug}/manage/team"

    joined = client.post(address, data={"email": other.email, "role": "moderator"})
    unknown = client.post(address, data={"email": "nobody@example.org", "role": "moderator"})
    last = client.post(address + "/removal", data={"email": manager.email, "role": "manager"})

    assert joined.status_code == 303
    assert unknown.status_code == 422
    assert last.status_code == 409
    assert len(db.session.scalars(select(TeamMember)).all()) == 2


@pytest.mark.parametrize("path", ["/manage", "/manage/plan", "/manage/topics/new", "/manage/topics/goal-1"])
def test_only_its_managers_manage_it(sign_in: SignIn, path: str) -> None:
    consultation = make_consultation(manager=make_person(), moderator=make_person())
    hidden = make_consultation(phase="preparing", manager=make_person())
    stranger = sign_in(make_person())

    assert stranger.get(f"/consultations/{consultation.slug}{path}").status_code == 403
    assert stranger.get(f"/consultations/{hidden.slug}{path}").status_code == 404


def test_only_managers_and_administrators_begin_one(sign_in: SignIn) -> None:
    assert sign_in(make_person()).get("/manage/new").status_code == 403


def test_a_consultation_begins_from_an_earlier_one_without_its_dates_or_team(sign_in: SignIn) -> None:
    manager = make_person()
    earlier = make_consultation(manager=manager, moderator=make_person(), topics=2)
    earlier.must_reach, earlier.challenge_days, earlier.languages = ["Islands"], 30, ["en", "ar"]
    db.session.commit()
    client = sign_in(manager)
    assert f'<option value="{earlier.slug}">' in client.get("/manage/new").text

    answer = client.post("/manage/new", data={"title": "Again", "preset": "simple", "copy_of": earlier.slug})

    assert answer.location.endswith("/consultations/again/manage/plan")
    copy = db.session.scalars(select(Consultation).where(Consultation.slug == "again")).one()
    assert (copy.title, copy.institution, copy.decides) == ("Again", "Forum of Tests", "The forum")
    assert (copy.must_reach, copy.challenge_days, copy.languages) == (["Islands"], 30, ["en", "ar"])
    assert (copy.opens_at, copy.closes_at, copy.announced_at) == (None, None, None)
    assert [topic.slug for topic in copy.topics] == ["goal-1", "goal-2"]
    assert [each.text for each in copy.topics[1].passages] == [each.text for each in earlier.topics[1].passages]
    assert not {topic.id for topic in copy.topics} & {topic.id for topic in earlier.topics}
    team = db.session.scalars(select(TeamMember).where(TeamMember.consultation_id == copy.id)).all()
    assert [member.account_id for member in team] == [manager.id]


def test_its_questions_come_along_with_the_goals_and_conditions_they_lean_on(sign_in: SignIn) -> None:
    manager = make_person()
    earlier = make_consultation(manager=manager)
    asked = make_questionnaire(earlier)

    sign_in(manager).post("/manage/new", data={"title": "Again", "preset": "simple", "copy_of": earlier.slug})

    copy = db.session.scalars(select(Consultation).where(Consultation.slug == "again")).one()
    copies = questions_of(copy)
    assert [(each.ordinal, each.section, each.kind, each.text, each.options, each.lines) for each in copies] == [
        (each.ordinal, each.section, each.kind, each.text, each.options, each.lines) for each in asked
    ]
    assert (copies[2].condition_id, copies[2].condition_keys) == (copies[1].id, ["yes"])
    assert copies[5].topic_id == copy.goals[0].id
    assert not {each.id for each in copies} & {each.id for each in asked}


def test_only_a_consultation_one_manages_can_be_copied(sign_in: SignIn) -> None:
    manager = make_person()
    make_consultation(manager=manager)
    strange = make_consultation(moderator=manager)

    answer = sign_in(manager).post("/manage/new", data={"title": "Again", "preset": "full", "copy_of": strange.slug})

    assert answer.status_code == 422
    assert len(db.session.scalars(select(Consultation)).all()) == 2


def test_a_goal_can_be_uploaded_and_is_split_into_passages(sign_in: SignIn) -> None:
    manager = make_person()
    consultation = make_consultation(phase="preparing", manager=manager, topics=0)
    content = "\ufeff# Costs\r\n\r\n1. Costs are *published*.\r\n\r\n- Everyone – all – may read them.\r\n".encode()

    client, path = sign_in(manager), f"/consultations/{consultation.slug}/manage/topics/new"
    shown = client.post(path, data={"title": "Costs", "text": "", "file": (io.BytesIO(content), "goal.md")})
    assert shown.status_code == 200
    assert "3 passages. Nothing is saved yet." in shown.text
    assert db.session.scalars(select(Passage)).all() == []
    written = re.search(r'<textarea[^>]*name="text"[^>]*>(.*?)</textarea>', shown.text, re.DOTALL)
    assert written
    answer = client.post(path, data={"title": "Costs", "text": html.unescape(written[1])})

    assert answer.status_code == 303
    db.session.expire_all()
    assert [passage.text for passage in consultation.topics[0].passages] == [
        "Costs", "Costs are *published*.", "Everyone – all – may read them."]


@pytest.mark.parametrize(("content", "name"), [
    (b"\xff\xfe\x00", "goal.txt"), (b"x" * 200_001, "goal.txt"), (b"PK", "goal.docx"),
])
def test_another_file_is_refused_with_one_clear_error(sign_in: SignIn, content: bytes, name: str) -> None:
    manager = make_person()
    consultation = make_consultation(phase="preparing", manager=manager, topics=0)

    answer = sign_in(manager).post(f"/consultations/{consultation.slug}/manage/topics/new", data={
        "title": "Costs", "text": "", "file": (io.BytesIO(content), name)})

    assert answer.status_code == 422
    assert answer.text.count("or a text file (.md or .txt)") == 2  # in the summary, at the field
    assert "Write the goal." not in answer.text
