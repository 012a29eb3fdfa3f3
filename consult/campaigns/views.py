"""The doors of campaigns: what readers see of the confirmed ones, what moderators decide, what authors object to."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.access import person, public, signed_in, team
from consult.accounts.models import Account
from consult.campaigns.actions import settle
from consult.campaigns.anatomy import SAMPLE, bursts_in, slots_in
from consult.campaigns.contesting import AlreadyContested, AlreadyDecided, decide_contest, may_decide
from consult.campaigns.contesting import contest as object_to
from consult.campaigns.forms import ContestDecisionForm, ContestForm
from consult.campaigns.handling import merge, put_back, split, take_out
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
    templates_of,
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
    found = campaigns_in(consultation, *states)
    return render_template(
        "campaigns/overview.html", consultation=consultation, campaigns=found,
        templates=templates_of([each.id for each, _size in found]), decides=decides,
        percent=share_searched(consultation) if decides else None,
        contests=contests_against(consultation) if decides else [],
    )


@blueprint.get(CAMPAIGN)
@public
def campaign(slug: str, name: str) -> str | Response:
    consultation = consultation_seen_by(person(), slug)
    found = campaign_named(consultation, name)
    if found.merged_into_id is not None:
        return redirect(url_for(".campaign", slug=slug, name=found.merged_into), 301)
    if found.state is not CampaignState.CONFIRMED and not may_moderate(person(), consultation):
        raise NotFound(_("There is no such campaign."))
    return _page(found)


def _page(found: Campaign, refused: dict[str, str] | None = None) -> str:
    """As it stands; after a refused act with what was ticked, and why beside its button."""
    consultation = found.consultation
    decides, days = may_moderate(person(), consultation), members_by_day(found)
    says = normalise(request.values.get("says", ""))[:200] if decides else ""
    others = [each for each in campaigns_in(consultation) if each[0].id != found.id] if decides else []
    return render_template(
        "campaigns/campaign.html", consultation=consultation, campaign=found, decides=decides, days=days,
        templates=templates_of([found.id, *(each.id for each, _size in others)]),
        refused=refused or {}, ticked=request.form.getlist("member"),
        size=sum(number for _day, number in days), members=members_of(found, request.values.get("after"), says),
        slots=slots_in(found), sampled=SAMPLE, bursts=bursts_in(found), says=says,
        saying=len(members_saying(found, says)) if says else 0,
        others=others,
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


@blueprint.post(CAMPAIGN)
@team
def handle(slug: str, name: str) -> Answer:
    """Split, merge, take out or put back. Of a split its new campaign is shown, of all else the one at hand."""
    found, wanted = _in_hand(slug, name), request.form.get("act", "")
    if wanted not in ACTS:
        raise Invalid(_("Choose what is to be done with the campaign."))
    try:
        made = ACTS[wanted](found, person())
    except Invalid as refusal:
        return _page(found, {wanted: refusal.message}), refusal.status
    return _done(made if isinstance(made, Campaign) else found)


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
        contribution=contribution, version=version, template=templates_of([campaign.id])[campaign.id],
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


ACTS: dict[str, Callable[[Campaign, Account], object]] = {
    "split": lambda campaign, by: split(campaign, _chosen(campaign), by),
    "take_out": lambda campaign, by: take_out(campaign, _chosen(campaign), by),
    "put_back": lambda campaign, by: put_back(campaign, _ticked(), by),
    "merge": lambda campaign, by: merge(campaign, _other(campaign), by),
}


def _ticked() -> list[int]:
    return [found for each in request.form.getlist("member") if (found := id_of(each)) is not None]


def _other(campaign: Campaign) -> Campaign:
    return campaign_named(campaign.consultation, request.form.get("other", ""))


def _done(campaign: Campaign) -> Response:
    flash(_("Done. The public log says so."))
    return redirect(url_for(".campaign", slug=campaign.consultation.slug, name=campaign.name), 303)
