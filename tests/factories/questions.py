"""Questions, asked before the consultation opens or at any time: tests need not wait."""

from typing import Any

from consult.accounts.models import Account
from consult.consultations.models import Consultation
from consult.db import db, transaction
from consult.organisations.actions import stakeholder_for
from consult.questions.models import Question, QuestionKind, WrittenAnswer
from consult.submissions.actions import submit
from consult.submissions.content import SubmissionContent
from tests.factories.people import make_stakeholder

YES_NO = [["yes", "Yes"], ["no", "No"]]


def make_question(
    consultation: Consultation, kind: str = "single", text: str = "Do you pay for it yourself?", **more: Any
) -> Question:
    ordinal = db.session.query(Question).filter_by(consultation_id=consultation.id).count() + 1
    more.setdefault("options", [] if kind in ("number", "short_text", "long_text", "file") else YES_NO)
    question = Question(
        consultation_id=consultation.id, ordinal=ordinal, kind=QuestionKind(kind), text=text, **more
    )
    db.session.add(question)
    db.session.commit()
    return question


def make_answer(
    consultation: Consultation, question: Question, words: str = "Because it is.", *, by: Account | None = None,
    publish: bool = True,
) -> WrittenAnswer:
    """In words, in a submission of its own."""
    with transaction():
        author = stakeholder_for(by) if by else make_stakeholder()
        content = SubmissionContent(answers={question.name: words})
        return submit(consultation, author, content, publish=publish).written[0]
