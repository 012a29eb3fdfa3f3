"""Sending, changing and withdrawing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from consult.accounts.models import Account
from consult.clock import now
from consult.comments.models import Thread
from consult.consultations.general import SLUG as GENERAL
from consult.consultations.general import general_topic
from consult.consultations.models import Consultation, Moderation, Passage, Topic
from consult.consultations.phases import require_changeable, require_late, require_open
from consult.contributions import actions as contributions
from consult.contributions.models import Channel, Contribution, Publication, State, Version
from consult.db import db, hold, transaction
from consult.errors import Conflict, Invalid, NotAllowed
from consult.i18n import _
from consult.organisations.actions import author_for
from consult.organisations.models import Stakeholder
from consult.record.actions import append_entry
from consult.submissions.answering import answer, missing_in, written_in
from consult.submissions.approving import approval_for, use_approval
from consult.submissions.attaching import attach_all, attachments_of
from consult.submissions.content import Content as Content
from consult.submissions.content import SubmissionContent
from consult.submissions.drafting import SavedElsewhere as SavedElsewhere
from consult.submissions.drafting import discard_draft as discard_draft
from consult.submissions.drafting import save_draft as save_draft
from consult.submissions.models import About, Anchor, Attachment, Draft, Position, Submission
from consult.submissions.passages import forget as forget_passages
from consult.submissions.policy import is_author, may_change, require_use
from consult.submissions.settling import count_in, topic_ids_of
from consult.submissions.settling import settle as settle
from consult.text import is_blank, normalise

CLAIM_LIMIT = 280
BODY_LIMIT = 50_000


class AlreadyWithdrawn(Conflict):
    """The position was withdrawn; it cannot be changed any more."""


def submit_draft(draft: Draft, by: Account, *, late: bool = False) -> Submission:
    """Send a draft: it becomes a submission, or the next version of the position or the answers it changes.

    Raises NotAllowed, NotApproved, Invalid or PhaseClosed; then the draft is as it was.
    """
    with transaction() as session:
        hold(draft)
        require_use(draft, by)
        author = author_for(by)
        approval = approval_for(draft, author.organisation)
        if draft.position_id is not None:
            position = session.get_one(Position, draft.position_id)
            revise_position(position, next(iter(draft.whole.positions.values())), by)
            submission = position.submission
        elif draft.submission_id is not None:
            submission = session.get_one(Submission, draft.submission_id)
            revise_answers(submission, draft.whole, by, attachments_of(draft))
        else:
            submission = send(
                draft, author, publish=draft.consultation.moderation is Moderation.AFTER, late=late
            )
            use_approval(approval, submission)
            return submission
        use_approval(approval, submission)
        session.delete(draft)
        return submission


def send(draft: Draft, author: Stakeholder, *, publish: bool, late: bool = False) -> Submission:
    """A draft becomes its author's submission; joins the caller's transaction. With `late`, after closing, marked so.

    Raises PhaseClosed or Invalid.
    """
    if late:
        require_late(draft.consultation)
    else:
        require_open(draft.consultation, author.account, draft.begun_at)
    require_answers(draft.consultation, draft.whole)
    submission = submit(
        draft.consultation, author, draft.whole, publish=publish, attachments=attachments_of(draft), late=late
    )
    db.session.delete(draft)
    return submission


def submit(
    consultation: Consultation, author: Stakeholder, content: Content | SubmissionContent, *, publish: bool,
    channel: Channel = Channel.WEB, external_id: str | None = None, claim_is_ours: bool = False,
    submitted_at: datetime | None = None, attachments: Sequence[Attachment] = (), late: bool = False,
) -> Submission:
    """One submission with all its parts, counted and recorded; joins the caller's transaction.

    Whether it may be sent now, and whether all that is required is answered, is the caller's to ask: a form on paper
    is taken as it came. Raises Invalid where it says nothing or is about nothing.
    """
    session = db.session
    whole = SubmissionContent.alone(content) if isinstance(content, Content) else content
    positions = whole.sent_positions
    require_something(whole, attachments)
    submission = Submission(
        consultation_id=consultation.id, consultation=consultation, stakeholder_id=author.id, stakeholder=author,
        channel=channel, external_id=external_id, group=author.group.value, country=author.country,
        language=whole.language, publication=whole.publication, state=State.WAITING, submitted_at=submitted_at or now(),
        is_late=late, on_behalf_of=whole.on_behalf_of, campaign=whole.campaign,
    )
    session.add(submission)
    session.flush()
    append_entry(
        "submission.received", f"submission:{submission.name}", consultation=consultation.slug,
        facts={"late": True} if late else None, hides_time=whole.publication is not Publication.NAMED,
    )
    for ordinal, each in enumerate(positions, 1):
        _take_position(submission, each, ordinal, external_id if ordinal == 1 else None, claim_is_ours, publish=publish)
    if whole.answers:
        answer(submission, whole.answers, attachments, publish=publish)
    attach_all(submission, attachments)
    count_in(submission, sorted(topic_ids_of(submission)), +1)
    settle(submission)
    return submission


def _take_position(
    submission: Submission, content: Content, ordinal: int, external_id: str | None, claim_is_ours: bool, *,
    publish: bool,
) -> None:
    require_words(content)
    consultation, author = submission.consultation, submission.stakeholder
    topics = _topics(consultation, content)
    thread = Thread(consultation_id=consultation.id)
    db.session.add(thread)
    db.session.flush()
    organisation = author.organisation
    position = Position(
        consultation_id=consultation.id, consultation=consultation, stakeholder_id=author.id, submission=submission,
        thread_id=thread.id, ordinal=ordinal, publication=content.publication, author_name=author.name,
        organisation_name=organisation.name if organisation else "", organisation_id=author.organisation_id,
        group=author.group, country=author.country, language=content.language, channel=submission.channel,
        external_id=external_id, stance=content.stance, received_at=submission.submitted_at,
    )
    version = _version(content)
    version.claim_is_ours, version.submitted_at = claim_is_ours, submission.submitted_at
    contributions.receive(position, version, [topic.id for topic in topics], publish=publish)
    _anchor(position, topics, content)


def revise_position(position: Position, content: Content, by: Account) -> None:
    """Send the next version. Raises NotAllowed, AlreadyWithdrawn, PhaseClosed or Invalid."""
    with transaction():
        hold(position)
        if not is_author(by, position):
            raise NotAllowed(_("Only its author may change a position."))
        if position.state is State.WITHDRAWN:
            raise AlreadyWithdrawn(_("This position was withdrawn; write a new one instead."))
        require_changeable(position.consultation, by)
        if not may_change(by, position):
            raise NotAllowed(_("A moderator has withheld this position, so it cannot be changed."))
        require_words(content)
        topics = [topic for topic in _topics(position.consultation, content) if topic in position.topics]
        publish = position.consultation.moderation is Moderation.AFTER
        change_publication(position.submission, content.publication)
        contributions.revise(position, _version(content), publish=publish)
        if topics:
            _anchor(position, topics, content)
        settle(position.submission)


def revise_answers(
    submission: Submission, content: SubmissionContent, by: Account, attachments: Sequence[Attachment] = ()
) -> None:
    """Send other answers; those before stay with the team.

    Raises NotAllowed, AlreadyWithdrawn, PhaseClosed or Invalid.
    """
    with transaction():
        _hold_own(submission, by)
        if submission.answers_withdrawn_at is not None:
            raise AlreadyWithdrawn(_("These answers were withdrawn; send new ones instead."))
        require_changeable(submission.consultation, by)
        require_answers(submission.consultation, content)
        before = sorted(topic_ids_of(submission))
        change_publication(submission, content.publication)
        publish = submission.consultation.moderation is Moderation.AFTER
        answer(submission, content.answers, [*submission.attachments, *attachments], publish=publish)
        count_in(submission, before, -1)
        count_in(submission, sorted(topic_ids_of(submission)), +1)
        settle(submission)


def withdraw_answers(submission: Submission, by: Account) -> None:
    """Take back every answer of a submission. Raises NotAllowed, AlreadyWithdrawn or PhaseClosed."""
    with transaction():
        _hold_own(submission, by)
        if submission.answers_withdrawn_at is not None:
            raise AlreadyWithdrawn(_("These answers are already withdrawn."))
        require_changeable(submission.consultation, by)
        submission.answers_withdrawn_at = now()
        for written in written_in(submission):
            if written.state is not State.WITHDRAWN:
                contributions.withdraw(written)
        append_entry(
            "answers.withdrawn", f"submission:{submission.name}", consultation=submission.consultation.slug,
            hides_time=submission.publication is not Publication.NAMED,
        )
        settle(submission)


def withdraw_submission(submission: Submission, by: Account) -> None:
    """Take all of it back; it stays counted as withdrawn. Raises NotAllowed, AlreadyWithdrawn or PhaseClosed."""
    with transaction():
        _hold_own(submission, by)
        if submission.state is State.WITHDRAWN:
            raise AlreadyWithdrawn(_("This is already withdrawn."))
        require_changeable(submission.consultation, by)
        for part in submission.contributions:
            if part.state is not State.WITHDRAWN:
                contributions.withdraw(part)
        submission.answers_withdrawn_at = submission.answers_withdrawn_at or now()
        settle(submission)


def _hold_own(submission: Submission, by: Account) -> None:
    hold(submission)
    if not is_author(by, submission):
        raise NotAllowed(_("Only its author may change a submission."))


def change_publication(submission: Submission, wanted: Publication) -> None:
    """Until closing an author may show or hide their name, or their words: in all parts alike."""
    submission.publication = wanted
    for part in submission.contributions:
        _publish_as(part, wanted)


def _publish_as(part: Contribution, wanted: Publication) -> None:
    if part.publication is wanted or part.state is State.WITHDRAWN:
        return
    was_private = part.publication is Publication.NOT_PUBLISHED
    part.publication = wanted
    contributions.list_anew(part)
    if part.state is State.WITHHELD and not part.withheld_by_author:
        return
    if wanted is Publication.NOT_PUBLISHED:
        part.public_version = None
        contributions.withhold(part, by_author=True)
    elif was_private:
        contributions.await_review(part)


def withdraw_position(position: Position, by: Account) -> None:
    """Take it back; it stays counted as withdrawn. Raises NotAllowed, AlreadyWithdrawn or PhaseClosed."""
    with transaction():
        hold(position)
        if not is_author(by, position):
            raise NotAllowed(_("Only its author may withdraw a position."))
        if position.state is State.WITHDRAWN:
            raise AlreadyWithdrawn(_("This position is already withdrawn."))
        require_changeable(position.consultation, by)
        contributions.withdraw(position)
        settle(position.submission)


def require_something(content: SubmissionContent, attachments: Sequence[Attachment]) -> None:
    """Raises Invalid where there is nothing to send, or nothing that says what the files are about."""
    if not content.sent_positions and not content.answers:
        if attachments:
            raise Invalid(_("Say in a sentence or two what your files are about, or use their text as your paper."))
        raise Invalid(_("There is nothing to send yet. Write on a goal, answer a question, or write a paper."))


def require_answers(consultation: Consultation, content: SubmissionContent) -> None:
    """Raises Invalid, naming what is required and not answered."""
    missing = missing_in(consultation, content.answers)
    if missing:
        raise Invalid(_("This must be answered before you send it: %(question)s", question=missing[0].text))


def require_words(content: Content) -> None:
    """Raises Invalid where there is nothing to read."""
    if is_blank(content.claim) and is_blank(content.body) and is_blank(content.wording):
        raise Invalid(_("Write your main point or your reasons."))


def _topics(consultation: Consultation, content: Content) -> list[Topic]:
    wanted = {slug for slug, _what in content.about}
    if GENERAL in wanted:
        general_topic(consultation)
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
