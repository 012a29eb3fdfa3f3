"""A draft among colleagues: a link that ends, comments, an internal deadline, approval of one exact text."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult import clock
from consult.accounts.models import Account
from consult.clock import now
from consult.db import db
from consult.drafting.actions import (
    ChangedMeanwhile,
    approve,
    ask_for_approval,
    circulate,
    comment_internally,
    end_circulation,
    remind_teams,
    return_draft,
    send_on_behalf_of,
)
from consult.drafting.queries import circulation_with, comments_on, token_of
from consult.errors import Invalid, NotAllowed, NotFound
from consult.mail import Letter
from consult.organisations.mandates import begin_mandate
from consult.organisations.models import MandateRole, Organisation
from consult.organisations.queries import organisation_named
from consult.submissions.actions import save_draft, submit_draft
from consult.submissions.approving import NotApproved, approval_of, latest_approval
from consult.submissions.models import Draft
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_content

pytestmark = pytest.mark.usefixtures("app")
SECRET, BASE = "secret", "http://localhost"


def drafted() -> tuple[Draft, Account]:
    author = make_person()
    return save_draft(make_consultation(), make_content(), author), author


def federation() -> tuple[Draft, Account, Account, Organisation]:
    """A draft in the name of an organisation that wants approval, its author and its approver."""
    author, approver = make_person(organisation="Federation"), make_person("Person Approving")
    organisation = organisation_named("Federation")
    assert organisation
    organisation.needs_approval = True
    begin_mandate(organisation, approver, MandateRole.APPROVER)
    db.session.commit()
    return save_draft(make_consultation(), make_content(), author), author, approver, organisation


def test_whoever_has_the_link_comments_and_nobody_else() -> None:
    draft, author = drafted()
    token = token_of(circulate(draft, author), SECRET)

    found = circulation_with(token, SECRET)
    comment_internally(found.draft, "Colleague", "Say what it costs.")

    assert [each.text for each in comments_on(draft)] == ["Say what it costs."]
    for wrong in (token[:-1], token.split("-")[0], "x", token.replace("-", "--"), "é-é"):
        with pytest.raises(NotFound):
            circulation_with(wrong, SECRET)
    with pytest.raises(NotFound):
        circulation_with(token, "another secret")


def test_a_link_ends_when_told_when_remade_and_by_itself() -> None:
    draft, author = drafted()
    tokens = [token_of(circulate(draft, author, days=2), SECRET) for _each in range(2)]

    with pytest.raises(NotFound):
        circulation_with(tokens[0], SECRET)
    assert circulation_with(tokens[1], SECRET)
    end_circulation(draft, author)
    with pytest.raises(NotFound):
        circulation_with(tokens[1], SECRET)
    last = token_of(circulate(draft, author, days=2), SECRET)
    clock.travel(timedelta(days=3))
    with pytest.raises(NotFound):
        circulation_with(last, SECRET)


def test_only_its_author_circulates_and_within_bounds() -> None:
    draft, author = drafted()

    with pytest.raises(NotAllowed):
        circulate(draft, make_person())
    for days, deadline in ((0, None), (400, None), (5, now() - timedelta(days=1)), (5, now() + timedelta(days=90))):
        with pytest.raises(Invalid):
            circulate(draft, author, days=days, deadline=deadline)


def test_a_comment_has_a_name_and_words() -> None:
    draft, _author = drafted()

    for name, text in (("", "x"), ("x", " "), ("x" * 101, "x"), ("x", "x" * 5001)):
        with pytest.raises(Invalid):
            comment_internally(draft, name, text)


def test_the_team_is_reminded_once_a_day_before_the_internal_deadline() -> None:
    draft, author, approver, _organisation = federation()
    circulate(draft, author, deadline=now() + timedelta(days=3))

    remind_teams(BASE, SECRET)
    assert db.session.scalars(select(Letter)).all() == []
    clock.travel(timedelta(days=2, hours=1))
    remind_teams(BASE, SECRET)
    remind_teams(BASE, SECRET)

    letters = db.session.scalars(select(Letter)).all()
    assert sorted(each.recipient for each in letters) == sorted([author.email, approver.email])


def test_without_approval_nothing_is_sent_in_its_name() -> None:
    draft, author, approver, organisation = federation()
    with pytest.raises(NotApproved):
        submit_draft(draft, author)

    ask_for_approval(draft, author, BASE)
    approval = latest_approval(draft)
    assert approval
    with pytest.raises(NotAllowed):
        approve(approval, author, BASE)
    approve(approval, approver, BASE, shown_as="The board")
    submission = submit_draft(draft, author)

    given = approval_of(submission.id)
    assert given
    assert (given.shown_as, given.organisation_id) == ("The board", organisation.id)


def test_approval_is_of_one_exact_text() -> None:
    draft, author, approver, _organisation = federation()
    ask_for_approval(draft, author, BASE)
    first = latest_approval(draft)
    assert first
    save_draft(draft.consultation, make_content(claim="Something else."), author, draft)

    with pytest.raises(ChangedMeanwhile):
        approve(first, approver, BASE)
    ask_for_approval(draft, author, BASE)
    second = latest_approval(draft)
    assert second
    approve(second, approver, BASE)
    save_draft(draft.consultation, make_content(claim="Yet another thing."), author, draft)
    with pytest.raises(NotApproved):
        submit_draft(draft, author)


def test_a_returned_draft_says_why_and_is_not_approved_any_more() -> None:
    draft, author, approver, _organisation = federation()
    ask_for_approval(draft, author, BASE)
    approval = latest_approval(draft)
    assert approval

    return_draft(approval, approver, "Leave the numbers out.", BASE)

    assert [each.name for each in comments_on(draft)] == ["Person Approving"]
    with pytest.raises(ChangedMeanwhile):
        approve(approval, approver, BASE)


def test_without_an_approver_nobody_can_be_asked() -> None:
    draft, author = drafted()

    with pytest.raises(Invalid):
        ask_for_approval(draft, author, BASE)


def test_for_whom_it_is_sent_is_said() -> None:
    draft, author = drafted()

    send_on_behalf_of(draft, "  A  client ", author)

    assert submit_draft(draft, author).on_behalf_of == "A client"
