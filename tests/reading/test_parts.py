"""Scripts get a part of a page, everybody else the page, and caches can tell which is which."""

import re

from flask.testing import FlaskClient

from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_comment, make_content, make_position


def asks(target: str, **more: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": target, **more}


def test_the_list_of_a_goal_alone_says_how_much_it_shows_and_keeps_the_chooser(client: FlaskClient) -> None:
    consultation = make_consultation()
    make_position(consultation, make_content(claim="Shown.", stance="support"))
    make_position(consultation, make_content(claim="Not shown.", stance="oppose"))
    address = f"/consultations/{consultation.slug}/topics/goal-1?stance=support&group="

    part, page = client.get(address, headers=asks("list")), client.get(address)

    assert "<html" not in part.text
    assert "Shown." in part.text
    assert "Not shown." not in part.text
    assert "1 position is shown." in part.text
    assert f'href="/fr{address.replace("&", "&amp;")}"' in part.text
    assert part.headers["HX-Push-Url"] == address.removesuffix("&group=")
    assert "<html" in page.text
    for answer in (part, page):
        assert {"HX-Request", "HX-Target", "Cookie"} <= set(answer.vary)


def test_going_back_and_other_parts_get_the_whole_page(client: FlaskClient) -> None:
    address = f"/consultations/{make_consultation().slug}/topics/goal-1"

    for headers in (asks("list", **{"HX-History-Restore-Request": "true"}), asks("elsewhere")):
        assert "<html" in client.get(address, headers=headers).text


def test_a_comment_is_written_in_its_place(sign_in) -> None:  # type: ignore[no-untyped-def]
    consultation = make_consultation()
    position = make_position(consultation)
    make_comment(position)
    browser, address = sign_in(make_person()), f"/positions/{position.name}/comments/new"

    form = browser.get(address, headers=asks("new-comment"))
    refused = browser.post(address, data={"body": ""}, headers=asks("new-comment"))
    key = re.search(r'name="idempotency_key"[^>]*value="([^"]+)"', form.text)
    assert key
    said = {"body": "Seen here.", "language": "en", "publication": "named", "idempotency_key": key[1]}
    sent = browser.post(address, data=said, headers=asks("new-comment"))
    after = browser.get(sent.location.partition("#")[0], headers=asks("new-comment"))

    assert "<html" not in form.text + refused.text + after.text
    assert (refused.status_code, sent.status_code) == (422, 303)
    assert 'id="errors"' in refused.text
    assert "Your comment is sent." in after.text
    assert "Seen here." in after.text
    assert after.headers["HX-Retarget"] == "#comment-part"
