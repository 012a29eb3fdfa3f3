"""Proposals for a passage and what became of them, versions of a goal, and what changed since somebody wrote."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from consult.amendments.collisions import collisions
from consult.amendments.models import Confirmation, TakenUp
from consult.consultations.anchors import Alignment, align
from consult.consultations.models import Consultation, Passage, Topic, TopicVersion
from consult.consultations.rounds import versions_of
from consult.contributions.models import Contribution, ContributionTopic, Kind, Version
from consult.db import db
from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import name_of
from consult.record.models import ContributionNumber
from consult.submissions.models import Anchor, Position
from consult.submissions.passages import texts_reworded

# Every proposal is compared with every other: beyond this many, the page says that only these were.
COMPARED = 200


@dataclass(frozen=True)
class Other:
    """A proposal as another one's collision names it."""

    name: str
    number: int | None


def passage_of(topic: Topic, ordinal: int) -> Passage:
    """Of the present version. Raises NotFound."""
    found = next((each for each in topic.passages if each.ordinal == ordinal), None)
    if found is None:
        raise NotFound(_("There is no such passage in this goal."))
    return found


def colliding(passage: Passage) -> tuple[dict[int, list[Other]], int]:
    """For each proposal on a passage, those that change the same words; and how many were compared.

    Only those that were written about the same words can be compared; the latest ones are.
    """
    rows = db.session.execute(
        select(Anchor.position_id, Version.public_wording, ContributionNumber.number)
        .join(Contribution, Contribution.id == Anchor.position_id)
        .join(Version, and_(Version.contribution_id == Contribution.id, Version.version == Contribution.public_version))
        .join(ContributionTopic, and_(
            ContributionTopic.contribution_id == Contribution.id, ContributionTopic.topic_id == passage.topic_id,
        ))
        .outerjoin(ContributionNumber, ContributionNumber.contribution_id == Contribution.id)
        .where(Anchor.passage_id == passage.id, Anchor.is_proposal, ContributionTopic.listed_at.is_not(None))
        .order_by(ContributionTopic.listed_at.desc(), ContributionTopic.contribution_id.desc())
        .limit(COMPARED)
    ).all()
    others = {row.position_id: Other(name_of(row.position_id), row.number) for row in rows}
    by_text: dict[str, dict[int, str]] = {}
    reworded = texts_reworded(list(others))
    for row in rows:
        by_text.setdefault(reworded.get(row.position_id, ""), {})[row.position_id] = row.public_wording
    found: dict[int, list[Other]] = {}
    for text, wordings in by_text.items():
        for one, meets in collisions(text, wordings).items():
            found[one] = [others[each] for each in wordings if each in meets]
    return found, len(rows)


def uptakes_of(contribution_ids: Iterable[int]) -> dict[int, list[tuple[Topic, TakenUp]]]:
    """What managers said of proposals, the latest version first."""
    wanted = list(contribution_ids)
    if not wanted:
        return {}
    rows = db.session.execute(
        select(Topic, TakenUp)
        .join(TakenUp, TakenUp.topic_id == Topic.id)
        .where(TakenUp.contribution_id.in_(wanted))
        .order_by(TakenUp.version.desc(), Topic.ordinal)
    )
    found: dict[int, list[tuple[Topic, TakenUp]]] = {}
    for topic, taken in rows:
        found.setdefault(taken.contribution_id, []).append((topic, taken))
    return found


@dataclass(frozen=True)
class ShownUptake:
    """A proposal in the list of those a version answers."""

    name: str
    number: int | None
    uptake: str
    reason: str
    claim: str
    language: str


def uptakes_in(topic: Topic) -> dict[int, list[ShownUptake]]:
    """The proposals answered in each version of a goal, while they are public."""
    rows = db.session.execute(
        select(TakenUp, ContributionNumber.number, Version.public_claim, Contribution.language)
        .join(Contribution, Contribution.id == TakenUp.contribution_id)
        .join(Version, and_(Version.contribution_id == Contribution.id, Version.version == Contribution.public_version))
        .join(ContributionTopic, and_(
            ContributionTopic.contribution_id == Contribution.id, ContributionTopic.topic_id == topic.id,
        ))
        .outerjoin(ContributionNumber, ContributionNumber.contribution_id == Contribution.id)
        .where(TakenUp.topic_id == topic.id, ContributionTopic.listed_at.is_not(None))
        .order_by(TakenUp.version, ContributionNumber.number, Contribution.id)
        .limit(COMPARED)
    )
    found: dict[int, list[ShownUptake]] = {}
    for taken, number, claim, language in rows:
        found.setdefault(taken.version, []).append(
            ShownUptake(name_of(taken.contribution_id), number, taken.uptake.value, taken.reason, claim, language)
        )
    return found


@dataclass(frozen=True)
class ShownPassage:
    """A passage of a version beside those it came from."""

    number: str
    text: str
    before: str
    sources: Sequence[str]
    fate: str


@dataclass(frozen=True)
class ShownVersion:
    """A version of a goal with what changed since the one before. The first has neither date nor changelog."""

    version: int
    changelog: str
    published_at: datetime | None
    passages: Sequence[ShownPassage]
    removed: Sequence[tuple[str, str]]


def versions_shown(topic: Topic) -> Sequence[ShownVersion]:
    """All versions, the latest first. Two queries."""
    texts: dict[int, list[str]] = {}
    for version, text in db.session.execute(
        select(Passage.version, Passage.text).where(Passage.topic_id == topic.id)
        .order_by(Passage.version, Passage.ordinal)
    ):
        texts.setdefault(version, []).append(text)
    said = {each.version: each for each in versions_of(topic.id)}
    return [
        shown_version(topic, version, texts.get(version - 1, []), texts[version], said.get(version))
        for version in sorted(texts, reverse=True)
    ]


def shown_version(
    topic: Topic, version: int, before: Sequence[str], after: Sequence[str], said: TopicVersion | None = None
) -> ShownVersion:
    """A text beside the one before it; without one, all of it simply stands there."""
    found = align(before, after) if before else Alignment((), ())
    sources: dict[int, list[int]] = {}
    for old, carried in enumerate(found.carried):
        for new in carried.places:
            sources.setdefault(new, []).append(old)
    passages = []
    for new, text in enumerate(after):
        olds = sources.get(new, [])
        fate = found.carried[olds[0]].fate.value if olds else "added" if before else "unchanged"
        passages.append(
            ShownPassage(
                f"{topic.ordinal}.{new + 1}", text, "\n\n".join(before[old] for old in olds),
                [f"{topic.ordinal}.{old + 1}" for old in olds], fate,
            )
        )
    removed = [
        (f"{topic.ordinal}.{old + 1}", before[old]) for old, carried in enumerate(found.carried) if not carried.places
    ]
    return ShownVersion(
        version, said.changelog if said else "", said.published_at if said else None, passages, removed
    )


@dataclass(frozen=True)
class Since:
    """What changed in a goal since somebody wrote on it: its text then beside the present one, and why."""

    topic: Topic
    written_about: int
    versions: Sequence[TopicVersion]
    shown: ShownVersion


def changed_since(position: Position) -> Sequence[Since]:
    """By goal, those that have a version the position was not written about."""
    changed = []
    for topic in position.topics:
        since = [each for each in versions_of(topic.id) if each.published_at > position.versions[-1].submitted_at]
        if since:
            then = since[0].version - 1
            before = db.session.scalars(
                select(Passage.text).where(Passage.topic_id == topic.id, Passage.version == then)
                .order_by(Passage.ordinal)
            ).all()
            after = [passage.text for passage in topic.passages]
            changed.append(Since(topic, then, since, shown_version(topic, topic.version, before, after, since[-1])))
    return changed


def confirmed_rounds(position: Position) -> Sequence[int]:
    return db.session.scalars(
        select(Confirmation.round).where(Confirmation.contribution_id == position.id).order_by(Confirmation.round)
    ).all()


def positions_before_the_round(consultation: Consultation, stakeholder_id: int) -> bool:
    """Whether somebody wrote in an earlier round than the present one."""
    if consultation.round < 2 or consultation.opens_at is None:
        return False
    return db.session.scalar(
        select(Contribution.id).where(
            Contribution.stakeholder_id == stakeholder_id, Contribution.consultation_id == consultation.id,
            Contribution.kind == Kind.POSITION, Contribution.received_at < consultation.opens_at,
        ).limit(1)
    ) is not None
