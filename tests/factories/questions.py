"""Questions, asked before the consultation opens or at any time: tests need not wait."""

from typing import Any

from consult.accounts.models import Account
from consult.consultations.models import Consultation
from consult.db import db, transaction
from consult.organisations.actions import stakeholder_for
from consult.questions.models import Question, QuestionKind
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
) -> Any:
    """In a submission of its own: the contribution that holds its words, None where it is ticked."""
    with transaction():
        author = stakeholder_for(by) if by else make_stakeholder()
        content = SubmissionContent(answers={question.name: words})
        return next(iter(submit(consultation, author, content, publish=publish).written), None)


def make_questionnaire(consultation: Consultation) -> list[Question]:
    """Twelve questions of all kinds in two sections; the third is asked of those who said yes to the second."""
    steps = [["o1", "Strongly disagree"], ["o2", "Disagree"], ["o3", "Agree"], ["o4", "Strongly agree"],
             ["no_view", "No view"]]
    things = [["o1", "Openness"], ["o2", "Access"], ["o3", "Safety"]]
    goal = consultation.goals[0].id

    def ask(kind: str, text: str, section: str = "About you", **more: Any) -> Question:
        return make_question(consultation, kind, text, section=section, **more)

    asked = [
        ask("single", "Have you taken part before?", is_required=True),
        ask("single", "Did you pay for travelling yourself?"),
    ]
    asked.append(ask("number", "How many days’ income did it cost?", lowest=0, condition_id=asked[1].id,
                     condition_keys=["yes"], help="An estimate is enough."))
    asked += [
        ask("multiple", "What kept you away?", options=[["o1", "Cost"], ["o2", "Visa"], ["o3", "Language"]]),
        ask("short_text", "Where do you live?"),
        ask("scale", "Decisions are open to everyone.", "About the goals", options=steps, topic_id=goal),
        ask("scale", "Costs are published in time.", "About the goals", options=steps, topic_id=goal),
        ask("matrix", "How well is each looked after?", "About the goals", options=steps,
            lines=[[f"l{key}", words] for key, words in things]),
        ask("ranking", "What matters most?", "About the goals", options=things),
        ask("long_text", "What should change first?", "About the goals"),
        ask("long_text", "What should stay?", "About the goals", topic_id=goal),
        ask("file", "Is there a document that we should read?", "About the goals"),
    ]
    return asked
