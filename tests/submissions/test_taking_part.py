"""The pages by which all of a submission is written, through real doors and without scripts."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Account
from consult.contributions.models import Publication, State
from consult.db import db
from consult.submissions.actions import submit_draft
from consult.submissions.content import SubmissionContent
from consult.submissions.drafting import save_draft
from consult.submissions.models import Attachment, Draft, Submission
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.questions import make_question
from tests.factories.submissions import make_attachment, make_content, make_position

SignIn = Callable[[Account], FlaskClient]
HOW = {"language": "en", "publication": "named"}


def drafted(person: Account | None = None, **parts) -> Draft:
    consultation = make_consultation(topics=2)
    return save_draft(consultation, SubmissionContent(**parts), person)


def upload(client: FlaskClient, draft: Draft, data: bytes, name: str, **more):
    return client.post(f"/drafts/{draft.name}/files", data={"file": (io.BytesIO(data), name), **more})


def test_a_stranger_begins_a_draft_and_goes_on_with_it_by_its_address(client: FlaskClient):
    consultation = make_consultation(topics=2)
    answer = client.post(f"/consultations/{consultation.slug}/take-part")
    name = answer.location.split("/")[2]

    for goal in ("goal-1", "goal-2"):
        client.post(
            f"/consultations/{consultation.slug}/topics/{goal}/write?draft={name}",
            data={"claim": f"On {goal}.", "about": f"{goal}:whole", **HOW},
        )

    assert client.get(f"/drafts/{name}").text.count("<article") == 2
    assert len(db.session.query(Draft).all()) == 1


def test_answers_that_cannot_be_read_are_shown_again_beside_their_fault(client: FlaskClient):
    draft = drafted()
    number, words = make_question(draft.consultation, "number"), make_question(draft.consultation, "long_text", "Why?")
    fields = {f"q-{number.name}": "many", f"q-{words.name}": "Because.", **HOW}

    answer = client.post(f"/drafts/{draft.name}/answers", data=fields)

    assert answer.status_code == 422
    assert "Write a number" in answer.text
    assert "Because." in answer.text
    client.post(f"/drafts/{draft.name}/answers", data={**fields, f"q-{number.name}": "3"})
    db.session.rollback()
    assert db.session.get(Draft, draft.id).whole.answers == {number.name: 3, words.name: "Because."}


def test_what_is_not_asked_of_this_person_neither_hinders_nor_is_sent(sign_in: SignIn):
    person = make_person()
    draft = drafted(person)
    first = make_question(draft.consultation)
    second = make_question(
        draft.consultation, "number", "How much?", is_required=True, condition_id=first.id, condition_keys=["yes"]
    )
    browser = sign_in(person)

    browser.post(f"/drafts/{draft.name}/answers", data={f"q-{first.name}": "no", f"q-{second.name}": "many", **HOW})
    receipt = browser.post(f"/drafts/{draft.name}/submission")

    assert receipt.status_code == 303
    assert [each.value for each in db.session.query(Submission).one().answers] == ["no"]


def test_a_refused_file_says_why_and_loses_nothing(client: FlaskClient):
    draft = drafted(paper="What we think.")

    answer = upload(client, draft, b"MZ\x90\x00", "programme.pdf")

    assert answer.status_code == 422
    assert "This kind of file cannot be taken." in answer.text
    db.session.rollback()
    assert db.session.get(Draft, draft.id).whole.paper == "What we think."
    assert db.session.query(Attachment).count() == 0


def test_a_file_too_large_is_refused_before_it_is_read(app: Flask, client: FlaskClient, monkeypatch):
    monkeypatch.setitem(app.config, "FILE_SIZE", 1000)
    monkeypatch.setitem(app.config, "MAX_REQUEST", 1000)
    draft = drafted()

    assert upload(client, draft, b"x" * 1500, "long.txt").status_code == 422
    assert upload(client, draft, b"x" * 50_000, "longer.txt").status_code == 413


def test_a_submission_holds_so_many_files_and_no_more(app: Flask, client: FlaskClient, monkeypatch):
    monkeypatch.setitem(app.config, "FILES", 1)
    draft = drafted()

    assert upload(client, draft, b"one", "one.txt").status_code == 303
    assert "at most 1 file" in upload(client, draft, b"two", "two.txt").text


def test_the_text_of_a_file_becomes_the_paper_and_is_sent_as_one(sign_in: SignIn):
    person = make_person()
    draft = drafted(person)
    browser = sign_in(person)
    upload(browser, draft, b"Four weeks are not enough.", "paper.txt")
    file = db.session.query(Attachment).one()

    browser.post(f"/drafts/{draft.name}/files/{file.name}/text")
    browser.post(f"/drafts/{draft.name}/submission")

    db.session.rollback()
    position = db.session.query(Submission).one().positions[0]
    assert position.versions[0].body == "Four weeks are not enough."
    assert position.topics[0].is_general
    assert db.session.query(Attachment).one().contribution_id == position.id


def test_files_alone_say_nothing_and_are_not_sent(sign_in: SignIn):
    person = make_person()
    draft = drafted(person)
    browser = sign_in(person)
    upload(browser, draft, b"words", "annex.txt", is_confidential="y")

    answer = browser.post(f"/drafts/{draft.name}/submission")

    assert answer.status_code == 422
    assert "what your files are about" in answer.text


def test_a_file_is_seen_by_readers_only_while_what_it_hangs_on_is_published(app: Flask, sign_in: SignIn):
    author, moderator = make_person(), make_person()
    consultation = make_consultation(moderator=moderator)
    position = make_position(consultation, by=author)
    file = make_attachment(position)
    address = f"/files/{file.name}"
    reader = app.test_client()
    assert reader.get(address).status_code == 200

    position.state = State.WITHHELD
    db.session.commit()

    assert reader.get(address).status_code == 404
    assert sign_in(make_person()).get(address).status_code == 404
    assert sign_in(author).get(address).status_code == 200
    assert sign_in(moderator).get(address).status_code == 200


def test_a_file_of_a_draft_is_nobodys_to_read(client: FlaskClient):
    draft = drafted()
    upload(client, draft, b"not yet sent", "draft.txt")

    assert client.get(f"/files/{db.session.query(Attachment).one().name}").status_code == 404


def test_the_name_of_a_file_does_not_tell_who_withholds_theirs(client: FlaskClient):
    consultation, person = make_consultation(), make_person()
    content = SubmissionContent({"a": make_content()}, publication=Publication.NAMELESS)
    submission = submit_draft(save_draft(consultation, content, person), person)
    file = make_attachment(submission.positions[0], title="Wanjiru Kamau.txt")

    answer = client.get(f"/files/{file.name}")

    assert answer.status_code == 200
    assert "Wanjiru" not in str(answer.headers)
    assert "Wanjiru" not in client.get(f"/positions/{submission.positions[0].name}").text


def test_sent_answers_are_changed_through_the_receipt(sign_in: SignIn):
    consultation, person = make_consultation(), make_person()
    question = make_question(consultation)
    submission = submit_draft(
        save_draft(consultation, SubmissionContent(answers={question.name: "no"}), person), person
    )
    browser = sign_in(person)

    answers = browser.post(f"/receipts/{submission.name}/answers/change").location
    browser.post(answers, data={f"q-{question.name}": "yes", **HOW})
    browser.post(answers.replace("/answers", "/submission"))

    db.session.rollback()
    assert [each.value for each in db.session.query(Submission).one().answers] == ["yes"]


def test_all_of_it_is_withdrawn_at_once(sign_in: SignIn):
    consultation, person = make_consultation(), make_person()
    question = make_question(consultation, "long_text", "Why?")
    content = SubmissionContent({"a": make_content()}, {question.name: "Because."}, "A paper.")
    submission = submit_draft(save_draft(consultation, content, person), person)

    assert sign_in(person).post(f"/receipts/{submission.name}/withdrawal", data={"part": "all"}).status_code == 303

    db.session.rollback()
    sent = db.session.query(Submission).one()
    assert {each.state for each in (sent, *sent.contributions)} == {State.WITHDRAWN}


@pytest.mark.parametrize("phase", ["announced", "closed"])
def test_nothing_is_begun_while_it_is_not_open(client: FlaskClient, phase: str):
    consultation = make_consultation(phase=phase)

    assert client.post(f"/consultations/{consultation.slug}/take-part").status_code == 409
