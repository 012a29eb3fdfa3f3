"""One decision on many contributions: foreseen, carried out on those that allow it, and taken back as one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from consult.accounts.models import Account
from consult.contributions.models import Contribution, Version
from consult.contributions.queries import version_of
from consult.db import db, transaction
from consult.errors import Invalid, NotFound, Refusal
from consult.i18n import _
from consult.identifiers import id_of, name_of, new_id
from consult.moderation.actions import decide, require_decidable, undo
from consult.moderation.models import Act, ModerationDecision, Reason
from consult.moderation.queries import latest_decision

AT_ONCE = 200
# What can be done to many unread words without harm that cannot be undone; covering needs the words.
ACTS = (Act.PUBLISH, Act.WITHHOLD, Act.RESTORE)


@dataclass(frozen=True)
class Foreseen:
    """What an act would do to one contribution. `refusal` is why it would do nothing."""

    contribution: Contribution
    version: Version
    seen: int | None
    refusal: str

    @property
    def key(self) -> str:
        """What the form carries, so that nothing changed meanwhile is decided unseen."""
        return f"{self.contribution.name}:{self.version.version}:{name_of(self.seen) if self.seen else ''}"

    @property
    def words(self) -> str:
        return " ".join((self.version.public_claim or self.version.public_body or self.version.public_wording).split())


@dataclass(frozen=True)
class Done:
    batch: int
    decided: int
    refused: list[str]

    @property
    def name(self) -> str:
        return name_of(self.batch)


def foresee(names: Sequence[str], act: Act, by: Account) -> list[Foreseen]:
    """In the order of the list. Changes nothing. Raises Invalid for more than can be looked through."""
    if len(names) > AT_ONCE:
        raise Invalid(_("Choose at most %(number)s at once.", number=AT_ONCE))
    identifiers = [each for each in (id_of(name) for name in dict.fromkeys(names)) if each is not None]
    found = {each.id: each for each in db.session.scalars(select(Contribution).where(Contribution.id.in_(identifiers)))}
    foreseen = []
    for identifier in identifiers:
        if identifier in found:
            contribution = found[identifier]
            version = version_of(contribution, contribution.version)
            latest = latest_decision(contribution, version.version)
            seen = latest.id if latest else None
            foreseen.append(Foreseen(contribution, version, seen, _refusal(contribution, version, act, by, seen)))
    return foreseen


def _refusal(contribution: Contribution, version: Version, act: Act, by: Account, seen: int | None) -> str:
    try:
        require_decidable(contribution, version, act, by, seen)
    except NotFound:
        raise
    except Refusal as refusal:
        return refusal.message
    return ""


def decide_several(
    keys: Sequence[str], act: Act, reason: Reason | None, words: str, by: Account, *, base_url: str = ""
) -> Done:
    """One transaction. What somebody has changed since it was foreseen is left alone and said. Raises Invalid."""
    if act not in ACTS:
        raise Invalid(_("This cannot be done to several at once."))
    if len(keys) > AT_ONCE:
        raise Invalid(_("Choose at most %(number)s at once.", number=AT_ONCE))
    batch, decided, refused = new_id(), 0, []
    with transaction():
        for name, number, seen in _parts(keys):
            contribution = db.session.get(Contribution, id_of(name) or -1)
            if contribution is None:
                continue
            try:
                decide(
                    contribution, number, act, by, reason, words, seen=id_of(seen), base_url=base_url, batch=batch
                )
            except Invalid:
                raise
            except Refusal as refusal:
                refused.append(refusal.message)
            else:
                decided += 1
    return Done(batch, decided, refused)


def _parts(keys: Sequence[str]) -> list[tuple[str, int, str]]:
    parts = [key.split(":") for key in keys]
    if any(len(each) != 3 or not each[1].isascii() or not each[1].isdecimal() or len(each[1]) > 9 for each in parts):
        raise Invalid(_("This list cannot be read. Choose again."))
    # In one order everywhere, so that two bulk acts never wait for each other's locks.
    return sorted((name, int(number), seen) for name, number, seen in parts)


def undo_several(name: str, by: Account, *, base_url: str = "") -> Done:
    """Take a whole batch back; what cannot be any more is said. Raises NotFound."""
    batch = id_of(name) or -1
    with transaction() as session:
        decisions = session.scalars(
            select(ModerationDecision).where(
                ModerationDecision.batch == batch, ModerationDecision.undone_at.is_(None),
                ModerationDecision.decided_by == by.id,
            ).order_by(ModerationDecision.contribution_id)
        ).all()
        if not decisions:
            raise NotFound(_("There is nothing to take back."))
        refused = []
        for decision in decisions:
            try:
                undo(decision, by, base_url=base_url)
            except Refusal as refusal:
                refused.append(refusal.message)
    return Done(batch, len(decisions) - len(refused), refused)
