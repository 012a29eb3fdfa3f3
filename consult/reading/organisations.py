"""An organisation as readers see it: what it said in public, wherever that was.

What was sent without a name is nowhere here: not in a list, not in a number, not by a page that appears because of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased

from consult.accounts.models import Account
from consult.consultations.merging import may_merge
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, Publication, State, Version
from consult.db import db
from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import name_of, number_in
from consult.organisations.models import Organisation
from consult.organisations.policy import roles_in
from consult.organisations.queries import known_as, organisation_by_name, organisation_named, organisations_alike
from consult.paging import Page, decode_cursor, decode_place, page_of
from consult.record.models import ContributionNumber
from consult.signatures.queries import signed_by
from consult.submissions.models import Position

PAGE = 20
LISTED = 50
_contributions, _positions = Contribution.__table__, Position.__table__
# Said in public under the organisation's name.
_PUBLIC = and_(_contributions.c.state == State.PUBLISHED, _contributions.c.publication == Publication.NAMED)


@dataclass(frozen=True)
class SaidPosition:
    """A public position as an organisation's page lists it; `as_name` is the name it was sent with."""

    id: int
    number: int | None
    claim: str
    excerpt: str
    language: str
    stance: str
    author: str
    as_name: str
    published_at: datetime
    consultation: str
    title: str

    @property
    def name(self) -> str:
        return name_of(self.id)


def organisation_seen_by(account: Account | None, name: str) -> Organisation:
    """One with something public in its name; others are seen by those who act for it, and managers. Raises NotFound."""
    found = organisation_by_name(name)
    if has_spoken(found) or roles_in(account, found) or may_merge(account):
        return found
    raise NotFound(_("There is no such organisation, or it has said nothing in public."))


def has_spoken(organisation: Organisation) -> bool:
    known = known_as(organisation)
    said = select(exists().where(_contributions.c.organisation_id.in_(known), _PUBLIC))
    return bool(db.session.scalar(said)) or bool(signed_by(known, limit=1))


def former_names(organisation: Organisation) -> Sequence[str]:
    """The names of entries merged into it, of those under which something public was said."""
    spoken = exists().where(_contributions.c.organisation_id == Organisation.id, _PUBLIC)
    return db.session.scalars(
        select(Organisation.name)
        .where(Organisation.merged_into_id == organisation.id, spoken).order_by(Organisation.name)
    ).all()


def said_by(organisation: Organisation, after: str | None = None) -> Page[SaidPosition]:
    """Its public positions in all consultations, the latest first."""
    query = (
        select(
            _contributions.c.id, ContributionNumber.number, Version.public_claim, Version.body_html,
            Version.public_wording, _contributions.c.language, _contributions.c.stance, _contributions.c.author_name,
            _contributions.c.organisation_name, _contributions.c.published_at, Consultation.slug, Consultation.title,
        )
        .select_from(_contributions)
        .join(_positions, _positions.c.id == _contributions.c.id)
        .join(Consultation, Consultation.id == _contributions.c.consultation_id)
        .join(Version, and_(
            Version.contribution_id == _contributions.c.id, Version.version == _contributions.c.public_version))
        .outerjoin(ContributionNumber, ContributionNumber.contribution_id == _contributions.c.id)
        .where(_contributions.c.organisation_id.in_(known_as(organisation)), _PUBLIC)
        .order_by(_contributions.c.published_at.desc(), _contributions.c.id.desc())
        .limit(PAGE + 1)
    )
    if place := decode_place(after):
        moment, identifier = place
        query = query.where(or_(
            _contributions.c.published_at < moment,
            and_(_contributions.c.published_at == moment, _contributions.c.id < identifier),
        ))
    rows = [
        SaidPosition(
            row.id, row.number, row.public_claim, row.body_html or row.public_wording, row.language, row.stance,
            row.author_name, row.organisation_name, row.published_at, row.slug, row.title,
        )
        for row in db.session.execute(query)
    ]
    return page_of(rows, PAGE, lambda row: (row.published_at.isoformat(), row.id))


def organisations_listed(after: str | None = None, named: str = "") -> Page[Organisation]:
    """Those with something public in their name, by name; or those whose name is like the one given."""
    double = aliased(Organisation)
    spoken = or_(
        exists().where(_contributions.c.organisation_id == Organisation.id, _PUBLIC),
        exists().where(
            double.merged_into_id == Organisation.id, _contributions.c.organisation_id == double.id, _PUBLIC),
    )
    query = (
        select(Organisation).where(Organisation.merged_into_id.is_(None), spoken)
        .order_by(Organisation.normalised_name, Organisation.id).limit(LISTED + 1)
    )
    if named:
        return Page(db.session.scalars(query.where(Organisation.id.in_(_meant(named)))).all()[:LISTED], None)
    place = decode_cursor(after, 2)
    if place and (identifier := number_in(place[1])) is not None:
        query = query.where(or_(
            Organisation.normalised_name > place[0],
            and_(Organisation.normalised_name == place[0], Organisation.id > identifier),
        ))
    found = db.session.scalars(query).all()
    return page_of(found, LISTED, lambda row: (row.normalised_name, row.id))


def _meant(named: str) -> Sequence[int]:
    exact = organisation_named(named)
    return [each.id for each in (exact, *organisations_alike(named, limit=20)) if each is not None]
