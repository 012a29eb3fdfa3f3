"""The loop closed: a draft outcome is challenged and revised, becomes final, is answered, and the answer is kept."""

from consult.challenges.actions import challenge_finding, raise_issue, recognise, reply_to, settle_issue
from consult.challenges.models import IssueStatus, Verdict
from consult.clock import at
from consult.demonstration.stage import Said, Stage
from consult.notifications.actions import follow
from consult.notifications.models import Followed
from consult.responses.actions import note_step, promise, publish_response, write_response
from consult.responses.models import FollowUpStatus, ResponseKind
from consult.synthesis.actions import edit_finding
from consult.synthesis.models import Designation
from consult.synthesis.publishing import publish_outcome


def publish(stage: Stage) -> None:
    """The first outcome, and all that came of it until today."""
    if "outcome" not in stage.said:
        return
    with at(stage.day("outcome")):
        publish_outcome(stage.consultation, stage.said["summary_of_outcome"], stage.people["manager"])
    for said in stage.said.get("challenges", ()):
        _challenge(stage, said)
    for number, who, day in stage.said.get("recognised", ()):
        with at(stage.days(day)):
            recognise(stage.findings[number], stage.named(who))
    if "revised" in stage.said:
        with at(stage.day("revised")):
            publish_outcome(stage.consultation, stage.said["summary_of_revision"], stage.people["manager"])
    if "final" in stage.said:
        with at(stage.day("final")):
            publish_outcome(stage.consultation, stage.said["summary_of_revision"], stage.people["manager"])
    for said in stage.said.get("responses", ()):
        _answer(stage, said)


def _challenge(stage: Stage, said: Said) -> None:
    """Those who make one point are answered together, and the finding says better what they meant."""
    moderator, finding = stage.people["moderator"], stage.findings[said["finding"]]
    made = []
    for who, words, day, language in said["by"]:
        with at(stage.days(day)):
            made.append(challenge_finding(finding, words, stage.named(who), with_name=True, language=language))
    with at(stage.days(said["on"])):
        issue = raise_issue(stage.consultation, said["issue"], moderator, finding=finding, challenge=made[0])
        if "text" in said:
            edit_finding(finding, said["text"], Designation(said["designation"]), moderator)
        reply_to(made, Verdict(said["verdict"]), said["reply"], moderator)
        settle_issue(issue, IssueStatus(said["status"]), said["reply"], moderator)


def _answer(stage: Stage, said: Said) -> None:
    manager = stage.people["manager"]
    with at(stage.days(said["on"])):
        response = write_response(
            stage.consultation, [stage.findings[number] for number in said["to"]], ResponseKind(said["kind"]),
            said["words"], stage.date(said["due"]) if "due" in said else None, manager,
        )
        publish_response(response, manager)
        follow(Followed.CONSULTATION, stage.consultation.id, stage.people["stakeholder"])
    for promised in said.get("promises", ()):
        with at(stage.days(said["on"])):
            made = promise(response, promised["words"], stage.date(promised["due"]), manager)
        for day, status, words in promised.get("steps", ()):
            with at(stage.days(day)):
                note_step(made, FollowUpStatus(status), words, stage.date(promised["due"]), manager)
