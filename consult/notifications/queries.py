"""What somebody follows, how they are written to, and what was sent to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from consult.accounts.models import Account
from consult.consultations.models import Consultation, Topic
from consult.consultations.policy import may_see
from consult.contributions.models import Version
from consult.db import db
from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import id_of, name_of
from consult.mail import Letter, PausedAddress
from consult.notifications.models import Follow, Followed, How, Kind, Preference
from consult.notifications.policy import USUAL
from consult.paging import Page, decode_place, page_of
from consult.submissions.models import Position
from consult.submissions.queries import position_seen_by

PAGE = 30


@dataclass(frozen=True)
class Line:
    """One thing that is followed, as a list shows it."""

    kind: Followed
    thing: Consultation | Topic | Position
    title: str
    language: str
    consultation: Consultation

    @property
    def name(self) -> str:
        return name_of(self.thing.id)


def followed_by(account: Account) -> list[Line]:
    """What they follow and can still see, the latest first: four queries, however much it is."""
    rows = db.session.execute(
        select(Follow.kind, Follow.thing_id).where(Follow.account_id == account.id)
        .order_by(Follow.since.desc(), Follow.thing_id)
    ).all()
    wanted = {kind: [row.thing_id for row in rows if row.kind is kind] for kind in Followed}
    lines: dict[tuple[Followed, int], Line] = {}
    for consultation in db.session.scalars(
        select(Consultation).where(Consultation.id.in_(wanted[Followed.CONSULTATION]))
    ):
        lines[Followed.CONSULTATION, consultation.id] = Line(
            Followed.CONSULTATION, consultation, consultation.title, consultation.language, consultation)
    for topic in db.session.scalars(select(Topic).where(Topic.id.in_(wanted[Followed.TOPIC]))):
        own = topic.consultation
        lines[Followed.TOPIC, topic.id] = Line(Followed.TOPIC, topic, topic.title, own.language, own)
    for position, version in db.session.execute(
        select(Position, Version).join(Version, (Version.contribution_id == Position.id)
                                       & (Version.version == Position.public_version))
        .where(Position.id.in_(wanted[Followed.POSITION]))
    ):
        title = version.public_claim or version.public_body or version.public_wording
        lines[Followed.POSITION, position.id] = Line(
            Followed.POSITION, position, title, position.language, position.consultation)
    found = [lines[row.kind, row.thing_id] for row in rows if (row.kind, row.thing_id) in lines]
    return [each for each in found if may_see(account, each.consultation)]


def thing_seen_by(account: Account, kind: Followed, name: str) -> Consultation | Topic | Position:
    """What may be followed: what one can see. Raises NotFound."""
    if kind is Followed.POSITION:
        return position_seen_by(account, name)
    identifier = id_of(name) or -1
    found: Consultation | Topic | None = (
        db.session.get(Consultation, identifier) if kind is Followed.CONSULTATION else db.session.get(Topic, identifier)
    )
    consultation = found.consultation if isinstance(found, Topic) else found
    if found is None or consultation is None or not may_see(account, consultation):
        raise NotFound(_("There is no such page."))
    return found


def is_following(account: Account | None, kind: str, thing_id: int) -> bool:
    return account is not None and db.session.get(Follow, (account.id, Followed(kind), thing_id)) is not None


def ways_of(account: Account) -> dict[Kind, How]:
    """How they hear of every kind."""
    wished = db.session.execute(select(Preference.kind, Preference.how).where(Preference.account_id == account.id))
    return {**USUAL, **dict(wished.tuples().all())}


def pause_of(account: Account) -> PausedAddress | None:
    return db.session.get(PausedAddress, account.email.lower())


def letters_to(account: Account, after: str | None = None, size: int = PAGE) -> Page[Letter]:
    """All that was written to their address, newest first."""
    query = select(Letter).where(Letter.recipient == account.email)
    place = decode_place(after)
    if place is not None:
        moment, identifier = place
        query = query.where(
            (Letter.written_at < moment) | (Letter.written_at == moment) & (Letter.id < identifier))
    rows: Sequence[Letter] = db.session.scalars(
        query.order_by(Letter.written_at.desc(), Letter.id.desc()).limit(size + 1)).all()
    return page_of(rows, size, lambda letter: [letter.written_at.isoformat(), letter.id])


def letter_to(account: Account, name: str) -> Letter:
    """One of theirs. Raises NotFound."""
    found = db.session.get(Letter, id_of(name) or -1)
    if found is None or found.recipient != account.email:
        raise NotFound(_("There is no such letter."))
    return found
