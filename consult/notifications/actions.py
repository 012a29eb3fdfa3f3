"""Reading the record for notices, writing letters from them, and what people wish of both."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consult.accounts.models import Account
from consult.clock import now
from consult.db import db, transaction
from consult.jobs import wake
from consult.notifications.hearing import Hearing, hearings, of_the_clock
from consult.notifications.models import Follow, Followed, How, Kind, Notice, NotificationPlace, Preference
from consult.notifications.policy import CLOSING_SOON, USUAL, due_at
from consult.notifications.wording import letter_of
from consult.record.models import Entry
from consult.record.reading import BATCH, place_of, read_on

# A consultation that opened while the worker was away is still told; one that opened long ago is not.
OPENED = timedelta(days=2)
# What happened longer ago is no news: after a long standstill nobody is to find a month of letters.
NEWS = timedelta(days=14)


def catch_up() -> int:
    """Read the record on from where it was left; how many notices were made."""
    made = 0

    def notice(session: Session, _place: NotificationPlace, entries: Sequence[Entry]) -> None:
        nonlocal made
        made += _notice(session, hearings([each for each in entries if each.written_at > now() - NEWS]))

    while read_on(NotificationPlace, notice) == BATCH:
        pass
    return made


def notice_the_hour() -> int:
    """What the clock says rather than an act: how many notices were made."""
    with transaction() as session:
        place_of(session, NotificationPlace)
        moment = now()
        return _notice(session, of_the_clock(moment, moment + CLOSING_SOON, moment - OPENED))


def _notice(session: Session, heard: Iterator[Hearing]) -> int:
    made = 0
    while batch := list(islice(heard, BATCH)):
        once = {(each.account_id, each.about): each for each in reversed(batch)}
        accounts = {each.account_id for each in batch}
        known = set(session.execute(
            select(Notice.account_id, Notice.about).where(
                Notice.account_id.in_(accounts), Notice.about.in_({each.about for each in batch}))
        ).tuples())
        wishes = wishes_of(accounts)
        for key, each in once.items():
            how = wishes.get((each.account_id, each.kind), USUAL[each.kind])
            if key in known or how is How.NEVER:
                continue
            due = due_at(how, max(now(), each.not_before or now()))
            session.add(Notice(
                account_id=each.account_id, consultation_id=each.consultation_id, kind=each.kind, said=each.said,
                subject=each.subject, about=each.about, due_at=due,
            ))
            made += 1
        session.flush()
    if made:
        wake("notifications.write")
    return made


def wishes_of(accounts: Iterable[int]) -> dict[tuple[int, Kind], How]:
    """How they wish to hear, where they said so."""
    rows = db.session.execute(
        select(Preference.account_id, Preference.kind, Preference.how).where(Preference.account_id.in_(set(accounts)))
    )
    return {(account, kind): how for account, kind, how in rows}


def write_due(base_url: str, secret: str) -> int:
    """One letter to everybody of whom something is due, each in a transaction of its own; how many."""
    written = 0
    due = select(Notice.account_id).where(Notice.written_at.is_(None), Notice.due_at <= now()).distinct().limit(BATCH)
    for account_id in db.session.scalars(due).all():
        written += _write_to(account_id, now(), base_url, secret)
    return written


def _write_to(account_id: int, moment: datetime, base_url: str, secret: str) -> bool:
    with transaction() as session:
        account = session.get(Account, account_id, with_for_update=True)
        notices: Sequence[Notice] = session.scalars(
            select(Notice).where(Notice.account_id == account_id, Notice.written_at.is_(None),
                                 Notice.due_at <= moment).order_by(Notice.noticed_at.desc(), Notice.id)
        ).all()
        if not notices:
            return False
        letter = letter_of(notices, account, base_url, secret) if account is not None and account.active else None
        if letter is not None:
            session.flush()
        for notice in notices:
            notice.written_at = moment
            notice.letter_id = letter.id if letter else None
        return letter is not None


def prefer(wanted: dict[Kind, How], by: Account) -> None:
    """Say for each kind how one wishes to hear of it; what waits already comes as now wished, or not at all."""
    with transaction() as session:
        _set(session, by.id, wanted)


def unsubscribe(account_id: int, kinds: Iterable[Kind]) -> None:
    """No more letters of these kinds; what waits of them is not written."""
    with transaction() as session:
        if session.get(Account, account_id) is not None:
            _set(session, account_id, dict.fromkeys(kinds, How.NEVER))


def _set(session: Session, account_id: int, wanted: dict[Kind, How]) -> None:
    for kind, how in wanted.items():
        found = session.get(Preference, (account_id, kind))
        if found is None:
            session.add(Preference(account_id=account_id, kind=kind, how=how))
        else:
            found.how = how
        waiting = select(Notice).where(
            Notice.account_id == account_id, Notice.kind == kind, Notice.written_at.is_(None))
        for notice in session.scalars(waiting).all():
            if how is How.NEVER:
                session.delete(notice)
            else:
                notice.due_at = due_at(how, max(now(), notice.noticed_at))


def follow(kind: Followed, thing_id: int, by: Account) -> None:
    """Again changes nothing."""
    with transaction() as session:
        if session.get(Follow, (by.id, kind, thing_id)) is None:
            session.add(Follow(account_id=by.id, kind=kind, thing_id=thing_id))


def unfollow(kind: Followed, thing_id: int, by: Account) -> None:
    with transaction() as session:
        session.execute(delete(Follow).where(
            Follow.account_id == by.id, Follow.kind == kind, Follow.thing_id == thing_id))
