"""Taking a Polis conversation: comments become positions on one topic, the latest votes votes on their claims."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, Kind
from consult.db import db, transaction
from consult.errors import Invalid
from consult.imports import actions
from consult.imports.actions import Options, Outcome
from consult.imports.authors import participants_of
from consult.imports.polis import Ballots, Conversation, read_conversation
from consult.imports.topics import MAIN, Topics
from consult.opinion.arriving import take_votes
from consult.text import shorten

TITLE_LIMIT = 200
# Votes are taken so many comments at a time, each batch whole or not at all.
COMMENTS_AT_ONCE = 50

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Taken:
    """What became of the comments, and of the votes."""

    comments: Outcome
    votes: Outcome


def import_conversation(
    folder: Path, slug: str, options: Options, progress: Progress = lambda done, total: None
) -> Taken:
    """Take a folder exported from Polis into a consultation, made where there is none.

    Raises Invalid or OSError where the files or the options cannot be used; then nothing has changed. What was taken
    before is never taken twice.
    """
    if options.maps or options.values:
        raise Invalid("--map and --value do not go with FORMAT polis, whose columns are known.")
    consultation = actions.consultation_for(slug)
    if consultation is not None and not consultation.votes:
        raise Invalid(f"--consultation {slug}: its plan has votes switched off.")
    topics = actions.topics_for(consultation)
    topics.force(options.topic or MAIN)
    found = read_conversation(folder, topics.forced)
    if options.dry_run:
        return Taken(_dry(consultation, found), _outcome_of(found.ballots, len(found.ballots.latest)))
    if not found.comments.rows:
        return Taken(actions.outcome_of(found.comments, 0), _outcome_of(found.ballots, 0))
    consultation_id = _prepare(slug, consultation is None, found, topics)
    total = len(found.comments.rows) + len(found.ballots.latest)
    imported = actions.apply_all(
        consultation_id, found.comments.rows, options.publish, lambda done, _all: progress(done, total)
    )
    votes = _apply_votes(
        consultation_id, found.ballots, lambda done: progress(len(found.comments.rows) + done, total)
    )
    return Taken(actions.outcome_of(found.comments, imported), _outcome_of(found.ballots, votes))


def _dry(consultation: Consultation | None, found: Conversation) -> Outcome:
    known = actions.taken_of(consultation.id, found.comments.rows) if consultation else set()
    return actions.outcome_of(found.comments, len(found.comments.rows) - len(known))


def _outcome_of(ballots: Ballots, imported: int) -> Outcome:
    """A vote that its person changed later counts as there already: only the latest is one."""
    already = ballots.read - len(ballots.rejected) - imported
    return Outcome(ballots.read, imported, already, ballots.rejected, ballots.warnings)


def _prepare(slug: str, is_new: bool, found: Conversation, topics: Topics) -> int:
    """A new consultation is called as the conversation was."""
    with transaction() as session:
        consultation_id = actions.prepare(slug, found.comments.rows, topics)
        if is_new:
            consultation = session.get_one(Consultation, consultation_id)
            consultation.votes = True
            consultation.title = shorten(" ".join(found.title.split()), TITLE_LIMIT) or consultation.title
            consultation.summary = shorten(found.description, 1000)
            consultation.language = found.language or consultation.language
            consultation.languages = [consultation.language]
        return consultation_id


def _apply_votes(consultation_id: int, ballots: Ballots, progress: Callable[[int], None]) -> int:
    with transaction() as session:
        consultation = session.get_one(Consultation, consultation_id, with_for_update=True)
        people = participants_of(consultation, sorted({voter for _comment, voter in ballots.latest}))
        claims = {
            row.external_id: row.id for row in session.execute(
                select(Contribution.external_id, Contribution.id)
                .where(Contribution.consultation_id == consultation_id, Contribution.kind == Kind.POSITION)
            )
        }
    by_comment: dict[str, list[str]] = {}
    for comment, voter in ballots.latest:
        by_comment.setdefault(comment, []).append(voter)
    comments, taken, done = sorted(by_comment), 0, 0
    for start in range(0, len(comments), COMMENTS_AT_ONCE):
        batch = comments[start : start + COMMENTS_AT_ONCE]
        with transaction():
            # Two imports of one folder at a time would both find a vote missing. The second waits here.
            db.session.get_one(Consultation, consultation_id, with_for_update=True)
            taken += take_votes({
                (claims[comment], people[voter]): ballots.latest[comment, voter]
                for comment in batch for voter in by_comment[comment]
            })
        done += sum(len(by_comment[comment]) for comment in batch)
        progress(done)
    return taken
