"""Rules tried before they are switched on: what they would have held, few at once and many by the worker."""

import pytest

from consult.accounts.models import Account
from consult.consultations.models import Consultation
from consult.consultations.rules import HoldRules, Rule
from consult.contributions.models import State
from consult.db import db
from consult.errors import NotAllowed
from consult.moderation import trials
from consult.moderation.trials import begin_trial, set_rules, try_rules
from consult.record.models import Entry
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def manager() -> Account:
    return make_person()


@pytest.fixture
def consultation(manager: Account) -> Consultation:
    made = make_consultation(manager=manager)
    for number in range(6):
        make_position(made, make_content(claim=f"Point {number}", body="See www.x.example" if number % 2 else "No."))
    return made


def test_a_trial_says_what_would_have_been_held_and_switches_nothing_on(
    consultation: Consultation, manager: Account
) -> None:
    trial = begin_trial(consultation, HoldRules(words={"en": ("point",)}, links=True), manager)

    assert (trial.tried, trial.total, trial.held) == (6, 6, 6)
    assert (trial.by_rule["words"], trial.by_rule["links"]) == (6, 3)
    assert len(trial.examples) == 6
    assert trial.finished_at is not None
    assert consultation.hold_rules == {}
    assert make_position(consultation, make_content(body="www.x.example")).state is State.PUBLISHED


def test_many_are_tried_by_the_worker_stretch_by_stretch(
    consultation: Consultation, manager: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "AT_ONCE", 2)
    trial = begin_trial(consultation, HoldRules(links=True), manager)
    assert (trial.tried, trial.finished_at) == (2, None)

    try_rules()

    db.session.refresh(trial)
    assert (trial.tried, trial.held) == (6, 3)
    assert trial.finished_at is not None
    assert try_rules() == 0


def test_saved_rules_hold_from_then_on_and_the_record_names_them_without_their_words(
    consultation: Consultation, manager: Account
) -> None:
    set_rules(consultation, HoldRules(words={"en": ("casino",)}, links=True), manager)

    assert HoldRules.of(consultation.hold_rules).on == [Rule.WORDS, Rule.LINKS]
    entry = db.session.query(Entry).filter_by(kind="consultation.rules").one()
    assert b"casino" not in (entry.canonical or b"")
    assert b'"holds":["words","links"]' in (entry.canonical or b"")
    assert make_position(consultation, make_content(body="www.x.example")).state is State.WAITING


def test_only_managers_try_and_save(consultation: Consultation) -> None:
    with pytest.raises(NotAllowed):
        begin_trial(consultation, HoldRules(), make_person())
    with pytest.raises(NotAllowed):
        set_rules(consultation, HoldRules(), make_person())


def test_the_page_shows_a_trial_and_keeps_what_was_typed(sign_in, consultation: Consultation, manager: Account) -> None:
    browser, base = sign_in(manager), f"/consultations/{consultation.slug}/manage/rules"

    answer = browser.post(base, data={"do": "try", "links": "y", "words-en": "point\n\npoint", "newcomers": "0"})
    page = browser.get(answer.location).text
    refused = browser.post(base, data={"do": "save", "words-en": "x" * 81, "newcomers": "0"})
    saved = browser.post(base, data={"do": "save", "links": "y", "words-any": "casino", "newcomers": "2"})

    assert "They would have held 6 contributions." in page
    assert ">point</textarea>" in page
    assert (refused.status_code, saved.status_code) == (422, 303)
    db.session.refresh(consultation)
    assert HoldRules.of(consultation.hold_rules).newcomers == 2
    assert ">casino</textarea>" in browser.get(base).text
