"""The doors of campaigns: what readers see of the confirmed ones, what moderators decide, what authors object to."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.access import person, public, signed_in, team
from consult.accounts.models import Account
from consult.campaigns.actions import settle
from consult.campaigns.anatomy import SAMPLE, bursts_in, slots_in
from consult.campaigns.contesting import AlreadyContested, AlreadyDecided, decide_contest, may_decide
from consult.campaigns.contesting import contest as object_to
from consult.campaigns.forms import ContestDecisionForm, ContestForm
from consult.campaigns.handling import merge as merge_into
from consult.campaigns.handling import put_back as put_back_into
from consult.campaigns.handling import split as split_off
from consult.campaigns.handling import take_out as take_out_of
from consult.campaigns.models import Campaign, CampaignState, Outcome
from consult.campaigns.queries import (
    campaign_named,
    campaigns_in,
    contest_named,
    contests_against,
    members_by_day,
    members_of,
    members_saying,
    share_searched,
    standing_of,
    taken_out_of,
)
from consult.consultations.models import Consultation
from consult.consultations.policy import may_moderate, require_moderator
from consult.consultations.queries import consultation_by_slug, consultation_seen_by
from consult.contributions.models import Contribution
from consult.contributions.queries import contribution_by_name, version_of
from consult.errors import Conflict, Invalid, NotFound
from consult.i18n import _
from consult.identifiers import id_of
from consult.submissions.policy import is_author
from consult.text import normalise

blueprint = Blueprint("campaigns", __name__)

Answer = str | Response | tuple[str, int]
CAMPAIGN = "/consultations/<slug>/campaigns/<name>"


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
        contests=contests_against(consultation) if decides else [],
    )


@blueprint.get(CAMPAIGN)
@public
def campaign(slug: str, name: str) -> str | Response:
    consultation = consultation_seen_by(person(), slug)
    found = campaign_named(consultation, name)
    if found.merged_into_id is not None:
        return redirect(url_for(".campaign", slug=slug, name=found.merged_into), 301)
    decides = may_moderate(person(), consultation)
    if found.state is not CampaignState.CONFIRMED and not decides:
        raise NotFound(_("There is no such campaign."))
    days = members_by_day(found)
    says = normalise(request.args.get("says", ""))[:200] if decides else ""
    return render_template(
        "campaigns/campaign.html", consultation=consultation, campaign=found, decides=decides, days=days,
        size=sum(number for _day, number in days), members=members_of(found, request.args.get("after"), says),
        slots=slots_in(found), sampled=SAMPLE, bursts=bursts_in(found), says=says,
        saying=len(members_saying(found, says)) if says else 0,
        others=[each for each in campaigns_in(consultation) if each[0].id != found.id] if decides else [],
        out=taken_out_of(found) if decides else [], contests=contests_against(consultation, found) if decides else [],
    )


@blueprint.post(f"{CAMPAIGN}/settle")
@team
def decide(slug: str, name: str) -> Response:
    found = _in_hand(slug, name)
    wanted = request.form.get("state", "")
    if wanted not in list(CampaignState):
        raise Invalid(_("Confirm the campaign, dismiss it, or open the question again."))
    settle(found, CampaignState(wanted), person())
    return _done(found)


@blueprint.post(f"{CAMPAIGN}/parts")
@team
def split(slug: str, name: str) -> Response:
    found = _in_hand(slug, name)
    return _done(split_off(found, _chosen(found), person()))


@blueprint.post(f"{CAMPAIGN}/removals")
@team
def take_out(slug: str, name: str) -> Response:
    found = _in_hand(slug, name)
    take_out_of(found, _chosen(found), person())
    return _done(found)


@blueprint.post(f"{CAMPAIGN}/returns")
@team
def put_back(slug: str, name: str) -> Response:
    found = _in_hand(slug, name)
    put_back_into(found, _ticked(), person())
    return _done(found)


@blueprint.post(f"{CAMPAIGN}/mergers")
@team
def merge(slug: str, name: str) -> Response:
    found = _in_hand(slug, name)
    merge_into(found, campaign_named(found.consultation, request.form.get("other", "")), person())
    return _done(found)


@blueprint.route(f"{CAMPAIGN}/objections/<objection>", methods=["GET", "POST"])
@team
def judge(slug: str, name: str, objection: str) -> Answer:
    campaign = _in_hand(slug, name)
    found = contest_named(campaign, objection)
    form = ContestDecisionForm()
    if form.validate_on_submit():
        try:
            decide_contest(found, Outcome(form.outcome.data), form.answer.data or "", person())
        except AlreadyDecided as refusal:
            flash(refusal.message)
            return redirect(url_for(".judge", slug=slug, name=name, objection=objection), 303)
        else:
            flash(_("Decided. The author is told, with your reasons."))
            return redirect(url_for(".campaign", slug=slug, name=name), 303)
    contribution = found.contribution
    version = version_of(contribution, contribution.public_version or contribution.version)
    return render_template(
        "campaigns/judge.html", consultation=campaign.consultation, campaign=campaign, contest=found, form=form,
        contribution=contribution, version=version,
        may_decide=may_decide(person(), found),
    ), form.status


@blueprint.route("/contributions/<name>/campaign", methods=["GET", "POST"])
@signed_in
def contest(name: str) -> Answer:
    """An author reads what it means to be counted with a campaign, and may object."""
    contribution = _own(person(), name)
    campaign, objection = standing_of(contribution)
    form = ContestForm()
    if form.validate_on_submit() and campaign is not None:
        try:
            object_to(contribution, campaign, form.words.data or "", person())
        except AlreadyContested as refusal:
            flash(refusal.message)
            return redirect(url_for(".contest", name=name), 303)
        except Conflict as refusal:
            form.refuse("words", refusal.message)
        else:
            flash(_("Sent. Somebody else than who confirmed the campaign decides, and you are told."))
            return redirect(url_for(".contest", name=name), 303)
    return render_template(
        "campaigns/contest.html", consultation=contribution.consultation, contribution=contribution,
        version=version_of(contribution, contribution.public_version or contribution.version), campaign=campaign,
        contest=objection if objection and (campaign is None or objection.campaign_id == campaign.id) else None,
        form=form,
    ), form.status


def _own(account: Account, name: str) -> Contribution:
    found: Contribution = contribution_by_name(name)
    if not is_author(account, found):
        raise NotFound(_("There is no such contribution among yours."))
    return found


def _in_hand(slug: str, name: str) -> Campaign:
    consultation: Consultation = consultation_by_slug(slug)
    require_moderator(person(), consultation)
    return campaign_named(consultation, name)


def _chosen(campaign: Campaign) -> list[int]:
    """Those that were ticked, or all with the words the list is narrowed to."""
    says = normalise(request.form.get("says", ""))
    return members_saying(campaign, says) if says and request.form.get("everyone") else _ticked()


def _ticked() -> list[int]:
    return [found for each in request.form.getlist("member") if (found := id_of(each)) is not None]


def _done(campaign: Campaign) -> Response:
    flash(_("Done. The public log says so."))
    return redirect(url_for(".campaign", slug=campaign.consultation.slug, name=campaign.name), 303)
