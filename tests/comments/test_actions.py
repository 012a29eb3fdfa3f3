"""Commenting, and taking a comment back."""

import pytest
from flask.testing import FlaskClient

from consult.comments.actions import post_comment, revise_comment, withdraw_comment
from consult.comments.queries import comments_in
from consult.consultations.models import Moderation
from consult.consultations.phases import PhaseClosed
from consult.contributions.models import State
from consult.errors import Invalid, NotAllowed
from consult.moderation.actions import decide
from consult.moderation.models import Act
from consult.organisations.actions import author_for
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_comment, make_position

pytestmark = pytest.mark.usefixtures("app")


def test_a_reply_to_a_reply_hangs_on_the_first() -> None:
    position = make_position(make_consultation())
    first = make_comment(position)
    second = make_comment(position, parent=first)

    third = make_comment(position, parent=second)

    assert third.parent_id == first.id
    thread = comments_in(position.thread_id)
    assert [len(each.replies) for each in thread] == [2]
    assert position.thread.size == 3


def test_a_withdrawn_comment_keeps_its_place_without_words() -> None:
    author = make_person()
    consultation = make_consultation()
    position = make_position(consultation)
    comment = post_comment(consultation, position.thread, [], "Mine.", author)
    make_comment(position, "An answer.", parent=comment)

    withdraw_comment(comment, author)

    shown = comments_in(position.thread_id)[0]
    assert (shown.html, shown.state, len(shown.replies)) == ("", State.WITHDRAWN, 1)
    assert position.thread.size == 1


def test_a_waiting_comment_is_seen_by_its_author_alone() -> None:
    author = make_person()
    consultation = make_consultation(moderation=Moderation.BEFORE)
    position = make_position(consultation)

    comment = post_comment(consultation, position.thread, [], "Mine.", author)

    assert comment.state is State.WAITING
    assert comments_in(position.thread_id) == []
    assert len(comments_in(position.thread_id, comment.stakeholder_id)) == 1


def test_nothing_and_too_late_are_refused() -> None:
    consultation, closed = make_consultation(), make_consultation(phase="closed")
    position, late = make_position(consultation), make_position(closed)

    with pytest.raises(Invalid):
        post_comment(consultation, position.thread, [], " \u200b", make_person())
    with pytest.raises(PhaseClosed):
        post_comment(closed, late.thread, [], "Too late.", make_person())


def test_a_comment_of_another_thread_cannot_be_answered_here() -> None:
    consultation = make_consultation()
    elsewhere = make_comment(make_position(consultation))
    position = make_position(consultation)

    with pytest.raises(Invalid):
        post_comment(consultation, position.thread, [], "Here.", make_person(), parent=elsewhere)


def test_only_its_author_withdraws_a_comment() -> None:
    comment = make_comment(make_position(make_consultation()))

    with pytest.raises(NotAllowed):
        withdraw_comment(comment, make_person())


def test_a_changed_comment_is_read_when_it_is_published_and_keeps_the_one_before(client: FlaskClient) -> None:
    author, moderator = make_person(), make_person()
    consultation = make_consultation(moderation=Moderation.BEFORE, moderator=moderator)
    position = make_position(consultation)
    comment = make_comment(position, "Four weeks.", by=author_for(author))

    revise_comment(comment, "Eight weeks.", author)
    waiting = client.get(f"/positions/{position.name}").text
    decide(comment, 2, Act.PUBLISH, moderator)
    published = client.get(f"/positions/{position.name}").text
    versions = client.get(f"/comments/{comment.name}/versions").text

    assert "Four weeks." in waiting
    assert "Eight weeks." not in waiting
    assert "Eight weeks." in published
    assert "Four" in versions
    assert "Eight" in versions
    assert position.thread.size == 1
    with pytest.raises(NotAllowed):
        revise_comment(comment, "Mine.", make_person())
