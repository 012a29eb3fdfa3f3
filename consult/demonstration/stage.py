"""Where a scene is played: one consultation, its people, and its days counted from today."""

import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from consult.accounts.actions import account_for
from consult.accounts.models import Account
from consult.clock import at, now
from consult.consultations.models import Consultation, Moderation, Topic
from consult.contributions.models import Contribution
from consult.db import db
from consult.organisations.actions import change_profile, organisation_for, stakeholder_for
from consult.organisations.models import Stakeholder
from consult.organisations.vocabularies import Group
from consult.questions.models import Question
from consult.synthesis.models import Finding

BEGINNING = timedelta(days=130)

Said = dict[str, Any]


@dataclass
class Stage:
    """One consultation being played from its beginning to where it stands today."""

    said: Said
    people: dict[str, Account]
    present: datetime = field(default_factory=now)
    contributions: dict[str, Contribution] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    consultation: Consultation = field(init=False)

    def day(self, name: str) -> datetime:
        """A day of the plan, by its name."""
        return self.days(self.said[name])

    def days(self, number: int) -> datetime:
        """Six in the evening, where the institution is, so many days from today."""
        zone = ZoneInfo(self.said["time_zone"])
        day = self.present.astimezone(zone).date() + timedelta(days=number)
        return datetime.combine(day, time(18), zone).astimezone(UTC)

    def date(self, number: int) -> date:
        return self.days(number).date()

    @property
    def last(self) -> datetime:
        """Nothing is sent after closing, and nothing in the future."""
        return min(self.day("closes"), self.present - timedelta(hours=2)) - timedelta(minutes=1)

    @property
    def at_once(self) -> bool:
        return self.consultation.moderation is Moderation.AFTER

    def topic(self, number: str) -> Topic:
        return self.consultation.topics[int(number) - 1]

    def author(self, said: Said) -> Stakeholder:
        """One who can sign in, or somebody without an account, who is the same person wherever they speak."""
        if isinstance(said["by"], str):
            return stakeholder_for(self.people[said["by"]])
        name, organisation, group, country = said["by"]
        if name in self.said.get("accounts", ()):
            return stakeholder_for(self.account(said["by"], said.get("language", "en")))
        key = f"demonstration:{name}:{organisation}"
        found = db.session.scalar(select(Stakeholder).where(Stakeholder.import_key == key))
        if found is None:
            found = Stakeholder(
                name=name, group=Group(group), country=country, language=said.get("language", "en"), import_key=key,
                organisation=organisation_for(organisation),
            )
            db.session.add(found)
            db.session.flush()
        return found

    def account(self, who: list[str], language: str = "en") -> Account:
        """Of [name, organisation, group, country]; the same at each call. Nobody knows its password."""
        name, organisation, group, country = who
        if name not in self.people:
            with at(self.present - BEGINNING):
                account = account_for(f"{_plain(name)}@people.demo.consult.example")
                change_profile(
                    account, name=name, group=Group(group), respondent_type=None, country=country, language=language,
                    organisation=organisation, despite_alike=True,
                )
            self.people[name] = account
        return self.people[name]

    def named(self, name: str) -> Account:
        """Somebody who has spoken here already under an account."""
        return self.people[name]


def _plain(name: str) -> str:
    """As the first part of an address: “Ramón Echeverría” is ramon.echeverria."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return ".".join("".join(each for each in word if each.isalnum()) for word in letters.split())
