"""Ways of taking part that are less usual: on paper, as an organisation, and while a goal changes."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from consult.amendments.actions import answer_proposal, publish_version
from consult.amendments.models import Uptake
from consult.assistance.paper import enter, type_again, type_first
from consult.clock import at
from consult.consultations.models import Topic
from consult.consultations.timing import extend, open_round, pause, resume
from consult.contributions.models import Channel, Publication
from consult.db import db
from consult.demonstration.stage import Said, Stage
from consult.drafting.actions import approve, ask_for_approval, circulate, comment_internally
from consult.files import take
from consult.moderation.actions import decide
from consult.moderation.models import Act
from consult.organisations.actions import organisation_for
from consult.organisations.mandates import begin_mandate
from consult.organisations.models import MandateRole
from consult.submissions.actions import Content, save_draft, submit_draft
from consult.submissions.approving import Approval
from consult.submissions.attaching import attach
from consult.submissions.models import Position, Submission


def type_paper_form(stage: Stage) -> None:
    """The moderator types it, the manager types it again, and it is sent with a receipt on paper."""
    said = stage.said.get("paper_form")
    if said is None:
        return
    moderator, manager = stage.people["moderator"], stage.people["manager"]
    slug = stage.topic(said["goal"]).slug
    typed = {
        "name": said["name"], "organisation": "", "on_behalf_of": "", "group": said["group"],
        "country": said["country"], "language": "en", "publication": "named", "paper": "",
        f"stance {slug}": said["stance"], f"body {slug}": said["body"],
    }
    with at(stage.last - timedelta(days=9)):
        form = type_first(stage.consultation, Channel.PAPER, typed, moderator)
    with at(stage.last - timedelta(days=9, hours=-2)):
        type_again(form, typed, manager)
        submission = enter(form, {}, manager, current_app.config["SECRET_KEY"])
        _publish(stage, submission)


def write_together(stage: Stage) -> None:
    """A draft with a file and a confidential annex goes round, is commented on, approved by a named person, sent."""
    said = stage.said.get("together")
    if said is None:
        return
    author, approver = stage.account(said["by"]), stage.account(said["approver"])
    goal, _dot, passage = said["about"].partition(".")
    base_url = current_app.config["URL"]
    with at(stage.last - timedelta(days=8)):
        organisation = organisation_for(said["by"][1])
        assert organisation is not None
        begin_mandate(organisation, approver, MandateRole.APPROVER)
        organisation.needs_approval = True
        content = Content(
            claim=said["claim"], body=said["body"], wording="", stance=said["stance"],
            about=[(stage.topic(goal).slug, passage)], publication=Publication.NAMED, language="en",
        )
        draft = save_draft(stage.consultation, content, author)
        for kind in ("file", "annex"):
            title, words = said[kind]
            attach(draft, take(words.encode(), title), author, most=2, is_confidential=kind == "annex")
        circulate(draft, author)
        comment_internally(draft, *said["comment"])
    with at(stage.last - timedelta(days=7)):
        ask_for_approval(draft, author, base_url)
        approve(db.session.scalars(select(Approval).where(Approval.draft_id == draft.id)).one(), approver, base_url,
                shown_as=approver.name)
        _publish(stage, submit_draft(draft, author))


def open_second_round(stage: Stage) -> None:
    """After closing a goal gets new words, and for some days everybody is asked again."""
    said, manager = stage.said["second_round"], stage.people["manager"]
    topic = stage.topic(said["goal"])
    with at(stage.days(said["published"])):
        publish_version(topic, _changed_passages(topic, said), said["changelog"], manager)
    with at(stage.days(said["published"]) + timedelta(hours=1)):
        open_round(stage.consultation, stage.days(said["opens"]), stage.days(said["closes"]), said["reason"], manager)
    stage.said |= {"opens": said["opens"], "closes": said["closes"]}


def _changed_passages(topic: Topic, said: Said) -> list[str]:
    passages = [each.text for each in topic.passages]
    passages[said["passage"] - 1] = said["text"]
    return passages


def _publish(stage: Stage, submission: Submission) -> None:
    for position in submission.positions:
        decide(position, 1, Act.PUBLISH, stage.people["moderator"])


def change_goal(stage: Stage) -> None:
    """The consultation is paused for an afternoon, a passage follows a proposal, and all get more time."""
    said = stage.said.get("new_version")
    if said is None:
        return
    manager, topic = stage.people["manager"], stage.topic(said["goal"])
    passages = _changed_passages(topic, said)
    proposal = db.session.scalars(select(Position).where(
        Position.consultation_id == stage.consultation.id, Position.author_name == said["proposal_of"])).unique().one()
    with at(stage.last - timedelta(days=5, hours=5)):
        pause(stage.consultation, said["paused"], manager)
        publish_version(topic, passages, said["changelog"], manager)
        answer_proposal(proposal, topic, Uptake(said["uptake"]), said["reason"], manager)
    with at(stage.last - timedelta(days=5)):
        resume(stage.consultation, said["resumed"], manager)
    with at(stage.last - timedelta(days=5, hours=-1)):
        extend(stage.consultation, stage.days(said["closes"]), said["extended"], manager)
