"""How contributions were handled: campaigns, decisions of moderation, and the figures of both."""

from typing import Any

from consult.api import shapes, shapes_handling
from consult.api.answering import CONSULTATION, damaged, listed, numbers_in, place_in, public_consultation, resource
from consult.api.facts import campaign_facts, decision_facts, member_facts
from consult.api.queries import confirmed_campaign, kinds_of
from consult.campaigns.models import CampaignState
from consult.campaigns.queries import campaigns_in, members_by_day, members_of, templates_of
from consult.identifiers import id_of
from consult.moderation.openness import log_of, place_in_log, transparency_of
from consult.moderation.statements import statements_of
from consult.paging import page_of


@resource(f"{CONSULTATION}/campaigns", shapes_handling.Campaigns)
def campaigns(slug: str) -> dict[str, Any]:
    """Campaigns that a person confirmed, the largest first."""
    found = campaigns_in(public_consultation(slug), CampaignState.CONFIRMED)
    templates = templates_of([campaign.id for campaign, _size in found])
    return listed([campaign_facts(campaign, templates[campaign.id], size) for campaign, size in found], None)


@resource(f"{CONSULTATION}/campaigns/<campaign>", shapes_handling.CampaignWhole)
def campaign(slug: str, campaign: str) -> dict[str, Any]:
    """One campaign with the days on which its contributions were published."""
    found = confirmed_campaign(public_consultation(slug), campaign)
    days = members_by_day(found)
    return {
        **campaign_facts(found, templates_of([found.id])[found.id], sum(number for _day, number in days)),
        "by_day": [{"day": day.isoformat(), "contributions": number} for day, number in days],
    }


@resource(f"{CONSULTATION}/campaigns/<campaign>/members", shapes_handling.Members, shapes_handling.CursorAsked)
def members(wanted: shapes_handling.CursorAsked, slug: str, campaign: str) -> dict[str, Any]:
    """The contributions of a campaign, twenty at a time, each with the words of its own."""
    numbers_in(wanted.cursor)
    page = members_of(confirmed_campaign(public_consultation(slug), campaign), wanted.cursor)
    return listed(member_facts(page.rows, kinds_of([each.id for each in page.rows])), page.after)


@resource(f"{CONSULTATION}/moderation-log", shapes_handling.Decisions, shapes.Paging)
def moderation_log(wanted: shapes.Paging, slug: str) -> dict[str, Any]:
    """Every decision of moderation and its reason, the latest day first."""
    if wanted.cursor and place_in_log(wanted.cursor) is None:
        raise damaged()
    page = log_of(public_consultation(slug), wanted.cursor, wanted.limit)
    return listed([decision_facts(each) for each in page.rows], page.after)


@resource(f"{CONSULTATION}/statements", shapes_handling.Statements, shapes.Paging)
def statements(wanted: shapes.Paging, slug: str) -> dict[str, Any]:
    """Statements of reasons for what was withheld or covered, without a word of anybody."""
    place = place_in(wanted.cursor)
    last = id_of(place[0]) if place else None
    if place and last is None:
        raise damaged()
    found = list(statements_of(public_consultation(slug), last, wanted.limit + 1))
    page = page_of(found, wanted.limit, lambda each: [each["puid"]])
    return listed(page.rows, page.after)


@resource(f"{CONSULTATION}/transparency", shapes_handling.Transparency)
def transparency(slug: str) -> dict[str, Any]:
    """Decisions, flags and appeals in figures, in all and by month."""
    return transparency_of(public_consultation(slug))


@resource("/transparency", shapes_handling.Transparency)
def site_transparency() -> dict[str, Any]:
    """The same of all public consultations together."""
    return transparency_of(None)
