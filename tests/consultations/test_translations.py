"""A consultation's own texts in several languages: the original counts, and a translation is never passed off as it."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from consult.accounts.models import Account
from consult.consultations.actions import begin_consultation, write_topic
from consult.consultations.models import Consultation, Preset, Topic
from consult.consultations.translating import pairs_in, translate
from consult.consultations.translations import Translation, Translator, standing_of
from consult.db import db, transaction
from consult.errors import Invalid, NotAllowed
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person

SignIn = Callable[[Account], FlaskClient]
GOAL = {"title": "But 1", "1": "Les décisions devraient être ouvertes à tous.", "2": "Les coûts sont publiés."}


def put(
    consultation: Consultation, topic: Topic | None, texts: dict[str, str], by: Account, *, language: str = "fr",
    translator: Translator = Translator.PERSON, name: str = "Claire Martin", still_right: tuple[str, ...] = (),
    seen: dict[str, str] | None = None,
) -> None:
    digests = {pair.field: pair.digest for pair in pairs_in(consultation, topic, language)}
    translate(consultation, topic, language, texts, seen=seen or digests, still_right=still_right,
              translator=translator, name=name, by=by)


def rewritten(topic: Topic, passages: list[str], by: Account) -> None:
    write_topic(
        topic.consultation, topic, title=topic.title, summary=topic.summary, passages=passages, principles=[], by=by
    )
    db.session.expire_all()


def translated(phase: str = "announced") -> tuple[Consultation, Account]:
    manager = make_person()
    consultation = make_consultation(phase=phase, manager=manager)
    put(consultation, None, {"title": "Consultation une", "summary": "Que faut-il ?"}, manager)
    put(consultation, consultation.topics[0], GOAL, manager)
    return consultation, manager


def test_a_reader_gets_their_language_marked_and_the_way_to_the_original(client: FlaskClient) -> None:
    consultation, _manager = translated()
    base = f"/consultations/{consultation.slug}"

    french = client.get(f"/fr{base}/topics/goal-1").text
    english = client.get(f"{base}/topics/goal-1").text
    original = client.get(f"/fr{base}/topics/goal-1?text=original").text

    assert '<p lang="fr" dir="ltr">Les coûts sont publiés.</p>' in french
    assert "Claire Martin" in french
    assert "text=original" in french
    assert "Costs should be published." in english
    assert "Les coûts" not in english
    assert "text=fr" in english, "who reads English may still choose the French text"
    assert "Costs should be published." in original
    assert "Les coûts" not in original


def test_what_is_not_translated_is_the_original_in_its_language(client: FlaskClient) -> None:
    consultation, manager = translated()
    put(consultation, consultation.topics[0], {"1": GOAL["1"]}, manager)

    page = client.get(f"/fr/consultations/{consultation.slug}/topics/goal-1").text

    assert '<p lang="fr" dir="ltr">Les décisions' in page
    assert '<p lang="en" dir="ltr">Costs should be published.</p>' in page


def test_the_consultation_its_plan_and_the_home_page_speak_it_too(client: FlaskClient) -> None:
    consultation, _manager = translated()

    for path in ("/fr/", f"/fr/consultations/{consultation.slug}"):
        page = client.get(path).text
        assert "Consultation une" in page, path
        assert "Que faut-il ?" in page, path
    for part in ("plan", "report", "outcome"):
        page = client.get(f"/fr/consultations/{consultation.slug}/{part}").text
        assert "Consultation une" in page, part
        assert consultation.title not in page, part


def test_numbers_of_passages_stay_those_of_the_original(client: FlaskClient) -> None:
    consultation, _manager = translated()

    page = client.get(f"/fr/consultations/{consultation.slug}/topics/goal-1").text

    assert 'id="p1.2"' in page


def test_a_translation_of_an_earlier_wording_is_outdated_and_not_shown(client: FlaskClient) -> None:
    consultation, manager = translated()
    topic = consultation.topics[0]
    rewritten(topic, ["Decisions should be open to everyone.", "Costs must be published each year."], manager)

    pairs = {pair.field: pair for pair in pairs_in(consultation, topic, "fr")}
    page = client.get(f"/fr/consultations/{consultation.slug}/topics/goal-1").text

    assert [pairs["1"].is_outdated, pairs["2"].is_outdated] == [False, True]
    assert standing_of(consultation)["fr"]["goal-1"].outdated == 1
    assert "Costs must be published each year." in page
    assert "Les coûts" not in page
    assert "Les décisions" in page


def test_a_translation_follows_its_passage_when_another_is_put_before_it(client: FlaskClient) -> None:
    consultation, manager = translated()
    topic = consultation.topics[0]
    rewritten(topic, ["Decisions should be open to everyone.", "Something new.", "Costs should be published."], manager)

    page = client.get(f"/fr/consultations/{consultation.slug}/topics/goal-1").text

    assert "Les coûts sont publiés." in page
    assert "Something new." in page
    assert {pair.field: pair.is_outdated for pair in pairs_in(consultation, topic, "fr")} == {
        "title": False, "1": False, "2": False, "3": False}


def test_an_outdated_text_counts_again_when_changed_or_said_to_be_right(app: Flask) -> None:
    consultation, manager = translated()
    topic = consultation.topics[0]
    rewritten(topic, ["Decisions are open to everyone.", "Costs are published."], manager)

    put(consultation, topic, GOAL | {"1": "Les décisions sont ouvertes."}, manager)
    assert standing_of(consultation)["fr"]["goal-1"].outdated == 1
    put(consultation, topic, GOAL | {"1": "Les décisions sont ouvertes."}, manager, still_right=("2",))

    assert standing_of(consultation)["fr"]["goal-1"].outdated == 0


def test_a_text_written_beside_an_original_that_changed_meanwhile_is_outdated(app: Flask) -> None:
    consultation, manager = translated()
    topic = consultation.topics[0]
    seen = {pair.field: pair.digest for pair in pairs_in(consultation, topic, "fr")}
    rewritten(topic, ["Decisions should be open to everyone.", "Costs are published."], manager)

    put(consultation, topic, GOAL | {"2": "Les coûts doivent être publiés."}, manager, seen=seen)

    assert standing_of(consultation)["fr"]["goal-1"].outdated == 1


def test_each_text_keeps_who_translated_it(client: FlaskClient) -> None:
    consultation, manager = translated()
    put(consultation, consultation.topics[0], GOAL | {"2": "Les coûts, publiés."}, manager,
        translator=Translator.MACHINE, name="A program")

    made = {pair.field: pair.translation for pair in pairs_in(consultation, consultation.topics[0], "fr")}

    assert made["1"] is not None
    assert made["2"] is not None
    assert (made["1"].by_name, made["2"].by_name) == ("Claire Martin", "A program")
    page = client.get(f"/fr/consultations/{consultation.slug}/topics/goal-1").text
    assert "Claire Martin" in page
    assert "A program" in page


def test_refusals(app: Flask) -> None:
    consultation, manager = translated()

    with pytest.raises(NotAllowed):
        put(consultation, None, {"title": "x"}, make_person())
    with pytest.raises(Invalid):
        put(consultation, None, {"title": "x"}, manager, language="en")
    with pytest.raises(Invalid):
        put(consultation, None, {"title": "x"}, manager, name=" ")
    with pytest.raises(Invalid):
        put(consultation, None, {"title": "x" * 10_001}, manager)


def test_the_form_saves_and_gives_back_what_was_typed(sign_in: SignIn) -> None:
    consultation, manager = translated()
    client, path = sign_in(manager), f"/consultations/{consultation.slug}/manage/translations/de"

    refused = client.post(path, data={"t-title": "Beratung eins", "translator": "person", "name": ""})
    saved = client.post(path, data={"t-title": "Beratung eins", "translator": "machine", "name": ""})

    assert refused.status_code == 422
    assert "Beratung eins" in refused.text
    assert saved.status_code == 303
    assert "Beratung eins" in client.get(f"/de/consultations/{consultation.slug}").text
    assert client.get(f"/consultations/{consultation.slug}/manage/translations/en").status_code == 404


def test_a_copy_brings_its_translations(app: Flask) -> None:
    consultation, manager = translated()

    copy = begin_consultation("Another", Preset.STANDARD, manager, consultation)

    texts = set(db.session.scalars(select(Translation.text).where(Translation.consultation_id == copy.id)))
    assert set(GOAL.values()) <= texts


def test_the_number_of_queries_does_not_grow_with_the_texts(app: Flask, client: FlaskClient) -> None:
    counts = []
    for passages in (2, 40):
        manager = make_person()
        texts = [f"Passage {number}." for number in range(passages)]
        consultation = make_consultation(manager=manager, topics=passages // 2, passages=texts)
        for topic in consultation.topics:
            french = {str(place + 1): f"Alinéa {place}" for place in range(passages)}
            put(consultation, topic, {"title": "But"} | french, manager)
        queries: list[str] = []
        listener = lambda _c, _cur, statement, *_rest, found=queries: found.append(statement)  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listener)
        for path in ("", "/topics/goal-1", "/plan"):
            assert "But" in client.get(f"/fr/consultations/{consultation.slug}{path}").text
        event.remove(db.engine, "before_cursor_execute", listener)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_goal_that_goes_takes_its_translations_along(app: Flask) -> None:
    consultation, _manager = translated()
    with transaction() as session:
        session.delete(consultation.topics[0])

    left = select(func.count()).select_from(Translation).where(Translation.topic_id.is_not(None))
    assert db.session.scalar(left) == 0
