"""The end of the window makes the outcome final, with nobody there; every door says so from that minute on."""

import json
from datetime import timedelta

import pytest

from consult.challenges.actions import challenge_finding
from consult.clock import at, now
from consult.consultations.phases import final_at, is_final
from consult.db import db
from consult.record.models import Entry
from consult.synthesis.finality import finish_due
from consult.synthesis.publishing import publish_outcome
from consult.worker import JOBS
from tests.factories.outcomes import make_outcome
from tests.factories.people import make_person

pytestmark = pytest.mark.usefixtures("app")


def kinds() -> list[str]:
    return sorted(each for each in db.session.scalars(db.select(Entry.kind)) if each.startswith("outcome"))


def test_the_worker_enters_it_once_and_not_before_the_minute():
    made = make_outcome()
    ends = final_at(made.consultation)

    with at(ends - timedelta(seconds=1)):
        assert (is_final(made.consultation), JOBS["outcome.final"]()) == (False, 0)
    with at(ends):
        assert (is_final(made.consultation), finish_due(), finish_due()) == (True, 1, 0)

    entry = db.session.scalars(db.select(Entry).where(Entry.kind == "outcome.final")).one()
    facts = json.loads(entry.canonical)
    assert (facts["outcome"], facts["since"]) == (1, ends.strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert final_at(made.consultation) == ends


def test_a_version_published_after_the_window_does_not_hide_its_end_from_the_record():
    made = make_outcome()

    with at(final_at(made.consultation) + timedelta(hours=1)):
        publish_outcome(made.consultation, "Cost decides.", made.moderator)
        assert finish_due() == 0

    assert kinds() == ["outcome.final", "outcome.published", "outcome.published"]


def test_an_outcome_without_a_window_is_final_when_it_is_published():
    made = make_outcome(is_draft=False)

    assert (is_final(made.consultation), finish_due(), kinds()) == (True, 0, ["outcome.published"])


@pytest.mark.parametrize("worker_came", [True, False])
def test_page_report_api_trace_and_list_say_the_same(client, worker_came):
    made = make_outcome()
    challenge = challenge_finding(made.finding, "Not what we said.", make_person())
    slug = made.consultation.slug
    told = []

    for moment in (now(), final_at(made.consultation)):
        with at(moment):
            if worker_came:
                finish_due()
            outcome = client.get(made.address + "/outcome").get_data(as_text=True)
            told.append((
                "Final outcome" in outcome, "Draft outcome: check your words" not in client.get("/").text,
                client.get(made.address + "/report.json").get_json()["outcome"]["is_final"],
                client.get(f"/api/v1/consultations/{slug}/outcome").get_json()["outcome"]["is_final"],
                client.get(f"/findings/{made.finding.name}/trace.json").get_json()["outcomes"][-1]["is_final"],
            ))
            listed = client.get(made.address + "/challenges").get_data(as_text=True)
            owed = client.get(made.address + "/challenges.json").get_json()[0]["reply_due"]
            assert ("Owed a reply" in listed, owed) == (True, challenge.due_on.isoformat())

    assert told == [(False,) * 5, (True,) * 5]
