"""Conversations from Polis: every comment and the latest votes, once, as the exported matrix says."""

import csv
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from consult.consultations.numbers import numbers_block
from consult.consultations.phases import Phase, phase_of
from consult.consultations.queries import consultation_by_slug
from consult.contributions.models import Contribution, State, Version
from consult.db import db
from consult.errors import Invalid
from consult.imports.actions import Options
from consult.imports.conversations import Taken, import_conversation
from consult.opinion.cli import answer_for
from consult.opinion.models import Vote
from consult.organisations.models import Stakeholder
from consult.organisations.queries import external_id_of
from tests.factories.consultations import make_consultation

DATA = Path(__file__).parents[3] / "shared" / "data" / "polis-csv"
FOLDERS = sorted(path.name for path in DATA.iterdir() if path.is_dir()) if DATA.is_dir() else []
# More votes than these are tried on the embedded database alone.
LARGE = 20_000

pytestmark = pytest.mark.usefixtures("app")

COMMENTS = (
    "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
    '1500282615559,Mon Jul 17,3,10,1,0,1,"First line.\nSecond line."\n'
    "1500282615560,Mon Jul 17,7,11,0,0,0,Not moderated.\n"
    "1500282615561,Mon Jul 17,9,10,0,1,-1,Taken out.\n"
    "1500282615562,Mon Jul 17,12,11,0,1,1,\n"
)
VOTES = (
    "timestamp,datetime,comment-id,voter-id,vote\n"
    "1500282615600,x,3,10,-1\n1500282615601,x,3,10,1\n1500282615602,x,9,11,0\n1500282615603,x,7,40,-1\n"
)


def folder(path: Path, comments: str = COMMENTS, votes: str = VOTES, **others: str) -> Path:
    (path / "comments.csv").write_text(comments)
    if votes:
        (path / "votes.csv").write_text(votes)
    for name, content in others.items():
        (path / (name.replace("_", "-") + ".csv")).write_text(content)
    return path


def taken(path: Path, options: Options | None = None) -> Taken:
    return import_conversation(path, "talk", options or Options())


def matrix(slug: str) -> dict[tuple[str, str], int]:
    """(participant, comment) → value, of everything stored."""
    consultation = consultation_by_slug(slug)
    rows = db.session.execute(
        select(Stakeholder.import_key, Contribution.external_id, Vote.value)
        .join(Vote, Vote.stakeholder_id == Stakeholder.id)
        .join(Contribution.__table__, Contribution.id == Vote.position_id)
        .where(Contribution.consultation_id == consultation.id)
    )
    return {(external_id_of(key), comment): value for key, comment, value in rows}


def test_comments_become_positions_and_the_latest_votes_votes(tmp_path: Path) -> None:
    found = taken(folder(tmp_path, summary='topic,"Streets, and more"\nconversation-description,"Two\nlines"\n'))

    consultation = consultation_by_slug("talk")
    assert (found.comments.read, found.comments.imported, found.comments.rejected) == (4, 4, [])
    assert [note.line for note in found.comments.warnings] == [6]
    assert (found.votes.read, found.votes.imported, found.votes.already) == (4, 3, 1)
    assert matrix("talk") == {("10", "3"): 1, ("11", "9"): 0, ("40", "7"): -1}
    assert (consultation.title, consultation.votes, phase_of(consultation)) == ("Streets, and more", True, Phase.CLOSED)
    states = dict(db.session.execute(select(Contribution.external_id, Contribution.state)).tuples().all())
    assert states == {
        "3": State.PUBLISHED, "7": State.PUBLISHED, "9": State.WITHHELD, "12": State.PUBLISHED,
    }
    claim, body = db.session.execute(
        select(Version.claim, Version.body).join(Contribution.__table__, Contribution.id == Version.contribution_id)
        .where(Contribution.external_id == "3")
    ).one()
    assert (claim, body) == ("First line. Second line.", "First line.\nSecond line.")
    positions = numbers_block(consultation)["positions"]
    assert (positions["received"], positions["published"], positions["withheld"]) == (4, 3, 1)


def test_the_same_folder_again_takes_nothing(tmp_path: Path) -> None:
    taken(folder(tmp_path))
    before = matrix("talk")

    again = taken(tmp_path)

    assert (again.comments.imported, again.comments.already) == (0, 4)
    assert (again.votes.imported, again.votes.already) == (0, 4)
    assert matrix("talk") == before


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    found = taken(folder(tmp_path), Options(dry_run=True))

    assert (found.comments.imported, found.votes.imported) == (4, 3)
    assert db.session.scalars(select(Contribution.id)).all() == []


def test_votes_that_cannot_be_read_name_their_lines(tmp_path: Path) -> None:
    found = taken(folder(tmp_path, votes="timestamp,comment-id,voter-id,vote\n1,3,10,2\n2,99,10,1\n3,3,,1\nx,3,10,1\n"))

    assert [(note.line, note.reason.split()[0]) for note in found.votes.rejected] == [
        (2, "Its"), (3, "There"), (4, "It"), (5, "Its")]
    assert (found.votes.read, found.votes.imported) == (4, 0)


@pytest.mark.parametrize("spelling", ["participants_votes", "participant_votes"])
def test_without_a_list_of_votes_the_matrix_is_read_by_its_ids(tmp_path: Path, spelling: str) -> None:
    content = (
        "participant,xid,group-id,n-comments,n-votes,n-agree,n-disagree,3,9,12\n"
        "10,a,0,1,2,1,1,1,,-1\n40,,,0,1,0,0,,0,\n"
    )

    taken(folder(tmp_path, votes="", **{spelling: content}))

    assert matrix("talk") == {("10", "3"): 1, ("10", "12"): -1, ("40", "9"): 0}


def test_the_newer_header_is_read_too(tmp_path: Path) -> None:
    comments = (
        "timestamp,comment-id,author-id,agrees,disagrees,moderated,is-meta,is-seed,group-informed-consensus,"
        "comment-body\n1726860676783,2,0,57,0,1,false,true,0.68,Hospitality\n"
    )

    found = taken(folder(tmp_path, comments, "timestamp,comment-id,voter-id,vote\n1726860676784,2,5,1\n"))

    assert (found.comments.imported, found.votes.imported) == (1, 1)


def test_a_folder_without_comments_or_a_plan_without_votes_is_refused(tmp_path: Path) -> None:
    with pytest.raises((Invalid, OSError)):
        taken(tmp_path)
    slug = make_consultation().slug
    with pytest.raises(Invalid, match="votes switched off"):
        import_conversation(folder(tmp_path), slug, Options(topic="goal-1"))


@pytest.mark.skipif(not FOLDERS, reason="NO DATA: ../shared/data/polis-csv is missing")
@pytest.mark.parametrize("name", FOLDERS or ["none"])
def test_every_conversation_has_the_votes_of_its_matrix_cell_for_cell(app: Flask, name: str) -> None:
    with (DATA / name / "votes.csv").open(newline="") as file:
        size = sum(1 for _line in file) - 1
    if size > LARGE and app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        pytest.skip("LARGE: tried on the embedded database alone")

    found = import_conversation(DATA / name, "talk", Options())

    path = next(DATA.joinpath(name).glob("participant*-votes.csv"))
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = {
        (row["participant"], column): int(value)
        for row in rows for column, value in row.items() if column.isdecimal() and value
    }
    assert matrix("talk") == wanted
    assert found.votes.rejected == []
    answer = answer_for(consultation_by_slug("talk").topics[0])
    assert answer["votes"] <= len(wanted)
    assert {member for group in answer["groups"] for member in group["members"]} <= {row["participant"] for row in rows}
