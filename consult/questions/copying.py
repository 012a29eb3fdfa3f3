"""A consultation begun from an earlier one asks what that one asked, in its wording of today."""

from collections.abc import Mapping

from consult.consultations.models import Consultation
from consult.db import db
from consult.questions.actions import record_words
from consult.questions.models import Question
from consult.questions.queries import questions_of

KEPT = ("ordinal", "section", "kind", "text", "help", "is_required", "lowest", "highest")


def copy_questions(source: Consultation, target: Consultation, topics: Mapping[int, int]) -> None:
    """`topics` leads from the goals of the one to those of the other. Joins the transaction that begins the other."""
    copies: dict[int, Question] = {}
    for question in questions_of(source):
        before = copies.get(question.condition_id or 0)
        copy = Question(
            **{name: getattr(question, name) for name in KEPT}, consultation_id=target.id,
            topic_id=topics.get(question.topic_id or 0), options=[list(each) for each in question.options],
            lines=[list(each) for each in question.lines], condition_id=before.id if before else None,
            condition_keys=list(question.condition_keys) if before else [],
        )
        db.session.add(copy)
        db.session.flush()
        copies[question.id] = copy
        record_words(copy, target)
