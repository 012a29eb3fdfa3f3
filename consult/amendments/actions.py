"""Publishing a new version of a goal, saying what became of proposals, and standing by what one said."""

from collections.abc import Sequence

from consult.accounts.models import Account
from consult.amendments.carrying import carry
from consult.amendments.models import Confirmation, TakenUp, Uptake
from consult.clock import now
from consult.consultations.actions import checked_passages
from consult.consultations.anchors import Alignment, align
from consult.consultations.models import Consultation, Passage, Topic, TopicVersion
from consult.consultations.phases import Phase, in_grace, is_fixed, phase_of, require_changeable
from consult.consultations.policy import require_manager
from consult.consultations.recording import record
from consult.contributions.models import State
from consult.db import db, hold, transaction
from consult.errors import Conflict, Invalid, NotAllowed
from consult.i18n import _
from consult.identifiers import name_of
from consult.record.actions import append_entry
from consult.submissions.models import Position
from consult.submissions.policy import is_author
from consult.text import is_blank, normalise

CHANGELOG_LIMIT = 5_000
REASON_LIMIT = 500


class NotNow(Conflict):
    """The goal cannot change, or nothing can be said of its proposals, just now."""


def require_version_allowed(consultation: Consultation) -> None:
    """A text must not change under the hands of those who write about it. Raises NotNow."""
    phase = phase_of(consultation)
    if not is_fixed(consultation):
        raise NotNow(_("Before it opens, change the goal itself. Versions begin when people have answered it."))
    if (phase is Phase.OPEN and not consultation.paused_at) or in_grace(consultation):
        raise NotNow(_("People are writing about this text. Pause the consultation, or wait until it has closed."))
    if phase not in (Phase.ANNOUNCED, Phase.OPEN, Phase.CLOSED, Phase.SUMMARISING):
        raise NotNow(_("There is an outcome, or the consultation was cancelled: its goals no longer change."))


def publish_version(topic: Topic, passages: Sequence[str], changelog: str, by: Account) -> Alignment:
    """The next version of a goal; what is anchored to a passage follows it. How each passage fared is the answer.

    Raises NotAllowed, NotNow or Invalid.
    """
    with transaction() as session:
        consultation = topic.consultation
        hold(consultation)
        hold(topic)
        require_manager(by, consultation)
        require_version_allowed(consultation)
        if topic.is_general:
            raise NotNow(_("What is said on the whole has no text of its own."))
        texts, said = checked_passages(passages), normalise(changelog)
        if is_blank(said) or len(said) > CHANGELOG_LIMIT:
            raise Invalid(_("Say what changed and why, in at most 5,000 characters. Everybody can read it."))
        olds = list(topic.passages)
        if texts == [passage.text for passage in olds]:
            raise Invalid(_("This is the text as it stands. Change it first."))
        topic.version += 1
        news = [
            Passage(topic_id=topic.id, version=topic.version, ordinal=ordinal, text=text)
            for ordinal, text in enumerate(texts, 1)
        ]
        session.add_all([*news, TopicVersion(topic_id=topic.id, version=topic.version, changelog=said)])
        session.flush()
        found = align([passage.text for passage in olds], texts)
        carry(topic, olds, news, found)
        session.expire(topic, ["passages"])
        fates = [each.fate.value for each in found.carried]
        record(
            "topic.version_published", consultation, f"topic:{name_of(topic.id)}", version=topic.version,
            facts={**{fate: fates.count(fate) for fate in sorted(set(fates))}, "added": len(found.added)},
            body={"changelog": said, "passages": texts},
        )
        return found


def answer_proposal(position: Position, topic: Topic, uptake: Uptake, reason: str, by: Account) -> None:
    """Say how far the present version of a goal took up a proposal. Raises NotAllowed, NotNow or Invalid."""
    with transaction() as session:
        require_manager(by, topic.consultation)
        if topic.version < 2:
            raise NotNow(_("Publish a new version of the goal first."))
        if topic not in position.topics or position.state is not State.PUBLISHED:
            raise Invalid(_("This is not a published proposal on this goal."))
        said = normalise(reason)
        if len(said) > REASON_LIMIT:
            raise Invalid(_("Shorten the reason to 500 characters."))
        session.merge(
            TakenUp(
                contribution_id=position.id, topic_id=topic.id, version=topic.version, uptake=uptake, reason=said,
                decided_at=now(),
            )
        )
        append_entry(
            "proposal.answered", position.subject, consultation=topic.consultation.slug,
            facts={"topic": topic.slug, "topic_version": topic.version, "taken_up": uptake.value},
            body={"reason": said} if said else None,
        )


def confirm_position(position: Position, by: Account) -> None:
    """Its author stands by it in this round, having seen what changed. Raises NotAllowed, Invalid or PhaseClosed."""
    with transaction() as session:
        hold(position)
        consultation = position.consultation
        if not is_author(by, position):
            raise NotAllowed(_("Only its author may confirm a position."))
        if position.state is State.WITHDRAWN:
            raise Invalid(_("This position was withdrawn; write a new one instead."))
        if consultation.round < 2:
            raise Invalid(_("There is nothing to confirm: this is the first round."))
        require_changeable(consultation, by)
        if db.session.get(Confirmation, (position.id, consultation.round)) is not None:
            return
        session.add(Confirmation(contribution_id=position.id, round=consultation.round))
        append_entry(
            "position.confirmed", position.subject, consultation=consultation.slug,
            facts={"round": consultation.round}, hides_time=position.is_nameless,
        )
