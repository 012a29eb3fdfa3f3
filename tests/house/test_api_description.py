"""The API is what its description says: every address is in it, every answer has its shape, nothing makes it fail."""

import itertools
import json
from collections.abc import Iterator

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from pydantic import BaseModel

from consult.api import shapes
from consult.api.views import ROOT
from consult.campaigns.queries import campaigns_in
from consult.challenges.actions import challenge_finding, raise_issue, reply_to
from consult.challenges.models import Verdict
from consult.consultations.models import Consultation, TeamRole
from consult.consultations.team import add_member
from consult.contributions.models import Publication
from consult.moderation.actions import decide
from consult.moderation.models import Act, Reason
from consult.organisations.actions import Described, register_organisation
from consult.questions.models import QuestionKind
from consult.record.actions import sequence
from consult.responses.actions import promise, publish_response, write_response
from consult.responses.models import ResponseKind
from consult.search.actions import catch_up
from tests.factories.debates import make_debate
from tests.factories.people import make_person, make_stakeholder
from tests.factories.questions import make_answer, make_question
from tests.factories.reports import Summarised, make_summarised
from tests.factories.submissions import make_attachment, make_comment, make_content, make_position


def operations(app: Flask) -> dict[str, type[BaseModel]]:
    """What every address of the API gives, by its rule."""
    return {
        rule.rule: app.view_functions[rule.endpoint].__gives__  # type: ignore[attr-defined]
        for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.") and rule.endpoint != "api.openapi"
    }


def described(client: FlaskClient) -> dict[str, object]:
    answer = client.get(f"{ROOT}/openapi.json")
    assert answer.status_code == 200
    return dict(answer.json or {})


def make_world() -> tuple[Consultation, dict[str, str]]:
    """A consultation with something of everything in it, and names for the places of addresses."""
    whole = make_summarised()
    consultation, position = whole.consultation, whole.positions[0]
    make_attachment(position)
    comment = make_comment(position)
    organisation = register_organisation(Described("Guild of Tests"), make_person())
    make_position(consultation, by=make_stakeholder(organisation=organisation.name))
    make_position(consultation, make_content(publication=Publication.NAMELESS))
    decide(make_position(consultation), 1, Act.REDACT, whole.moderator, Reason.OTHER, "Covered.", [("body", 0, 2)])
    make_question(consultation, QuestionKind.SINGLE.value, "Which?")
    answer = make_answer(consultation, make_question(consultation, "long_text", "Why?"))
    make_aftermath(whole)
    sequence()
    catch_up()
    return consultation, {
        "slug": consultation.slug, "topic_slug": "goal-1", "positions": position.name, "comments": comment.name,
        "answers": answer.name, "findings": whole.finding.name,
    }


def make_aftermath(whole: Summarised) -> None:
    """A challenge with its reply, an objection in the ledger, an answer with a promise, and a decision with a flag."""
    consultation, finding, moderator = whole.consultation, whole.finding, whole.moderator
    reply_to([challenge_finding(finding, "Not what we said.", make_person())], Verdict.KEPT, "It is.", moderator)
    raise_issue(consultation, "It costs too much.", moderator, finding=finding)
    manager = make_person()
    add_member(consultation, manager, TeamRole.MANAGER, None)
    response = write_response(consultation, [finding], ResponseKind.AGREED, "From March.", None, manager)
    publish_response(response, manager)
    promise(response, "Publish prices.", None, manager)
    decide(make_position(consultation), 1, Act.WITHHOLD, moderator, Reason.OFF_TOPIC)


def address(rule: str, names: dict[str, str]) -> str:
    slug = names.get("debate", names["slug"]) if "<topic_slug>" in rule or "/campaigns" in rule else names["slug"]
    filled = rule.replace("<slug>", slug).replace("<topic_slug>", names["topic_slug"]).replace("<int:ordinal>", "1")
    return filled.replace("<campaign>", names.get("campaign", "")).replace("<name>", names.get(rule.split("/")[3], ""))


def test_every_address_is_described_and_nothing_else(app: Flask, client: FlaskClient) -> None:
    document = described(client)

    assert str(document["openapi"]).startswith("3.1")
    assert set(document["paths"]) == {  # type: ignore[call-overload]
        rule.replace("<int:", "<").replace("<", "{").replace(">", "}") for rule in operations(app)}
    for path, methods in document["paths"].items():  # type: ignore[attr-defined]
        assert set(methods) == {"get"}, path
        assert methods["get"]["summary"], path
        assert {"200", "404", "422", "429"} <= set(methods["get"]["responses"]), path


def test_every_answer_has_its_described_shape(app: Flask, client: FlaskClient) -> None:
    _consultation, names = make_world()
    debate = make_debate()
    names |= {"debate": debate.slug, "campaign": campaigns_in(debate)[0][0].name}
    sequence()

    for rule, shape in operations(app).items():
        answer = client.get(address(rule, names) + ("?q=costs" if rule.endswith("/search") else ""))
        assert answer.status_code == 200, (rule, answer.text)
        shape.model_validate_json(answer.data, strict=False)
        assert answer.json.get("items", True), rule
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer.headers
        again = client.get(answer.request.path + f"?{answer.request.query_string.decode()}",
                           headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304, rule


def test_the_objects_are_those_of_the_report(app: Flask, client: FlaskClient) -> None:
    consultation, _names = make_world()
    base = f"{ROOT}/consultations/{consultation.slug}"
    report = json.loads(client.get(f"/consultations/{consultation.slug}/report.json").data)

    def found(path: str) -> dict[str, object]:
        return dict(client.get(base + path).json or {})

    numbered = [each for each in report["contributions"] if each["number"]]
    assert found("/contributions?limit=100")["items"] == numbered
    assert found("/numbers") == report["numbers"]
    assert found("/questions")["items"] == report["questions"]
    assert found("/organisations")["items"] == report["organisations"]
    assert found("/participation") == report["participation"]
    assert found("/method") == {part: report[part] for part in ("themes", "agreement", "balance")}
    for part in ("challenges", "issues", "responses"):
        assert found(f"/{part}")["items"] == report[part], part
    outcome = found("/outcome")
    assert outcome["outcome"] == report["outcome"]
    assert outcome["findings"] == report["findings"]
    assert [each["findings"] for each in outcome["topics"]] == [  # type: ignore[attr-defined]
        each["findings"] for each in report["topics"]]


def pages(client: FlaskClient, address: str) -> Iterator[dict[str, object]]:
    following: str | None = address
    while following:
        answer = client.get(following.removeprefix("http://localhost"))
        assert answer.status_code == 200, answer.text
        yield from answer.json["items"]  # type: ignore[index]
        following = answer.json["next"]  # type: ignore[index]


def test_lists_go_on_where_they_stopped(app: Flask, client: FlaskClient) -> None:
    consultation, _names = make_world()
    base = f"{ROOT}/consultations/{consultation.slug}/contributions"

    for query in ("limit=2", "limit=3&kind=position", "limit=1&topic=goal-2", "limit=2&group=government"):
        by_pages = list(itertools.islice(pages(client, f"{base}?{query}"), 100))
        whole = list(pages(client, f"{base}?{query.partition('&')[2]}&limit=100"))
        assert by_pages == whole, query
        assert whole, query
    for part in ("challenges", "moderation-log", "statements"):
        own = f"{ROOT}/consultations/{consultation.slug}/{part}"
        assert list(itertools.islice(pages(client, f"{own}?limit=1"), 100)) == list(pages(client, own)), part
    entries = [each["leaf"] for each in pages(client, f"{ROOT}/record?limit=7")]
    assert entries == list(range(len(entries)))[::-1]


@pytest.mark.parametrize("path", [
    "/consultations?nonsense=1", "/consultations?limit=0", "/consultations?limit=1000", "/consultations?cursor=damaged",
    "/consultations?phase=nonsense", "/search", "/search?q=a&kind=nonsense", "/record?cursor=WyJ4Il0",
    "/search?q=a&in=b", "/consultations/a/challenges?limit=0",
    "/search?q=a&cursor=WyJ4IiwieSJd",
])
def test_what_cannot_be_used_is_a_problem(app: Flask, client: FlaskClient, path: str) -> None:
    answer = client.get(ROOT + path)

    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    shapes.Problem.model_validate_json(answer.data)


@pytest.mark.parametrize("path", ["/nonsense", "/consultations/nonsense", "/positions/nonsense", "/findings/0"])
def test_what_is_not_there_is_a_problem(client: FlaskClient, app: Flask, path: str) -> None:
    answer = client.get(ROOT + path, headers={"Accept": "text/html"})

    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


def test_nothing_that_is_asked_makes_it_fail(app: Flask, client: FlaskClient) -> None:
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        pytest.skip("asked of one database: it is the description that is tried")
    make_world()
    schema = schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", app)
    asked = 0

    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=5, deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: object) -> None:
            nonlocal asked
            answer = case.call()  # type: ignore[attr-defined]
            asked += 1
            assert answer.status_code < 500, (case, answer.text)

        ask()
    assert asked > 100


def test_who_asks_too_often_is_told_when_to_come_back(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "LIMIT_API", "2 per hour")
    client = app.test_client()

    answers = [client.get(f"{ROOT}/consultations") for _each in range(3)]

    assert answers[-1].status_code == 429
    assert answers[-1].mimetype == "application/problem+json"
    assert answers[-1].headers["Retry-After"]
