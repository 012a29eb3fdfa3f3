"""The answers of a submission: stored, counted, changed. All of it joins the caller's transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.clock import now
from consult.consultations.general import general_topic
from consult.consultations.models import Consultation
from consult.contributions import actions as contributions
from consult.contributions.models import Publication, State, Version
from consult.db import db
from consult.errors import Invalid
from consult.i18n import _
from consult.questions.answering import read_answer
from consult.questions.asking import asked_of
from consult.questions.models import Answer, Question, QuestionKind, WrittenAnswer
from consult.questions.queries import questions_of
from consult.questions.tallying import tally
from consult.record.actions import append_entry
from consult.submissions.models import Attachment, Submission


def read_answers(consultation: Consultation, given: Mapping[str, Any]) -> dict[Question, Any]:
    """Each question that is asked of this person with their answer. Raises Invalid naming what cannot be one."""
    read: dict[Question, Any] = {}
    for question in asked_of(questions_of(consultation), given):
        try:
            value = read_answer(question, given.get(question.name))
        except Invalid as refusal:
            raise Invalid(f"{question.text} {refusal.message}") from None
        read[question] = value
    return read


def missing_in(consultation: Consultation, given: Mapping[str, Any]) -> list[Question]:
    """What must be answered before it can be sent, and is not."""
    return [
        question for question, value in read_answers(consultation, given).items()
        if question.is_required and value is None
    ]


def answer(submission: Submission, given: Mapping[str, Any], files: Sequence[Attachment], *, publish: bool) -> None:
    """Put these answers in the place of those that stand; what is no longer answered is taken back.

    Raises Invalid. The submission's state and counts are the caller's to settle.
    """
    standing = {each.question_id: each for each in answers_in(submission)}
    read = {
        question: value for question, value in read_answers(submission.consultation, given).items()
        if value is not None or question.id in standing
    }
    by_name = {each.name: each for each in files}
    for question, value in read.items():
        file = by_name.get(value) if question.kind is QuestionKind.FILE and value else None
        if question.kind is QuestionKind.FILE and value and file is None:
            raise Invalid(_("The file for “%(question)s” is no longer there. Choose it again.", question=question.text))
        if question.is_written:
            _write(submission, question, value, file, publish)
        _keep(submission, question, value, standing.get(question.id))
    for gone in set(standing) - {question.id for question in read}:
        _keep(submission, standing[gone].question, None, standing[gone])
        _take_back(submission, gone)
    if read or standing:
        append_entry(
            "answers.submitted", f"submission:{submission.name}", consultation=submission.consultation.slug,
            body={question.name: value for question, value in read.items() if not question.is_written},
            hides_time=submission.publication is not Publication.NAMED,
        )
    db.session.flush()
    db.session.expire(submission, ["answers", "written"])


def answers_in(submission: Submission) -> Sequence[Answer]:
    """With their questions, in the order these are asked."""
    return db.session.scalars(
        select(Answer)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.submission_id == submission.id)
        .order_by(Question.ordinal)
        .options(joinedload(Answer.question).joinedload(Question.topic))
    ).all()


def written_in(submission: Submission) -> Sequence[WrittenAnswer]:
    return db.session.scalars(select(WrittenAnswer).where(WrittenAnswer.submission_id == submission.id)).all()


def count_answers(submission: Submission) -> None:
    """Ticked answers count while the submission is published, or kept unpublished at its author's own wish."""
    is_read = submission.state is State.PUBLISHED or (
        submission.state is State.WITHHELD and submission.withheld_by_author
    )
    tally(
        answers_in(submission), counts=is_read and submission.answers_withdrawn_at is None, group=submission.group,
        is_hidden=submission.publication is not Publication.NAMED,
    )


def _keep(submission: Submission, question: Question, value: Any, standing: Answer | None) -> None:
    kept = {"words": True} if question.is_written and value is not None else value
    if standing is None:
        db.session.add(Answer(submission_id=submission.id, question_id=question.id, question=question, value=kept))
    elif standing.value != kept:
        standing.earlier = [*standing.earlier, [standing.value, standing.answered_at.isoformat()]]
        standing.value, standing.version, standing.answered_at = kept, standing.version + 1, now()


def _write(submission: Submission, question: Question, value: Any, file: Attachment | None, publish: bool) -> None:
    """An answer in words is a contribution; changed words are its next version."""
    if value is None:
        _take_back(submission, question.id)
        return
    words = str(file.text if file is not None else value)
    written = _written_to(submission, question.id)
    if written is None:
        written = _first(submission, question, words, publish)
    elif written.versions[-1].body != words:
        contributions.revise(written, Version(body=words, submitted_at=now()), publish=publish)
    if file is not None:
        _hang(submission, file, written, question)


def _first(submission: Submission, question: Question, words: str, publish: bool) -> WrittenAnswer:
    author = submission.stakeholder
    organisation = author.organisation
    written = WrittenAnswer(
        consultation_id=submission.consultation_id, consultation=submission.consultation, stakeholder_id=author.id,
        submission_id=submission.id, question_id=question.id, publication=submission.publication,
        author_name=author.name, organisation_name=organisation.name if organisation else "",
        organisation_id=author.organisation_id, group=author.group, country=author.country,
        language=submission.language, channel=submission.channel, received_at=submission.submitted_at,
    )
    topic_id = question.topic_id or general_topic(submission.consultation).id
    contributions.receive(
        written, Version(body=words, submitted_at=submission.submitted_at), [topic_id], publish=publish
    )
    return written


def _written_to(submission: Submission, question_id: int) -> WrittenAnswer | None:
    """The one that stands, not one that was withdrawn."""
    return db.session.scalar(
        select(WrittenAnswer).where(
            WrittenAnswer.submission_id == submission.id, WrittenAnswer.question_id == question_id,
            WrittenAnswer.state != State.WITHDRAWN,
        )
    )


def _take_back(submission: Submission, question_id: int) -> None:
    written = _written_to(submission, question_id)
    if written is not None:
        contributions.withdraw(written)


def _hang(submission: Submission, file: Attachment, written: WrittenAnswer, question: Question) -> None:
    for before in submission.attachments:
        if before.question_id == question.id and before.id != file.id:
            before.contribution_id = None
    file.submission_id, file.contribution_id, file.question_id = submission.id, written.id, question.id
    file.draft_id = None
