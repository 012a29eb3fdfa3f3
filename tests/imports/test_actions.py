"""Rows become submissions, once."""

import csv
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from consult.consultations.numbers import numbers_block
from consult.consultations.phases import Phase, is_public, phase_of
from consult.consultations.queries import consultation_by_slug
from consult.contributions import actions as contributions
from consult.contributions.models import Contribution, State, Version
from consult.db import db
from consult.errors import Invalid
from consult.imports import actions
from consult.imports.actions import Options, Outcome, import_contributions
from consult.organisations.models import Stakeholder
from consult.submissions.models import Submission
from tests.factories.consultations import make_consultation

DATA = Path(__file__).parents[3] / "shared" / "data"
NETMUNDIAL = DATA / "netmundial-2014" / "contributions.csv"
HOSTILE = DATA / "hostile"
AREAS = "topic:SET OF INTERNET GOVERNANCE PRINCIPLES=principles"

pytestmark = pytest.mark.usefixtures("app")


def imported(folder: Path, content: str, options: Options | None = None, slug: str = "from-a-file") -> Outcome:
    path = folder / "file.csv"
    path.write_text(content, newline="")
    return import_contributions(path, slug, options or Options())


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_consultation_made_by_an_import_is_public_and_closed(tmp_path: Path) -> None:
    imported(tmp_path, "body,submitted_at\nOne.,2014-03-08\n")

    consultation = consultation_by_slug("from-a-file")
    assert is_public(consultation)
    assert phase_of(consultation) is Phase.CLOSED
    assert [topic.slug for topic in consultation.topics] == ["main"]
    submission = db.session.scalars(select(Submission)).one()
    assert submission.submitted_at.year == 2014
    assert submission.state is State.PUBLISHED


def test_the_same_file_again_imports_nothing(tmp_path: Path) -> None:
    content = "body\nOne.\nOne.\nTwo.\n"
    first = imported(tmp_path, content)

    second = imported(tmp_path, content)

    assert (first.read, first.imported, first.already) == (3, 3, 0)
    assert (second.read, second.imported, second.already) == (3, 0, 3)
    assert numbers_block(consultation_by_slug("from-a-file"))["submissions"]["received"] == 3


def test_what_has_changed_since_is_told_and_taken_as_a_new_version_where_wished(tmp_path: Path) -> None:
    head = "external_id,claim,body,stance\n"
    imported(tmp_path, head + "a,One.,First words.,\nb,Two.,Stays.,support\nc,Three.,Goes.,\n")
    gone = db.session.scalars(select(Contribution).where(Contribution.external_id == "c")).one()
    contributions.withdraw(gone)
    db.session.commit()
    later = head + "a,One.,Other words.,oppose\nb,Two.,Stays. ,support\nc,Three.,Comes back.,\nd,Four.,,\n"

    told = imported(tmp_path, later, Options(dry_run=True))
    left = imported(tmp_path, later)
    taken = imported(tmp_path, later, Options(update=True))
    again = imported(tmp_path, later, Options(update=True))

    assert [(each.imported, each.changed, each.updated) for each in (told, left, taken, again)] == [
        (1, 1, 0), (1, 1, 0), (0, 1, 1), (0, 0, 0),
    ]
    versions = db.session.scalars(
        select(Version).join(Contribution, Contribution.id == Version.contribution_id)
        .where(Contribution.external_id == "a").order_by(Version.version)
    ).all()
    assert [each.body for each in versions] == ["First words.", "Other words."]
    changed = db.session.get_one(Contribution, versions[0].contribution_id)
    assert (changed.public_version, changed.stance) == (2, "oppose")
    assert numbers_block(consultation_by_slug("from-a-file"))["positions"]["received"] == 4


def test_a_fault_in_the_middle_leaves_whole_rows_and_a_second_run_completes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = "body\n" + "".join(f"Sentence number {number}.\n" for number in range(7))
    monkeypatch.setattr(actions, "BATCH", 2)
    store, stored = actions.submit_many, []

    def fails(*arguments: object) -> object:
        positions = store(*arguments)  # type: ignore[arg-type]
        stored.append(arguments)
        if len(stored) == 2:
            raise RuntimeError("pulled the plug")
        return positions

    monkeypatch.setattr(actions, "submit_many", fails)
    with pytest.raises(RuntimeError):
        imported(tmp_path, content)
    assert count(Submission) == count(Contribution) == count(Version) == 2

    monkeypatch.setattr(actions, "submit_many", store)
    outcome = imported(tmp_path, content)

    assert (outcome.imported, outcome.already) == (5, 2)
    assert count(Submission) == count(Contribution) == count(Version) == 7


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    outcome = imported(tmp_path, "body\nOne.\n", Options(dry_run=True))

    assert outcome.imported == 1
    assert count(Submission) == 0


def test_rows_may_arrive_waiting(tmp_path: Path) -> None:
    imported(tmp_path, "body\nOne.\n", Options(publish=False))

    assert db.session.scalars(select(Submission.state)).one() is State.WAITING


def test_an_author_is_one_stakeholder_else_an_organisation_else_each_row(tmp_path: Path) -> None:
    imported(
        tmp_path,
        "author,organisation,body\nPerson 1,Group A,One.\nperson 1,Group B,Two.\n,Group A,Three.\n,GROUP A,Four.\n"
        ",,Five.\n,,Six.\n",
    )

    assert count(Stakeholder) == 4
    names = db.session.scalars(select(Contribution.organisation_name).order_by(Contribution.organisation_name)).all()
    assert names == ["", "", "Group A", "Group A", "Group A", "Group B"]


def test_a_row_keeps_the_group_and_country_it_names_itself(tmp_path: Path) -> None:
    imported(tmp_path, "organisation,country,body\nGroup A,Kenya,One.\nGroup A,Japan,Two.\n")

    assert set(db.session.scalars(select(Submission.country))) == {"KE", "JP"}


def test_a_planned_consultation_takes_rows_on_its_own_topics_alone(tmp_path: Path) -> None:
    slug = make_consultation(phase="open").slug

    outcome = imported(tmp_path, "body,topic\nOne.,goal-1\nTwo.,Weather\n", slug=slug)

    assert outcome.imported == 1
    assert [note.line for note in outcome.rejected] == [3]
    with pytest.raises(Invalid, match="no such topic"):
        imported(tmp_path, "body\nOne.\n", Options(topic="weather"), slug=slug)


def test_a_forced_topic_takes_every_row(tmp_path: Path) -> None:
    imported(tmp_path, "body,topic\nOne.,Weather\nTwo.,Costs\n", Options(topic="all"))

    assert [topic.slug for topic in consultation_by_slug("from-a-file").topics] == ["all"]


@pytest.mark.skipif(not NETMUNDIAL.is_file(), reason="NO DATA: ../shared/data/netmundial-2014 is missing")
def test_netmundial_is_imported_whole_and_once() -> None:
    options = Options(
        maps=["claim=title", "group=sector", "topic=area", "external_id=serial"],
        values=[
            AREAS,
            "topic:ROADMAP FOR THE FURTHER EVOLUTION OF THE INTERNET GOVERNANCE ECOSYSTEM=roadmap",
            "topic:COMBINED INTERNET GOVERNANCE PRINCIPLES AND ROADMAP=principles,roadmap",
        ],
    )

    first = import_contributions(NETMUNDIAL, "netmundial-2014", options)
    second = import_contributions(NETMUNDIAL, "netmundial-2014", options)

    assert (first.read, first.imported, first.already, first.rejected) == (94, 94, 0, [])
    assert (second.imported, second.already) == (0, 94)
    assert any("Global" in note.reason for note in first.warnings)
    numbers = numbers_block(consultation_by_slug("netmundial-2014"))
    assert numbers["submissions"]["published"] == numbers["positions"]["published"] == 94
    with NETMUNDIAL.open(newline="") as file:
        americans = sum(row["country"].lower().endswith(("usa", "united states")) for row in csv.DictReader(file))
    assert numbers["by_country"]["US"]["submissions"]["received"] == americans == 14
    assert set(numbers["by_topic"]) == {"principles", "roadmap"}


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="NO HOSTILE DATA: ../shared/data/hostile is missing")
def test_hostile_words_are_taken_as_words(tmp_path: Path) -> None:
    words = json.loads(next((HOSTILE / "blns").glob("*.json")).read_text())
    words += [line for path in (HOSTILE / "csv-injection").glob("*.txt") for line in path.read_text().splitlines()]
    path = tmp_path / "hostile.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["body", "author", "organisation", "group", "country", "topic", "language", "stance"])
        writer.writerows([word, word, word, word, word, word, word, word] for word in words)

    first = import_contributions(path, "hostile", Options())
    second = import_contributions(path, "hostile", Options())

    assert first.read == first.imported + len(first.rejected)
    assert first.imported > 300
    assert (second.imported, second.already) == (0, first.imported)
