"""Who signed what. Signatures are public where their position is, and nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.contributions.models import Contribution, Publication, State
from consult.db import db
from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import name_of
from consult.organisations.mandates import hash_of
from consult.signatures.models import JointPosition, Signature, SigningInvitation
from consult.submissions.models import Position

_contributions = Contribution.__table__
_SEEN = (
    _contributions.c.state == State.PUBLISHED, _contributions.c.publication == Publication.NAMED,
    Signature.taken_back_at.is_(None),
)


@dataclass(frozen=True)
class Signed:
    """A signature as readers see it. `holds` while it is under the version that is public."""

    name: str
    organisation: str | None
    group: str
    country: str
    version: int
    signed_at: datetime
    holds: bool


def joint_of(position: Position) -> JointPosition | None:
    return db.session.get(JointPosition, position.id)


def signatures_on(position_ids: Sequence[int]) -> dict[int, list[Signed]]:
    """The public signatures of each, by their time. One query, whatever their number."""
    found: dict[int, list[Signed]] = {}
    if not position_ids:
        return found
    rows = db.session.execute(
        select(Signature, _contributions.c.public_version)
        .join(_contributions, _contributions.c.id == Signature.position_id)
        .where(Signature.position_id.in_(position_ids), *_SEEN)
        .order_by(Signature.signed_at, Signature.id)
    )
    for signature, public_version in rows:
        found.setdefault(signature.position_id, []).append(Signed(
            signature.name, name_of(signature.organisation_id) if signature.organisation_id else None,
            signature.group.value, signature.country, signature.version, signature.signed_at,
            signature.version == public_version,
        ))
    return found


def signers_of(position_ids: Sequence[int]) -> dict[int, int]:
    """How many signed the version that is public, for a list of positions."""
    if not position_ids:
        return {}
    rows = db.session.execute(
        select(Signature.position_id, func.count())
        .join(_contributions, _contributions.c.id == Signature.position_id)
        .where(Signature.position_id.in_(position_ids), Signature.version == _contributions.c.public_version, *_SEEN)
        .group_by(Signature.position_id)
    )
    return {row[0]: row[1] for row in rows}


def own_signature(account: Account | None, position: Position) -> Signature | None:
    if account is None:
        return None
    return db.session.scalar(
        select(Signature).where(
            Signature.position_id == position.id, Signature.account_id == account.id,
            Signature.taken_back_at.is_(None),
        )
    )


def signed_by(organisation_ids: Sequence[int], limit: int = 50) -> Sequence[Signature]:
    """What organisations signed in public, the latest first."""
    return db.session.scalars(
        select(Signature)
        .join(_contributions, _contributions.c.id == Signature.position_id)
        .where(Signature.organisation_id.in_(organisation_ids), *_SEEN)
        .order_by(Signature.signed_at.desc(), Signature.id.desc()).limit(limit)
    ).all()


def invitation_with(token: str) -> SigningInvitation:
    """Raises NotFound."""
    found = db.session.scalar(select(SigningInvitation).where(SigningInvitation.token_hash == hash_of(token)))
    if found is None:
        raise NotFound(_("This link leads nowhere. Copy it whole from the letter."))
    return found
