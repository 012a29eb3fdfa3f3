"""The doors of campaigns: what readers see of the confirmed ones, and what moderators decide."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.access import person, public, team
from consult.campaigns.actions import settle
from consult.campaigns.anatomy import SAMPLE, bursts_in, slots_in
from consult.campaigns.models import CampaignState
from consult.campaigns.queries import campaign_named, campaigns_in, members_by_day, members_of, share_searched
from consult.consultations.policy import may_moderate, require_moderator
from consult.consultations.queries import consultation_by_slug, consultation_seen_by
from consult.errors import Invalid, NotFound
from consult.i18n import _

blueprint = Blueprint("campaigns", __name__)


@blueprint.get("/consultations/<slug>/campaigns")
@public
def overview(slug: str) -> str:
    """Readers see what a person confirmed; moderators also what software proposes."""
    consultation = consultation_seen_by(person(), slug)
    decides = may_moderate(person(), consultation)
    states = () if decides else (CampaignState.CONFIRMED,)
    return render_template(
        "campaigns/overview.html", consultation=consultation, campaigns=campaigns_in(consultation, *states),
        decides=decides, percent=share_searched(consultation) if decides else None,
    )


@blueprint.get("/consultations/<slug>/campaigns/<name>")
@public
def campaign(slug: str, name: str) -> str:
    consultation = consultation_seen_by(person(), slug)
    found = campaign_named(consultation, name)
    decides = may_moderate(person(), consultation)
    if found.state is not CampaignState.CONFIRMED and not decides:
        raise NotFound(_("There is no such campaign."))
    days = members_by_day(found)
    return render_template(
        "campaigns/campaign.html", consultation=consultation, campaign=found, decides=decides, days=days,
        size=sum(number for _day, number in days), members=members_of(found, request.args.get("after")),
        slots=slots_in(found), sampled=SAMPLE, bursts=bursts_in(found),
    )


@blueprint.post("/consultations/<slug>/campaigns/<name>/settle")
@team
def decide(slug: str, name: str) -> Response:
    consultation = consultation_by_slug(slug)
    require_moderator(person(), consultation)
    found = campaign_named(consultation, name)
    wanted = request.form.get("state", "")
    if wanted not in list(CampaignState):
        raise Invalid(_("Confirm the campaign, dismiss it, or open the question again."))
    settle(found, CampaignState(wanted), person())
    flash(_("Done. The public log says so."))
    return redirect(url_for("campaigns.campaign", slug=slug, name=name), 303)
