"""Who hears of what: one function a kind of entry, each for a whole stretch of the record at once."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, union
from sqlalchemy.orm import aliased, joinedload

from consult.campaigns.models import Campaign, CampaignMember, CampaignState, Contest
from consult.challenges.models import Challenge
from consult.comments.models import Comment
from consult.consultations.models import Consultation, TeamMember, TeamRole
from consult.contributions.models import Channel, Contribution, ContributionTopic, State
from consult.db import db
from consult.identifiers import id_of, name_of
from consult.notifications.models import Follow, Followed, Kind
from consult.organisations.models import Stakeholder
from consult.record.actions import full_hour_after
from consult.record.models import Entry
from consult.responses.models import FollowUp, Response
from consult.submissions.models import Draft, Position, Submission

CHUNK = 500


@dataclass(frozen=True)
class Hearing:
    """That somebody is to hear of something: see Notice. `not_before`: earlier, the time would tell who it was."""

    account_id: int
    consultation_id: int
    kind: Kind
    said: str
    subject: str
    about: str
    not_before: datetime | None = None


def hearings(entries: Sequence[Entry]) -> Iterator[Hearing]:
    """Of a stretch of the record, oldest first. Who is told twice of one thing is told what was said first."""
    for kind, hear in _HEARD.items():
        told = [entry for entry in entries if entry.kind == kind and entry.consultation]
        for start in range(0, len(told), CHUNK):
            yield from hear(told[start : start + CHUNK])


def _about(entry: Entry) -> str:
    return f"entry:{entry.id}"


def _by_id(entries: Iterable[Entry]) -> dict[int, Entry]:
    """By the id of what they are about; the first of each."""
    found: dict[int, Entry] = {}
    for entry in entries:
        identifier = id_of(entry.subject.partition(":")[2])
        if identifier is not None:
            found.setdefault(identifier, entry)
    return found


def _hidden_until(entry: Entry) -> datetime | None:
    return full_hour_after(entry.written_at) if entry.hides_time else None


def _of_positions(entries: Sequence[Entry]) -> Iterator[Hearing]:
    """Those who follow its goal or the consultation, but for its author; nobody for what came in a file."""
    found = _by_id(entries)
    author = Stakeholder.account_id
    shared = (Contribution.id, Contribution.consultation_id, author, Follow.account_id)
    mine = Contribution.__table__.join(Stakeholder.__table__, Stakeholder.id == Contribution.stakeholder_id)
    wanted = (Contribution.id.in_(found), Contribution.channel != Channel.IMPORT)
    on_topic = (
        select(*shared).select_from(mine)
        .join(ContributionTopic, ContributionTopic.contribution_id == Contribution.id)
        .join(Follow, (Follow.kind == Followed.TOPIC) & (Follow.thing_id == ContributionTopic.topic_id)).where(*wanted)
    )
    on_all = (
        select(*shared).select_from(mine)
        .join(Follow, (Follow.kind == Followed.CONSULTATION) & (Follow.thing_id == Contribution.consultation_id))
        .where(*wanted)
    )
    for identifier, consultation, wrote, hears in db.session.execute(union(on_topic, on_all)):
        if hears != wrote:
            entry = found[identifier]
            yield Hearing(hears, consultation, Kind.POSITION, entry.kind, entry.subject, entry.subject,
                          _hidden_until(entry))


def _of_comments(entries: Sequence[Entry]) -> Iterator[Hearing]:
    """The author of the comment it replies to, that of the position, and who follows the position."""
    found = _by_id(entries)
    parent, position = aliased(Comment, flat=True), aliased(Position, flat=True)
    by, parent_by, position_by = aliased(Stakeholder), aliased(Stakeholder), aliased(Stakeholder)
    rows = db.session.execute(
        select(Comment.id, Comment.consultation_id, by.account_id, parent_by.account_id, position_by.account_id,
               position.id)
        .join(by, by.id == Comment.stakeholder_id)
        .join(position, position.thread_id == Comment.thread_id)
        .join(position_by, position_by.id == position.stakeholder_id)
        .outerjoin(parent, parent.id == Comment.parent_id)
        .outerjoin(parent_by, parent_by.id == parent.stakeholder_id)
        .where(Comment.id.in_(found), Comment.channel != Channel.IMPORT)
    ).all()
    followers = _followers(Followed.POSITION, {row[5] for row in rows})
    for identifier, consultation, wrote, replied_to, authored, position_id in rows:
        entry = found[identifier]
        hearers = dict.fromkeys(followers.get(position_id, ()), "comment.on_followed")
        if authored is not None:
            hearers[authored] = "comment.on_yours"
        if replied_to is not None:
            hearers[replied_to] = "comment.reply"
        for account, said in hearers.items():
            if account != wrote:
                yield Hearing(account, consultation, Kind.REPLY, said, entry.subject, entry.subject,
                              _hidden_until(entry))


def _followers(kind: Followed, things: Iterable[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for thing, account in db.session.execute(
        select(Follow.thing_id, Follow.account_id).where(Follow.kind == kind, Follow.thing_id.in_(things))
    ):
        found.setdefault(thing, []).append(account)
    return found


def _consultations(entries: Iterable[Entry]) -> dict[str, Consultation]:
    slugs = {entry.consultation for entry in entries}
    return {
        each.slug: each for each in db.session.scalars(
            select(Consultation).where(Consultation.slug.in_(slugs), Consultation.announced_at.is_not(None)))
    }


def _participants(consultation_id: int) -> list[int]:
    """The accounts from which anything came: positions, answers, comments."""
    came = union(
        select(Submission.stakeholder_id).where(Submission.consultation_id == consultation_id),
        select(Contribution.stakeholder_id).where(Contribution.consultation_id == consultation_id),
    ).subquery()
    rows = db.session.scalars(select(Stakeholder.account_id).where(Stakeholder.id.in_(select(came))))
    return [account for account in rows if account is not None]


def _everybody(consultation: Consultation) -> set[int]:
    """Who takes part, and who follows it or anything in it."""
    return {*_participants(consultation.id), *followers_of(consultation)}


def followers_of(consultation: Consultation) -> set[int]:
    topics = [topic.id for topic in consultation.topics]
    return set(db.session.scalars(select(Follow.account_id).where(
        (Follow.kind == Followed.CONSULTATION) & (Follow.thing_id == consultation.id)
        | (Follow.kind == Followed.TOPIC) & Follow.thing_id.in_(topics)
    )))


def _to_everybody(kind: Kind) -> Callable[[Sequence[Entry]], Iterator[Hearing]]:
    def hear(entries: Sequence[Entry]) -> Iterator[Hearing]:
        known = _consultations(entries)
        for entry in entries:
            consultation = known.get(entry.consultation or "")
            for account in _everybody(consultation) if consultation else ():
                assert consultation is not None
                yield Hearing(account, consultation.id, kind, entry.kind, entry.subject, _about(entry))

    return hear


def _of_new_goals(entries: Sequence[Entry]) -> Iterator[Hearing]:
    """Of versions that changed something; the first is told by the opening."""
    changed = [entry for entry in entries if json.loads(entry.canonical or b"{}").get("version", 1) > 1]
    return _to_everybody(Kind.GOALS)(changed)


def _to_challenger(entries: Sequence[Entry]) -> Iterator[Hearing]:
    found = _by_id(entries)
    for each in db.session.scalars(select(Challenge).where(Challenge.id.in_(found))):
        if each.account_id is not None:
            entry = found[each.id]
            yield Hearing(each.account_id, each.consultation_id, Kind.CHALLENGE, entry.kind, entry.subject,
                          _about(entry))


def _to_team(entries: Sequence[Entry]) -> Iterator[Hearing]:
    """Whoever moderates or manages: a challenge is owed a reply. Told once, whether it waited or not."""
    found = _by_id(entries)
    rows = db.session.execute(
        select(Challenge.id, Challenge.consultation_id, Challenge.account_id, TeamMember.account_id)
        .join(TeamMember, TeamMember.consultation_id == Challenge.consultation_id)
        .where(Challenge.id.in_(found), TeamMember.role.in_([TeamRole.MODERATOR, TeamRole.MANAGER])).distinct()
    )
    for identifier, consultation, made_by, member in rows:
        if member != made_by:
            yield Hearing(member, consultation, Kind.CHALLENGE, "challenge.made", found[identifier].subject,
                          f"{found[identifier].subject}:made")


def _of_follow_ups(entries: Sequence[Entry]) -> Iterator[Hearing]:
    """Those who follow the consultation: of each step."""
    present = {f"follow_up:{each.name}" for each in db.session.scalars(
        select(FollowUp).join(Response).where(FollowUp.id.in_(_by_id(entries))))}
    known = _consultations(entries)
    for entry in entries:
        consultation = known.get(entry.consultation or "")
        if consultation and entry.subject in present:
            for account in followers_of(consultation):
                yield Hearing(account, consultation.id, Kind.RESPONSE, entry.kind, entry.subject, _about(entry))


def _of_campaigns(entries: Sequence[Entry]) -> Iterator[Hearing]:
    """The authors of all that is counted with a confirmed campaign: once of each, whatever is done to it later."""
    campaigns: set[int | None] = set()
    for entry in entries:
        into = str(json.loads(entry.canonical or b"{}").get("into", ""))
        campaigns |= {id_of(each.partition(":")[2]) for each in (entry.subject, into)}
    rows = db.session.execute(
        select(Campaign.id, Campaign.consultation_id, Stakeholder.account_id, func.min(Contribution.id))
        .join(CampaignMember, CampaignMember.campaign_id == Campaign.id)
        .join(Contribution.__table__, Contribution.id == CampaignMember.contribution_id)
        .join(Stakeholder.__table__, Stakeholder.id == Contribution.stakeholder_id)
        .where(
            Campaign.id.in_(campaigns - {None}), Campaign.state == CampaignState.CONFIRMED,
            Contribution.state == State.PUBLISHED, Contribution.channel != Channel.IMPORT,
        ).group_by(Campaign.id, Campaign.consultation_id, Stakeholder.account_id)
    )
    for campaign, consultation, account, contribution in rows:
        if account is not None:
            yield Hearing(account, consultation, Kind.OUTCOME, "campaign.counted",
                          f"contribution:{name_of(contribution)}", f"campaign:{name_of(campaign)}")


def _contests(entries: Sequence[Entry], kind: str) -> Iterator[tuple[Contest, Entry]]:
    """The objection that each entry tells of."""
    told = {
        (id_of(entry.subject.partition(":")[2]), id_of(str(facts.get("contribution", "")).partition(":")[2])): entry
        for entry in entries if (facts := json.loads(entry.canonical or b"{}")) and entry.kind == kind
    }
    for each in db.session.scalars(
        select(Contest).where(Contest.campaign_id.in_({campaign for campaign, _contribution in told}))
        .options(joinedload(Contest.campaign), joinedload(Contest.contribution).joinedload(Contribution.stakeholder))
    ):
        if entry := told.get((each.campaign_id, each.contribution_id)):
            yield each, entry


def _of_objections(entries: Sequence[Entry]) -> Iterator[Hearing]:
    """Whoever may decide on it: not who confirmed the campaign, nor the author."""
    for contest, entry in _contests(entries, "campaign.contested"):
        team = db.session.scalars(select(TeamMember.account_id).where(
            TeamMember.consultation_id == contest.campaign.consultation_id,
            TeamMember.role.in_([TeamRole.MODERATOR, TeamRole.MANAGER]))).unique()
        parties = (contest.campaign.settled_by, contest.contribution.stakeholder.account_id)
        for member in sorted(each for each in {*team} if each not in parties):
            yield Hearing(member, contest.campaign.consultation_id, Kind.CHALLENGE, entry.kind,
                          f"contest:{contest.name}", _about(entry), _hidden_until(entry))


def _of_decided_objections(entries: Sequence[Entry]) -> Iterator[Hearing]:
    for contest, entry in _contests(entries, "campaign.contest_decided"):
        author = contest.contribution.stakeholder.account_id
        if author is not None:
            yield Hearing(author, contest.campaign.consultation_id, Kind.CHALLENGE, entry.kind,
                          f"contest:{contest.name}", _about(entry))


_HEARD: dict[str, Callable[[Sequence[Entry]], Iterator[Hearing]]] = {
    "position.published": _of_positions,
    "comment.published": _of_comments,
    **dict.fromkeys(
        ("consultation.extended", "consultation.paused", "consultation.resumed", "consultation.cancelled",
         "round.opened"), _to_everybody(Kind.DATES)),
    "topic.version_published": _of_new_goals,
    "outcome.published": _to_everybody(Kind.OUTCOME),
    "outcome.final": _to_everybody(Kind.OUTCOME),
    **dict.fromkeys(
        ("campaign.confirmed", "campaign.joined", "campaign.split", "campaign.merged", "campaign.put_back"),
        _of_campaigns),
    "campaign.contested": _of_objections,
    "campaign.contest_decided": _of_decided_objections,
    "challenge.made": _to_team,
    "challenge.published": _to_team,
    "challenge.withheld": _to_challenger,
    "challenge.answered": _to_challenger,
    "response.published": _to_everybody(Kind.RESPONSE),
    "follow_up.noted": _of_follow_ups,
}


def of_the_clock(moment: datetime, soon: datetime, since: datetime) -> Iterator[Hearing]:
    """What no act says: that a consultation opened after `since`, and that one closes before `soon`."""
    public = (Consultation.announced_at.is_not(None), Consultation.cancelled_at.is_(None),
              Consultation.paused_at.is_(None))
    opened = select(Consultation).where(*public, Consultation.opens_at > since, Consultation.opens_at <= moment)
    for each in db.session.scalars(opened).all():
        for account in followers_of(each):
            yield Hearing(account, each.id, Kind.DATES, "consultation.opens", f"consultation:{each.slug}",
                          f"opens:{each.id}:{each.round}")
    closing = select(Consultation).where(
        *public, Consultation.opens_at <= moment, Consultation.closes_at > moment, Consultation.closes_at <= soon)
    for each in db.session.scalars(closing).all():
        assert each.closes_at is not None
        unsent = db.session.scalars(select(Draft.account_id).where(
            Draft.consultation_id == each.id, Draft.account_id.is_not(None), Draft.position_id.is_(None)))
        for account in {*followers_of(each), *(draft for draft in unsent if draft is not None)}:
            yield Hearing(account, each.id, Kind.DATES, "consultation.closes_soon", f"consultation:{each.slug}",
                          f"closes:{each.id}:{each.closes_at:%Y-%m-%dT%H:%M}")
