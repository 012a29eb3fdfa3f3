"""Every role at every door, read off the map of addresses; reading changes nothing."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing import Rule

from consult.access import Door, door_of
from consult.accounts.models import Account
from consult.campaigns.models import Campaign, CampaignKind, CampaignState, Contest
from consult.challenges.actions import raise_issue
from consult.challenges.models import Challenge
from consult.clock import now
from consult.consultations.models import Consultation, TeamRole
from consult.consultations.team import add_member
from consult.contributions.models import Contribution, Publication
from consult.db import Base, db, transaction
from consult.identifiers import name_of
from consult.mail import write
from consult.moderation.actions import decide
from consult.moderation.appealing import appeal_decision
from consult.moderation.flagging import raise_flag
from consult.moderation.models import Act, FlagReason, Reason
from consult.moderation.several import decide_several, foresee
from consult.moderation.teamwork import save_filter
from consult.notifications.models import Kind
from consult.notifications.unsubscribing import token_of
from consult.organisations.actions import Described, register_organisation
from consult.responses.actions import write_response
from consult.responses.models import FollowUp, FollowUpStatus, FollowUpStep, ResponseKind
from consult.submissions.actions import save_draft
from consult.synthesis.bulk import Check, consider_selection, preview_of
from consult.synthesis.models import Finding, ReviewRemark
from consult.synthesis.workbench import Wanted
from tests.factories.assistance import make_paper_form
from tests.factories.coding import make_code, make_sample, make_sayings, make_suggestions
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person, make_stakeholder
from tests.factories.questions import make_answer, make_question
from tests.factories.submissions import make_attachment, make_comment, make_content, make_position
from tests.factories.synthesis import make_finding
from tests.kept import kept

ROLES = ("anonymous", "stakeholder", "moderator elsewhere", "observer", "moderator", "manager", "administrator")
MODERATES = {"moderator", "manager"}
MANAGES = {"manager", "administrator"}
SignIn = Callable[[Account], FlaskClient]

# Of the queue as a whole, for whoever moderates anything.
QUEUES = {
    "moderation.queue", "moderation.several", "moderation.decide_on_several", "moderation.take_several",
    "moderation.save_filter", "moderation.appeals",
}
# What an author alone may reach; here it is always somebody else's.
AUTHORS = {
    "submissions.receipt", "submissions.draft", "submissions.edit", "submissions.submit", "submissions.discard",
    "submissions.change", "submissions.withdraw", "comments.withdraw", "comments.change", "submissions.send",
    "submissions.sent",
    "submissions.send_letter", "submissions.follow", "reports.receipt_as_sent",
    "reports.receipt", "amendments.changes", "amendments.confirm",
    "moderation.own_case", "moderation.answer", "moderation.appeal",
    "submissions.remove", "submissions.campaign", "campaigns.contest", "taking_part.overview",
    "taking_part.publication", "taking_part.answers",
    "taking_part.paper", "taking_part.attachments", "taking_part.remove_file", "taking_part.use_text",
    "taking_part.change_answers", "taking_part.withdraw",
}
AUTHORS |= {
    "signatures.open_up", "signatures.invite", "drafting.colleagues", "drafting.circulate", "drafting.end",
    "drafting.on_behalf_of", "drafting.ask", "drafting.take_out", "drafting.bring_in", "drafting.accept",
    "drafting.asked", "drafting.approve", "drafting.send_back", "notifications.letter",
}
# What no published outcome shows is not there for anybody; and in this world there is none.
AFTER = {
    "challenges.finding", "challenges.challenge", "challenges.recognise", "tracing.finding", "tracing.finding_as_data",
}
# What the owners of an organisation's entry may reach, and what only a mailed link opens.
OWNERS = {
    "organisations.people", "organisations.change", "organisations.invite", "organisations.take_back",
    "organisations.end",
}
UNGIVEN = {
    "organisations.invitation", "organisations.accept", "organisations.decline", "signatures.asked",
    "signatures.sign_as_asked", "drafting.read", "drafting.comment",
}


def make_loop(
    consultation: Consultation, finding: Finding, author: Account, moderator: Account, manager: Account
) -> dict[str, str]:
    """What may follow an outcome, though here there is none yet."""
    challenge = Challenge(
        consultation_id=consultation.id, finding_id=finding.id, finding_version=1, account_id=author.id,
        words="Not what we said.", language="en", due_on=now().date(),
    )
    remark = ReviewRemark(consultation_id=consultation.id, finding_id=finding.id, words="Say more.")
    response = write_response(consultation, [finding], ResponseKind.NOTED, "Because.", None, manager)
    follow_up = FollowUp(response_id=response.id, words="We will look.")
    with transaction() as session:
        session.add_all([challenge, remark, follow_up])
        session.flush()
        session.add(FollowUpStep(follow_up_id=follow_up.id, number=1, status=FollowUpStatus.PLANNED))
    issue = raise_issue(consultation, "Captions are missing.", moderator)
    return {
        "challenges": challenge.name, "issues": issue.name, "remarks": remark.name, "responses": response.name,
        "follow-ups": follow_up.name,
    }


def make_campaign(consultation: Consultation) -> Campaign:
    campaign = Campaign(
        consultation_id=consultation.id, kind=CampaignKind.NEAR, state=CampaignState.CONFIRMED, template="keep it …"
    )
    with transaction() as session:
        session.add(campaign)
    return campaign


def make_objection(campaign: Campaign, position: Contribution) -> Contest:
    contest = Contest(campaign_id=campaign.id, contribution_id=position.id, words="These are my own words.")
    with transaction() as session:
        session.add(contest)
    return contest


def make_letter(to: Account) -> str:
    with transaction():
        letter = write(to.email, "About something", "It says so.")
        db.session.flush()
        return letter.name


@dataclass
class World:
    """One consultation as all see it, and what stands in the places of addresses."""

    consultation: Consultation
    names: dict[str, str]
    people: dict[str, Account | None]


def make_world(*, phase: str = "open", hidden: bool = False) -> World:
    """`hidden`: its contributions are private, and all in it is a stranger's."""
    moderator, manager, observer, author = (make_person() for _each in range(4))
    elsewhere = make_consultation(moderator=make_person())
    other = make_person()
    add_member(elsewhere, other, TeamRole.MODERATOR, None)
    consultation = make_consultation(phase="open", moderator=moderator, manager=manager, votes=True)
    add_member(consultation, observer, TeamRole.OBSERVER, None)
    position = make_position(consultation, by=author)
    organisation = register_organisation(Described("Guild of Tests"), author)
    make_position(consultation, by=make_stakeholder(organisation="Guild of Tests"))
    comment = make_comment(position)
    finding = make_finding(consultation.topics[0], moderator)
    code = make_code(consultation, moderator)
    make_sayings(consultation)
    suggestion = make_suggestions(consultation.topics[0], moderator)[0]
    sample = make_sample(consultation, moderator)
    question = make_question(consultation, "long_text", "Why?")
    answer = make_answer(consultation, question, by=author)
    goal = consultation.topics[0]
    seal = preview_of(goal, Wanted(group="government"), 1).seal
    batch = consider_selection(goal, Wanted(group="government"), "no_point_made", "", moderator, seal, Check())
    draft, file = save_draft(consultation, make_content(), author), make_attachment(position)
    decision = decide(position, 1, Act.WITHHOLD, moderator, Reason.OTHER, "Not for here.")
    if not hidden:
        decision = decide(position, 1, Act.RESTORE, moderator, seen=decision.id)
    flag = raise_flag(make_position(consultation), FlagReason.OFF_TOPIC, "", make_person())
    objected = make_position(consultation, by=author)
    appeal = appeal_decision(decide(objected, 1, Act.WITHHOLD, moderator, Reason.OFF_TOPIC), "It is on topic.", author)
    saved = save_filter("Mine", {"tab": "waiting"}, moderator)
    several = foresee([make_position(consultation).name], Act.PUBLISH, moderator)
    done = decide_several([each.key for each in several], Act.PUBLISH, None, "", moderator)
    campaign = make_campaign(consultation)
    names = {
        "objection": make_objection(campaign, position).name,
        "positions": position.name, "contributions": position.name, "comments": comment.name, "drafts": draft.name,
        "sent": draft.name, "files": file.name, "answers": answer.name, "questions": question.name,
        "receipts": position.submission.name,
        "moderation": position.name, "decisions": decision.name, "proposals": position.name,
        "findings": finding.name, "themes": code.name, "groups": suggestion.name, "samples": sample.name,
        "organisations": organisation.public_name, "approvals": "nonsense",
        "paper": make_paper_form(consultation, moderator).name,
        "appeals": appeal.name, "token": flag.token, "filters": saved.name, "several": name_of(done.batch),
        "campaigns": campaign.name, "letters": make_letter(author),
        "unsubscribe": token_of(author.id, [Kind.REPLY], "test"),
        "batches": batch.name, **make_loop(consultation, finding, author, moderator, manager),
    }
    if phase == "preparing":
        consultation.announced_at = None
        db.session.commit()
    people: dict[str, Account | None] = {
        "anonymous": None, "stakeholder": make_person(), "moderator elsewhere": other, "observer": observer,
        "moderator": moderator, "manager": manager, "administrator": make_person(administrator=True),
    }
    return World(consultation, names, people)


def world_again(*, phase: str = "open", hidden: bool = False) -> World:
    """The world of `make_world`, made once a database: to make it takes as long as half of what is asked of it."""

    def make() -> tuple[int, dict[str, str], dict[str, int | None]]:
        world = make_world(phase=phase, hidden=hidden)
        return world.consultation.id, world.names, {role: each and each.id for role, each in world.people.items()}

    consultation, names, people = kept(("world", phase, hidden), make)
    return World(
        db.session.get_one(Consultation, consultation), dict(names),
        {role: db.session.get_one(Account, each) if each else None for role, each in people.items()},
    )


def address(rule: Rule, world: World) -> str:
    """The rule with the world's things in its places."""
    found = re.search(r"(\w+)/<name>", rule.rule)
    name = world.names.get(found[1], "") if found else ""
    known = {"slug": world.consultation.slug, "topic_slug": "goal-1", "name": name, "token": world.names["token"],
             "key": "1", "question": world.names["questions"], "language": "fr", "ordinal": "1"}
    known |= {"kind": "json", "followed": "position", "campaign": world.names.get("campaigns", "")}
    known["objection"] = world.names["objection"]
    if "followed>" in rule.rule:
        known["name"] = world.names["positions"]
    if rule.rule.startswith("/unsubscribe/"):
        known["token"] = world.names["unsubscribe"]
    known |= {"invitation": "nonsense", "mandate": "nonsense"}
    if rule.endpoint == "reports.download":
        known["name"] = "json"
    if rule.endpoint == "reports.aftermath":
        known["kind"] = "challenges"
    asked = "?q=words" if rule.endpoint == "api.search" else ""
    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", lambda found: known[found[1]], rule.rule) + asked


def routes(app: Flask, method: str) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and not rule.endpoint.startswith("security."):
            yield rule


def comes_in(rule: Rule, door: Door | None, role: str) -> bool:
    """Whether the role may pass, in a consultation that all may read."""
    room = rule.endpoint.partition(".")[0]
    if door is Door.DEVELOPMENT or rule.endpoint in AUTHORS:
        return False
    if rule.endpoint in UNGIVEN or rule.endpoint.startswith("api.finding"):
        return False  # no outcome is published here
    if rule.endpoint in AFTER:
        return False
    if door is Door.PUBLIC:
        return True
    if role == "anonymous":
        return False
    if rule.endpoint in QUEUES:
        return role in MODERATES | {"moderator elsewhere"}
    if rule.endpoint in ("synthesis.desks", "consultations.mine"):
        return True
    if rule.endpoint in ("moderation.rules", "moderation.duties"):
        return role in MANAGES
    if rule.endpoint in ("moderation.forget_filter", "moderation.undo_on_several"):
        return role == "moderator"  # whose they are
    if rule.endpoint == "consultations.begin":
        return role in MANAGES
    if rule.endpoint == "moderation.team":
        return role in {"observer", "moderator", "manager"}
    if rule.endpoint == "moderation.team":
        return role in MODERATES | {"observer"}
    if rule.endpoint == "moderation.undo":
        return role == "moderator"  # who decided
    if door is Door.ADMINISTRATOR:
        return role == "administrator"
    if rule.endpoint in OWNERS:
        return role == "administrator"  # who may mend an entry; here it is always somebody else's
    if rule.endpoint == "consultations.merge":
        return role in MANAGES
    if door is Door.TEAM:
        return role in (MANAGES if room in ("consultations", "amendments", "questions", "responses") else MODERATES)
    return True


def contents() -> dict[str, int]:
    """How many rows there are in every table."""
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables if table.name != "sign_ins"
    }


def browser(app: Flask, sign_in: SignIn, account: Account | None) -> FlaskClient:
    return sign_in(account) if account else app.test_client()


@pytest.mark.parametrize("role", ROLES)
def test_every_door_opens_for_those_it_is_for_and_reading_changes_nothing(
    app: Flask, sign_in: SignIn, role: str
) -> None:
    world = world_again()
    visitor = browser(app, sign_in, world.people[role])
    before = contents()

    for rule in routes(app, "GET"):
        answer = visitor.get(address(rule, world))
        if comes_in(rule, door_of(app.view_functions[rule.endpoint]), role):
            assert answer.status_code in (200, 302, 303), (rule.rule, answer.status_code)
            assert "/login" not in (answer.location or ""), rule.rule
        else:
            assert answer.status_code in (302, 403, 404), (rule.rule, answer.status_code)
            assert answer.status_code != 302 or "/login" in answer.location, rule.rule

    assert contents() == before


@pytest.mark.parametrize("role", ROLES)
def test_whoever_may_not_act_changes_nothing(app: Flask, sign_in: SignIn, role: str) -> None:
    world = world_again()
    visitor = browser(app, sign_in, world.people[role])
    before = contents()

    for rule in routes(app, "POST"):
        if not comes_in(rule, door_of(app.view_functions[rule.endpoint]), role):
            answer = visitor.post(address(rule, world), data={})
            assert answer.status_code in (302, 401, 403, 404), (rule.rule, answer.status_code)

    assert contents() == before


@pytest.mark.parametrize("role", ROLES)
def test_whoever_may_act_gets_an_answer_and_never_a_fault(app: Flask, sign_in: SignIn, role: str) -> None:
    world = world_again()
    visitor = browser(app, sign_in, world.people[role])

    for rule in routes(app, "POST"):
        if comes_in(rule, door_of(app.view_functions[rule.endpoint]), role):
            answer = visitor.post(address(rule, world), data={})
            assert answer.status_code in (200, 303, 404, 409, 422), (rule.rule, answer.status_code)


@pytest.mark.parametrize("role", ["anonymous", "stakeholder", "moderator elsewhere"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_in_preparation_is_nowhere_for_strangers(
    app: Flask, sign_in: SignIn, role: str, method: str
) -> None:
    world = world_again(phase="preparing")
    visitor = browser(app, sign_in, world.people[role])
    before = contents()

    for rule in routes(app, method):
        if "<slug>" in rule.rule:
            answer = visitor.open(address(rule, world), method=method, data={})
            wanted = (404,) if world.people[role] or door_of(app.view_functions[rule.endpoint]) is Door.PUBLIC else (
                302, 401)
            assert answer.status_code in wanted, (rule.rule, answer.status_code)
            assert world.consultation.title not in answer.text

    assert contents() == before


@pytest.mark.parametrize("role", ["anonymous", "stakeholder", "moderator elsewhere"])
def test_what_is_not_public_is_404_wherever_it_could_stand(app: Flask, sign_in: SignIn, role: str) -> None:
    world = world_again(hidden=True)
    visitor = browser(app, sign_in, world.people[role])
    waiting = make_position(world.consultation, publish=False)
    private = make_position(world.consultation, make_content(publication=Publication.NOT_PUBLISHED))
    public = make_position(world.consultation)
    unseen = make_comment(public, publish=False)
    anywhere = [each.name for each in (waiting, private, unseen)] + [
        world.names["positions"], world.names["comments"], world.names["drafts"], world.names["receipts"]]

    for rule in routes(app, "GET"):
        if "<name>" in rule.rule and rule.endpoint.partition(".")[0] in ("reading", "submissions"):
            for name in anywhere:
                answer = visitor.get(rule.rule.replace("<name>", name))
                assert answer.status_code == 404 or "/login" in (answer.location or ""), (rule.rule, answer.status_code)
    for name in (unseen.name, world.names["comments"]):
        answer = visitor.get(f"/positions/{public.name}/comments/new?to={name}")
        assert answer.status_code == 404 or "/login" in answer.location
