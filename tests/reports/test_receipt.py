"""A receipt on paper, for its author alone."""

import io
from collections.abc import Callable

import pypdf
from flask.testing import FlaskClient

from consult.accounts.models import Account
from consult.contributions.models import Publication
from consult.db import transaction
from consult.organisations.actions import stakeholder_for
from consult.organisations.vocabularies import Group
from consult.submissions.actions import withdraw_position
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position

SignIn = Callable[[Account], FlaskClient]


def words_in(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_it_holds_everything_that_was_sent(sign_in: SignIn) -> None:
    author = make_person()
    content = make_content(
        claim="Publish what it costs.", body="First paragraph.\n\n- one\n- two 👍", wording="Costs are published.",
        about=[("goal-1", "2"), ("goal-1", "missing")], publication=Publication.NAMELESS,
    )
    submission = make_position(make_consultation(), content, by=author).submission

    answer = sign_in(author).get(f"/receipts/{submission.name}.pdf")

    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert f"receipt-{submission.name}.pdf" in answer.headers["Content-Disposition"]
    words = words_in(answer.data)
    for said in (
        submission.name, "Publish what it costs.", "First paragraph.", "two 👍", "Costs are published.", "Support",
        "passage 1.2", "something missing in goal 1", "Publish without my name", "UTC", "Published", "Country",
        "You may change or withdraw it until",
    ):
        assert said in words, said
    metadata = pypdf.PdfReader(io.BytesIO(answer.data)).trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part>" in metadata


def test_it_says_the_group_as_counted_and_what_was_withdrawn(sign_in: SignIn) -> None:
    author = make_person()
    with transaction():
        stakeholder_for(author).group = Group.ACADEMIA
    position = make_position(make_consultation(), by=author)
    withdraw_position(position, author)

    words = words_in(sign_in(author).get(f"/receipts/{position.submission.name}.pdf").data)

    assert "Academia" in words
    assert "You withdrew it." in words
    assert "You may change" not in words


def test_it_can_be_had_in_another_language_and_is_linked_from_its_page(sign_in: SignIn) -> None:
    author = make_person()
    submission = make_position(make_consultation(), make_content(body="نحن ننتظر", language="ar"), by=author).submission
    client = sign_in(author)

    page = client.get(f"/receipts/{submission.name}").text

    assert f'href="/receipts/{submission.name}.pdf"' in page
    assert client.get(f"/ar/receipts/{submission.name}.pdf").data.startswith(b"%PDF")


def test_nobody_else_gets_it(client: FlaskClient, sign_in: SignIn) -> None:
    submission = make_position(make_consultation(), by=make_person()).submission
    address = f"/receipts/{submission.name}.pdf"

    assert "/login" in client.get(address).location
    assert sign_in(make_person()).get(address).status_code == 404
    assert sign_in(make_person()).get("/receipts/nothing.pdf").status_code == 404
