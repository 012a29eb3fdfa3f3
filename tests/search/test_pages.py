"""What a page of the search, and of the API, asks the database does not grow with what there is."""

from flask import Flask
from flask.testing import FlaskClient

from consult.consultations.models import Consultation
from consult.consultations.queries import consultation_by_slug
from consult.record.actions import sequence
from consult.search.actions import catch_up
from tests.factories.consultations import make_consultation
from tests.factories.submissions import make_comment, make_content, make_position
from tests.reading.test_views import queries_of


def say(consultation: Consultation, number: int) -> None:
    for each in range(number):
        make_comment(make_position(consultation, make_content(f"Budget {each}.")), "A budget of one’s own.")
    sequence()
    catch_up()


def test_a_page_costs_the_same_with_few_and_with_many(app: Flask, client: FlaskClient) -> None:
    consultation = make_consultation()
    addresses = [
        "/search?q=budget", "/api/v1/search?q=budget",
        f"/api/v1/consultations/{consultation.slug}/contributions?limit=100", "/api/v1/record?limit=100",
        "/api/v1/consultations",
    ]
    say(consultation, 2)
    few = [queries_of(lambda address=address: client.get(address)) for address in addresses]  # type: ignore[misc]

    say(consultation_by_slug(addresses[2].split("/")[4]), 15)

    many = [queries_of(lambda address=address: client.get(address)) for address in addresses]  # type: ignore[misc]
    assert many == few
    assert few[0] < 14
