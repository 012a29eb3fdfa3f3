"""An author says that a contribution is no part of a campaign; somebody else than who confirmed it decides."""

from sqlalchemy import select

from consult.accounts.models import Account
from consult.campaigns.models import Campaign, CampaignMember, CampaignState, Contest, Outcome
from consult.clock import now
from consult.consultations.models import Duty
from consult.consultations.policy import has_duty, require_duty
from consult.contributions.models import Contribution
from consult.db import transaction
from consult.errors import Conflict, Invalid, NotAllowed
from consult.i18n import _
from consult.record.actions import append_entry
from consult.text import normalise

LIMIT = 2_000


class AlreadyContested(Conflict):
    """The author has said so before, of this campaign."""


class AlreadyDecided(Conflict):
    """Somebody decided since the page was opened."""


def contest(contribution: Contribution, campaign: Campaign, words: str, by: Account) -> Contest:
    """Raises NotAllowed, AlreadyContested, Conflict where it is no member of it now, or Invalid."""
    with transaction() as session:
        session.refresh(campaign, with_for_update=True)
        if contribution.stakeholder.account_id != by.id:
            raise NotAllowed(_("Only its author may object."))
        member = session.get(CampaignMember, contribution.id)
        if campaign.state is not CampaignState.CONFIRMED or member is None or member.campaign_id != campaign.id:
            raise Conflict(_("Your contribution is not counted with this campaign any more."))
        if session.scalar(select(Contest.id).where(
                Contest.campaign_id == campaign.id, Contest.contribution_id == contribution.id)) is not None:
            raise AlreadyContested(_("You have objected to this already."))
        found = Contest(campaign_id=campaign.id, contribution_id=contribution.id, words=normalise(words))
        if not found.words:
            raise Invalid(_("Say what you wrote yourself, or why it is no part of this campaign."))
        if len(found.words) > LIMIT:
            raise Invalid(_("Shorten this to %(limit)s characters.", limit=LIMIT))
        session.add(found)
        session.flush()
        _record("contested", found, campaign, contribution)
        return found


def decide_contest(found: Contest, outcome: Outcome, answer: str, by: Account) -> None:
    """Take the contribution out of the campaign, or leave it in. Raises NotAllowed, AlreadyDecided or Invalid."""
    with transaction() as session:
        session.refresh(found.campaign, with_for_update=True)
        session.refresh(found)
        campaign, contribution = found.campaign, found.contribution
        require_duty(by, campaign.consultation, Duty.JUDGING)
        if not may_decide(by, found):
            raise NotAllowed(_("Who confirmed the campaign or wrote the contribution leaves this to somebody else."))
        if found.outcome is not None:
            raise AlreadyDecided(_("Somebody has decided on this already. Nothing was changed by you."))
        found.answer = normalise(answer)
        if not found.answer:
            raise Invalid(_("Give your reasons. The author reads them."))
        found.outcome, found.decided_by, found.decided_at = outcome, by.id, now()
        member = session.get(CampaignMember, contribution.id)
        if outcome is Outcome.TAKEN_OUT and member is not None and member.campaign_id == campaign.id:
            member.campaign_id, member.out_of_id = None, campaign.id
        session.flush()
        _record("contest_decided", found, campaign, contribution, outcome=outcome.value)


def may_decide(account: Account, found: Contest) -> bool:
    """Not who confirmed the campaign, nor the author."""
    return (
        has_duty(account, found.campaign.consultation, Duty.JUDGING)
        and account.id not in (found.campaign.settled_by, found.contribution.stakeholder.account_id)
    )


def _record(what: str, found: Contest, campaign: Campaign, contribution: Contribution, **facts: str) -> None:
    """The words are the team's alone; the author's time is not told where the name is withheld."""
    append_entry(
        f"campaign.{what}", campaign.subject, consultation=campaign.consultation.slug,
        facts={"contribution": contribution.subject, **facts}, hides_time=contribution.is_nameless,
    )
