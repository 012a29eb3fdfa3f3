"""The kinds that can be moderated, and how each settles after its contribution has changed."""

from collections.abc import Callable

from consult.comments.actions import settle as settle_thread
from consult.comments.models import Comment, Thread
from consult.contributions.models import Contribution, Kind, State
from consult.db import db
from consult.questions.models import WrittenAnswer
from consult.submissions.actions import settle as settle_submission
from consult.submissions.models import Position, Submission


def lock(contribution: Contribution) -> None:
    """Hold the contribution, then what is counted with it, until the transaction ends.

    A lock of the whole row would make it wait for a reply that is being written to it, and the reply for the thread.
    """
    db.session.refresh(contribution, with_for_update={"key_share": True})
    around = (
        contribution.submission if isinstance(contribution, Position)
        else db.session.get_one(Thread, contribution.thread_id) if isinstance(contribution, Comment)
        else db.session.get_one(Submission, contribution.submission_id) if isinstance(contribution, WrittenAnswer)
        else None
    )
    if around is not None:
        db.session.refresh(around, with_for_update={"key_share": True})


def settle(contribution: Contribution, before: State) -> None:
    """Let what holds the contribution follow its new state; joins the caller's transaction."""
    _SETTLE[contribution.kind](contribution, before)


def _settle_position(contribution: Contribution, before: State) -> None:
    assert isinstance(contribution, Position)
    settle_submission(contribution.submission)


def _settle_comment(contribution: Contribution, before: State) -> None:
    assert isinstance(contribution, Comment)
    settle_thread(contribution, db.session.get_one(Thread, contribution.thread_id), before)


def _settle_answer(contribution: Contribution, before: State) -> None:
    assert isinstance(contribution, WrittenAnswer)
    settle_submission(db.session.get_one(Submission, contribution.submission_id))


_SETTLE: dict[Kind, Callable[[Contribution, State], None]] = {
    Kind.POSITION: _settle_position,
    Kind.COMMENT: _settle_comment,
    Kind.ANSWER: _settle_answer,
}
