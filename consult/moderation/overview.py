"""Where a consultation stands, for its team: the day, what waits, who is silent, what is in trouble."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Consultation
from consult.consultations.participation import who_takes_part
from consult.consultations.phases import Phase, phase_of
from consult.consultations.policy import may_observe
from consult.contributions.models import Contribution
from consult.db import db
from consult.errors import NotAllowed
from consult.i18n import _
from consult.mail import Letter, PausedAddress
from consult.moderation.models import Act, ModerationDecision
from consult.moderation.queries import Standing, midnight, standing_of
from consult.organisations.models import Stakeholder
from consult.organisations.vocabularies import UNDECLARED
from consult.synthesis.coverage import Coverage
from consult.synthesis.queries import coverage_of

RECENT = timedelta(days=7)
_BEFORE_CLOSING = (Phase.PREPARING, Phase.ANNOUNCED, Phase.OPEN)


@dataclass(frozen=True)
class Overview:
    """`letters_in_trouble` are the whole site's; `coverage` is by topic slug, and empty until closing."""

    standing: Standing
    received_today: int
    decisions: dict[Act, int]
    silent_groups: list[str]
    silent_regions: list[str]
    letters_in_trouble: int
    unreachable: int
    coverage: dict[str, Coverage]

    @property
    def decided(self) -> int:
        return sum(self.decisions.values())


def overview_of(consultation: Consultation, account: Account) -> Overview:
    """The same number of queries, whatever there is. Raises NotAllowed for those outside its team."""
    if not may_observe(account, consultation):
        raise NotAllowed(_("Only the team of this consultation may see this."))
    silent_groups, silent_regions = _silent(consultation)
    closed = phase_of(consultation) not in _BEFORE_CLOSING
    return Overview(
        standing_of([consultation]), _received_today(consultation), _recent_decisions(consultation),
        silent_groups, silent_regions, _letters_in_trouble(), _unreachable(consultation),
        coverage_of(consultation, draft=True) if closed else {},
    )


def _received_today(consultation: Consultation) -> int:
    query = select(func.count()).select_from(Contribution.__table__).where(
        Contribution.consultation_id == consultation.id, Contribution.received_at >= midnight()
    )
    return db.session.scalar(query) or 0


def _recent_decisions(consultation: Consultation) -> dict[Act, int]:
    """Those that stand, of the last seven days, by act."""
    rows = db.session.execute(
        select(ModerationDecision.act, func.count())
        .join(Contribution.__table__, Contribution.id == ModerationDecision.contribution_id)
        .where(
            Contribution.consultation_id == consultation.id, ModerationDecision.undone_at.is_(None),
            ModerationDecision.decided_at >= now() - RECENT,
        )
        .group_by(ModerationDecision.act)
    )
    found = {row[0]: int(row[1]) for row in rows}
    return {act: found.get(act, 0) for act in Act}


def _silent(consultation: Consultation) -> tuple[list[str], list[str]]:
    """The groups and the regions from which no position is published."""
    matrix = who_takes_part(consultation)
    regions = {region: sum(row[region] for row in matrix.values()) for region in next(iter(matrix.values()))}
    return (
        [group for group, row in matrix.items() if not any(row.values())],
        [region for region, number in regions.items() if not number and region != UNDECLARED],
    )


def _letters_in_trouble() -> int:
    """Tried at least once and not posted: how many, never whose."""
    query = select(func.count()).select_from(Letter).where(Letter.sent_at.is_(None), Letter.attempts > 0)
    return db.session.scalar(query) or 0


def _unreachable(consultation: Consultation) -> int:
    """How many who take part have an address that refuses letters; never whose."""
    query = (
        select(func.count(func.distinct(Account.id)))
        .join(PausedAddress, PausedAddress.address == func.lower(Account.email))
        .join(Stakeholder, Stakeholder.account_id == Account.id)
        .join(Contribution.__table__, Contribution.stakeholder_id == Stakeholder.id)
        .where(Contribution.consultation_id == consultation.id)
    )
    return db.session.scalar(query) or 0
