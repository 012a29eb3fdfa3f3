"""What is public of moderation: never words, names or near times; figures that agree with what was done."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from consult import clock
from consult.accounts.models import Account
from consult.consultations.models import Consultation, Moderation, TeamRole
from consult.consultations.team import add_member
from consult.contributions.models import Publication
from consult.moderation.actions import decide, undo
from consult.moderation.appealing import appeal_decision, judge
from consult.moderation.flagging import give_notice, raise_flag
from consult.moderation.models import Act, AppealOutcome, FlagReason, Reason
from consult.moderation.openness import log_of, transparency_of
from consult.moderation.statements import CATEGORIES, FIELDS, statement_of, statements_of
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position

pytestmark = pytest.mark.usefixtures("app")

SECRET = "Unmistakable words that nobody may read"


@pytest.fixture
def moderator() -> Account:
    return make_person("Unmistakable Moderator")


@pytest.fixture
def consultation(moderator: Account) -> Consultation:
    return make_consultation(moderation=Moderation.BEFORE, moderator=moderator)


def test_the_log_says_what_why_and_in_which_role_and_nothing_else(
    client: FlaskClient, consultation: Consultation, moderator: Account
) -> None:
    author = make_person("Unmistakable Author")
    position = make_position(consultation, make_content(claim=SECRET), by=author, publish=False)
    decide(position, 1, Act.WITHHOLD, moderator, Reason.HATRED, "These words are for the author alone.")

    answer = client.get(f"/consultations/{consultation.slug}/moderation-log")

    assert "Hatred against a group" in answer.text
    for hidden in (SECRET, "Unmistakable", "for the author alone", position.name):
        assert hidden not in answer.text
    assert not re.search(r"\d\d:\d\d", answer.text.split("<main")[1].split("</main")[0])
    assert "Set-Cookie" not in answer.headers


def test_the_order_within_a_day_does_not_follow_the_order_of_arrival(
    consultation: Consultation, moderator: Account
) -> None:
    for _each in range(12):
        content = make_content(publication=Publication.NAMELESS)
        position = make_position(consultation, content, publish=False)
        decide(position, 1, Act.WITHHOLD, moderator, Reason.OFF_TOPIC)

    page = log_of(consultation)
    assert len({line.day for line in page.rows}) <= 2
    assert all(not line.contribution for line in page.rows)


def test_the_figures_agree_with_what_was_done(consultation: Consultation, moderator: Account) -> None:
    second, author = make_person(), make_person()
    add_member(consultation, second, TeamRole.MODERATOR, None)
    positions = [make_position(consultation, by=author, publish=False) for _each in range(4)]
    clock.travel(timedelta(hours=2))
    first = decide(positions[0], 1, Act.WITHHOLD, moderator, Reason.OFF_TOPIC)
    decide(positions[1], 1, Act.PUBLISH, moderator)
    undo(decide(positions[2], 1, Act.PUBLISH, moderator), moderator)
    raise_flag(positions[1], FlagReason.HATRED, "", make_person())
    give_notice(positions[1], FlagReason.HATRED, "", name="", email="", language="en")
    other = decide(positions[1], 1, Act.WITHHOLD, moderator, Reason.HATRED, seen=None if False else _seen(positions[1]))
    judge(appeal_decision(first, "No.", author), AppealOutcome.REVERSED, "Right.", second)
    judge(appeal_decision(other, "No.", author), AppealOutcome.STANDS, "Wrong.", second)

    total = transparency_of(consultation)["total"]

    assert total["by_act"] == {"publish": 1, "ask": 0, "withhold": 2, "redact": 0, "restore": 1}
    assert (total["by_reason"]["off_topic"], total["by_reason"]["hatred"]) == (1, 1)
    assert total["by_source"]["notice"] == 1
    assert total["flags"] | {"by_reason": {}} == {
        "received": 2, "notices": 1, "acted": 2, "stands": 0, "open": 0, "by_reason": {}}
    assert total["appeals"] == {"received": 2, "judged": 2, "reversed": 1, "share_reversed": 0.5}
    assert total["median_hours"] == 2.0


def _seen(position) -> int:  # type: ignore[no-untyped-def]
    from consult.moderation.queries import latest_decision
    latest = latest_decision(position, 1)
    assert latest is not None
    return latest.id


def test_months_files_and_the_site_say_the_same(
    client: FlaskClient, consultation: Consultation, moderator: Account
) -> None:
    decide(make_position(consultation, publish=False), 1, Act.WITHHOLD, moderator, Reason.REPEATED)
    base = f"/consultations/{consultation.slug}/transparency"

    figures = json.loads(client.get(base + ".json").text)
    rows = list(csv.DictReader(io.StringIO(client.get(base + ".csv").text)))

    assert figures["total"]["decisions"] == 1
    [month] = figures["months"]
    assert figures["months"][month]["by_reason"]["repeated"] == 1
    assert {"month": month, "part": "by_reason", "what": "repeated", "amount": "1"} in rows
    assert json.loads(client.get("/transparency.json").text)["total"]["decisions"] == 1
    assert client.get("/transparency").status_code == 200
    assert client.get(base + ".exe").status_code == 404


def test_an_empty_report_has_no_median_and_no_share(consultation: Consultation) -> None:
    total = transparency_of(consultation)["total"]

    assert (total["median_hours"], total["appeals"]["share_reversed"], total["decisions"]) == (None, None, 0)


def test_a_statement_has_the_fields_of_the_schema_and_no_words_of_anybody(
    client: FlaskClient, consultation: Consultation, moderator: Account
) -> None:
    author = make_person("Unmistakable Author")
    position = make_position(consultation, make_content(claim=SECRET, language="fr"), by=author, publish=False)
    covered = make_position(consultation, make_content(body="Ask Ann."), by=author)
    decide(position, 1, Act.WITHHOLD, moderator, Reason.ILLEGAL, SECRET, legal_ground="Penal code, article 5")
    decide(covered, 1, Act.REDACT, moderator, Reason.PERSONAL_DATA, spans=[("body", 4, 7)])

    answer = client.get(f"/consultations/{consultation.slug}/statements.json")
    statements = {each["decision_ground"]: each for each in json.loads(answer.text)["statements"]}

    illegal = statements["DECISION_GROUND_ILLEGAL_CONTENT"]
    assert illegal["illegal_content_legal_ground"] == "Penal code, article 5"
    assert illegal["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_DISABLED"]
    assert (illegal["content_language"], illegal["automated_decision"]) == ("FR", "AUTOMATED_DECISION_NOT_AUTOMATED")
    other = statements["DECISION_GROUND_INCOMPATIBLE_CONTENT"]
    assert other["decision_visibility"] == ["DECISION_VISIBILITY_OTHER"]
    assert other["category"] == CATEGORIES[Reason.PERSONAL_DATA]
    assert "Unmistakable" not in answer.text
    rows = list(csv.DictReader(io.StringIO(client.get(f"/consultations/{consultation.slug}/statements.csv").text)))
    assert (len(rows), tuple(rows[0])) == (2, FIELDS)


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_makes_a_statement_within_the_schemas_lengths(
    consultation: Consultation, moderator: Account, reason: Reason
) -> None:
    decision = decide(make_position(consultation), 1, Act.WITHHOLD, moderator, reason, "Words.", legal_ground="Law")

    statement = statement_of(decision)

    assert set(statement) <= set(FIELDS)
    assert re.fullmatch(r"[A-Za-z0-9-_]+", statement["puid"])
    assert len(statement["decision_facts"]) <= 5000
    assert all(len(str(statement.get(name, ""))) <= 500 for name in ("incompatible_content_ground",))
    assert [each["puid"] for each in statements_of(consultation)] == [decision.name]
    assert list(statements_of(consultation, decision.id)) == []
