"""Finding contributions."""

from sqlalchemy import select

from consult.contributions.models import Contribution, ContributionTopic, Version
from consult.db import db
from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import id_of


def contribution_by_name(name: str) -> Contribution:
    """By its public name. Raises NotFound. Whether the asker may see it is the caller's to say."""
    identifier = id_of(name)
    found = db.session.get(Contribution, identifier) if identifier is not None else None
    if found is None:
        raise NotFound(_("There is no such contribution."))
    return found


def version_of(contribution: Contribution, number: int) -> Version:
    """Raises NotFound."""
    found = db.session.get(Version, (contribution.id, number)) if 0 < number < 1 << 31 else None
    if found is None:
        raise NotFound(_("This contribution has no version %(number)s.", number=number))
    return found


def topic_ids_of(contribution: Contribution) -> list[int]:
    return list(
        db.session.scalars(
            select(ContributionTopic.topic_id).where(ContributionTopic.contribution_id == contribution.id)
        )
    )
