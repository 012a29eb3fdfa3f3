"""What is public is found in any form of its words, on both databases alike; what is not is found by nobody."""

from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.consultations.models import Consultation, Moderation
from consult.consultations.recording import record
from consult.contributions.models import Publication
from consult.db import db, transaction
from consult.moderation.actions import decide
from consult.moderation.models import Act, Reason
from consult.record.actions import sequence
from consult.schema import downgrade, migrate
from consult.search.actions import catch_up, rebuild
from consult.search.models import Document, KnownWord
from consult.search.queries import Wanted, find
from consult.search.suggesting import suggestions
from consult.submissions.actions import revise_position, withdraw_position
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person, make_stakeholder
from tests.factories.submissions import make_comment, make_content, make_position


def read() -> None:
    sequence()
    catch_up()


def say(consultation: Consultation, claim: str = "", body: str = "", language: str = "en", **more: object) -> str:
    content = make_content(claim, body or "Nothing else.", language=language, **more)  # type: ignore[arg-type]
    return make_position(consultation, content).name


def found(words: str, **narrowed: object) -> list[str]:
    return [each.name for each in find(Wanted(words, **narrowed), ["en"]).rows]  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "said", "asked"), [
    ("en", "Governments publish their budgets.", "government publishing budget"),
    ("fr", "Les décisions de l’Internet sont éducatives.", "decision internet"),
    ("de", "Die Behörden veröffentlichen Gebühren.", "gebühr"),
    ("es", "La educación digital cambia.", "educacion"),
    ("ar", "حرية التعبير على الإنترنت", "التعبير"),
    ("zh", "互联网治理需要所有人参与。", "治理"),
    ("zh", "互联网治理需要所有人参与。", "人参与"),
    ("ja", "インターネットの自由を守る。", "自由"),
    ("ja", "インターネットの自由を守る。", "守"),
    ("th", "สิทธิมนุษยชนบนอินเทอร์เน็ต", "มนุษยชน"),
    ("ru", "Правительства публикуют бюджеты.", "правительство бюджет"),
    ("hi", "इंटरनेट सबके लिए है", "इंटरनेट"),
])
def test_words_are_found_in_any_form_of_their_language(app: Flask, language: str, said: str, asked: str) -> None:
    consultation = make_consultation()
    name = say(consultation, "", said, language)
    say(consultation, "Something else entirely.")
    read()

    assert found(asked) == [name]


def test_titles_come_first_then_the_newest(app: Flask) -> None:
    consultation = make_consultation()
    in_title = say(consultation, "Budgets must be open.", "Yes.")
    older, newer = (say(consultation, "Something.", f"About the budget, {each}.") for each in ("one", "two"))
    read()

    assert found("budget")[0] == in_title
    assert set(found("budget")) == {in_title, older, newer}


def test_a_phrase_stands_together_in_one_place(app: Flask) -> None:
    consultation = make_consultation()
    together = say(consultation, "", "We need rural access now.")
    say(consultation, "Access for rural areas.", "Rural people need access.")
    say(consultation, "The end is rural", "Access begins the text.")
    read()

    assert found('"rural access"') == [together]
    assert len(found("rural access")) == 3


def test_lists_are_narrowed(app: Flask) -> None:
    first, second = make_consultation(), make_consultation()
    position = make_position(first, make_content("Budgets.", language="fr"))
    comment = make_comment(position, "No budget at all.")
    other = say(second, "Budgets.")
    read()

    assert found("budget", kind="comment") == [comment.name]
    assert found("budget", consultation=second.id) == [other]
    assert found("budget", language="fr") == [position.name]
    assert set(found("budget", group=position.group.value)) == {position.name, comment.name, other}
    assert found("budget", group="government", country="KE") == []


def test_goals_and_consultations_are_found(app: Flask, client: FlaskClient) -> None:
    manager = make_person()
    consultation = make_consultation(manager=manager)
    make_position(consultation)
    with transaction():
        record("consultation.changed", consultation)
    read()

    kinds = {each.kind.value for each in find(Wanted("should"), ["en"]).rows}
    assert kinds == {"consultation", "topic", "position"}
    consultation.announced_at = None
    db.session.commit()
    assert find(Wanted("should"), ["en"]).rows == []
    assert client.get("/search?q=guide").status_code == 200


@pytest.mark.parametrize("reads", [False, True])
def test_what_is_hidden_cannot_be_found_even_before_the_reader_knows(app: Flask, reads: bool) -> None:
    author, moderator = make_person("Mwangi Zyxw"), make_person()
    consultation = make_consultation(moderator=moderator)
    withheld, withdrawn, redacted, nameless, parent = (
        make_position(consultation, make_content(f"Secret{each}.", f"Quartz number {each}."), by=author)
        for each in range(5)
    )
    comment = make_comment(parent, "Obsidian.", by=make_stakeholder())
    read()
    assert len(found("quartz")) == 5
    assert len(found("zyxw")) == 5
    assert found("obsidian") == [comment.name]

    decide(withheld, 1, Act.WITHHOLD, moderator, Reason.OFF_TOPIC)
    withdraw_position(withdrawn, author)
    decide(redacted, 1, Act.REDACT, moderator, Reason.OTHER, "Covered.", [("body", 0, 6)])
    revise_position(nameless, make_content("Other.", "Basalt.", publication=Publication.NAMELESS), author)
    withdraw_position(parent, author)
    if reads:
        read()
        assert found("number 2") == [redacted.name]
        assert found("basalt") == [nameless.name]
        assert not db.session.query(KnownWord).filter(KnownWord.word == "quartz").count()

    assert found("quartz") == found("secret0") == found("obsidian") == []
    assert nameless.name not in found("zyxw")
    assert suggestions(Wanted("quarts"), ["en"]) == []


def test_what_waits_or_is_private_is_not_read(app: Flask) -> None:
    consultation = make_consultation(moderation=Moderation.BEFORE)
    make_position(consultation, make_content("Waiting quartz."), publish=False)
    make_position(consultation, make_content("Private quartz.", publication=Publication.NOT_PUBLISHED))
    read()

    assert found("quartz") == []
    assert not db.session.query(Document).filter(Document.kind == "position").count()


def test_pages_follow_each_other_without_a_gap(app: Flask) -> None:
    consultation = make_consultation()
    names = {say(consultation, "Budgets." if each % 2 else "", f"A budget, {each}.") for each in range(45)}
    read()

    seen: list[str] = []
    after = None
    while True:
        page = find(Wanted("budget"), ["en"], after)
        seen += [each.name for each in page.rows]
        after = page.after
        if after is None:
            break

    assert len(seen) == 45
    assert set(seen) == names


def test_misspelt_words_get_a_suggestion_that_finds_something(app: Flask, client: FlaskClient) -> None:
    say(make_consultation(), "Transparency of budgets.")
    read()

    assert suggestions(Wanted("tranparency"), ["en"]) == ["transparency"]
    assert "Did you mean" in client.get("/search?q=tranparency").text


def test_the_index_can_be_made_anew(app: Flask) -> None:
    name = say(make_consultation(), "Budgets.")
    read()
    words = {each.word: each.documents for each in db.session.query(KnownWord)}

    rebuild()

    assert found("budget") == [name]
    assert {each.word: each.documents for each in db.session.query(KnownWord)} == words


def test_the_longest_texts_are_read_and_forgotten_whole(app: Flask) -> None:
    author = make_person()
    consultation = make_consultation()
    letters = "абвгдежзиклмнопрстуфхцчшщэюя"
    words = "\n".join(letters[each % 28] * 3 + letters[each // 28 % 28] * 30 + str(each) for each in range(1300))
    position = make_position(consultation, make_content("Длинно.", words[:49_000], language="ru"), by=author)
    read()
    assert found("длинно") == [position.name]
    assert len(db.session.query(Document).filter(Document.kind == "position").one().body_lex) > 200_000

    withdraw_position(position, author)
    read()

    assert not db.session.query(KnownWord).filter(KnownWord.language == "ru").count()


HOSTILE = [
    '"', '""', "*", "a*", "NEAR(a b)", "title_lex: x", "-", "AND", "OR NOT", "' OR 1=1 --", "\0", "%00", "a" * 5000,
    "(((((", "{facts} : kindposition", "budget:*A & !x", "\\", "<script>alert(1)</script>", "\ud800", "🏛️", "​",
    " ".join(f"word{each}" for each in range(500)), '"' + "x " * 400, "^budget", "budget NOT", "e\u0301" * 90,
    "中" * 299,
]


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_is_asked_gets_an_answer(client: FlaskClient, app: Flask, words: str) -> None:
    say(make_consultation(), "Budgets.", "中中中 <script>alert(1)</script>")
    read()

    asked = quote(words.encode("utf-8", "surrogatepass"))
    answer = client.get(f"/search?q={asked}&after={asked[:30]}")

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("query", [
    "kind=nonsense&q=budget", "in=%27&q=budget", "group=x&country=zzz&language=123&q=budget",
    "since=0001-01-01&q=budget", "until=9999-99-99&q=budget", "after=WyIwIiwiOTk5OTk5OTk5OTk5OTk5OTk5OTkiXQ&q=budget",
    "q=budget&q=x",     "since=2000-01-01&until=1999-01-01&q=a",
])
def test_nonsense_in_the_address_gets_an_answer(client: FlaskClient, app: Flask, query: str) -> None:
    assert client.get(f"/search?{query}").status_code == 200


def test_matches_are_marked_and_nothing_else_is_markup(client: FlaskClient, app: Flask) -> None:
    say(make_consultation(), "<b>Budgets</b> & more", "The *budget* of <i>all</i>.")
    read()

    page = client.get("/search?q=budget").text

    assert '&lt;b&gt;<mark class="found">Budgets</mark>&lt;/b&gt; &amp; more' in page
    assert "<i>" not in page


def test_titles_are_counted_apart_also_in_what_was_read_before_they_were(app: Flask) -> None:
    consultation = make_consultation()
    say(consultation, "Harbour dues", "They are paid at the lighthouse.")
    say(consultation, "Ferries", "The harbour is closed.")
    read()
    counted = select(KnownWord.word, KnownWord.documents, KnownWord.titles).where(
        KnownWord.word.in_(["harbour", "lighthouse"])).order_by(KnownWord.word)
    before, listed = db.session.execute(counted).all(), found("harbour")
    db.session.remove()

    try:
        downgrade("0021")
    finally:
        migrate()

    assert [tuple(each) for each in before] == [("harbour", 2, 1), ("lighthouse", 1, 0)]
    assert db.session.execute(counted).all() == before
    assert found("harbour") == listed
    assert len(listed) == 2
