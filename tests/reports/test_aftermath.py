"""What followed an outcome stands in every report."""

import json

import pytest

from consult.challenges.actions import challenge_finding, raise_issue
from consult.reports.building import build
from consult.reports.outline import outline
from consult.responses.actions import promise, publish_response, write_response
from consult.responses.models import ResponseKind
from tests.factories.outcomes import make_outcome
from tests.factories.people import make_person

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize("name", ["html", "json", "pdf"])
def test_challenges_objections_answers_and_promises_are_in_it(name: str):
    made = make_outcome()
    challenge = challenge_finding(made.finding, "Not what we said.", make_person())
    raise_issue(made.consultation, "Captions are missing.", made.moderator, challenge=challenge)
    response = write_response(made.consultation, [made.finding], ResponseKind.AGREED, "We will.", None, made.manager)
    publish_response(response, made.manager)
    promise(response, "Publish prices.", None, made.manager)

    report = outline(made.consultation)
    built = build(report, name)

    if name == "json":
        read = json.loads(built)
        assert [each["status"] for each in read["issues"]] == ["open"]
        assert read["responses"][0]["follow_up"][0]["status"] == "planned"
    elif name == "html":
        for words in ("Not what we said.", "Captions are missing.", "We will.", "Publish prices."):
            assert words in built.decode()
    else:
        assert built.startswith(b"%PDF")


def test_before_an_outcome_a_report_has_none_of_it():
    made = make_outcome(publish=False)
    raise_issue(made.consultation, "A secret so far.", made.moderator)

    report = outline(made.consultation)

    assert (report["challenges"], report["issues"], report["responses"]) == ([], [], [])
