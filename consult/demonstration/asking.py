"""Questions, and what some forty people answer without taking a position."""

from datetime import timedelta
from itertools import cycle
from typing import Any

from consult.clock import at
from consult.contributions.models import Channel
from consult.db import db
from consult.demonstration.stage import Stage
from consult.moderation.actions import decide
from consult.moderation.models import Act
from consult.organisations.actions import stakeholder_for
from consult.questions.actions import Draft, write_question
from consult.questions.models import Question, QuestionKind
from consult.submissions.actions import submit
from consult.submissions.content import SubmissionContent
from consult.submissions.models import Submission


def write_questions(stage: Stage) -> None:
    """Before the consultation is announced, in the order of the texts."""
    written: list[Question] = []
    for said in stage.said.get("questions", ()):
        condition, keys = said.get("if", (0, ()))
        written.append(write_question(stage.consultation, None, Draft(
            kind=QuestionKind(said["kind"]), text=said["text"], help=said.get("help", ""),
            section=said.get("section", ""), topic_id=stage.topic(said["goal"]).id if "goal" in said else None,
            options=said.get("options", ()), lines=said.get("lines", ()), has_no_view=said.get("no_view", False),
            is_required=False, lowest=said.get("lowest"), highest=said.get("highest"),
            condition_id=written[condition - 1].id if condition else None, condition_keys=keys,
        ), stage.people["manager"]))
    stage.questions = written


def answer_questions(stage: Stage) -> None:
    """Each person gives, question by question, the next of the answers written down; some skip some."""
    people, opens = stage.said["crowd"] if stage.questions else (), stage.day("opens")
    given = [cycle(said["given"]) for said in stage.said.get("questions", ())]
    for place, who in enumerate(people):
        answers = {
            question.name: answer
            for question, answer in zip(stage.questions, map(next, given), strict=True) if answer is not None
        }
        answers = {name: each for name, each in answers.items() if _is_asked(stage, name, answers)}
        moment = opens + (stage.last - opens) * ((place * 11 % len(people) + 0.5) / len(people))
        with at(moment):
            submission = submit(
                stage.consultation, stakeholder_for(stage.account(who)),
                SubmissionContent(answers=answers), publish=stage.at_once,
                channel=Channel.EVENT if place % 13 == 6 else Channel.WEB,
            )
        with at(min(moment + timedelta(hours=7), stage.last)):
            _publish_words(stage, submission)


def _is_asked(stage: Stage, name: str, answers: dict[str, Any]) -> bool:
    question = next(each for each in stage.questions if each.name == name)
    if question.condition_id is None:
        return True
    asked = next(each for each in stage.questions if each.id == question.condition_id)
    return answers.get(asked.name) in question.condition_keys


def _publish_words(stage: Stage, submission: Submission) -> None:
    db.session.refresh(submission)
    for written in submission.written:
        decide(written, 1, Act.PUBLISH, stage.people["moderator"])

