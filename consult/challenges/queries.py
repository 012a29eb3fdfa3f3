"""Challenges with their replies, the ledger of issues, and what became of somebody's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Account
from consult.challenges.models import Challenge, ChallengeState, Issue, IssueStatus, Recognition
from consult.clock import now
from consult.consultations.models import Consultation
from consult.consultations.phases import has_outcome
from consult.contributions.models import Contribution, State, Version
from consult.db import db
from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import id_of, name_of
from consult.markup import marked
from consult.organisations.models import Stakeholder
from consult.paging import Page, page_of
from consult.record.queries import numbers_of
from consult.synthesis.models import Citation, Finding, FindingVersion
from consult.synthesis.outline import Line, every_line, outline_of
from consult.synthesis.queries import Became, became_of, finding_by_name

# More than anybody reads on one page; the data holds all.
MOST = 500


def challenge_by_name(name: str) -> Challenge:
    """Raises NotFound. Whether the asker may see it is the caller's to say."""
    identifier = id_of(name)
    found = db.session.get(Challenge, identifier) if identifier is not None else None
    if found is None:
        raise NotFound(_("There is no such challenge."))
    return found


def issue_by_name(name: str) -> Issue:
    """Raises NotFound."""
    identifier = id_of(name)
    found = db.session.get(Issue, identifier) if identifier is not None else None
    if found is None:
        raise NotFound(_("There is no such issue."))
    return found


def public_finding(name: str) -> tuple[Finding, Consultation]:
    """Raises NotFound for what no published outcome shows."""
    finding = finding_by_name(name)
    consultation = db.session.get_one(Consultation, finding.consultation_id)
    if finding.public_version is None or not has_outcome(consultation):
        raise NotFound(_("There is no such finding."))
    return finding, consultation


def challenges_of(
    consultation: Consultation, *states: ChallengeState, finding: Finding | None = None, most: int | None = MOST
) -> Sequence[Challenge]:
    """The published ones, or those in the states given; the first made first. One query."""
    query = (
        select(Challenge)
        .where(
            Challenge.consultation_id == consultation.id,
            Challenge.state.in_(states or (ChallengeState.PUBLISHED,)),
        )
        .options(joinedload(Challenge.reply))
        .order_by(Challenge.made_at, Challenge.id).limit(most)
    )
    if finding is not None:
        query = query.where(Challenge.finding_id == finding.id)
    return db.session.scalars(query).all()


def challenges_after(consultation: Consultation, last: Challenge | None, limit: int) -> Page[Challenge]:
    """The published ones that were made after one of them. The cursor is a name: a time could tell who it was."""
    query = (
        select(Challenge)
        .where(Challenge.consultation_id == consultation.id, Challenge.state == ChallengeState.PUBLISHED)
        .options(joinedload(Challenge.reply)).order_by(Challenge.made_at, Challenge.id).limit(limit + 1)
    )
    if last is not None:
        query = query.where(or_(
            Challenge.made_at > last.made_at, and_(Challenge.made_at == last.made_at, Challenge.id > last.id)))
    return page_of(db.session.scalars(query).all(), limit, lambda each: [each.name])


def challenges_by_finding(consultation: Consultation) -> Mapping[int, Sequence[Challenge]]:
    """The published ones, by the finding they are about. One query."""
    found: dict[int, list[Challenge]] = {}
    for each in challenges_of(consultation):
        found.setdefault(each.finding_id, []).append(each)
    return found


def unanswered_of(consultation: Consultation) -> int:
    """How many published challenges are owed a reply."""
    return db.session.scalar(
        select(func.count()).select_from(Challenge).where(
            Challenge.consultation_id == consultation.id, Challenge.state == ChallengeState.PUBLISHED,
            Challenge.reply_id.is_(None),
        )
    ) or 0


def is_overdue(challenge: Challenge) -> bool:
    return challenge.reply_id is None and challenge.due_on < now().date()


def issues_of(consultation: Consultation) -> Sequence[Issue]:
    """In the order of their numbers. One query."""
    return db.session.scalars(
        select(Issue).where(Issue.consultation_id == consultation.id).options(joinedload(Issue.challenge))
        .order_by(Issue.number)
    ).all()


def open_issues_of(consultation: Consultation) -> Sequence[Issue]:
    return [each for each in issues_of(consultation) if each.status is IssueStatus.OPEN]


def numbers_in(consultation: Consultation, draft: bool = False) -> dict[int, Line]:
    """Every finding by its id, with its number, as published or as at the desk."""
    return {line.finding.id: line for line in every_line(outline_of(consultation, draft))}


def public_versions(finding: Finding) -> Sequence[FindingVersion]:
    """Those that were ever published, the first first: a next version is begun only on a published one."""
    return db.session.scalars(
        select(FindingVersion)
        .where(FindingVersion.finding_id == finding.id, FindingVersion.version <= (finding.public_version or 0))
        .order_by(FindingVersion.version)
    ).all()


def recognitions_of(finding: Finding) -> int:
    """How many whose words stand behind the present version say that it is what they said."""
    return db.session.scalar(
        select(func.count()).select_from(Recognition).where(
            Recognition.finding_id == finding.id, Recognition.finding_version == finding.public_version
        )
    ) or 0


def recognised_by(account: Account) -> set[tuple[int, int]]:
    """The findings, and their versions, that somebody has said hold their words."""
    rows = db.session.execute(
        select(Recognition.finding_id, Recognition.finding_version).where(Recognition.account_id == account.id)
    )
    return {(finding, version) for finding, version in rows}


@dataclass(frozen=True)
class Place:
    """A contribution of somebody, what became of it, and its texts with the cited words marked."""

    contribution: Contribution
    number: int | None
    became: Sequence[Became]
    blocks: Sequence[tuple[str, Markup]]
    lines: Sequence[Line] = field(default_factory=list)


def places_of(consultation: Consultation, account: Account) -> Sequence[Place]:
    """What became of everything somebody has published in a consultation. A fixed number of queries."""
    own = own_contributions(consultation, account)
    ids = [each.id for each in own]
    numbers, became, lines = numbers_of(ids), became_of(consultation, ids), numbers_in(consultation)
    cited = _cited(consultation, ids)
    texts = _texts(own, cited)
    named = {name_of(identifier): line for identifier, line in lines.items()}
    return [
        Place(
            each, numbers.get(each.id), became.get(each.id, ()), _blocks(texts.get(each.id, ()), cited, lines),
            _behind(became.get(each.id, ()), named),
        )
        for each in own
    ]


def _behind(became: Sequence[Became], named: Mapping[str, Line]) -> Sequence[Line]:
    """The findings that cite or represent it, each once."""
    names = dict.fromkeys(name for part in became for name, _number in part.findings)
    return [named[name] for name in names if name in named]


def own_contributions(consultation: Consultation, account: Account) -> Sequence[Contribution]:
    return db.session.scalars(
        select(Contribution)
        .join(Stakeholder, Stakeholder.id == Contribution.stakeholder_id)
        .where(
            Contribution.consultation_id == consultation.id, Contribution.state == State.PUBLISHED,
            Stakeholder.account_id == account.id,
        )
        .order_by(Contribution.received_at, Contribution.id).limit(MOST)
    ).all()


def _cited(consultation: Consultation, ids: Sequence[int]) -> Sequence[tuple[Citation, int]]:
    rows = db.session.execute(
        select(Citation, Finding.id)
        .join(FindingVersion, FindingVersion.id == Citation.finding_version_id)
        .join(Finding, (Finding.id == FindingVersion.finding_id) & (FindingVersion.version == Finding.public_version))
        .where(
            Finding.consultation_id == consultation.id, Finding.removed_at.is_(None), Citation.contribution_id.in_(ids)
        )
    )
    return rows.tuples().all() if ids else []


def _texts(own: Sequence[Contribution], cited: Sequence[tuple[Citation, int]]) -> dict[int, Sequence[Version]]:
    """The versions that are cited, else the public one."""
    wanted: dict[int, set[int]] = {}
    for citation, _finding in cited:
        wanted.setdefault(citation.contribution_id or 0, set()).add(citation.contribution_version or 0)
    shown = {each.id: wanted.get(each.id) or {each.public_version or 0} for each in own}
    rows = db.session.scalars(
        select(Version).where(Version.contribution_id.in_(list(shown))).order_by(Version.version)
    ).all() if shown else []
    texts: dict[int, list[Version]] = {}
    for each in rows:
        if each.version in shown[each.contribution_id]:
            texts.setdefault(each.contribution_id, []).append(each)
    return dict(texts)


def _blocks(
    versions: Sequence[Version], cited: Sequence[tuple[Citation, int]], lines: Mapping[int, Line]
) -> Sequence[tuple[str, Markup]]:
    return [
        (name, marked(text, [
            ((each.start or 0, each.end or 0), f"/findings/{name_of(finding)}", lines[finding].number)
            for each, finding in cited
            if each.contribution_id == version.contribution_id and each.contribution_version == version.version
            and each.field == name and finding in lines
        ]))
        for version in versions
        for name, text in (
            ("claim", version.public_claim), ("body", version.public_body), ("wording", version.public_wording)
        ) if text
    ]


def stands_behind(account: Account, finding: Finding, consultation: Consultation) -> bool:
    """Whether some of their words are cited or represented by it."""
    return any(
        line.finding.id == finding.id for place in places_of(consultation, account) for line in place.lines
    )
