"""What followed an outcome, and how contributions were handled, stand in every report with the same figures."""

import csv
import io
import json
import re

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from consult.campaigns.models import Campaign, CampaignKind, CampaignMember, CampaignState
from consult.challenges.actions import challenge_finding, raise_issue, reply_to
from consult.challenges.models import Verdict
from consult.db import transaction
from consult.moderation.actions import decide
from consult.moderation.models import Act, Reason
from consult.moderation.openness import transparency_of
from consult.reports.building import build
from consult.reports.outline import outline
from consult.responses.actions import promise, publish_response, write_response
from consult.responses.models import ResponseKind
from tests.factories.outcomes import Published, make_outcome
from tests.factories.people import make_person
from tests.factories.submissions import make_position
from tests.reports.test_office import sheet_of, words_of

pytestmark = pytest.mark.usefixtures("app")

WORDS = ("Not what we said.", "We have changed it.", "Captions are missing.", "We will.", "Publish prices.",
         "Please keep it … for all of us")


def followed() -> Published:
    """An outcome with a challenge and its reply, an objection, an answer with a promise; a campaign; one withheld."""
    made = make_outcome()
    challenge = challenge_finding(made.finding, "Not what we said.", make_person())
    reply_to([challenge], Verdict.CHANGED, "We have changed it.", made.moderator)
    raise_issue(made.consultation, "Captions are missing.", made.moderator, challenge=challenge)
    response = write_response(made.consultation, [made.finding], ResponseKind.AGREED, "We will.", None, made.manager)
    publish_response(response, made.manager)
    promise(response, "Publish prices.", None, made.manager)
    members = [make_position(made.consultation) for _each in range(3)]
    campaign = Campaign(
        consultation_id=made.consultation.id, kind=CampaignKind.TEMPLATE, state=CampaignState.CONFIRMED,
        template="Please keep it … for all of us", exemplar_id=members[0].id,
    )
    with transaction() as session:
        session.add(campaign)
        session.flush()
        session.add_all([CampaignMember(contribution_id=each.id, campaign_id=campaign.id) for each in members])
    decide(make_position(made.consultation), 1, Act.WITHHOLD, made.moderator, Reason.ILLEGAL, "Not for here.")
    return made


def read(content: bytes, name: str) -> str:
    if name == "pdf":
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    else:
        text = words_of(content) if name in ("docx", "odt", "xlsx") else content.decode()
    return re.sub(r"\s+", " ", text)


def test_all_of_it_is_in_every_format() -> None:
    report = outline(followed().consultation)

    for name in ("html", "pdf", "docx", "odt", "xlsx"):
        text = read(build(report, name), name)
        assert [words for words in WORDS if words not in text] == [], name
        assert ("by_reason" if name == "xlsx" else "Against the law") in text


def test_the_figures_are_those_of_the_pages_and_files() -> None:
    made = followed()

    report = json.loads(build(outline(made.consultation), "json"))
    book = build(report, "xlsx")

    assert report["moderation"] == transparency_of(made.consultation)
    assert report["moderation"]["total"]["by_reason"]["illegal"] == 1
    [campaign] = report["campaigns"]
    assert (campaign["contributions"], campaign["language"], campaign["number"]) == (3, "en", 1)
    assert sum(each["campaign"] == campaign["id"] for each in report["contributions"]) == 3
    [row] = [
        row for row in sheet_of(book, "Moderation")
        if (row["month"], row["part"], row["what"]) == ("", "by_reason", "illegal")
    ]
    assert row["amount"] == 1
    [challenge] = sheet_of(book, "Challenges")
    assert (challenge["verdict"], challenge["reply"]) == ("changed", "We have changed it.")
    assert challenge["made_on"].isoformat()[:10] == report["challenges"][0]["made_on"]
    [answer] = sheet_of(book, "Answers and follow-up")
    assert (answer["promise"], answer["status"]) == ("Publish prices.", "planned")


def test_what_followed_can_be_taken_as_tables_and_no_cell_of_theirs_is_a_formula(client: FlaskClient) -> None:
    made = followed()
    challenge_finding(made.finding, "=1+1", make_person())

    answer = client.get(f"{made.address}/challenges.csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))

    assert answer.headers["Content-Disposition"].endswith(f"filename={made.consultation.slug}-challenges.csv")
    assert [(row["words"], row["reply"]) for row in rows] == [
        ("Not what we said.", "We have changed it."), ("'=1+1", "")]
    assert "Captions are missing." in client.get(f"{made.address}/issues.csv").text
    assert "Publish prices." in client.get(f"{made.address}/response.csv").text
    assert f"{made.address}/response.csv" in client.get(f"{made.address}/report").text
    assert client.get(f"{made.address}/nothing.csv").status_code == 404


def test_before_an_outcome_a_report_has_none_of_it(client: FlaskClient) -> None:
    made = make_outcome(publish=False)
    raise_issue(made.consultation, "A secret so far.", made.moderator)

    report = outline(made.consultation)

    assert (report["challenges"], report["issues"], report["responses"]) == ([], [], [])
    assert "A secret so far." not in client.get(f"{made.address}/issues.csv").text
    assert "issues.csv" not in client.get(f"{made.address}/report").text


def test_a_campaign_nobody_confirmed_is_not_told() -> None:
    made = followed()
    with transaction() as session:
        session.execute(Campaign.__table__.update().values(state="proposed"))  # type: ignore[attr-defined]

    report = outline(made.consultation)

    assert report["campaigns"] == []
    assert "Please keep it" not in build(report, "html").decode()
