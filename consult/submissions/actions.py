"""Drafting, sending, changing and withdrawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from consult.accounts.models import Account
from consult.clock import now
from consult.comments.models import Thread
from consult.consultations.models import Consultation, Moderation, Passage, Topic
from consult.consultations.numbers import Counted, count
from consult.consultations.phases import require_open
from consult.contributions import actions as contributions
from consult.contributions.models import Channel, Publication, State, Version
from consult.db import db, hold, transaction
from consult.errors import Conflict, Invalid, NotAllowed
from consult.i18n import _
from consult.organisations.actions import stakeholder_for
from consult.organisations.models import Stakeholder
from consult.record.actions import append_entry
from consult.submissions.models import About, Anchor, Draft, Position, Submission
from consult.submissions.passages import forget as forget_passages
from consult.submissions.passages import tally as tally_passages
from consult.submissions.policy import is_author, may_change, may_use
from consult.text import is_blank, normalise

CLAIM_LIMIT = 280
BODY_LIMIT = 50_000


class AlreadyWithdrawn(Conflict):
    """The position was withdrawn; it cannot be changed any more."""


class SavedElsewhere(Conflict):
    """The draft was saved in another window since this page was opened."""


@dataclass(frozen=True)
class Content:
    """What a position says. `about` holds (topic slug, `whole`, `missing` or a passage's ordinal)."""

    claim: str
    body: str
    wording: str
    stance: str
    about: Sequence[tuple[str, str]]
    publication: Publication
    language: str

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "about": [list(each) for each in self.about], "publication": self.publication.value}

    @classmethod
    def of(cls, saved: dict[str, Any]) -> "Content":
        return cls(
            **{
                **saved, "about": [(slug, what) for slug, what in saved["about"]],
                "publication": Publication(saved["publication"]),
            }
        )


def save_draft(
    consultation: Consultation, content: Content, by: Account | None, draft: Draft | None = None,
    position: Position | None = None, revision: int | None = None,
) -> Draft:
    """Keep what somebody is writing. Raises NotAllowed, or SavedElsewhere where `revision` is no longer the latest."""
    with transaction() as session:
        if draft is None:
            draft = Draft(consultation_id=consultation.id, content={}, position_id=position.id if position else None)
            session.add(draft)
        else:
            hold(draft)
            if not may_use(by, draft):
                raise NotAllowed(_("This draft belongs to somebody else."))
            if revision is not None and draft.revision != revision:
                raise SavedElsewhere(
                    _("This draft was changed in another window. Both texts are kept: compare them below.")
                )
            draft.revision += 1
        draft.content = content.as_json()
        draft.saved_at = now()
        if by is not None:
            draft.account_id = by.id
        return draft


def discard_draft(draft: Draft, by: Account | None) -> None:
    """Raises NotAllowed."""
    with transaction() as session:
        hold(draft)
        if not may_use(by, draft):
            raise NotAllowed(_("This draft belongs to somebody else."))
        session.delete(draft)


def submit_draft(draft: Draft, by: Account) -> Submission:
    """Send a draft: it becomes a submission, or the next version of the position it changes.

    Raises NotAllowed, Invalid or PhaseClosed; then the draft is as it was.
    """
    with transaction() as session:
        hold(draft)
        if not may_use(by, draft):
            raise NotAllowed(_("This draft belongs to somebody else."))
        if draft.position_id is not None:
            position = session.get_one(Position, draft.position_id)
            revise_position(position, Content.of(draft.content), by)
            submission = position.submission
        else:
            return send(draft, stakeholder_for(by), publish=draft.consultation.moderation is Moderation.AFTER)
        session.delete(draft)
        return submission


def send(draft: Draft, author: Stakeholder, *, publish: bool) -> Submission:
    """A draft becomes its author's submission; joins the caller's transaction. Raises PhaseClosed or Invalid."""
    require_open(draft.consultation)
    submission = submit(draft.consultation, author, Content.of(draft.content), publish=publish)
    db.session.delete(draft)
    return submission


def submit(
    consultation: Consultation, author: Stakeholder, content: Content, *, publish: bool,
    channel: Channel = Channel.WEB, external_id: str | None = None, claim_is_ours: bool = False,
    submitted_at: datetime | None = None,
) -> Submission:
    """One submission with one position, counted and recorded; joins the caller's transaction.

    Whether it may be sent now is the caller's to ask. Raises Invalid where it says nothing or is about nothing.
    """
    session = db.session
    require_words(content)
    topics = _topics(consultation, content)
    submission = Submission(
        consultation_id=consultation.id, stakeholder_id=author.id, channel=channel, external_id=external_id,
        group=author.group.value, country=author.country, language=content.language,
        state=State.WAITING, submitted_at=submitted_at or now(),
    )
    thread = Thread(consultation_id=consultation.id)
    session.add_all([submission, thread])
    session.flush()
    _count(submission, [topic.id for topic in topics], +1)
    append_entry(
        "submission.received", f"submission:{submission.name}", consultation=consultation.slug,
        hides_time=content.publication is not Publication.NAMED,
    )
    organisation = author.organisation
    position = Position(
        consultation_id=consultation.id, consultation=consultation, stakeholder_id=author.id, submission=submission,
        thread_id=thread.id, publication=content.publication, author_name=author.name,
        organisation_name=organisation.name if organisation else "", organisation_id=author.organisation_id,
        group=author.group, country=author.country, language=content.language, channel=channel,
        external_id=external_id, stance=content.stance, received_at=submission.submitted_at,
    )
    version = _version(content)
    version.claim_is_ours, version.submitted_at = claim_is_ours, submission.submitted_at
    contributions.receive(position, version, [topic.id for topic in topics], publish=publish)
    _anchor(position, topics, content)
    settle(submission)
    return submission


def revise_position(position: Position, content: Content, by: Account) -> None:
    """Send the next version. Raises NotAllowed, AlreadyWithdrawn, PhaseClosed or Invalid."""
    with transaction() as session:
        session.refresh(position, with_for_update=True)
        if not is_author(by, position):
            raise NotAllowed(_("Only its author may change a position."))
        if position.state is State.WITHDRAWN:
            raise AlreadyWithdrawn(_("This position was withdrawn; write a new one instead."))
        require_open(position.consultation)
        if not may_change(by, position):
            raise NotAllowed(_("A moderator has withheld this position, so it cannot be changed."))
        require_words(content)
        topics = [topic for topic in _topics(position.consultation, content) if topic in position.topics]
        publish = position.consultation.moderation is Moderation.AFTER
        _change_publication(position, content.publication)
        contributions.revise(position, _version(content), publish=publish)
        if topics:
            _anchor(position, topics, content)
        settle(position.submission)


def _change_publication(position: Position, wanted: Publication) -> None:
    """Until closing an author may show or hide their name, or their words."""
    if position.publication is wanted:
        return
    was_private = position.publication is Publication.NOT_PUBLISHED
    position.publication = wanted
    contributions.list_anew(position)
    if wanted is Publication.NOT_PUBLISHED:
        position.public_version = None
        contributions.withhold(position, by_author=True)
    elif was_private:
        contributions.await_review(position)


def withdraw_position(position: Position, by: Account) -> None:
    """Take it back; it stays counted as withdrawn. Raises NotAllowed, AlreadyWithdrawn or PhaseClosed."""
    with transaction() as session:
        session.refresh(position, with_for_update=True)
        if not is_author(by, position):
            raise NotAllowed(_("Only its author may withdraw a position."))
        if position.state is State.WITHDRAWN:
            raise AlreadyWithdrawn(_("This position is already withdrawn."))
        require_open(position.consultation)
        contributions.withdraw(position)
        settle(position.submission)


def settle(submission: Submission) -> None:
    """Let a submission's state follow from its positions': published before waiting, withheld, withdrawn."""
    session = db.session
    session.flush()
    for position in submission.positions:
        tally_passages(position)
    rows = session.execute(
        select(Position.state, Position.withheld_by_author).where(Position.submission_id == submission.id)
    ).all()
    states = {row.state for row in rows}
    order = (State.PUBLISHED, State.WAITING, State.WITHHELD, State.WITHDRAWN)
    state = next((each for each in order if each in states), State.WAITING)
    by_author = state is State.WITHHELD and all(row.withheld_by_author for row in rows if row.state is state)
    if (submission.state, submission.withheld_by_author) == (state, by_author):
        return
    topic_ids = {
        topic.id for position in session.scalars(select(Position).where(Position.submission_id == submission.id))
        for topic in position.topics
    }
    _count(submission, sorted(topic_ids), -1)
    submission.state, submission.withheld_by_author = state, by_author
    _count(submission, sorted(topic_ids), +1)


def require_words(content: Content) -> None:
    """Raises Invalid where there is nothing to read."""
    if is_blank(content.claim) and is_blank(content.body) and is_blank(content.wording):
        raise Invalid(_("Write your main point or your reasons."))


def _topics(consultation: Consultation, content: Content) -> list[Topic]:
    wanted = {slug for slug, _what in content.about}
    topics = [topic for topic in consultation.topics if topic.slug in wanted]
    if not topics:
        raise Invalid(_("Choose what your position is about."))
    return topics


def _version(content: Content) -> Version:
    return Version(
        claim=normalise(content.claim), body=normalise(content.body), wording=normalise(content.wording),
        stance=content.stance, submitted_at=now(),
    )


def _anchor(position: Position, topics: Sequence[Topic], content: Content) -> None:
    """Raises Invalid where a passage is not one of the topic's."""
    forget_passages(position)
    position.anchors.clear()
    passages = {
        (passage.topic_id, str(passage.ordinal)): passage.id
        for topic in topics
        for passage in db.session.scalars(
            select(Passage).where(Passage.topic_id == topic.id, Passage.version == topic.version)
        )
    }
    for topic in topics:
        for slug, what in dict.fromkeys(content.about):
            if slug != topic.slug:
                continue
            about = {"whole": About.WHOLE, "missing": About.OMISSION}.get(what, About.PASSAGE)
            passage_id = passages.get((topic.id, what))
            if about is About.PASSAGE and passage_id is None:
                raise Invalid(_("Choose what your position is about."))
            position.anchors.append(Anchor(topic_id=topic.id, about=about, passage_id=passage_id))


def _count(submission: Submission, topic_ids: Sequence[int], step: int) -> None:
    thing = Counted(
        consultation_id=submission.consultation_id, kind="submission", group=submission.group,
        country=submission.country, language=submission.language, channel=submission.channel.value, stance="",
        day=submission.submitted_at.date(),
    )
    count(thing, submission.state.value, topic_ids, step, submission.withheld_by_author)
