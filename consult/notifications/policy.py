"""How often somebody is written to: what is usual, and when a digest is due."""

from datetime import datetime, time, timedelta

from consult.notifications.models import How, Kind

# A letter for every new position is what people flee from; what concerns one's own words is worth a letter at once.
USUAL = {kind: How.DAILY if kind is Kind.POSITION else How.AT_ONCE for kind in Kind}
# Digests go out at six in the morning, UTC; those of a week on Mondays.
DIGEST_HOUR = time(6)
CLOSING_SOON = timedelta(days=3)


def due_at(how: How, moment: datetime) -> datetime:
    """When what happens at this moment (UTC) is written. Raises ValueError for NEVER."""
    if how is How.NEVER:
        raise ValueError(how)
    if how is How.AT_ONCE:
        return moment
    digest = datetime.combine(moment.date(), DIGEST_HOUR, moment.tzinfo)
    if digest <= moment:
        digest += timedelta(days=1)
    if how is How.WEEKLY:
        digest += timedelta(days=-digest.weekday() % 7)
    return digest
