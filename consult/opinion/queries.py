"""What can be asked about votes: one's own, what they come to, and which claim needs one next."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import and_, func, select

from consult.accounts.models import Account
from consult.consultations.models import Consultation, Topic
from consult.consultations.phases import takes_contributions
from consult.contributions.models import Contribution, ContributionTopic, Kind, Publication, Version
from consult.db import db
from consult.identifiers import name_of
from consult.opinion.models import CHOICE_OF, Choice, ClaimStanding, Opinion, Vote, VoteTally
from consult.opinion.routing import NEW, Candidate, next_claim
from consult.opinion.suppression import hidden_among, may_show
from consult.organisations.queries import stakeholder_of
from consult.organisations.vocabularies import Group

# Among so many of the newest claims, and so many of those that most need votes, the next one is chosen.
CHOSEN_AMONG = 100

Tally = dict[str, int]


@dataclass(frozen=True)
class Ballot:
    """A claim's votes as one reader may see them. `tally` is None where fewer than five voted, or before one's own."""

    number: int = 0
    own: str = ""
    tally: Tally | None = None
    is_open: bool = False


@dataclass(frozen=True)
class Claim:
    """A claim as it is shown on its own."""

    id: int
    text: str
    language: str
    group: str = ""
    author: str = ""

    @property
    def name(self) -> str:
        return name_of(self.id)


@dataclass(frozen=True)
class ByGroup:
    """A claim's votes by declared group. Groups of fewer than five are named and not counted out.

    `lowest` is the lowest share of agreement in any group of five and more, hidden or not: it is not for showing.
    """

    tallies: dict[str, Tally] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    total: Tally | None = None
    number: int = 0
    lowest: float = 0.0


def ballots_on(consultation: Consultation, positions: Sequence[int], account: Account | None) -> dict[int, Ballot]:
    """For a list of claims: two or three queries, whatever the number of votes; none where votes are off."""
    if not consultation.votes or not positions:
        return {}
    is_open = takes_contributions(consultation)
    profile = stakeholder_of(account) if account else None
    own = votes_of(profile.id, positions) if profile else {}
    counts = _counts(positions)
    found = {}
    for position in positions:
        tally = _total(counts.get(position, {}))
        number = sum(tally.values())
        chosen = own.get(position)
        shown = tally if may_show(number) and (chosen or not is_open) else None
        found[position] = Ballot(number, chosen.value if chosen else "", shown, is_open)
    return found


def votes_of(stakeholder_id: int, positions: Sequence[int]) -> dict[int, Choice]:
    """How somebody voted on these."""
    rows = db.session.execute(
        select(Vote.position_id, Vote.value)
        .where(Vote.stakeholder_id == stakeholder_id, Vote.position_id.in_(positions))
    )
    return {row.position_id: CHOICE_OF[row.value] for row in rows}


def tallies_by_group(positions: Sequence[int]) -> dict[int, ByGroup]:
    """What may be shown of the votes on these claims, by declared group."""
    counts = _counts(positions)
    return {position: shown_by_group(counts.get(position, {})) for position in positions}


def shown_by_group(counts: dict[str, Tally]) -> ByGroup:
    """Groups in their usual order; see suppression."""
    sizes = {group: sum(tally.values()) for group, tally in counts.items()}
    hidden = hidden_among(sizes)
    order = [group.value for group in Group if sizes.get(group.value)]
    total = _total(counts)
    number = sum(total.values())
    return ByGroup(
        {group: counts[group] for group in order if group not in hidden}, [each for each in order if each in hidden],
        total if may_show(number) else None, number,
        min((share_of(tally) for group, tally in counts.items() if may_show(sizes[group])), default=0.0),
    )


def share_of(tally: Tally) -> float:
    """How far those who voted agree: (A+1)/(S+2)."""
    return (tally[Choice.AGREE] + 1) / (sum(tally.values()) + 2)


def _counts(positions: Sequence[int]) -> dict[int, dict[str, Tally]]:
    found: dict[int, dict[str, Tally]] = {}
    for start in range(0, len(positions), 500):
        rows = db.session.execute(
            select(VoteTally.position_id, VoteTally.group, VoteTally.value, func.sum(VoteTally.step))
            .where(VoteTally.position_id.in_(positions[start : start + 500]))
            .group_by(VoteTally.position_id, VoteTally.group, VoteTally.value)
        )
        for position, group, value, number in rows:
            tally = found.setdefault(position, {}).setdefault(group.value, empty_tally())
            tally[CHOICE_OF[value].value] += int(number)
    return found


def empty_tally() -> Tally:
    return {each.value: 0 for each in Choice}


def _total(counts: dict[str, Tally]) -> Tally:
    return {each.value: sum(tally[each.value] for tally in counts.values()) for each in Choice}


def claims_named(positions: Sequence[int]) -> dict[int, Claim]:
    """Those of them that are published, with their words as readers see them."""
    found: dict[int, Claim] = {}
    for start in range(0, len(positions), 500):
        rows = db.session.execute(
            select(Contribution.id, Version.public_claim, Contribution.language, Contribution.group,
                   Contribution.publication, Contribution.author_name, Contribution.organisation_name)
            .join(Version, and_(Version.contribution_id == Contribution.id,
                                Version.version == Contribution.public_version))
            .where(Contribution.id.in_(positions[start : start + 500]), Contribution.state == "published")
        )
        for row in rows:
            named = row.publication is Publication.NAMED
            found[row.id] = Claim(row.id, row.public_claim, row.language, row.group.value,
                                  (row.organisation_name or row.author_name) if named else "")
    return found


def claim_to_see(topic: Topic, stakeholder_id: int) -> Claim | None:
    """The next claim for somebody, None where they have voted on all of them. Four queries, whatever the numbers."""
    candidates = dict.fromkeys(_newest_unseen(topic, stakeholder_id), NEW)
    candidates |= _neediest_unseen(topic, stakeholder_id)
    claims = claims_named(list(candidates))
    chosen = next_claim(
        (Candidate(name_of(position), priority) for position, priority in candidates.items()
         if position in claims and claims[position].text),
        name_of(stakeholder_id),
    )
    return next((claim for claim in claims.values() if chosen and claim.name == chosen.name), None)


def _newest_unseen(topic: Topic, stakeholder_id: int) -> list[int]:
    """A claim published since the map was last made stands on none yet."""
    place = ContributionTopic
    return list(db.session.scalars(
        select(place.contribution_id)
        .outerjoin(Vote, and_(Vote.position_id == place.contribution_id, Vote.stakeholder_id == stakeholder_id))
        .where(place.topic_id == topic.id, place.kind == Kind.POSITION, place.listed_at.is_not(None),
               Vote.position_id.is_(None))
        .order_by(place.listed_at.desc(), place.contribution_id.desc()).limit(CHOSEN_AMONG)
    ))


def _neediest_unseen(topic: Topic, stakeholder_id: int) -> dict[int, float]:
    standing = ClaimStanding
    rows = db.session.execute(
        select(standing.position_id, standing.priority)
        .outerjoin(Vote, and_(Vote.position_id == standing.position_id, Vote.stakeholder_id == stakeholder_id))
        .where(standing.topic_id == topic.id, Vote.position_id.is_(None))
        .order_by(standing.priority.desc(), standing.position_id).limit(CHOSEN_AMONG)
    )
    return {row.position_id: row.priority for row in rows}


def opinion_on(topic: Topic) -> Opinion | None:
    """The map as it was last made; None before the first."""
    found = db.session.get(Opinion, topic.id)
    return found if found is not None and found.made_at else None
