"""The operator's door: what a file brought comes back by the file's own ids."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from consult.errors import NotFound, Refusal
from consult.imports.cli import import_file
from consult.opinion.actions import cast_vote
from consult.opinion.cli import opinion
from consult.opinion.mapping import update
from consult.opinion.models import Choice
from tests.factories.consultations import make_consultation
from tests.factories.opinion import make_claims
from tests.factories.people import make_person

pytestmark = pytest.mark.usefixtures("app")


def folder(path: Path) -> Path:
    """Twelve people in two camps on eight comments, one of them moderated out."""
    header = "timestamp,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
    (path / "comments.csv").write_text(header + "".join(
        f"150028261{each}000,{each},1,0,0,{-1 if each == 8 else 1},Comment {each}.\n" for each in range(9)))
    (path / "votes.csv").write_text("timestamp,comment-id,voter-id,vote\n" + "".join(
        f"1500282620000,{comment},{person},{1 if comment == 0 or comment % 2 == person % 2 else -1}\n"
        for person in range(12) for comment in range(9)))
    return path


def printed(command: Callable[..., object], *arguments: str) -> str:
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)  # type: ignore[arg-type]
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_conversation_is_imported_and_its_map_printed(tmp_path: Path) -> None:
    taken = json.loads(printed(import_file, "polis", str(folder(tmp_path)), "--consultation", "talk", "--json"))
    found = json.loads(printed(opinion, "talk/main", "--json"))

    assert (taken["read"], taken["imported"], taken["already"]) == (9, 9, 0)
    assert (taken["votes"]["read"], taken["votes"]["imported"]) == (108, 108)
    assert not taken["votes"]["rejected"] + taken["votes"]["warnings"]
    assert (found["participants"], found["claims"], found["votes"]) == (12, 8, 96)
    assert [group["size"] for group in found["groups"]] == [6, 6]
    assert {frozenset(group["members"]) for group in found["groups"]} == {
        frozenset(str(person) for person in range(rest, 12, 2)) for rest in (0, 1)}
    marks = [each for group in found["groups"] for each in group["representative"]]
    assert {each["direction"] for each in marks} == {"agree", "disagree"}
    assert found["consensus"][0]["claim"] == "0"
    assert 0 < found["consensus"][0]["group_informed"] < 1


def test_it_is_brought_up_to_date_before_it_answers() -> None:
    consultation = make_consultation(votes=True)
    claims = make_claims(consultation, 2)
    update()
    cast_vote(claims[0], Choice.AGREE, make_person())

    found = json.loads(printed(opinion, f"{consultation.slug}/goal-1", "--json"))

    assert (found["participants"], found["votes"], found["claims"]) == (1, 1, 2)
    assert found["consensus"][0]["claim"] == claims[0].name
    assert "1 participants, 1 votes on 2 claims" in printed(opinion, f"{consultation.slug}/goal-1")


def test_a_place_that_is_none_is_refused() -> None:
    for place in ("talk", "talk/", "nowhere/main"):
        with pytest.raises((Refusal, NotFound)):
            CliRunner().invoke(opinion, [place], catch_exceptions=False)
