"""How a submission's state and counts follow from its parts. All of it joins the caller's transaction."""

from collections.abc import Sequence

from sqlalchemy import select

from consult.consultations.numbers import Counted, count
from consult.contributions.models import ContributionTopic, Publication, State
from consult.db import db
from consult.questions.models import WrittenAnswer
from consult.submissions.answering import answers_in, count_answers
from consult.submissions.models import Position, Submission
from consult.submissions.passages import tally as tally_passages


def settle(submission: Submission) -> None:
    """Let a submission's state follow from its parts': published before waiting, withheld, withdrawn."""
    session = db.session
    session.flush()
    for position in submission.positions:
        tally_passages(position)
    state, by_author = _standing(submission)
    if (submission.state, submission.withheld_by_author) != (state, by_author):
        topic_ids = sorted(topic_ids_of(submission))
        count_in(submission, topic_ids, -1)
        submission.state, submission.withheld_by_author = state, by_author
        count_in(submission, topic_ids, +1)
    count_answers(submission)


def _standing(submission: Submission) -> tuple[State, bool]:
    """What is only ticked needs no review: it is published at once, unless its author wants nothing published."""
    rows = [
        row for kind in (Position, WrittenAnswer)
        for row in db.session.execute(
            select(kind.state, kind.withheld_by_author).where(kind.submission_id == submission.id)
        )
    ]
    states = {row.state for row in rows}
    if states <= {State.WITHDRAWN} and answers_in(submission):
        if submission.answers_withdrawn_at is not None:
            return State.WITHDRAWN, False
        if submission.is_unconfirmed:
            return State.WAITING, False
        is_private = submission.publication is Publication.NOT_PUBLISHED
        return (State.WITHHELD if is_private else State.PUBLISHED), is_private
    order = (State.PUBLISHED, State.WAITING, State.WITHHELD, State.WITHDRAWN)
    state = next((each for each in order if each in states), State.WAITING)
    by_author = state is State.WITHHELD and all(row.withheld_by_author for row in rows if row.state is state)
    return state, by_author


def topic_ids_of(submission: Submission) -> set[int]:
    """The topics its parts are about; those of withdrawn parts too, in which it stays counted."""
    found: set[int] = set()
    for kind in (Position, WrittenAnswer):
        found |= set(db.session.scalars(
            select(ContributionTopic.topic_id)
            .join(kind.__table__, kind.__table__.c.id == ContributionTopic.contribution_id)
            .where(kind.__table__.c.submission_id == submission.id)
        ))
    return found | {each.question.topic_id for each in answers_in(submission) if each.question.topic_id is not None}


def count_in(submission: Submission, topic_ids: Sequence[int], step: int) -> None:
    thing = Counted(
        consultation_id=submission.consultation_id, kind="submission", group=submission.group,
        country=submission.country, language=submission.language, channel=submission.channel.value, stance="",
        day=submission.submitted_at.date(),
    )
    count(thing, submission.state.value, topic_ids, step, submission.withheld_by_author)
