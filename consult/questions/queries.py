"""Finding questions, and what was asked where an answer stands."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from consult.accounts.models import Account
from consult.consultations.models import Consultation
from consult.contributions.models import State
from consult.db import db
from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import id_of
from consult.questions.models import Question, WrittenAnswer


def questions_of(consultation: Consultation) -> Sequence[Question]:
    """In the order they are asked, with what was corrected. Two queries."""
    return db.session.scalars(
        select(Question)
        .where(Question.consultation_id == consultation.id)
        .order_by(Question.ordinal)
        .options(joinedload(Question.topic), selectinload(Question.corrections))
    ).all()


def question_of(consultation: Consultation, name: str) -> Question:
    """Raises NotFound."""
    identifier = id_of(name)
    found = db.session.get(Question, identifier) if identifier is not None else None
    if found is None or found.consultation_id != consultation.id:
        raise NotFound(_("There is no such question in this consultation."))
    return found


def answer_seen_by(account: Account | None, name: str) -> WrittenAnswer:
    """A published one, or one's own, with its question and versions. Raises NotFound."""
    identifier = id_of(name)
    found = None
    if identifier is not None:
        found = db.session.scalar(
            select(WrittenAnswer)
            .where(WrittenAnswer.id == identifier)
            .options(
                joinedload(WrittenAnswer.consultation), joinedload(WrittenAnswer.stakeholder),
                joinedload(WrittenAnswer.question), selectinload(WrittenAnswer.versions),
                selectinload(WrittenAnswer.topics),
            )
        )
    is_own = found is not None and account is not None and found.stakeholder.account_id == account.id
    if found is None or not (found.state is State.PUBLISHED or is_own):
        raise NotFound(_("There is no such answer, or it is not public."))
    return found


def asked_in(contribution_ids: Sequence[int]) -> dict[int, Question]:
    """The question that each written answer among these answers."""
    if not contribution_ids:
        return {}
    rows = db.session.execute(
        select(WrittenAnswer.id, Question)
        .join(Question, Question.id == WrittenAnswer.question_id)
        .where(WrittenAnswer.id.in_(contribution_ids))
    )
    return {row[0]: row[1] for row in rows}
