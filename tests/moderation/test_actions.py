"""Every decision, every refusal, and what each does to the numbers, the record and the author."""

from datetime import timedelta

import pytest

from consult import clock
from consult.accounts.models import Account
from consult.comments.models import Thread
from consult.consultations.models import Consultation, Moderation
from consult.consultations.numbers import numbers_block
from consult.contributions.models import Contribution, Publication, State
from consult.contributions.queries import version_of
from consult.db import db
from consult.errors import Invalid, NotAllowed
from consult.mail import Letter
from consult.moderation.actions import (
    AlreadyDecided,
    CannotUndo,
    KeptPrivate,
    NewerVersion,
    NothingToDecide,
    decide,
    undo,
)
from consult.moderation.models import Act, ModerationDecision, Reason
from consult.record.models import Entry
from consult.submissions.actions import revise_position, withdraw_position
from consult.submissions.models import Position
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person, make_stakeholder
from tests.factories.submissions import make_comment, make_content, make_position

pytestmark = pytest.mark.usefixtures("app")

BODY = "Ask Person 9 on +00 555 0142; 🙂 she kept every invoice."


def moderated(moderation: Moderation = Moderation.BEFORE) -> tuple[Consultation, Account]:
    moderator = make_person()
    return make_consultation(moderation=moderation, moderator=moderator), moderator


def waiting(consultation: Consultation, by: Account | None = None, **content: object) -> Position:
    return make_position(consultation, make_content(**content), by=by, publish=False)  # type: ignore[arg-type]


def figures(consultation: Consultation, kind: str = "positions") -> dict[str, int]:
    """The states that are not empty, after checking that they sum up, in all and in each part."""
    block = numbers_block(consultation)
    parts = [block, *(part for name in block if name.startswith("by_") for part in block[name].values())]
    for each in (part[name] for part in parts for name in ("submissions", "positions", "comments")):
        assert each["received"] == sum(each[state] for state in ("published", "withheld", "withdrawn", "waiting"))
    return {name: figure for name, figure in block[kind].items() if figure and name != "received"}


def kinds_recorded() -> list[str]:
    return [entry.kind for entry in db.session.query(Entry).order_by(Entry.written_at, Entry.id)]


def letters() -> list[Letter]:
    return db.session.query(Letter).order_by(Letter.written_at).all()


def public_words(contribution: Contribution) -> str:
    """Everything of it that a page or a file may show."""
    db.session.refresh(contribution)
    return " ".join(
        text for each in contribution.versions
        for text in (each.public_claim, each.public_body, each.public_wording, each.body_html)
    )


def test_publishing_makes_a_waiting_version_public_and_reviewed():
    consultation, moderator = moderated()
    position = waiting(consultation)

    decision = decide(position, 1, Act.PUBLISH, moderator)

    assert (position.state, position.public_version, position.waits) == (State.PUBLISHED, 1, False)
    assert position.reviewed_at is not None
    assert figures(consultation) == figures(consultation, "submissions") == {"published": 1}
    assert (decision.act, decision.decided_by) == (Act.PUBLISH, moderator.id)
    assert "moderation.publish" in kinds_recorded()


def test_publishing_writes_no_letter():
    consultation, moderator = moderated()

    decide(waiting(consultation, by=make_person()), 1, Act.PUBLISH, moderator)

    assert letters() == []


def test_withholding_takes_it_out_and_tells_the_author_once():
    consultation, moderator = moderated()
    author = make_person()
    position = waiting(consultation, by=author)

    decide(position, 1, Act.WITHHOLD, moderator, Reason.ADVERTISING, "It only praises a product.",
           base_url="https://consult.example")

    [letter] = letters()
    assert position.state is State.WITHHELD
    assert not position.withheld_by_author
    assert figures(consultation) == figures(consultation, "submissions") == {"withheld": 1}
    assert letter.recipient == author.email
    assert "Advertising" in letter.text
    assert "It only praises a product." in letter.text
    assert "six months" in letter.text
    assert f"https://consult.example/positions/{position.name}" in letter.text
    assert moderator.shown_name not in letter.text


def test_the_record_has_the_reason_and_nobodys_name_or_words():
    consultation, moderator = moderated()
    position = waiting(consultation, by=make_person("Unmistakable Author"))

    decide(position, 1, Act.WITHHOLD, moderator, Reason.OTHER, "Unmistakable words.")

    [entry] = [each for each in db.session.query(Entry) if each.kind == "moderation.withhold"]
    assert b'"reason":"other"' in entry.canonical
    assert b"Unmistakable" not in entry.canonical
    assert moderator.shown_name.encode() not in entry.canonical


def test_a_decision_on_somebody_without_name_hides_its_time():
    consultation, moderator = moderated()
    position = waiting(consultation, publication=Publication.NAMELESS)

    decide(position, 1, Act.PUBLISH, moderator)

    assert all(entry.hides_time for entry in db.session.query(Entry) if entry.kind.startswith("moderation."))


def test_an_author_without_account_gets_no_letter():
    consultation, moderator = moderated()

    decide(waiting(consultation), 1, Act.WITHHOLD, moderator, Reason.ILLEGAL)

    assert letters() == []


def test_redacting_publishes_what_waited_without_the_covered_words():
    consultation, moderator = moderated()
    position = waiting(consultation, by=make_person(), body=BODY)
    start = BODY.index("+00")

    decide(position, 1, Act.REDACT, moderator, Reason.PERSONAL_DATA, spans=[("body", start, start + 12)])

    version = version_of(position, 1)
    assert position.state is State.PUBLISHED
    assert version.public_body == BODY.replace("+00 555 0142", "█" * 12)
    assert "555" not in public_words(position)
    assert version.body == BODY
    assert figures(consultation) == {"published": 1}
    assert len(letters()) == 1


def test_further_redactions_join_the_earlier_ones():
    consultation, moderator = moderated()
    position = waiting(consultation, body=BODY)
    first = decide(position, 1, Act.REDACT, moderator, Reason.PERSONAL_DATA, spans=[("body", 4, 12)])

    decide(position, 1, Act.REDACT, moderator, Reason.PERSONAL_DATA, spans=[("body", 16, 28)], seen=first.id)

    assert version_of(position, 1).redactions == [["body", 4, 12], ["body", 16, 28]]
    assert "Person 9" not in public_words(position)
    assert "555" not in public_words(position)


def test_a_withheld_one_is_restored_to_the_public():
    consultation, moderator = moderated()
    position = make_position(consultation, by=make_person())
    withheld = decide(position, 1, Act.WITHHOLD, moderator, Reason.OFF_TOPIC)

    decide(position, 1, Act.RESTORE, moderator, seen=withheld.id)

    assert (position.state, position.public_version) == (State.PUBLISHED, 1)
    assert figures(consultation) == {"published": 1}
    assert [each.subject for each in letters()][1] == "Your contribution is public"


def test_restoring_brings_back_what_was_public_and_the_newer_version_waits_again():
    consultation, moderator = moderated()
    author = make_person()
    position = make_position(consultation, by=author)
    revise_position(position, make_content(body="Better reasons."), author)
    withheld = decide(position, 2, Act.WITHHOLD, moderator, Reason.OFF_TOPIC)

    decide(position, 2, Act.RESTORE, moderator, seen=withheld.id)

    assert (position.state, position.public_version, position.waits) == (State.PUBLISHED, 1, True)


def test_restoring_a_published_one_uncovers_its_words():
    consultation, moderator = moderated()
    position = waiting(consultation, body=BODY)
    redacted = decide(position, 1, Act.REDACT, moderator, Reason.PERSONAL_DATA, spans=[("body", 4, 12)])

    decide(position, 1, Act.RESTORE, moderator, seen=redacted.id)

    assert version_of(position, 1).public_body == BODY


def test_reviewing_what_is_already_public_only_notes_it():
    consultation, moderator = moderated(Moderation.AFTER)
    position = make_position(consultation)

    decide(position, 1, Act.PUBLISH, moderator)

    assert position.reviewed_at is not None
    assert kinds_recorded().count("position.published") == 1


def test_a_new_version_of_a_reviewed_one_is_reviewed_again():
    consultation, moderator = moderated(Moderation.AFTER)
    author = make_person()
    position = make_position(consultation, by=author)
    decide(position, 1, Act.PUBLISH, moderator)

    revise_position(position, make_content(body="Something else."), author)

    assert (position.public_version, position.reviewed_at) == (2, None)


def test_an_earlier_public_version_can_be_redacted_while_a_newer_one_waits():
    consultation, moderator = moderated()
    author = make_person()
    position = make_position(consultation, make_content(body=BODY), by=author)
    revise_position(position, make_content(body="Without the number."), author)

    decide(position, 1, Act.REDACT, moderator, Reason.PERSONAL_DATA, spans=[("body", 4, 12)])

    assert (position.public_version, position.waits) == (1, True)
    assert "Person 9" not in public_words(position)


def test_publishing_a_comment_counts_it_in_its_thread_and_withholding_takes_it_out():
    consultation, moderator = moderated()
    comment = make_comment(make_position(consultation), publish=False)

    published = decide(comment, 1, Act.PUBLISH, moderator)
    size = db.session.get_one(Thread, comment.thread_id).size
    decide(comment, 1, Act.WITHHOLD, moderator, Reason.INSULT_OR_THREAT, seen=published.id)

    assert (size, db.session.get_one(Thread, comment.thread_id).size) == (1, 0)
    assert figures(consultation, "comments") == {"withheld": 1}


def test_a_stranger_and_an_observer_of_nothing_may_not_decide():
    consultation, _moderator = moderated()
    position = waiting(consultation)

    with pytest.raises(NotAllowed):
        decide(position, 1, Act.PUBLISH, make_person())

    assert position.state is State.WAITING
    assert db.session.query(ModerationDecision).count() == 0


def test_a_moderator_may_not_decide_on_their_own():
    consultation, moderator = moderated()
    position = waiting(consultation, by=moderator)

    with pytest.raises(NotAllowed):
        decide(position, 1, Act.PUBLISH, moderator)

    assert figures(consultation) == {"waiting": 1}


@pytest.mark.parametrize(
    ("act", "reason", "words", "spans"),
    [
        (Act.WITHHOLD, None, "Because.", ()),
        (Act.WITHHOLD, Reason.OTHER, " ", ()),
        (Act.REDACT, None, "", [("body", 0, 3)]),
        (Act.REDACT, Reason.PERSONAL_DATA, "", ()),
        (Act.REDACT, Reason.PERSONAL_DATA, "", [("body", 0, 100_000)]),
        (Act.REDACT, Reason.PERSONAL_DATA, "", [("author_name", 0, 1)]),
    ],
)
def test_what_is_missing_or_outside_the_text_is_refused(act, reason, words, spans):
    consultation, moderator = moderated()
    position = waiting(consultation, by=make_person())

    with pytest.raises(Invalid):
        decide(position, 1, act, moderator, reason, words, spans)

    db.session.rollback()
    assert position.state is State.WAITING
    assert letters() == []
    assert db.session.query(ModerationDecision).count() == 0


def test_the_second_moderator_is_told_what_the_first_did():
    first, second = make_person("Moderator 1"), make_person("Moderator 2")
    consultation = make_consultation(moderation=Moderation.BEFORE, moderator=first, manager=second)
    position = waiting(consultation, by=make_person())
    decide(position, 1, Act.WITHHOLD, first, Reason.HATRED)

    with pytest.raises(AlreadyDecided) as refusal:
        decide(position, 1, Act.PUBLISH, second)

    assert "Moderator 1 has already withheld this." in refusal.value.message
    assert "Hatred" in refusal.value.message
    assert position.state is State.WITHHELD
    assert len(letters()) == 1


def test_a_version_that_the_author_has_replaced_is_not_published():
    consultation, moderator = moderated()
    author = make_person()
    position = waiting(consultation, by=author)
    revise_position(position, make_content(body="Better reasons."), author)

    with pytest.raises(NewerVersion):
        decide(position, 1, Act.PUBLISH, moderator)

    assert position.state is State.WAITING


@pytest.mark.parametrize("act", [Act.PUBLISH, Act.RESTORE, Act.WITHHOLD])
def test_what_its_author_keeps_private_is_never_decided_on(act):
    consultation, moderator = moderated()
    position = waiting(consultation, publication=Publication.NOT_PUBLISHED)

    with pytest.raises(KeptPrivate):
        decide(position, 1, act, moderator, Reason.OFF_TOPIC)

    assert figures(consultation) == {"withheld": 1, "withheld_by_author": 1}


def test_what_its_author_withdrew_is_not_decided_on():
    consultation, moderator = moderated()
    author = make_person()
    position = waiting(consultation, by=author)
    withdraw_position(position, author)

    with pytest.raises(NothingToDecide):
        decide(position, 1, Act.PUBLISH, moderator)

    assert figures(consultation) == {"withdrawn": 1}


def test_a_withheld_one_is_restored_rather_than_published():
    consultation, moderator = moderated()
    position = waiting(consultation)
    withheld = decide(position, 1, Act.WITHHOLD, moderator, Reason.OFF_TOPIC)

    with pytest.raises(NothingToDecide):
        decide(position, 1, Act.PUBLISH, moderator, seen=withheld.id)


def test_a_publication_taken_back_waits_again_as_if_never_public():
    consultation, moderator = moderated()
    position = waiting(consultation)
    decision = decide(position, 1, Act.PUBLISH, moderator)

    undo(decision, moderator)

    assert (position.state, position.public_version, position.waits) == (State.WAITING, None, True)
    assert (position.reviewed_at, position.published_at) == (None, None)
    assert figures(consultation) == figures(consultation, "submissions") == {"waiting": 1}
    assert "moderation.undone" in kinds_recorded()


def test_a_second_version_taken_back_leaves_the_first_public():
    consultation, moderator = moderated()
    author = make_person()
    position = make_position(consultation, by=author)
    revise_position(position, make_content(body="Better reasons.", stance="oppose"), author)
    decision = decide(position, 2, Act.PUBLISH, moderator)

    undo(decision, moderator)

    assert (position.state, position.public_version, position.waits, position.stance) == (
        State.PUBLISHED, 1, True, "support"
    )
    assert figures(consultation) == {"published": 1}


def test_a_withholding_taken_back_is_as_before_and_the_author_hears_of_it():
    consultation, moderator = moderated()
    position = make_position(consultation, by=make_person())
    decision = decide(position, 1, Act.WITHHOLD, moderator, Reason.OFF_TOPIC)

    undo(decision, moderator)

    assert position.state is State.PUBLISHED
    assert figures(consultation) == {"published": 1}
    assert [each.subject for each in letters()] == [
        "Your contribution was withheld", "A decision on your contribution was taken back"
    ]


def test_a_redaction_taken_back_uncovers_and_waits_again():
    consultation, moderator = moderated()
    position = waiting(consultation, body=BODY)
    decision = decide(position, 1, Act.REDACT, moderator, Reason.PERSONAL_DATA, spans=[("body", 4, 12)])

    undo(decision, moderator)

    assert position.state is State.WAITING
    assert version_of(position, 1).public_body == BODY


def test_a_restoration_taken_back_is_withheld_again():
    consultation, moderator = moderated()
    position = make_position(consultation)
    withheld = decide(position, 1, Act.WITHHOLD, moderator, Reason.OFF_TOPIC)
    decision = decide(position, 1, Act.RESTORE, moderator, seen=withheld.id)

    undo(decision, moderator)

    assert (position.state, position.public_version) == (State.WITHHELD, 1)
    assert figures(consultation) == {"withheld": 1}


def test_a_comment_taken_back_leaves_its_thread_as_it_was():
    consultation, moderator = moderated()
    comment = make_comment(make_position(consultation), publish=False)
    decision = decide(comment, 1, Act.PUBLISH, moderator)

    undo(decision, moderator)

    assert db.session.get_one(Thread, comment.thread_id).size == 0
    assert figures(consultation, "comments") == {"waiting": 1}


def test_a_decision_is_taken_back_only_by_its_maker_once_and_within_ten_minutes():
    first, second = make_person(), make_person()
    consultation = make_consultation(moderation=Moderation.BEFORE, moderator=first, manager=second)
    decision = decide(waiting(consultation), 1, Act.PUBLISH, first)

    with pytest.raises(NotAllowed):
        undo(decision, second)
    with clock.at(clock.now() + timedelta(minutes=11)), pytest.raises(CannotUndo):
        undo(decision, first)
    undo(decision, first)
    with pytest.raises(CannotUndo):
        undo(decision, first)

    assert figures(consultation) == {"waiting": 1}


def test_a_decision_is_not_taken_back_after_something_else_happened():
    consultation, moderator = moderated()
    author = make_person()
    position = waiting(consultation, by=author)
    decision = decide(position, 1, Act.PUBLISH, moderator)
    revise_position(position, make_content(body="Better reasons."), author)

    with pytest.raises(CannotUndo):
        undo(decision, moderator)

    assert position.public_version == 1


def test_after_one_is_taken_back_the_page_opened_before_is_told():
    consultation, moderator = moderated()
    position = waiting(consultation, by=make_stakeholder())  # type: ignore[arg-type]
    decision = decide(position, 1, Act.PUBLISH, moderator)
    undo(decision, moderator)

    with pytest.raises(AlreadyDecided):
        decide(position, 1, Act.WITHHOLD, moderator, Reason.OFF_TOPIC, seen=decision.id)
    decide(position, 1, Act.PUBLISH, moderator)

    assert figures(consultation) == {"published": 1}
