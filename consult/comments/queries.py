"""Threads as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.contributions.models import Publication, State, Version
from consult.db import db
from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import id_of, name_of
from consult.record.actions import full_hour_after
from consult.record.models import ContributionNumber
from consult.record.queries import versions_once_public

PAGE = 200


@dataclass
class Shown:
    """A comment in its thread. A withheld or withdrawn one keeps its place, without words."""

    id: int
    parent_id: int | None
    state: State
    author: str
    organisation: str
    group: str
    country: str
    language: str
    posted_at: datetime
    html: str
    number: int | None
    stakeholder_id: int
    version: int = 1
    waits: bool = False
    replies: list["Shown"] = field(default_factory=list)

    @property
    def name(self) -> str:
        return name_of(self.id)


def comments_in(thread_id: int, stakeholder_id: int | None = None) -> Sequence[Shown]:
    """The first-level comments with their replies, oldest first: published ones, gaps where others stood,
    and one's own while they wait."""
    rows = db.session.execute(
        select(Comment, Version, ContributionNumber.number)
        .join(Version, and_(
            Version.contribution_id == Comment.id,
            Version.version == func.coalesce(Comment.public_version, Comment.version),
        ))
        .outerjoin(ContributionNumber, ContributionNumber.contribution_id == Comment.id)
        .where(Comment.thread_id == thread_id)
        .order_by(Comment.received_at, Comment.id)
        .limit(PAGE)
    ).all()
    rows = sorted(rows, key=lambda row: (_shown_at(row.Comment), row.Comment.id))
    shown: dict[int, Shown] = {}
    for comment, version, number in rows:
        own = stakeholder_id is not None and comment.stakeholder_id == stakeholder_id
        if comment.state is State.WAITING and not own:
            continue
        if comment.state is State.WITHHELD and comment.withheld_by_author and not own:
            continue
        named = comment.publication is Publication.NAMED
        visible = comment.state is State.PUBLISHED or (own and comment.state is State.WAITING)
        shown[comment.id] = Shown(
            comment.id, comment.parent_id, comment.state, comment.author_name if named else "",
            comment.organisation_name if named else "", comment.group.value, comment.country, comment.language,
            _shown_at(comment), version.body_html if visible else "", number, comment.stakeholder_id,
            version.version, own and version.version < comment.version,
        )
    roots: list[Shown] = []
    for each in shown.values():
        parent = shown.get(each.parent_id) if each.parent_id is not None else None
        (parent.replies if parent else roots).append(each)
    return [each for each in roots if each.html or each.replies or each.state is not State.WAITING]


def _shown_at(comment: Comment) -> datetime:
    """Where the name is withheld, the next full hour, as in the record: within it order tells nothing."""
    return full_hour_after(comment.received_at) if comment.is_nameless else comment.received_at


def public_versions(name: str) -> tuple[Comment, Sequence[Version]]:
    """A published comment with every version readers have seen, the first first. Raises NotFound."""
    comment = comment_by_name(name)
    if comment.state is not State.PUBLISHED or comment.public_version is None:
        raise NotFound(_("There is no such comment, or it is not public."))
    seen = versions_once_public(comment.subject) | {comment.public_version}
    return comment, [each for each in comment.versions if each.version in seen]


def own_comment(account: Account, name: str) -> Comment:
    """Raises NotFound, also for somebody else's."""
    comment = comment_by_name(name)
    if comment.stakeholder.account_id != account.id:
        raise NotFound(_("There is no such comment among yours."))
    return comment


def published_comment(thread_id: int, name: str) -> Comment:
    """One that can be answered in that thread. Raises NotFound."""
    comment = comment_by_name(name)
    if comment.thread_id != thread_id or comment.state is not State.PUBLISHED:
        raise NotFound(_("There is no such comment."))
    return comment


def comment_by_name(name: str) -> Comment:
    """Raises NotFound. Whether the asker may see it is the caller's to say."""
    identifier = id_of(name)
    found = None
    if identifier is not None:
        found = db.session.scalar(
            select(Comment).where(Comment.id == identifier)
            .options(joinedload(Comment.consultation), joinedload(Comment.stakeholder))
        )
    if found is None:
        raise NotFound(_("There is no such comment."))
    return found
