"""What came on paper is typed twice, compared, counted by its channel, and found again by its code."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from consult.accounts.models import Account
from consult.assistance.models import ReceiptCode
from consult.assistance.paper import (
    NotTaken,
    code_of,
    differing,
    discard,
    enter,
    open_forms,
    submission_of_form,
    submission_with_code,
    type_again,
    type_first,
)
from consult.consultations.models import Moderation
from consult.consultations.numbers import numbers_block
from consult.contributions.models import Channel, State
from consult.db import db
from consult.errors import NotAllowed, NotFound
from consult.submissions.overview import sent_answers
from tests.factories.assistance import make_paper_form, make_typed
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.questions import make_questionnaire

pytestmark = pytest.mark.usefixtures("app")


def test_both_typings_agree_and_it_counts_like_all_else() -> None:
    one, other = make_person(), make_person()
    consultation = make_consultation(moderator=one, manager=other)
    form = type_first(consultation, Channel.PAPER, make_typed(paper="On all of it."), one)
    assert numbers_block(consultation)["submissions"]["received"] == 0

    assert type_again(form, make_typed(paper="On  all of it. "), other) == []
    submission = enter(form, {}, other, "secret")

    assert (submission.channel, submission.state) == (Channel.PAPER, State.PUBLISHED)
    assert [each.versions[0].body for each in submission.positions] == ["We want to be asked.", "On all of it."]
    assert numbers_block(consultation)["submissions"]["received"] == 1
    assert form.first == form.second == {}
    assert open_forms(consultation) == []


def test_what_differs_is_decided_before_it_is_sent() -> None:
    one, other = make_person(), make_person()
    consultation = make_consultation(moderator=one, manager=other, moderation=Moderation.BEFORE)
    form = type_first(consultation, Channel.EVENT, make_typed(name="Ann Oter"), one)

    assert type_again(form, make_typed(name="Ann Other", **{"body goal-1": "We want to be heard."}), other) == [
        "name", "body goal-1",
    ]
    with pytest.raises(NotTaken):
        enter(form, {"name": "second"}, other, "secret")
    submission = enter(form, {"name": "second", "body goal-1": "first"}, other, "secret")

    position = submission.positions[0]
    assert (position.author_name, position.versions[0].body) == ("Ann Other", "We want to be asked.")
    assert submission.state is State.WAITING


def test_nothing_is_sent_after_one_typing_twice_or_by_a_stranger() -> None:
    moderator = make_person()
    consultation = make_consultation(moderator=moderator)
    form = make_paper_form(consultation, moderator, entered=False)

    with pytest.raises(NotTaken):
        enter(form, {}, moderator, "secret")
    with pytest.raises(NotAllowed):
        type_again(form, make_typed(), make_person())
    type_again(form, make_typed(), moderator)
    enter(form, {}, moderator, "secret")
    with pytest.raises(NotTaken):
        enter(form, {}, moderator, "secret")


def test_a_discarded_form_keeps_no_words() -> None:
    moderator = make_person()
    form = make_paper_form(make_consultation(moderator=moderator), moderator, entered=False)

    discard(form, moderator)

    assert form.first == {}
    assert differing(form) == []
    with pytest.raises(NotTaken):
        type_again(form, make_typed(), moderator)


def test_before_it_opens_nothing_is_entered() -> None:
    moderator = make_person()

    with pytest.raises(NotTaken):
        type_first(make_consultation(phase="announced", moderator=moderator), Channel.PAPER, make_typed(), moderator)


def test_a_code_leads_to_its_receipt_however_it_is_copied_and_no_other_does() -> None:
    moderator = make_person()
    form = make_paper_form(make_consultation(moderator=moderator), moderator)
    submission_id = form.submission_id
    code = code_of(submission_of_form(form), "test")

    for written in (code, code.lower(), code.replace("-", " "), code.replace("O", "0")):
        assert submission_with_code(written).id == submission_id
    kept = db.session.get(ReceiptCode, submission_id)
    assert kept
    assert code not in kept.code_hash
    for wrong in ("", "AAAA-BBBB-CCCC-DDDD", code[:-1], code + "A"):
        with pytest.raises(NotFound):
            submission_with_code(wrong)


def test_ticked_answers_are_typed_twice_too_and_counted(sign_in: Callable[[Account], FlaskClient]) -> None:
    one = make_person()
    consultation = make_consultation(moderator=one)
    asked = {each.kind.value: each for each in make_questionnaire(consultation)}
    client, slug = sign_in(one), consultation.slug
    typed = {
        **make_typed(**{"body goal-1": "", "stance goal-1": ""}), "channel": "paper",
        f"q-{asked['multiple'].name}": ["o1", "o3"], f"q-{asked['short_text'].name}": "Nairobi",
        f"q-{asked['ranking'].name}-o2": "1", f"q-{asked['matrix'].name}-lo1": "o4",
    }
    broken = client.post(f"/consultations/{slug}/assistance/paper/new",
                         data={**typed, f"q-{asked['ranking'].name}-o1": "1"})
    assert broken.status_code == 422
    assert "Give each place once." in broken.text
    assert 'value="Nairobi"' in broken.text

    client.post(f"/consultations/{slug}/assistance/paper/new", data=typed)
    form = open_forms(consultation)[0]
    again = {**typed, f"q-{asked['multiple'].name}": ["o1"], f"q-{asked['short_text'].name}": "Nairobi "}
    page = client.post(f"/consultations/{slug}/assistance/paper/{form.name}", data=again, follow_redirects=True)

    assert differing(form) == [f"q-{asked['multiple'].name}"]
    assert "What kept you away?" in page.text
    client.post(f"/consultations/{slug}/assistance/paper/{form.name}/submission",
                data={f"choice q-{asked['multiple'].name}": "first"})
    sent = {each.question.kind.value: each.value for each in sent_answers(submission_of_form(form))}
    assert sent == {
        "multiple": ["o1", "o3"], "short_text": "Nairobi", "ranking": ["o2"], "matrix": {"lo1": "o4"},
    }
    assert "Nairobi" in client.get(f"/consultations/{slug}/assistance/paper/{form.name}/receipt").text
