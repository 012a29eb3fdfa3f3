"""Hundreds of letters made from one template: they arrive by e-mail, are found, confirmed and counted together."""

import hashlib
from datetime import timedelta

from consult.campaigns.actions import search, settle
from consult.campaigns.models import CampaignState
from consult.campaigns.queries import campaigns_in
from consult.clock import at
from consult.contributions.models import Channel, Contribution
from consult.db import db
from consult.demonstration.stage import Said, Stage
from consult.identifiers import name_of
from consult.organisations.models import Stakeholder
from consult.organisations.vocabularies import Group
from consult.submissions.arriving import Arrival, Author, submit_many
from consult.synthesis.bulk import Check, preview_of
from consult.synthesis.campaigning import count_with_campaign
from consult.synthesis.citing import cite_words
from consult.synthesis.workbench import Wanted


def send_letters(stage: Stage) -> None:
    """Most of them in the first days, as when people are called on together."""
    said = stage.said.get("letters")
    if said is None:
        return
    days: dict[int, list[int]] = {}
    for number in range(said["number"]):
        day = min(_chance(str(number), when) % said["days"] for when in ("day", "earlier"))
        days.setdefault(day, []).append(number)
    for day, numbers in sorted(days.items()):
        with at(stage.day("opens") + timedelta(days=9 + day, hours=3)):
            submit_many(stage.consultation, [_letter(stage, said, each) for each in numbers])


def _letter(stage: Stage, said: Said, number: int) -> Arrival:
    """No two have the same name: the lists of first and last names have no factor in common."""
    name = f"{said['first'][number % len(said['first'])]} {said['last'][number % len(said['last'])]}"
    place, country = said["places"][_chance(name, "place") % len(said["places"])]
    author = Stakeholder(
        name=name, group=Group.INDIVIDUAL, country=country, language="en", import_key=f"demonstration:letter:{number}",
    )
    db.session.add(author)
    db.session.flush()
    body = said["body"].format(
        name=name, place=place, cost=said["costs"][_chance(name, "cost") % len(said["costs"])],
        because=said["because"][_chance(name, "because") % len(said["because"])],
    )
    return Arrival(
        Author(author.id, name, None, "", Group.INDIVIDUAL, country), claim="", body=body, stance=said["stance"],
        language="en", topics=[stage.topic(said["topic"]).slug], external_id=f"letter-{number}", channel=Channel.EMAIL,
    )


def _chance(*words: str) -> int:
    """The same at every build."""
    return int.from_bytes(hashlib.sha256("|".join(words).encode()).digest()[:4], "big")


def count_letters(stage: Stage) -> None:
    """Software finds the campaign, a moderator confirms it, cites one letter, and counts the others with it."""
    said = stage.said.get("letters")
    if said is None:
        return
    moderator, topic, finding = stage.people["moderator"], stage.topic(said["topic"]), stage.findings[said["finding"]]
    with at(stage.day("closes") + timedelta(days=5)):
        search(stage.consultation)
        campaign = campaigns_in(stage.consultation)[0][0]
        settle(campaign, CampaignState.CONFIRMED, moderator)
        exemplar = db.session.get_one(Contribution, campaign.exemplar_id)
        cite_words(finding, exemplar, None, said["cites"], moderator)
        wanted = Wanted(campaign=name_of(campaign.id))
        preview = preview_of(topic, wanted, 1)
        count_with_campaign(
            topic, wanted, finding, moderator, preview.seal, Check([each.id for each in preview.sample]))
