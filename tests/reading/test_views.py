"""What a reader sees."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from consult import clock
from consult.accounts.models import Account
from consult.contributions.models import Publication
from consult.db import db
from consult.record.actions import sequence
from consult.record.queries import numbers_of
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_comment, make_content, make_position

SignIn = Callable[[Account], FlaskClient]


def queries_of(act: Callable[[], object]) -> int:
    """How many statements an act sends, nothing being remembered from before."""
    db.session.remove()
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_the_home_page_without_any_consultation_says_so(client: FlaskClient) -> None:
    page = client.get("/")

    assert page.status_code == 200
    assert "No consultation yet" in page.text


@pytest.mark.parametrize("path", ["", "/plan", "/topics/goal-1", "/report", "/outcome"])
def test_a_consultation_in_preparation_does_not_exist_for_strangers(client: FlaskClient, path: str) -> None:
    consultation = make_consultation(phase="preparing")

    assert client.get(f"/consultations/{consultation.slug}{path}").status_code == 404


@pytest.mark.parametrize("phase", ["announced", "open", "closed"])
@pytest.mark.parametrize("path", ["", "/plan", "/topics/goal-1", "/report", "/outcome"])
def test_every_public_page_shows_in_every_phase(client: FlaskClient, path: str, phase: str) -> None:
    consultation = make_consultation(phase=phase)
    make_comment(make_position(consultation))

    page = client.get(f"/consultations/{consultation.slug}{path}")

    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert "default-src" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]


def test_the_topic_page_asks_as_often_for_94_positions_as_for_5(app: Flask, client: FlaskClient) -> None:
    few, many = make_consultation(), make_consultation()
    for consultation, number in ((few, 5), (many, 94)):
        for _each in range(number):
            make_position(consultation)
    paths = [f"/consultations/{each.slug}/topics/goal-1" for each in (few, many)]
    sequence()

    counted = [queries_of(lambda path=path: client.get(path)) for path in paths]

    assert counted[0] == counted[1] > 0


def test_a_nameless_authors_name_stands_on_no_page(client: FlaskClient) -> None:
    consultation = make_consultation()
    author = make_person("Unmistakable Name", organisation="Unmistakable Guild")
    position = make_position(consultation, make_content(publication=Publication.NAMELESS), by=author)
    make_position(consultation)
    sequence()

    address = f"/consultations/{consultation.slug}"
    pages = [
        client.get(path).text
        for path in ("/", address, f"{address}/topics/goal-1", f"/positions/{position.name}", "/record",
                     f"{address}/report", f"{address}/report.json", f"{address}/report.csv")
    ]

    assert all("Unmistakable" not in page for page in pages)
    assert position.name not in client.get("/record").text


@pytest.mark.usefixtures("app")
def test_a_nameless_contribution_gets_its_number_at_the_next_full_hour() -> None:
    with clock.at(clock.now().replace(minute=20)):
        position = make_position(make_consultation(), make_content(publication=Publication.NAMELESS))
        sequence()
    assert numbers_of([position.id]) == {}
    with clock.at(clock.now() + timedelta(hours=1)):
        sequence()
    assert numbers_of([position.id]) == {position.id: 1001}


def test_filters_and_paging_keep_to_the_address(client: FlaskClient) -> None:
    consultation = make_consultation()
    for number in range(25):
        make_position(consultation, make_content(
            claim=f"Point {number:02}.", stance="oppose" if number == 7 else "support",
            about=[("goal-1", "2" if number == 9 else "whole")]))
    path = f"/consultations/{consultation.slug}/topics/goal-1"

    first = client.get(path).text
    opposed = client.get(path + "?stance=oppose").text
    on_passage = client.get(path + "?passage=2").text

    assert "Point 24." in first
    assert "Point 00." not in first
    assert opposed.count('class="position"') == on_passage.count('class="position"') == 1
    assert "Point 07." in opposed
    assert "Point 09." in on_passage
    after = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&").split("#")[0]
    assert client.get(after).text.count('class="position"') == 5


@pytest.mark.parametrize(
    "query", ["?after=%00", "?after=WyJ4IiwieSJd", "?passage=99999999999999999999", "?group=%27%22"]
)
def test_odd_filters_answer_with_a_page(client: FlaskClient, query: str) -> None:
    consultation = make_consultation()
    make_position(consultation)

    assert client.get(f"/consultations/{consultation.slug}/topics/goal-1{query}").status_code == 200


def test_a_waiting_position_is_for_its_author_alone(client: FlaskClient, sign_in: SignIn) -> None:
    author = make_person()
    position = make_position(make_consultation(), by=author, publish=False)

    assert client.get(f"/positions/{position.name}").status_code == 404
    assert sign_in(author).get(f"/positions/{position.name}").status_code == 200
    assert sign_in(make_person()).get(f"/positions/{position.name}").status_code == 404


def test_script_in_peoples_text_is_shown_not_run(client: FlaskClient) -> None:
    evil = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    position = make_position(make_consultation(), make_content(claim=evil[:280], body=evil, wording=evil))

    page = client.get(f"/positions/{position.name}").text

    assert "<script>alert" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page


def test_commenting_leads_back_to_the_comment(sign_in: SignIn) -> None:
    position = make_position(make_consultation())
    client = sign_in(make_person())

    answer = client.post(f"/positions/{position.name}/comments/new", data={
        "body": "Agreed, with one doubt.", "language": "en", "publication": "named"})
    page = client.get(f"/positions/{position.name}").text

    assert answer.status_code == 303
    assert "Agreed, with one doubt." in page
    assert "1 comment" in page


@pytest.mark.parametrize("encoding", ["zstd", "br", "gzip"])
def test_pages_are_sent_compressed(client: FlaskClient, encoding: str) -> None:
    page = client.get("/help", headers={"Accept-Encoding": encoding})

    assert page.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in page.headers["Vary"]


def test_a_consultation_shows_what_was_said_last_on_any_goal(client: FlaskClient) -> None:
    consultation = make_consultation(topics=2)
    for number in range(5):
        make_position(consultation, make_content(f"Point {number}.", about=[(f"goal-{number % 2 + 1}", "whole")]))
    make_position(consultation, make_content("On both.", about=[("goal-1", "whole"), ("goal-2", "whole")]))
    make_position(consultation, make_content("Not public yet."), publish=False)

    page = client.get(f"/consultations/{consultation.slug}").text

    assert page.count('<article class="position"') == 3
    assert page.count("On both.") == 1
    assert page.index("On both.") < page.index("Point 4.") < page.index("Point 3.")
    assert "Not public yet." not in page
