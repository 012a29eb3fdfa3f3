"""The demonstration: three consultations of fictional people, built by calling our own actions. Safe to repeat."""

import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import click
from flask import current_app
from flask_security import hash_password, verify_password
from sqlalchemy import select

from consult.accounts.actions import account_for
from consult.accounts.models import Account
from consult.campaigns.placing import place_new
from consult.clock import at, now
from consult.comments.actions import add_comment
from consult.comments.models import Comment
from consult.consultations.actions import Plan, begin_consultation, change_plan, publish_consultation, write_topic
from consult.consultations.models import Consultation, Moderation, Preset, TeamRole
from consult.consultations.numbers import fold_all
from consult.consultations.team import add_member, remove_member
from consult.contributions.models import Channel, Contribution, Publication
from consult.db import db, transaction
from consult.demonstration import closing
from consult.demonstration.asking import answer_questions, write_questions
from consult.demonstration.signing import appeal, sign_together
from consult.demonstration.stage import BEGINNING, Said, Stage
from consult.demonstration.taking_part import change_goal, open_second_round, type_paper_form, write_together
from consult.demonstration.theming import code_themes
from consult.demonstration.voting import cast_votes
from consult.demonstration.writing_in import count_letters, send_letters
from consult.identifiers import name_of
from consult.moderation.actions import decide
from consult.moderation.models import Act, Reason
from consult.moderation.redaction import spans_of_phrases
from consult.opinion import mapping
from consult.organisations.actions import change_profile
from consult.organisations.vocabularies import Group, RespondentType
from consult.questions import tallying
from consult.record.actions import sequence
from consult.submissions.actions import Content, submit, withdraw_position
from consult.submissions.models import Position
from consult.synthesis.actions import write_finding
from consult.synthesis.citing import cite_finding, cite_words
from consult.synthesis.disposing import mark_considered, mark_represented
from consult.synthesis.models import Designation, Finding

TEXTS = Path(__file__).with_name("demo.json")
SCENES = Path(__file__).with_name("demonstration") / "scenes.json"
ROLES = ("stakeholder", "moderator", "manager", "administrator")

SignIn = dict[str, str]


@click.command("demo")
@click.option("--json", "as_json", is_flag=True, help="Print the sign-ins as JSON alone.")
def demo(as_json: bool) -> None:
    """Build the demonstration, where it is not built yet, and print how to sign in."""
    sign_ins = build(tell=lambda line: click.echo(line, err=True))
    if as_json:
        click.echo(json.dumps(sign_ins, indent=2))
        return
    width = max(len(each["email"]) for each in sign_ins)
    for each in sign_ins:
        click.echo(f"{each['role']:13}  {each['email']:{width}}  {each['password']}")


def build(tell: Callable[[str], None] = lambda _line: None) -> list[SignIn]:
    """Each consultation whole or not at all, so that a run which was broken off is completed by the next."""
    texts = json.loads(TEXTS.read_text(encoding="utf-8"))
    people = {role: _person(role, texts["people"][role]) for role in ROLES}
    for said in texts["consultations"]:
        with transaction() as session:
            # One builder at a time: two would both find nothing, and build everything twice.
            session.refresh(people["administrator"], with_for_update=True)
            if _is_built(said["title"]):
                continue
            tell(f"Building “{said['title']}”: {len(said['positions'])} positions …")
            _Play({**said, **_scenes_of(said["title"])}, dict(people)).perform()
    sequence()
    place_new()
    fold_all()
    tallying.fold()
    mapping.update()
    return [
        {"role": role, "email": account.email, "password": password_for(account.email)}
        for role, account in people.items()
    ]


def password_for(email: str) -> str:
    """The same at each run on this site, and another on every other site."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    digest = hmac.new(key, f"demonstration:{email}".encode(), hashlib.sha256).digest()
    letters = name_of(int.from_bytes(digest[:8], "big") >> 4)
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _person(role: str, said: Said) -> Account:
    """With the password that is printed, whatever was done to the account since."""
    with at(now() - BEGINNING), transaction():
        account = account_for(said["email"], is_administrator=role == "administrator")
        password = password_for(account.email)
        if not account.password or not verify_password(password, account.password):
            if profile := said.get("profile"):
                change_profile(account, name=said["name"], **{
                    **profile, "group": Group(profile["group"]),
                    "respondent_type": RespondentType(profile["respondent_type"]),
                })
            account.name, account.password = said["name"], hash_password(password)
        return account


def _scenes_of(title: str) -> Said:
    """What is added to this consultation, and the crowd that answers and votes in it."""
    scenes = json.loads(SCENES.read_text(encoding="utf-8"))
    return {"crowd": scenes["crowd"], **scenes["consultations"][title]}


def _is_built(title: str) -> bool:
    return db.session.scalar(
        select(Consultation.id).where(Consultation.title == title, Consultation.is_fictional).limit(1)
    ) is not None


@dataclass
class _Play(Stage):
    """The acts that every consultation has; what only some have are the scenes of `demonstration`."""

    became: dict[str, list[Contribution]] = field(default_factory=dict)

    def perform(self) -> None:
        self._plan()
        self._hear_all(self.said["positions"])
        if "second_round" in self.said:
            open_second_round(self)
            self._hear_all(self.said["second_round"]["positions"])
        send_letters(self)
        answer_questions(self)
        cast_votes(self)
        sign_together(self)
        type_paper_form(self)
        write_together(self)
        change_goal(self)
        code_themes(self)
        self._summarise()
        count_letters(self)
        appeal(self)
        closing.publish(self)

    def _plan(self) -> None:
        """The administrator begins it, hands it to the manager, and leaves."""
        administrator, manager = self.people["administrator"], self.people["manager"]
        with at(self.day("announced") - timedelta(days=14)):
            self.consultation = begin_consultation(self.said["title"], Preset(self.said["preset"]), administrator)
            self.consultation.is_fictional = True
            db.session.flush()
            add_member(self.consultation, manager, TeamRole.MANAGER, administrator)
            remove_member(self.consultation, administrator, TeamRole.MANAGER, administrator)
            add_member(self.consultation, self.people["moderator"], TeamRole.MODERATOR, manager)
            change_plan(self.consultation, self._written_plan(), manager)
            for topic in self.said["topics"]:
                write_topic(self.consultation, None, **topic, by=manager)
            db.session.refresh(self.consultation)
            write_questions(self)
        with at(self.day("announced")):
            db.session.refresh(self.consultation)
            publish_consultation(self.consultation, manager)

    def _written_plan(self) -> Plan:
        names = (
            "title", "institution", "summary", "decides", "can_change", "cannot_change", "house_rules", "contact",
            "language", "languages", "must_reach", "has_draft_outcome", "challenge_days", "time_zone",
        )
        return Plan(
            **{name: self.said[name] for name in names}, preset=Preset(self.said["preset"]),
            moderation=Moderation(self.said["moderation"]),
            votes="voted_on" in self.said, shows_results_early="questions" in self.said,
            opens_at=self.day("opens"), closes_at=self.day("closes"),
        )

    def _hear_all(self, positions: Sequence[Said]) -> None:
        for place, said in enumerate(positions):
            self._hear(place, len(positions), said)

    def _hear(self, place: int, number: int, said: Said) -> None:
        """Position `place` of `number` arrives, is decided on, and is answered."""
        share = (place * self.said.get("stride", 1) % number + 0.5) / number
        opens = self.day("opens")
        sent = self._moment(said, opens + (self.last - timedelta(days=1) - opens) * share)
        with at(sent):
            position = self._submit(said)
        decided = min(sent + timedelta(hours=5 + place * 7 % 23), self.last)
        with at(decided):
            self._decide(position, said)
        self._remember(position, said)
        for each in said.get("comments", ()):
            self._discuss(position, each, decided)
        if said.get("fate") == "withdrawn":
            with at(min(decided + timedelta(hours=3), self.last)):
                withdraw_position(position, self.people["stakeholder"])

    def _moment(self, said: Said, usual: datetime) -> datetime:
        """Some say how long ago: what waits in the queue, and the last objection."""
        return self.present - timedelta(hours=said["hours_ago"]) if "hours_ago" in said else min(usual, self.last)

    def _submit(self, said: Said) -> Position:
        content = Content(
            claim=said["claim"], body=said["body"], wording=said.get("wording", ""), stance=said["stance"],
            about=[self._about(each) for each in said["about"]], language=said.get("language", "en"),
            publication=Publication(said.get("publication", Publication.NAMED)),
        )
        return submit(
            self.consultation, self.author(said), content, publish=self.at_once,
            channel=Channel(said.get("channel", Channel.WEB)),
        ).positions[0]

    def _about(self, words: str) -> tuple[str, str]:
        """“2.3” is a passage; “2 whole” and “2 missing” are what they say."""
        number, _mark, what = words.replace(".", " ").partition(" ")
        return self.topic(number).slug, what

    def _decide(self, contribution: Contribution, said: Said) -> None:
        """Nothing is decided about what waits, nor about what its author keeps private."""
        if said.get("fate") == "waiting" or contribution.publication is Publication.NOT_PUBLISHED:
            return
        act, reason, spans = Act.PUBLISH, None, []
        if said.get("fate") == "withheld":
            act, reason = Act.WITHHOLD, Reason(said["reason"])
        elif phrase := said.get("redact"):
            act, reason, spans = Act.REDACT, Reason(said["reason"]), spans_of_phrases(contribution.versions[-1], phrase)
        decide(contribution, 1, act, self.people["moderator"], reason, said.get("note", ""), spans)

    def _discuss(self, position: Position, said: Said, after: datetime, parent: Comment | None = None) -> None:
        moment = self._moment(said, after + timedelta(hours=9))
        with at(moment):
            comment = add_comment(
                self.consultation, position.thread, [topic.id for topic in position.topics], said["text"],
                self.author(said), parent=parent, language=said.get("language", "en"), publish=self.at_once,
            )
        with at(min(moment + timedelta(hours=4), self.last)):
            self._decide(comment, said)
        self._remember(comment, said)
        for number, reply in enumerate(said.get("replies", ())):
            self._discuss(position, reply, moment + timedelta(hours=3 * number), comment)

    def _remember(self, contribution: Contribution, said: Said) -> None:
        if "id" in said:
            self.contributions[said["id"]] = contribution
        for what in said.get("in", ()):
            self.became.setdefault(what, []).append(contribution)

    def _summarise(self) -> None:
        """Findings from the bottom up, one every eight hours, then what became of everything else."""
        moment = self.day("closes") + timedelta(days=1)
        for said in self.said.get("findings", ()):
            with at(moment):
                finding = self._write(said, said["number"])
                for letter, beside in zip("abc", said.get("beside", ()), strict=False):
                    self._write(beside, said["number"] + letter, finding)
            moment += timedelta(hours=8)
        for what, contributions in self.became.items():
            with at(moment):
                self._dispose(what, contributions)
            moment += timedelta(minutes=7)

    def _write(self, said: Said, number: str, parent: Finding | None = None) -> Finding:
        moderator = self.people["moderator"]
        topic = self.topic(number.partition(".")[0]) if "." in number else None
        designation = Designation(said["designation"])
        finding = write_finding(
            self.consultation, topic, said["text"], designation, moderator, parent, said.get("why", "")
        )
        for source, words in said.get("cites", ()):
            cite_words(finding, self.contributions[source], None, words, moderator)
        for below in said.get("rests_on", ()):
            cite_finding(finding, self.findings[below], moderator)
        self.findings[number] = finding
        return finding

    def _dispose(self, what: str, contributions: Sequence[Contribution]) -> None:
        """“1.2” is the finding that makes the point; “1 no_point_made” and “1 other: …” are a goal and a reason."""
        moderator = self.people["moderator"]
        number, _blank, reason = what.partition(" ")
        topic = self.topic(number.partition(".")[0])
        if not reason:
            mark_represented(contributions, topic, self.findings[number], moderator)
            return
        kind, _colon, words = reason.partition(": ")
        mark_considered(contributions, topic, kind, moderator, words)
