"""Asking, flagging, objecting and judging: what each does to the state, the numbers, the record and the letters."""

from datetime import timedelta

import pytest

from consult import clock
from consult.accounts.models import Account
from consult.consultations.duties import split_duties
from consult.consultations.models import Consultation, Duty, Moderation, TeamRole
from consult.consultations.numbers import numbers_block
from consult.consultations.team import add_member
from consult.contributions.models import Publication, State
from consult.db import db
from consult.errors import Conflict, Invalid, NotAllowed, NotFound
from consult.mail import Letter
from consult.moderation.actions import AlreadyDecided, decide, undo
from consult.moderation.appealing import AlreadyJudged, CannotAppeal, appeal_decision, appeal_flag, judge
from consult.moderation.flagging import AlreadyFlagged, give_notice, raise_flag
from consult.moderation.models import Act, AppealOutcome, FlagOutcome, FlagReason, Reason, Source
from consult.moderation.teamwork import NothingAsked, answer, assign, write_note
from consult.record.models import Entry
from consult.submissions.actions import revise_position
from consult.submissions.models import Position
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def moderator() -> Account:
    return make_person("First Moderator")


@pytest.fixture
def second() -> Account:
    return make_person("Second Moderator")


@pytest.fixture
def consultation(moderator: Account, second: Account) -> Consultation:
    made = make_consultation(moderation=Moderation.BEFORE, moderator=moderator)
    add_member(made, second, TeamRole.MODERATOR, None)
    return made


def figures(consultation: Consultation) -> dict[str, int]:
    block = numbers_block(consultation)["positions"]
    assert block["received"] == sum(block[each] for each in ("published", "withheld", "withdrawn", "waiting"))
    return {name: amount for name, amount in block.items() if amount and name != "received"}


def letters_to(account_or_email: Account | str) -> list[Letter]:
    email = account_or_email if isinstance(account_or_email, str) else account_or_email.email
    return db.session.query(Letter).filter_by(recipient=email).order_by(Letter.written_at).all()


def recorded() -> list[str]:
    return [each.kind for each in db.session.query(Entry)]


# --- asking


def test_a_question_lets_it_wait_and_an_answer_brings_it_back(consultation: Consultation, moderator: Account) -> None:
    author = make_person()
    position = make_position(consultation, by=author, publish=False)

    asked = decide(position, 1, Act.ASK, moderator, words="Which costs do you mean?")

    assert (position.state, position.waits, position.reviewed_at) == (State.WAITING, True, None)
    assert position.asked_at is not None
    [letter] = letters_to(author)
    assert letter.subject == "A question about your contribution"
    assert "Which costs do you mean?" in letter.text
    assert f"/contributions/{position.name}/moderation" in letter.text
    assert "<blockquote" in letter.html
    assert figures(consultation) == {"waiting": 1}

    answer(position, "Those of a line.", author)
    assert position.asked_at is None
    decide(position, 1, Act.PUBLISH, moderator, seen=asked.id)
    assert position.state is State.PUBLISHED
    assert {"moderation.ask", "contribution.answered", "moderation.publish"} <= set(recorded())


def test_a_new_version_answers_too_and_waits_for_review(consultation: Consultation, moderator: Account) -> None:
    author = make_person()
    position = make_position(consultation, by=author, publish=False)
    decide(position, 1, Act.ASK, moderator, words="Which costs?")

    revise_position(position, make_content(body="Those of a line."), author)

    assert (position.asked_at, position.version, position.waits) == (None, 2, True)


def test_only_the_author_answers_and_only_what_was_asked(consultation: Consultation, moderator: Account) -> None:
    author = make_person()
    position = make_position(consultation, by=author, publish=False)

    with pytest.raises(NothingAsked):
        answer(position, "Hello?", author)
    with pytest.raises(Invalid):
        decide(position, 1, Act.ASK, moderator)
    decide(position, 1, Act.ASK, moderator, words="Which?")
    with pytest.raises(NotAllowed):
        answer(position, "Mine", make_person())


def test_a_question_can_be_taken_back(consultation: Consultation, moderator: Account) -> None:
    position = make_position(consultation, publish=False)

    undo(decide(position, 1, Act.ASK, moderator, words="Which?"), moderator)

    assert position.asked_at is None


# --- flags and notices


def test_a_flag_hides_nothing_and_a_decision_answers_every_one(
    consultation: Consultation, moderator: Account
) -> None:
    position = make_position(consultation)
    flaggers = [make_person() for _each in range(3)]
    for each in flaggers:
        raise_flag(position, FlagReason.INSULT_OR_THREAT, "", each, base_url="https://consult.example")
    notice = give_notice(
        position, FlagReason.ILLEGAL, "Article 5 of the Act.", name="N", email="n@example.org", language="fr"
    )

    assert (position.state, position.flagged_at is not None) == (State.PUBLISHED, True)
    decision = decide(position, 1, Act.WITHHOLD, moderator, Reason.INSULT_OR_THREAT)

    assert decision.source is Source.NOTICE
    assert (notice.outcome, position.flagged_at) == (FlagOutcome.ACTED, None)
    for each in flaggers:
        assert [letter.subject for letter in letters_to(each)] == [
            "We have received your notice", "What became of your notice"]
    assert len(letters_to("n@example.org")) == 2
    assert moderator.shown_name not in "".join(letter.text for letter in db.session.query(Letter))
    assert figures(consultation) == {"withheld": 1}


def test_leaving_it_published_tells_the_notifier_that_it_stands(
    consultation: Consultation, moderator: Account
) -> None:
    position, flagger = make_position(consultation), make_person()
    flag = raise_flag(position, FlagReason.OFF_TOPIC, "", flagger)

    decision = decide(position, 1, Act.PUBLISH, moderator, words="It answers the second goal.")

    assert flag.outcome is FlagOutcome.STANDS
    assert "It answers the second goal." in letters_to(flagger)[-1].text
    undo(decision, moderator)
    assert (flag.outcome, flag.closed_at) == (None, None)
    assert position.flagged_at == flag.raised_at


def test_one_person_flags_once_and_needs_words_where_the_team_could_not_judge(consultation: Consultation) -> None:
    position, flagger = make_position(consultation), make_person()

    with pytest.raises(Invalid):
        raise_flag(position, FlagReason.ILLEGAL, " ", flagger)
    raise_flag(position, FlagReason.OFF_TOPIC, "", flagger)
    with pytest.raises(AlreadyFlagged):
        raise_flag(position, FlagReason.OFF_TOPIC, "", flagger)


def test_what_is_not_public_cannot_be_flagged(consultation: Consultation) -> None:
    with pytest.raises(NotFound):
        raise_flag(make_position(consultation, publish=False), FlagReason.OTHER, "Why?", make_person())


def test_sent_in_my_name_hides_the_name_at_once_for_whoever_bears_it(
    consultation: Consultation, moderator: Account
) -> None:
    forger, bearer = make_person("Amina Otieno"), make_person("amina  OTIENO")
    position = make_position(consultation, by=forger)

    raise_flag(position, FlagReason.NOT_MINE, "I never wrote this.", make_person("Somebody Else"))
    assert position.author_name == "Amina Otieno"
    raise_flag(position, FlagReason.NOT_MINE, "I never wrote this.", bearer)

    assert (position.author_name, position.state) == ("", State.PUBLISHED)
    decision = decide(position, 1, Act.PUBLISH, moderator, words="We checked: another person of that name.")
    assert position.author_name == "Amina Otieno"
    undo(decision, moderator)
    assert position.author_name == ""
    decide(position, 1, Act.WITHHOLD, moderator, Reason.IMPERSONATION)
    assert position.author_name == ""
    assert {"identity.hidden", "identity.shown"} <= set(recorded())


# --- appeals


def withheld(
    consultation: Consultation, moderator: Account, author: Account, reason: Reason = Reason.OFF_TOPIC
) -> tuple[Position, object]:
    position = make_position(consultation, by=author, publish=False)
    return position, decide(position, 1, Act.WITHHOLD, moderator, reason)


def test_an_appeal_is_judged_by_somebody_else_and_its_reversal_gives_back_everything(
    consultation: Consultation, moderator: Account, second: Account
) -> None:
    author = make_person()
    position, decision = withheld(consultation, moderator, author)
    appeal = appeal_decision(decision, "It is about goal 1.", author)

    with pytest.raises(NotAllowed, match="own decision"):
        judge(appeal, AppealOutcome.REVERSED, "Because.", moderator)
    with pytest.raises(NotAllowed):
        judge(appeal, AppealOutcome.REVERSED, "Because.", make_person())
    with pytest.raises(Invalid):
        judge(appeal, AppealOutcome.REVERSED, " ", second)
    judge(appeal, AppealOutcome.REVERSED, "It is on topic after all.", second)

    assert (position.state, figures(consultation)) == (State.PUBLISHED, {"published": 1})
    assert numbers_block(consultation)["submissions"]["published"] == 1
    assert [each.subject for each in letters_to(author)][-1] == "What became of your objection"
    assert "It is on topic after all." in letters_to(author)[-1].text
    assert second.shown_name not in letters_to(author)[-1].text
    assert {"appeal.made", "appeal.decided", "moderation.restore"} <= set(recorded())
    with pytest.raises(AlreadyJudged):
        judge(appeal, AppealOutcome.STANDS, "No.", second)


def test_reversing_a_redaction_uncovers_its_words_and_no_others(
    consultation: Consultation, moderator: Account, second: Account
) -> None:
    author = make_person()
    position = make_position(consultation, make_content(body="Ask Ann or Bob about it."), by=author)
    first = decide(position, 1, Act.REDACT, moderator, Reason.PERSONAL_DATA, spans=[("body", 4, 7)])
    decide(position, 1, Act.REDACT, moderator, Reason.PERSONAL_DATA, spans=[("body", 11, 14)], seen=first.id)

    judge(appeal_decision(first, "Ann is me.", author), AppealOutcome.REVERSED, "She may.", second)

    assert position.versions[0].public_body == "Ask Ann or ███ about it."


def test_the_six_months_end_and_one_decision_is_objected_to_once(
    consultation: Consultation, moderator: Account
) -> None:
    author = make_person()
    _position, decision = withheld(consultation, moderator, author)

    with pytest.raises(NotAllowed):
        appeal_decision(decision, "Why?", make_person())
    clock.travel(timedelta(days=183))
    appeal_decision(decision, "Why?", author)
    with pytest.raises(CannotAppeal):
        appeal_decision(decision, "Why?", author)
    clock.travel(timedelta())
    _position, other = withheld(consultation, moderator, author)
    clock.travel(timedelta(days=185))
    with pytest.raises(CannotAppeal):
        appeal_decision(other, "Why?", author)


def test_a_notifier_objects_to_inaction_and_the_author_is_told_why_and_may_object_too(
    consultation: Consultation, moderator: Account, second: Account
) -> None:
    author = make_person()
    position = make_position(consultation, by=author)
    flag = give_notice(position, FlagReason.HATRED, "", name="", email="n@example.org", language="en")
    with pytest.raises(CannotAppeal):
        appeal_flag(flag, "Too early.")
    decide(position, 1, Act.PUBLISH, moderator)

    appeal = appeal_flag(flag, "Read the last sentence.")
    with pytest.raises(NotAllowed):
        judge(appeal, AppealOutcome.REVERSED, "Indeed.", moderator)
    judge(appeal, AppealOutcome.REVERSED, "Indeed.", second)

    assert (position.state, figures(consultation)) == (State.WITHHELD, {"withheld": 1})
    assert "no longer shown" in letters_to("n@example.org")[-1].text
    assert "Hatred against a group" in letters_to(author)[-1].text
    assert appeal.result_id is not None


def test_where_the_team_has_nobody_else_its_managers_and_administrators_are_told() -> None:
    alone, administrator, author = make_person(), make_person(administrator=True), make_person()
    consultation = make_consultation(manager=alone)
    position = make_position(consultation, by=author)

    appeal = appeal_decision(decide(position, 1, Act.WITHHOLD, alone, Reason.OFF_TOPIC), "Why?", author)

    assert [each.subject for each in letters_to(alone)] == ["An appeal waits, and nobody may judge it"]
    assert len(letters_to(administrator)) == 1
    with pytest.raises(NotAllowed):
        judge(appeal, AppealOutcome.STANDS, "Because.", alone)


def test_an_appeal_of_a_nameless_author_tells_no_time(consultation: Consultation, moderator: Account) -> None:
    author = make_person()
    position = make_position(consultation, make_content(publication=Publication.NAMELESS), by=author, publish=False)
    appeal_decision(decide(position, 1, Act.WITHHOLD, moderator, Reason.OFF_TOPIC), "Why?", author)

    assert all(
        each.hides_time for each in db.session.query(Entry) if each.kind.startswith(("appeal.", "moderation."))
    )


# --- duties and the team


def test_where_duties_are_split_only_those_they_are_given_to_have_them(
    consultation: Consultation, moderator: Account, second: Account
) -> None:
    manager, author = make_person(), make_person()
    add_member(consultation, manager, TeamRole.MANAGER, None)
    split_duties(
        consultation, {Duty.REVIEWING, Duty.JUDGING}, {Duty.REVIEWING: [moderator.id], Duty.JUDGING: [manager.id]},
        manager,
    )
    position = make_position(consultation, by=author, publish=False)

    with pytest.raises(NotAllowed):
        decide(position, 1, Act.WITHHOLD, second, Reason.OFF_TOPIC)
    appeal = appeal_decision(decide(position, 1, Act.WITHHOLD, moderator, Reason.OFF_TOPIC), "Why?", author)
    with pytest.raises(NotAllowed):
        judge(appeal, AppealOutcome.STANDS, "Because.", second)
    judge(appeal, AppealOutcome.STANDS, "Because.", manager)
    assert position.state is State.WITHHELD


def test_a_split_duty_needs_somebody_and_reviewing_and_summarising_are_kept_apart(
    consultation: Consultation, moderator: Account
) -> None:
    manager = make_person()
    add_member(consultation, manager, TeamRole.MANAGER, None)

    with pytest.raises(Invalid):
        split_duties(consultation, {Duty.PUBLISHING}, {}, manager)
    with pytest.raises(Invalid):
        split_duties(consultation, {Duty.PUBLISHING}, {Duty.PUBLISHING: [make_person().id]}, manager)
    both = {Duty.REVIEWING: [moderator.id], Duty.SUMMARISING: [moderator.id]}
    with pytest.raises(Invalid):
        split_duties(consultation, set(both), both, manager)
    with pytest.raises(NotAllowed):
        split_duties(consultation, set(), {}, moderator)


def test_taking_and_noting_are_for_the_team(consultation: Consultation, moderator: Account, second: Account) -> None:
    position = make_position(consultation, publish=False)

    assign(position, second, moderator)
    write_note(position, "Ask the lawyer.", second)

    assert position.assigned_to == second.id
    with pytest.raises(Invalid):
        assign(position, make_person(), moderator)
    with pytest.raises(NotAllowed):
        write_note(position, "Hello", make_person())


def test_the_second_of_two_is_told_whatever_the_first_did(
    consultation: Consultation, moderator: Account, second: Account
) -> None:
    position = make_position(consultation, by=make_person(), publish=False)
    decide(position, 1, Act.ASK, moderator, words="Which?")

    with pytest.raises(AlreadyDecided, match="has already asked"):
        decide(position, 1, Act.PUBLISH, second)
    assert issubclass(AlreadyDecided, Conflict)
