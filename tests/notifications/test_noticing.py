"""Who hears of what, once, and in which letter."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from consult.challenges.actions import challenge_finding, decide_challenge, reply_to
from consult.challenges.models import Verdict
from consult.clock import at, now
from consult.consultations.models import Moderation
from consult.consultations.timing import extend
from consult.contributions.actions import withhold
from consult.contributions.models import Publication
from consult.db import db, transaction
from consult.identifiers import name_of
from consult.mail import Letter
from consult.notifications.actions import catch_up, follow, notice_the_hour, prefer, unfollow, write_due
from consult.notifications.models import Followed, How, Kind, Notice, NotificationPlace
from consult.notifications.policy import due_at
from consult.organisations.actions import stakeholder_for
from consult.record.actions import full_hour_after, sequence
from consult.responses.actions import note_step, promise, publish_response, write_response
from consult.responses.models import FollowUpStatus, ResponseKind
from consult.synthesis.disposing import mark_considered
from consult.synthesis.finality import finish_due
from consult.synthesis.publishing import publish_outcome
from tests.factories.consultations import make_consultation
from tests.factories.outcomes import make_outcome
from tests.factories.people import make_person
from tests.factories.submissions import make_comment, make_content, make_position

pytestmark = pytest.mark.usefixtures("app")
SITE = "https://example.org"


def noticed() -> int:
    sequence()
    return catch_up()


def letters() -> list[Letter]:
    """What is written now, by recipient."""
    before = {each.id for each in db.session.query(Letter)}
    write_due(SITE, "secret")
    return sorted((each for each in db.session.query(Letter) if each.id not in before), key=lambda one: one.recipient)


def told_to(account) -> list[str]:
    return [each.said for each in db.session.query(Notice).filter_by(account_id=account.id)]


def test_everybody_who_took_part_hears_of_the_outcome_once_however_often_the_record_is_read():
    made = make_outcome(publish=False)
    silent, stranger = make_person(), make_person()
    mark_considered(make_position(made.consultation, by=silent), made.topic, "no_point_made", made.moderator)
    noticed()
    publish_outcome(made.consultation, "Cost decides.", made.moderator)

    first = noticed()
    written = letters()
    with transaction() as session:
        session.get_one(NotificationPlace, 1).place = 0
    again = noticed()

    assert (first, again) == (2, 0)
    assert {each.recipient for each in written} == {made.author.email, silent.email}
    assert all("/outcome/mine" in each.text and "draft of the outcome" in each.text for each in written)
    assert letters() == []
    assert told_to(stranger) == []


def test_replies_reach_the_author_the_one_replied_to_and_those_who_follow_but_never_the_writer():
    consultation = make_consultation()
    author, commenter, follower = make_person(), make_person(), make_person()
    position = make_position(consultation, by=author)
    with transaction():
        first_by, own_by = stakeholder_for(commenter), stakeholder_for(author)
    comment = make_comment(position, "First.", by=first_by)
    follow(Followed.POSITION, position.id, follower)
    noticed()
    make_comment(position, "Thank you.", by=own_by, parent=comment)
    noticed()

    assert told_to(author) == ["comment.on_yours"]
    assert told_to(commenter) == ["comment.reply"]
    assert sorted(told_to(follower)) == ["comment.on_followed"] * 2
    written = {each.recipient: each.text for each in letters()}
    assert "    Thank you." in written[commenter.email]
    assert written[follower.email].index("Thank you.") < written[follower.email].index("First.")


def test_what_is_withheld_before_the_letter_is_written_is_not_told():
    consultation = make_consultation()
    author = make_person()
    position = make_position(consultation, by=author)
    comment = make_comment(position, "Insults.")
    noticed()
    with transaction():
        withhold(comment)

    assert letters() == []
    assert db.session.query(Notice).filter(Notice.written_at.is_(None)).count() == 0


def test_new_positions_come_in_one_letter_a_day_newest_first_and_nothing_twice():
    consultation = make_consultation()
    follower = make_person()
    follow(Followed.CONSULTATION, consultation.id, follower)
    follow(Followed.TOPIC, consultation.topics[0].id, follower)
    day = now().replace(hour=9)
    with at(day):
        make_position(consultation, make_content(claim="Earlier."))
        noticed()
    with at(day + timedelta(hours=1)):
        make_position(consultation, make_content(claim="Later."))
        make_position(consultation, by=follower)
        noticed()
        early = letters()
    with at(day + timedelta(days=1)):
        written = letters()
        nothing = letters()

    assert (early, nothing, len(written)) == ([], [], 1)
    text = written[0].text
    assert 0 < text.index("Later.") < text.index("Earlier.")
    assert written[0].subject == "2 things are new in what you follow"
    assert "In the consultation" in text
    assert text.count("In the consultation") == 1


def test_a_position_without_name_is_told_of_when_its_hour_is_over():
    consultation = make_consultation()
    follower = make_person()
    follow(Followed.CONSULTATION, consultation.id, follower)
    prefer({Kind.POSITION: How.AT_ONCE}, follower)
    make_position(consultation, make_content(publication=Publication.NAMELESS))
    noticed()

    notice = db.session.query(Notice).one()
    assert notice.due_at >= full_hour_after(now() - timedelta(minutes=1)) - timedelta(seconds=1)
    assert notice.due_at.minute == 0


def test_never_is_never_and_a_wish_holds_for_what_waits():
    consultation = make_consultation()
    never, later = make_person(), make_person()
    for each in (never, later):
        follow(Followed.CONSULTATION, consultation.id, each)
    prefer({Kind.POSITION: How.NEVER}, never)
    make_position(consultation)
    noticed()
    waiting = told_to(later)
    prefer({Kind.POSITION: How.NEVER}, later)

    assert (told_to(never), waiting, told_to(later)) == ([], ["position.published"], [])
    unfollow(Followed.CONSULTATION, consultation.id, later)
    prefer({Kind.POSITION: How.AT_ONCE}, later)
    make_position(consultation)
    assert noticed() == 0


def test_opening_and_closing_soon_are_said_once_and_more_time_with_its_reason():
    manager = make_person()
    consultation = make_consultation(manager=manager)
    follower = make_person()
    follow(Followed.CONSULTATION, consultation.id, follower)
    with at(consultation.opens_at + timedelta(hours=1)):
        opened = (notice_the_hour(), notice_the_hour())
        first = letters()
    with at(consultation.closes_at - timedelta(days=2)):
        soon = (notice_the_hour(), notice_the_hour())
        second = letters()
        extend(consultation, consultation.closes_at + timedelta(days=14), "Many asked.", manager)
        noticed()
        third = letters()
        none = notice_the_hour()
    with at(consultation.closes_at - timedelta(days=1)):
        again = notice_the_hour()

    assert (opened, soon, none, again) == ((1, 0), (1, 0), 0, 1)
    assert first[0].subject.startswith("Open now")
    assert second[0].subject.startswith("It closes soon")
    assert "Many asked." in third[0].text
    assert "longer" in third[0].text


def test_a_challenge_reaches_the_team_its_reply_the_challenger_and_promises_their_followers():
    made = make_outcome(moderation=Moderation.BEFORE)
    challenger, follower = make_person(), make_person()
    challenge = challenge_finding(made.finding, "Not what we said.", challenger)
    noticed()
    decide_challenge(challenge, True, "", made.moderator)
    reply_to([challenge], Verdict.KEPT, "It stands, because.", made.moderator)
    noticed()
    follow(Followed.CONSULTATION, made.consultation.id, follower)
    response = write_response(made.consultation, [made.finding], ResponseKind.AGREED, "We will.", None, made.manager)
    publish_response(response, made.manager)
    follow_up = promise(response, "Publish prices.", now().date(), made.manager)
    note_step(follow_up, FollowUpStatus.DONE, "They are published.", None, made.manager)
    noticed()

    assert told_to(challenger) == ["challenge.answered"]
    assert told_to(made.moderator).count("challenge.made") == 1
    assert sorted(told_to(follower)) == ["follow_up.noted", "follow_up.noted", "response.published"]
    written = {each.recipient: each.text for each in letters()}
    assert "It stands, because." in written[challenger.email]
    assert "They are published." in written[follower.email]
    assert made.moderator.email in written


def test_letters_are_in_the_language_of_the_reader():
    made = make_outcome(publish=False)
    made.author.language = "fr"
    db.session.commit()
    noticed()
    publish_outcome(made.consultation, "Cost decides.", made.moderator)
    noticed()

    letter = letters()[0]
    assert f"{SITE}/fr/consultations/" in letter.text
    assert 'lang="fr"' in letter.html
    assert re.search(rf"{SITE}/fr/unsubscribe/\S+", letter.text)
    assert name_of(made.author.id) not in letter.subject


@pytest.mark.parametrize(("how", "moment", "due"), [
    (How.AT_ONCE, datetime(2026, 3, 4, 5, tzinfo=UTC), datetime(2026, 3, 4, 5, tzinfo=UTC)),
    (How.DAILY, datetime(2026, 3, 4, 5, tzinfo=UTC), datetime(2026, 3, 4, 6, tzinfo=UTC)),
    (How.DAILY, datetime(2026, 3, 4, 6, tzinfo=UTC), datetime(2026, 3, 5, 6, tzinfo=UTC)),
    (How.WEEKLY, datetime(2026, 3, 4, 5, tzinfo=UTC), datetime(2026, 3, 9, 6, tzinfo=UTC)),
    (How.WEEKLY, datetime(2026, 3, 9, 5, tzinfo=UTC), datetime(2026, 3, 9, 6, tzinfo=UTC)),
    (How.WEEKLY, datetime(2026, 3, 9, 7, tzinfo=UTC), datetime(2026, 3, 16, 6, tzinfo=UTC)),
])
def test_digests_are_due_in_the_morning_and_weekly_ones_on_monday(how, moment, due):
    assert due_at(how, moment) == due


def test_the_final_outcome_is_told_too_when_its_window_is_over():
    made = make_outcome()
    noticed()
    letters()
    with at(now() + timedelta(days=made.consultation.challenge_days + 1)):
        finish_due()
        noticed()
        written = letters()

    assert [each.recipient for each in written] == [made.author.email]
    assert "draft" not in written[0].text
    assert sorted(told_to(made.author)) == ["outcome.final", "outcome.published"]
