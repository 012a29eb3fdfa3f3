"""One set of texts, one set of questions, two databases: the same is found, in the same order."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select

from consult.consultations.models import Consultation
from consult.db import db, transaction
from consult.organisations.vocabularies import Group
from consult.search import queries
from consult.search.documents import document_of, fact_of, first_id
from consult.search.models import Document, SearchPlace
from consult.search.queries import Wanted, terms_for
from consult.search.sources import Kind, Source
from consult.search.words import Term

TEXTS = [
    ("en", "Budgets must be open.", "What it costs helps governments. It’s the people’s money; 5G isn’t free."),
    ("en", "", "We need rural access now. Access, rural or not, is a right — see https://example.org/a-b_c?d=1.5e3#x."),
    ("en", "Rural budgets", "open access " * 250 + "at last"),
    ("en", "The end is open", "Budgets begin the text. C++, .NET, 3.14, 1e5, x-ray, me@example.org, 'x' & | ! <->"),
    ("fr", "L’accès à l’Internet", "Les décisions éducatives coûtent cher ; publions les budgets, œuvre après œuvre."),
    ("de", "Gebühren veröffentlichen", "Straßen, Behörden und Zugänge. Die Gebühr der Behörde ist offen."),
    ("es", "", "La educación digital y el acceso a Internet. Niños y niñas."),
    ("ar", "حرية التعبير", "الوَصول إلى الإنترنت حقّ للجميع، والميزانيات مفتوحة."),
    ("zh", "互联网治理", "互联网治理需要所有人参与，预算公开。OPEN 2026年。"),
    ("ja", "インターネット", "自由を守る。ネットの自由は自由です。"),
    ("th", "", "สิทธิมนุษยชนบนอินเทอร์เน็ต งบประมาณ"),
    ("hi", "", "इंटरनेट सबके लिए है। बजट खुला हो।"),
    ("ru", "Бюджеты", "Правительства публикуют открытые бюджеты. Ёлка."),
    ("tr", "İnternet erişimi", "Bütçeler açık olmalı. ISPARTA ışık"),
    ("ko", "", "인터넷 거버넌스는 모두의 것입니다."),
]
ASKED = [
    "budget", "budgets open", '"rural access"', '"open access"', '"access open"', "access rural", "l’internet", "accès",
    "gebuhr", "strasse", "educacion", "niños", "التعبير", "الوصول", "治理", "互联网", "网", "自由", "由", "인터넷",
    "интернет",
       "бюджет", "елка", "isparta", "internet", "5g", "1e5", "3.14", '"3 14"', "c", "net", "e-mail", "example.org",
    "2026年",
    "สิทธิ", "इंटरनेट", "open", "the", '"the end is"', "œuvre", "people’s", '"end is open budgets"',
    "at last", "x", "kindcomment", "languageen budget",
]
NARROWED = [{}, {"kind": "comment"}, {"group": "academia"}, {"country": "KE"}, {"language": "en"},
            {"since": datetime(2026, 1, 5, tzinfo=UTC).date()}, {"until": datetime(2026, 1, 9, tzinfo=UTC).date()}]

STATEMENTS = {
    "sqlite": [queries._SQLITE], "postgresql": [queries._POSTGRESQL, queries._POSTGRESQL_RARE],
}


@pytest.fixture
def texts(app: Flask) -> Flask:
    with transaction() as session:
        home = Consultation(slug="same", title="Same", announced_at=datetime(2026, 1, 1, tzinfo=UTC), id=77)
        session.add_all([home, SearchPlace(id=1, languages=sorted({each[0] for each in TEXTS}))])
        session.flush()
        session.execute(insert(Document), [
            document_of(Source(
                Kind.COMMENT if number % 3 else Kind.POSITION, 1000 + number, home, title, body, language,
                datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=7 * (number % 40)),
                list(Group)[number % 4].value, ("KE", "FR")[number % 2],
            ))
            for number, (language, title, body) in enumerate(TEXTS * 8)
        ])
    return app


def stands_in(tokens: Sequence[str], lex: str, begins: bool) -> bool:
    """Whether the tokens follow each other there, by plain comparison."""
    words = lex.split()
    return any(
        all(words[place + step].startswith(each) if begins else words[place + step] == each
            for step, each in enumerate(tokens))
        for place in range(len(words) - len(tokens) + 1)
    )


def expected(terms: Sequence[Term], wanted: Wanted, documents: Sequence[Document]) -> list[tuple[int, int]]:
    """What ought to be found, as (tier, id), in order."""
    found = []
    for each in documents:
        facts = {fact_of(name, str(getattr(wanted, name))) for name in ("kind", "group", "country", "language")
                 if getattr(wanted, name)}
        first = first_id(datetime.combine(wanted.since, time(), UTC).timestamp()) if wanted.since else 0
        last = first_id(datetime.combine(wanted.until, time(), UTC).timestamp() + 86_400) if wanted.until else 1 << 63
        if not facts <= set(each.facts.split()) or not first <= each.id < last:
            continue
        places = [each.title_lex], [each.title_lex, each.body_lex]
        for tier, lexes in enumerate(places):
            if all(any(stands_in(tokens, lex, term.begins) for tokens in term.alternatives for lex in lexes)
                   for term in terms):
                found.append((tier, each.id))
                break
    return sorted(found, key=lambda each: (each[0], -each[1]))


def test_both_databases_find_what_stands_there_in_the_same_order(texts: Flask) -> None:
    documents = db.session.scalars(select(Document)).all()
    number = 0

    for asked in ASKED:
        terms = terms_for(asked, ["en"])
        for narrowed in NARROWED:
            wanted = Wanted(asked, **narrowed)  # type: ignore[arg-type]
            for statements in STATEMENTS[db.engine.dialect.name]:
                found = [(tier, each) for tier in (0, 1)
                         for each in queries._ids(statements[tier], terms, wanted, tier, queries._HIGHEST, 1000)]
                assert found == expected(terms, wanted, documents), (asked, narrowed)
                number += len(found)

    assert number > 1000
