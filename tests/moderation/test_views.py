"""The queue through its doors: without scripts, for everybody who may and may not come in."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from consult.accounts.models import Account
from consult.consultations.models import Moderation, TeamRole
from consult.consultations.queries import consultation_by_slug
from consult.consultations.team import add_member
from consult.contributions.models import Publication, State
from consult.db import db
from consult.mail import Letter
from consult.moderation.actions import decide
from consult.moderation.models import Act, ModerationDecision, Reason
from consult.submissions.actions import revise_position
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_comment, make_content, make_position

pytestmark = pytest.mark.usefixtures("app")

BODY = "Ask Person 9 on +00 555 0142; she kept every invoice."


@pytest.fixture
def moderator():
    return make_person("Moderator 1")


@pytest.fixture
def consultation(moderator):
    return make_consultation(moderation=Moderation.BEFORE, moderator=moderator)


def hidden_fields(page: str) -> dict[str, str]:
    """The form that decides, as a browser without scripts would send it."""
    form = re.search(r'<form class="decide".*?</form>', page, re.S)
    assert form is not None
    fields = {}
    for tag in re.findall(r'<input[^>]*type="hidden"[^>]*>', form[0]):
        value = re.search(r'value="([^"]*)"', tag)
        fields[re.search(r'name="([^"]*)"', tag)[1]] = value[1] if value else ""  # type: ignore[index]
    return fields


def send(browser, position, page=None, **typed):
    fields = hidden_fields(page or browser.get(f"/moderation?item={position.name}").text)
    return browser.post(f"/moderation/{position.name}/decision?tab=waiting", data={**fields, **typed})


@contextmanager
def counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_the_queue_is_for_those_who_moderate(client, sign_in, consultation, moderator):
    observer = make_person()
    add_member(consultation, observer, TeamRole.OBSERVER, None)
    manager = make_person()
    add_member(consultation, manager, TeamRole.MANAGER, None)

    refused = sign_in(make_person()).get("/moderation")

    assert client.get("/moderation").status_code in (302, 303, 401)
    assert refused.status_code == 403
    assert "You do not moderate any consultation." in refused.text
    assert sign_in(observer).get("/moderation").status_code == 403
    assert sign_in(manager).get("/moderation").status_code == 200
    assert sign_in(moderator).get("/moderation").status_code == 200


def test_a_contribution_of_another_consultation_is_not_shown_nor_decided(sign_in, consultation, moderator):
    other = make_position(make_consultation(moderation=Moderation.BEFORE), publish=False)
    browser = sign_in(moderator)

    assert browser.get(f"/moderation?item={other.name}").status_code == 404
    answer = browser.post(f"/moderation/{other.name}/decision", data={"act": "publish", "version": "1"})
    assert answer.status_code == 404
    assert other.state is State.WAITING


def test_an_empty_queue_says_so_kindly(sign_in, consultation, moderator):
    page = sign_in(moderator).get("/moderation").text

    assert "Nothing waits." in page
    assert "Thank you." in page


def test_the_oldest_is_laid_beside_the_list_with_all_of_its_text(sign_in, consultation, moderator):
    content = make_content(
        claim="<b>Bold</b> claim", body="# Not a heading\n\nReasons.", wording="May be changed.",
        about=(("goal-1", "2"),),
    )
    position = make_position(consultation, content, publish=False)

    page = sign_in(moderator).get("/moderation").text

    assert "&lt;b&gt;Bold&lt;/b&gt; claim" in page
    assert "<b>Bold" not in page
    assert "# Not a heading\n\nReasons." in page
    assert "May be changed." in page
    assert "1.2" in page
    assert position.author_name in page


def test_publishing_leads_to_the_next_and_can_be_undone(sign_in, consultation, moderator):
    first = make_position(consultation, publish=False)
    second = make_position(consultation, publish=False)
    browser = sign_in(moderator)

    answer = send(browser, first, act="publish")
    page = browser.get(answer.location).text
    undo = re.search(r'action="(/moderation/decisions/[^"]+/undo)"', page)

    assert answer.status_code == 303
    assert f"item={second.name}" in answer.location
    assert "Published: “Costs should be published.”" in page
    assert undo is not None
    assert browser.post(undo[1]).status_code == 303
    db.session.refresh(first)
    assert first.state is State.WAITING


def test_the_last_one_leads_to_the_empty_queue(sign_in, consultation, moderator):
    browser = sign_in(moderator)

    answer = send(browser, make_position(consultation, publish=False), act="publish")

    assert "item=" not in answer.location
    assert "Nothing waits." in browser.get(answer.location).text


def test_a_form_sent_twice_decides_once(sign_in, consultation, moderator):
    position = make_position(consultation, publish=False, by=make_person())
    browser = sign_in(moderator)
    page = browser.get(f"/moderation?item={position.name}").text

    answers = [send(browser, position, page, act="withhold", reason="off_topic") for _each in range(2)]

    assert [each.status_code for each in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert db.session.query(ModerationDecision).count() == db.session.query(Letter).count() == 1


def test_words_are_redacted_by_pasting_them(sign_in, client, consultation, moderator):
    position = make_position(consultation, make_content(body=BODY), publish=False, by=make_person())
    browser = sign_in(moderator)

    answer = send(browser, position, act="redact", reason="personal_data", phrases="Person 9\n+00 555 0142")
    public = client.get(f"/positions/{position.name}").text

    assert answer.status_code == 303
    assert "555 0142" not in public
    assert not re.search(r"Person 9\b", public)
    assert "she kept every invoice" in public


def test_words_selected_by_the_script_are_redacted(sign_in, consultation, moderator):
    position = make_position(consultation, make_content(body="🙂 " + BODY), publish=False)

    answer = send(sign_in(moderator), position, act="redact", reason="personal_data", selection="body:6:14")

    db.session.expire_all()
    assert answer.status_code == 303
    assert position.versions[0].public_body.startswith("🙂 Ask ████████ on")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "Choose a decision."),
        ({"act": "burn"}, "Choose a decision."),
        ({"act": "withhold"}, "Choose a reason."),
        ({"act": "withhold", "reason": "other", "words": " "}, "Say the reason in your own words."),
        ({"act": "redact", "reason": "personal_data"}, "Say which words to cover."),
        ({"act": "redact", "reason": "personal_data", "phrases": "not in it"}, "does not stand in exactly one place"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(sign_in, consultation, moderator, typed, message):
    position = make_position(consultation, publish=False)

    typed = {"words": "Dear author", **typed}

    answer = send(sign_in(moderator), position, **typed)

    assert answer.status_code == 422
    assert message in answer.text
    assert typed["words"].strip() in answer.text
    db.session.refresh(position)
    assert position.state is State.WAITING


def test_the_second_of_two_moderators_is_told_what_the_first_did(sign_in, consultation, moderator):
    second = make_person("Moderator 2")
    add_member(consultation, second, TeamRole.MODERATOR, None)
    position = make_position(consultation, publish=False, by=make_person())
    theirs = sign_in(second)
    opened = theirs.get(f"/moderation?item={position.name}").text
    send(sign_in(moderator), position, act="withhold", reason="hatred")

    answer = send(theirs, position, opened, act="publish")

    assert answer.status_code == 409
    assert "Moderator 1 has already withheld this." in answer.text
    db.session.refresh(position)
    assert position.state is State.WITHHELD


@pytest.mark.parametrize(
    ("tab", "publication", "shown"),
    [("private", Publication.NOT_PUBLISHED, "quote nothing of it"), ("waiting", Publication.NAMELESS, "Name withheld")],
)
def test_what_the_author_wished_is_respected(sign_in, consultation, moderator, tab, publication, shown):
    author = make_person("Unmistakable Name")
    position = make_position(consultation, make_content(publication=publication), by=author, publish=False)

    page = sign_in(moderator).get(f"/moderation?tab={tab}&item={position.name}").text

    assert shown in page
    assert "Unmistakable Name" not in page
    assert ('class="decide"' in page) == (publication is Publication.NAMELESS)


def test_a_moderators_own_contribution_is_for_somebody_else(sign_in, consultation, moderator):
    position = make_position(consultation, by=moderator, publish=False)
    browser = sign_in(moderator)

    page = browser.get(f"/moderation?item={position.name}").text
    answer = browser.post(f"/moderation/{position.name}/decision", data={"act": "publish", "version": "1", "seen": ""})

    assert "somebody else decides on it" in page
    assert 'class="decide"' not in page
    assert answer.status_code == 403


def test_a_waiting_version_says_which_one_is_public(sign_in, consultation, moderator):
    author = make_person()
    position = make_position(consultation, by=author)
    revise_position(position, make_content(claim="Said better."), author)
    browser = sign_in(moderator)

    assert "Version 2; version 1 is public." in browser.get("/moderation").text
    assert "Costs should be published." in browser.get(f"/moderation?item={position.name}&version=1").text


def test_a_withheld_one_is_published_again(sign_in, consultation, moderator):
    position = make_position(consultation)
    decide(position, 1, Act.WITHHOLD, moderator, Reason.OFF_TOPIC)
    browser = sign_in(moderator)

    page = browser.get(f"/moderation?tab=withheld&item={position.name}").text
    answer = send(browser, position, page, act="restore")

    db.session.refresh(position)
    assert "Publish again" in page
    assert (answer.status_code, position.state) == (303, State.PUBLISHED)


def test_a_comment_is_shown_with_what_it_answers(sign_in, consultation, moderator):
    position = make_position(consultation, make_content(claim="The claim it is on."))
    first = make_comment(position, "The first word.")
    reply = make_comment(position, "The reply.", parent=first, publish=False)

    page = sign_in(moderator).get(f"/moderation?item={reply.name}").text

    assert "The claim it is on." in page
    assert "The first word." in page
    assert "The reply." in page


@pytest.mark.parametrize("tab", ["waiting", "unreviewed", "withheld", "private", "decided"])
def test_the_queue_costs_the_same_however_long_it_is(sign_in, moderator, tab):
    slug, own = make_consultation(moderation=Moderation.AFTER, moderator=moderator).slug, moderator.id

    def add(many):
        consultation, moderator = consultation_by_slug(slug), db.session.get(Account, own)
        for _each in range(many):
            private = make_content(publication=Publication.NOT_PUBLISHED)
            position = make_position(consultation, private if tab == "private" else None, publish=tab != "waiting")
            if tab in ("withheld", "decided"):
                decide(position, 1, Act.WITHHOLD, moderator, Reason.OFF_TOPIC)

    browser = sign_in(moderator)
    add(2)
    db.session.remove()  # what the test has read must not spare the page a query
    with counted() as few:
        assert browser.get(f"/moderation?tab={tab}").status_code == 200
    add(28)
    db.session.remove()
    with counted() as many:
        page = browser.get(f"/moderation?tab={tab}").text

    assert len(many) == len(few)
    assert 'rel="next"' in page
