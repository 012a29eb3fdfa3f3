"""A folder exported from Polis: comments, and who voted how on them. Pure.

Two spellings are known of nearly everything: comments with and without a column `datetime`, and the matrix as
participants-votes.csv or participant-votes.csv. Ids have gaps. Votes are +1 agree, −1 disagree, 0 pass.
"""

import csv
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from consult.contributions.models import Channel
from consult.errors import Invalid
from consult.imports.contributions import LIMIT, Reading, Row
from consult.imports.tables import Note, Record, Table, read_table
from consult.imports.values import language_detected
from consult.organisations.vocabularies import UNDECLARED, Group
from consult.submissions.actions import CLAIM_LIMIT
from consult.text import is_blank, normalise, shorten

MATRIX = ("participants-votes.csv", "participant-votes.csv")
# The columns of the matrix before its comments.
_COUNTS = ("participant", "xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
_VALUES = {"1": 1, "0": 0, "-1": -1, "1.0": 1, "0.0": 0, "-1.0": -1}
_NOTHING = "[No text]"


@dataclass
class Ballots:
    """The latest vote of each (comment, participant): its value and its moment."""

    read: int = 0
    latest: dict[tuple[str, str], tuple[int, datetime | None]] = field(default_factory=dict)
    rejected: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)


@dataclass(frozen=True)
class Conversation:
    """What a folder holds. Title and description are empty where there is no summary."""

    title: str
    description: str
    language: str | None
    comments: Reading
    ballots: Ballots


def read_conversation(folder: Path, topics: tuple[str, ...]) -> Conversation:
    """Raises Invalid, naming file and line, where a file as a whole cannot be read; OSError where one is missing."""
    if not folder.is_dir():
        raise Invalid(f"{folder}: name the folder that holds comments.csv and votes.csv.")
    comments = _comments(folder / "comments.csv", topics)
    known = {row.identity for row in comments.rows}
    votes = folder / "votes.csv"
    ballots = _votes(votes, known) if votes.is_file() else _matrix(folder, known)
    summary = _summary(folder / "summary.csv")
    return Conversation(
        normalise(summary.get("topic", "")), normalise(summary.get("conversation-description", "")),
        language_detected("\n".join(row.body or row.claim for row in comments.rows)), comments, ballots,
    )


def _summary(path: Path) -> dict[str, str]:
    """Keys and values without a header; a description may run over several lines."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        return {row[0].strip(): row[1] for row in csv.reader(file) if len(row) > 1}


def _columns(path: Path, table: Table, *names: str) -> list[int]:
    missing = [name for name in names if name not in table.header]
    if missing:
        raise Invalid(f"{path}: there is no column “{missing[0]}”. The columns are: {', '.join(table.header[:20])}.")
    return [table.header.index(name) for name in names]


def _comments(path: Path, topics: tuple[str, ...]) -> Reading:
    table = read_table(path)
    moment, number, author, moderated, body = _columns(
        path, table, "timestamp", "comment-id", "author-id", "moderated", "comment-body"
    )
    reading = Reading(read=len(table.records) + len(table.broken), rejected=list(table.broken))
    lines: dict[str, int] = {}
    for record in table.records:
        identity, text = record.cells[number].strip(), normalise(record.cells[body])
        if not identity or identity in lines:
            reason = f"Its comment-id is that of line {lines[identity]}." if identity else "It has no comment-id."
            reading.rejected.append(Note(record.line, reason))
            continue
        if len(text) > LIMIT:
            reading.rejected.append(Note(record.line, f"Its text is longer than {LIMIT:,} characters."))
            continue
        lines[identity] = record.line
        if is_blank(text):
            reading.warnings.append(Note(record.line, "The comment is empty; it is kept for the votes on it."))
        reading.rows.append(_row(
            record, identity, text, record.cells[author].strip(), record.cells[moment], record.cells[moderated], topics
        ))
    reading.rejected.sort(key=lambda note: note.line)
    return reading


def _row(
    record: Record, identity: str, text: str, author: str, moment: str, moderated: str, topics: tuple[str, ...]
) -> Row:
    """A claim, and where the text is longer or has lines of its own, a body that holds it whole."""
    flat = " ".join(text.split())
    is_empty = is_blank(text)
    return Row(
        line=record.line, identity=identity, claim=_NOTHING if is_empty else shorten(flat, CLAIM_LIMIT),
        claim_is_ours=is_empty, body=text if len(flat) > CLAIM_LIMIT or "\n" in text.strip() else "", author="",
        organisation="", group=Group.UNDECLARED, respondent_type=None, country=UNDECLARED, language=None, stance="",
        topics=topics, submitted_at=_moment(moment), channel=Channel.IMPORT, participant=author,
        is_withheld=moderated.strip() == "-1",
    )


def _moment(text: str) -> datetime | None:
    """Milliseconds since 1970."""
    try:
        return datetime.fromtimestamp(int(float(text)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _votes(path: Path, known: set[str]) -> Ballots:
    table = read_table(path)
    moment, comment, voter, vote = _columns(path, table, "timestamp", "comment-id", "voter-id", "vote")
    ballots = Ballots(read=len(table.records) + len(table.broken), rejected=list(table.broken))
    times: dict[tuple[str, str], float] = {}
    for record in table.records:
        cells = record.cells
        value, pair = _VALUES.get(cells[vote].strip()), (cells[comment].strip(), cells[voter].strip())
        reason = _fault(pair, value, known)
        try:
            at = float(cells[moment])
        except ValueError:
            reason = reason or f"Its timestamp “{shorten(cells[moment], 40)}” is no number."
            at = 0.0
        if reason or value is None:
            ballots.rejected.append(Note(record.line, reason))
        elif at >= times.get(pair, float("-inf")):
            times[pair] = at
            ballots.latest[pair] = (value, None)
    for pair, at in times.items():
        ballots.latest[pair] = (ballots.latest[pair][0], _moment(str(at)))
    ballots.rejected.sort(key=lambda note: note.line)
    return ballots


def _fault(pair: tuple[str, str], value: int | None, known: set[str]) -> str:
    if value is None:
        return "Its vote is none of 1, 0 and -1."
    if pair[0] not in known:
        return f"There is no comment {shorten(pair[0], 40)}."
    return "" if pair[1] else "It names no voter."


def _matrix(folder: Path, known: set[str]) -> Ballots:
    """Where there is no list of votes: one line a participant, one column a comment, by its id."""
    path = next((folder / name for name in MATRIX if (folder / name).is_file()), folder / "votes.csv")
    table = read_table(path)
    [voter] = _columns(path, table, "participant")
    comments = [(place, name) for place, name in enumerate(table.header) if name not in _COUNTS]
    ballots = Ballots(rejected=list(table.broken), read=len(table.broken))
    for record in table.records:
        for place, comment in comments:
            if not (cell := record.cells[place].strip()):
                continue
            ballots.read += 1
            value, pair = _VALUES.get(cell), (comment, record.cells[voter].strip())
            if reason := _fault(pair, value, known):
                ballots.rejected.append(Note(record.line, reason))
            elif value is not None:
                ballots.latest[pair] = (value, None)
    return ballots
