"""A draft, and what was sent, as one sees it whole: what is filled in, what is asked, what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consult.consultations.models import Consultation, Topic
from consult.contributions.models import State
from consult.db import db
from consult.errors import Invalid
from consult.questions.answering import read_answer
from consult.questions.asking import asked_of
from consult.questions.models import Question, QuestionKind, WrittenAnswer
from consult.questions.queries import questions_of
from consult.submissions.answering import answers_in
from consult.submissions.attaching import attachments_of
from consult.submissions.content import Content, SubmissionContent
from consult.submissions.models import Attachment, Draft, Submission

About = list[tuple[Topic, list[str]]]


@dataclass(frozen=True)
class DraftedPosition:
    key: str
    content: Content
    topics: About


@dataclass(frozen=True)
class Asked:
    """A question that is asked of this person, with what they answered and why it cannot be sent, if so."""

    question: Question
    value: Any
    file: Attachment | None
    fault: str

    @property
    def is_missing(self) -> bool:
        return self.question.is_required and self.value is None and not self.fault


@dataclass(frozen=True)
class Overview:
    consultation: Consultation
    content: SubmissionContent
    positions: Sequence[DraftedPosition]
    questions: Sequence[Question]
    asked: Sequence[Asked]
    files: Sequence[Attachment]

    @property
    def answered(self) -> list[Asked]:
        return [each for each in self.asked if each.value is not None]

    @property
    def missing(self) -> list[Asked]:
        """What keeps it from being sent."""
        return [each for each in self.asked if each.is_missing or each.fault]

    @property
    def loose_files(self) -> list[Attachment]:
        """Those that answer no question."""
        return [each for each in self.files if each.question_id is None]

    @property
    def is_empty(self) -> bool:
        return not (self.positions or self.answered or self.content.paper)

    @property
    def is_one_position(self) -> bool:
        return len(self.positions) == 1 and not (self.answered or self.content.paper or self.files)

    def positions_on(self, topic: Topic) -> list[DraftedPosition]:
        return [each for each in self.positions if any(one.id == topic.id for one, _what in each.topics)]


def overview_of(draft: Draft) -> Overview:
    """A fixed number of queries."""
    consultation, content = draft.consultation, draft.whole
    files = list(attachments_of(draft))
    if draft.submission_id is not None:
        files += db.session.get_one(Submission, draft.submission_id).attachments
    questions = [] if draft.position_id is not None else questions_of(consultation)
    positions = [
        DraftedPosition(key, each, topics_in(consultation, each)) for key, each in content.positions.items()
    ]
    return Overview(consultation, content, positions, questions, _asked(questions, content.answers, files), files)


def _asked(questions: Sequence[Question], answers: Mapping[str, Any], files: Sequence[Attachment]) -> list[Asked]:
    by_name = {each.name: each for each in files}
    found = []
    for question in asked_of(questions, answers):
        value, fault = None, ""
        try:
            value = read_answer(question, answers.get(question.name))
        except Invalid as refusal:
            fault = refusal.message
        found.append(Asked(question, value, by_name.get(value) if isinstance(value, str) else None, fault))
    return found


def topics_in(consultation: Consultation, content: Content) -> About:
    """Each topic of a position with what it is about there."""
    return [
        (topic, [what for slug, what in content.about if slug == topic.slug])
        for topic in consultation.topics if any(slug == topic.slug for slug, _what in content.about)
    ]


@dataclass(frozen=True)
class Sent:
    """An answer as it was sent. `written` is the contribution that holds its words, where it is in words."""

    question: Question
    value: Any
    version: int
    written: WrittenAnswer | None
    file: Attachment | None


def change_of_answers(submission: Submission) -> SubmissionContent:
    """What was answered, to begin other answers from."""
    answers = {
        each.question.name: each.file.name if each.question.kind is QuestionKind.FILE and each.file else each.value
        for each in sent_answers(submission)
    }
    return SubmissionContent(
        answers=answers, publication=submission.publication, language=submission.language
    )


def sent_answers(submission: Submission) -> list[Sent]:
    """What a submission answers now, in the order of the questions; what was taken back is left out."""
    written = {
        each.question_id: each for each in submission.written if each.state is not State.WITHDRAWN
    }
    files = {each.question_id: each for each in submission.attachments if each.question_id and each.contribution_id}
    found = []
    for each in answers_in(submission):
        words = written.get(each.question_id)
        if each.value is None or (each.question.is_written and words is None):
            continue
        value = words.versions[-1].body if words is not None else each.value
        found.append(Sent(each.question, value, each.version, words, files.get(each.question_id)))
    return found
