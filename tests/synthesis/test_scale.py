"""Three thousand real contributions from nothing to an outcome at 100 %, by the doors; the desk at 94 and at 4,000."""

import csv
import re
from pathlib import Path

import pytest

from consult.accounts.models import Account
from consult.coding.suggesting import perform_asked
from consult.consultations.models import Consultation, TeamRole
from consult.consultations.queries import consultation_by_slug
from consult.consultations.team import add_member
from consult.contributions.queries import contribution_by_name
from consult.imports.actions import Options, import_contributions
from consult.organisations.vocabularies import Group
from consult.reports.actions import make_owed
from consult.synthesis.desk import desk_of
from consult.synthesis.queries import coverage_of, findings_of
from consult.synthesis.workbench import Wanted
from tests.factories.people import make_person
from tests.synthesis.recount import require_right_figures
from tests.synthesis.test_queries import queries_of

# What they ask of a database the other tests of this room ask of both.
pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.parametrize("app", ["sqlite"], indirect=True)]

DATA = Path(__file__).parents[3] / "shared" / "data"
GROUPS = [each for each in Group if each is not Group.UNDECLARED]


def real_words() -> list[tuple[str, str]]:
    """Comments of Decide Madrid (CONSUL, Apache 2.0) and of Polis conversations (CC BY 4.0): words and language."""
    madrid = DATA / "consul-decide-madrid" / "comments.csv"
    if not madrid.exists():
        pytest.skip("NO DATA: ../shared/data is not here; three thousand real comments are not summarised")
    words = [(row["text"], "es") for row in csv.DictReader(madrid.open(encoding="utf-8"))]
    for path in sorted((DATA / "polis-csv").glob("*/comments.csv")):
        language = "zh" if "vtaiwan" in path.parent.name else "de" if "austria" in path.parent.name else "en"
        words += [(row["comment-body"], language) for row in csv.DictReader(path.open(encoding="utf-8"))]
    return [(text.strip(), language) for text, language in words if text.strip()]


def imported(folder: Path, words: list[tuple[str, str]]) -> tuple[Account, Consultation]:
    """A closed consultation with these words, taken from a file as an operator takes them, and its moderator."""
    path, slug = folder / f"words-{len(words)}.csv", f"imported-{len(words)}"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["external_id", "body", "language", "group", "country", "topic"])
        for place, (text, language) in enumerate(words):
            table.writerow([place, text, language, GROUPS[place % len(GROUPS)].value, "ES", "goal-1"])
    import_contributions(path, slug, Options())
    consultation, moderator = consultation_by_slug(slug), make_person()
    add_member(consultation, moderator, TeamRole.MODERATOR, None)
    return moderator, consultation


def hidden(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]*)"', page)


def test_three_thousand_are_summarised_from_nothing_to_the_last(sign_in, tmp_path):
    words = real_words()[:3_000]
    moderator, consultation = imported(tmp_path, words)
    browser, desk = sign_in(moderator), f"/consultations/{consultation.slug}/desk"

    browser.post(f"{desk}/themes/suggestions?topic=goal-1")
    perform_asked()
    page = browser.get(f"{desk}/themes?topic=goal-1").get_data(as_text=True)
    groups = re.findall(r"/desk/groups/(\w+)/acceptance", page)
    for place, group in enumerate(groups[:12]):
        accepted = browser.post(f"{desk}/groups/{group}/acceptance", data={"label": f"Theme {place}"})
        assert accepted.status_code == 303
        theme = accepted.location.rsplit("/", 1)[1]
        browser.post(f"{desk}/findings?topic=goal-1", data={"text": f"Finding {place}.", "designation": "consensus"})
        finding = findings_of(consultation, draft=True).by_topic["goal-1"][-1].name
        first = hidden(browser.get(f"{desk}?topic=goal-1&theme={theme}").get_data(as_text=True), "contributions")
        if not first:  # all of it has an earlier theme too, and is dealt with
            browser.post(f"{desk}/findings/{finding}/removal?topic=goal-1")
            continue
        cited = contribution_by_name(first[0]).versions[0].public_body.split("\n")[0]
        browser.post(f"{desk}/decisions?topic=goal-1", data={
            "contribution": first[0], "version": 1, "becomes": "cited", "finding": finding, "field": "body", "start": 0,
            "end": len(cited), "text": cited,
        })
        deal(browser, f"{desk}/selection?topic=goal-1&theme={theme}", becomes="represented", finding=finding)
    deal(browser, f"{desk}/selection?topic=goal-1", becomes="considered", reason="not_individually_analysed")
    published = browser.post(f"{desk}/outcome", data={"summary": "In short."})

    assert len(groups) > 15
    assert coverage_of(consultation)["goal-1"].all == 1.0
    assert published.status_code == 303
    outcome = browser.get(published.location).get_data(as_text=True)
    ordered = browser.get(f"/consultations/{consultation.slug}/report.json")
    make_owed()
    report = browser.get(f"/consultations/{consultation.slug}/report.json").get_json()
    assert ordered.status_code == 202
    require_right_figures(report, outcome)
    assert (len(report["contributions"]), len(report["topics"][0]["findings"]) > 5) == (3_000, True)
    assert 0 < report["not_individually_analysed"] < 3_000
    assert [each["label"] for each in report["themes"]][0] == "Theme 0"


def deal(browser, address: str, **decision: str) -> None:
    """Look at the preview, say that the sample is read, and decide."""
    page = browser.get(address).get_data(as_text=True)
    if not (seal := hidden(page, "seal")):
        return
    answer = browser.post(address, data={
        "seal": seal[0], "seed": hidden(page, "seed")[0], "sample": hidden(page, "sample"), "was_read": "1", **decision,
    })
    assert answer.status_code == 303, answer.get_data(as_text=True)[-2000:]


def test_the_desk_asks_the_same_at_94_and_at_4000(tmp_path):
    counts = []
    for size in (94, 4_000):
        moderator, consultation = imported(tmp_path, [(f"Something, number {each}.", "en") for each in range(size)])
        counts.append(queries_of(lambda consultation=consultation, by=moderator: desk_of(
            consultation, "goal-1", Wanted(), None, None, by
        )))

    assert counts[0] == counts[1]
