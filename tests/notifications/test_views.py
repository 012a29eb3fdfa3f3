"""Following, choosing how often, and all that was sent to me, in a browser without JavaScript."""

import pytest

from consult import mail
from consult.db import db, transaction
from consult.identifiers import name_of
from consult.notifications.models import Follow, Preference
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_position

pytestmark = pytest.mark.usefixtures("app")


def test_a_button_follows_and_stops_on_every_page_it_stands_on(client, sign_in):
    consultation = make_consultation()
    position = make_position(consultation)
    topic = consultation.topics[0]
    browser = sign_in(make_person())
    pages = [
        f"/consultations/{consultation.slug}", f"/consultations/{consultation.slug}/topics/{topic.slug}",
        f"/positions/{position.name}",
    ]
    for page in pages:
        stranger = client.get(page)
        assert "Sign in to follow" in stranger.text
        assert "Set-Cookie" not in stranger.headers
        text = browser.get(page).text
        action = text.split('action="/following/')[1].split('"')[0]
        answer = browser.post(f"/following/{action}", data={"next": page})
        assert (answer.status_code, answer.location) == (303, page)
        assert "Stop following" in browser.get(page).text
    settings = browser.get("/account/notifications").text
    assert settings.count("Stop following") == db.session.query(Follow).count() == 3

    for each in db.session.query(Follow).all():
        browser.post(f"/following/{each.kind.value}/{name_of(each.thing_id)}/removal", data={"next": "//evil.example"})
    assert db.session.query(Follow).count() == 0


def test_what_cannot_be_seen_cannot_be_followed(sign_in):
    hidden = make_consultation(phase="preparing")
    waiting = make_position(make_consultation(), publish=False)
    browser = sign_in(make_person())
    for path in (f"consultation/{name_of(hidden.id)}", f"topic/{name_of(hidden.topics[0].id)}",
                 f"position/{waiting.name}", "consultation/nonsense", "account/x"):
        assert browser.post(f"/following/{path}", data={}).status_code == 404, path
    assert db.session.query(Follow).count() == 0


def test_how_often_is_kept_and_nonsense_is_refused(sign_in):
    browser = sign_in(make_person())

    saved = browser.post("/account/notifications", data={"reply": "weekly", "position": "never"})
    refused = browser.post("/account/notifications", data={"reply": "hourly"})

    assert (saved.status_code, refused.status_code) == (303, 422)
    assert {each.kind.value: each.how.value for each in db.session.query(Preference)} == {
        "reply": "weekly", "position": "never"}
    assert 'name="reply" value="weekly" checked' in browser.get("/account/notifications").text


def test_all_that_was_sent_to_me_and_nothing_that_was_sent_to_others(sign_in):
    me, other = make_person(), make_person()
    with transaction():
        for number in range(35):
            mail.write(me.email, f"Letter {number}", "Hello, me.")
        key = mail.write(me.email, "A key", "https://example.org/reset/token", holds_key=True)
        theirs = mail.write(other.email, "Not yours", "Secret.")
        db.session.flush()
        names = key.name, theirs.name
    browser = sign_in(me)

    first = browser.get("/account/letters").text
    following = first.split('href="/account/letters?after=')[1].split('"')[0]
    second = browser.get(f"/account/letters?after={following}").text

    assert first.count("<h3>") + second.count("<h3>") == 36
    assert "Not yours" not in first + second
    assert "token" not in browser.get(f"/account/letters/{names[0]}").text
    assert browser.get(f"/account/letters/{names[1]}").status_code == 404
    shown = first.split('href="/account/letters/')[1].split('"')[0]
    assert browser.get(f"/account/letters/{shown}").status_code == 200
