"""Counting answers without counting: ±1 rows, one for each choice, folded by a job."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select

from consult.db import db, transaction
from consult.identifiers import new_id
from consult.questions.answering import steps_of
from consult.questions.models import Answer, AnswerTally

FOLDED_FROM = 1000


def tally(answers: Sequence[Answer], *, counts: bool, group: str, is_hidden: bool) -> None:
    """Let the results follow what is answered now, and by whom; joins the caller's transaction.

    `counted` keeps what was added, so that exactly that is taken away.
    """
    for answer in answers:
        wanted = [
            [line, choice, group, "hidden" if is_hidden else ""]
            for line, choice in (steps_of(answer.question, answer.value) if counts else [])
        ]
        counted = answer.counted or []
        for each in counted:
            if each not in wanted:
                _step(answer.question_id, each, -1)
        for each in wanted:
            if each not in counted:
                _step(answer.question_id, each, +1)
        if counted != wanted:
            answer.counted = wanted or None


def _step(question_id: int, counted: list[str], step: int) -> None:
    line, choice, group, hidden = counted
    db.session.add(AnswerTally(
        question_id=question_id, line=line, choice=choice, group=group, is_hidden=bool(hidden), step=step,
    ))


def fold() -> None:
    """One row for each choice and group of the questions that have many; the sums stay the same."""
    crowded = select(AnswerTally.question_id).group_by(AnswerTally.question_id).having(func.count() > FOLDED_FROM)
    for question_id in db.session.scalars(crowded).all():
        with transaction() as session:
            rows = session.execute(
                select(
                    AnswerTally.id, AnswerTally.step, AnswerTally.line, AnswerTally.choice, AnswerTally.group,
                    AnswerTally.is_hidden,
                )
                .where(AnswerTally.question_id == question_id).with_for_update(skip_locked=True)
            ).all()
            sums: dict[tuple[str, str, str, bool], int] = {}
            for row in rows:
                key = (row.line, row.choice, row.group, row.is_hidden)
                sums[key] = sums.get(key, 0) + row.step
            identifiers = [row.id for row in rows]
            for start in range(0, len(identifiers), 500):
                session.execute(delete(AnswerTally).where(AnswerTally.id.in_(identifiers[start : start + 500])))
            session.add_all(
                AnswerTally(
                    id=new_id(), question_id=question_id, line=line, choice=choice, group=group, is_hidden=hidden,
                    step=step,
                )
                for (line, choice, group, hidden), step in sums.items() if step
            )
