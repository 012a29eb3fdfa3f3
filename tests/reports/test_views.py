"""The page of figures, and what can be taken away."""

import re

import pytest

from consult.reports.building import FORMATS
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.reports import make_summarised
from tests.factories.submissions import make_position


def test_the_page_shows_the_numbers_and_every_format(client):
    consultation = make_consultation()
    make_position(consultation)

    answer = client.get(f"/consultations/{consultation.slug}/report")

    assert answer.status_code == 200
    assert "1 received = 1 published + 0 withheld" in answer.text
    assert all(f"/consultations/{consultation.slug}/report.{name}" in answer.text for name in FORMATS)
    assert "Set-Cookie" not in answer.headers
    assert not re.search(r"\sstyle=|<style", answer.text)


def test_the_page_of_an_empty_consultation_says_so(client):
    consultation = make_consultation(phase="announced")

    assert "Nobody has a published position yet." in client.get(f"/consultations/{consultation.slug}/report").text


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_can_be_taken_away_and_is_named_after_its_consultation(client, name):
    consultation = make_summarised().consultation

    answer = client.get(f"/consultations/{consultation.slug}/report.{name}")

    assert answer.status_code == 200
    assert answer.content_type.partition(";")[0] == FORMATS[name].media_type.partition(";")[0]
    assert answer.headers["Content-Disposition"] == f"attachment; filename={consultation.slug}-report.{name}"
    assert "default-src" in answer.headers["Content-Security-Policy"]


def test_a_report_is_built_once_until_what_it_says_changes(client, monkeypatch):
    from consult.reports import shelf

    built = []
    original = shelf.build
    monkeypatch.setattr(shelf, "build", lambda report, name: built.append(name) or original(report, name))
    consultation = make_consultation()
    address = f"/consultations/{consultation.slug}/report.json"

    first = client.get(address)
    second = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    make_position(consultation)
    third = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, second.status_code, third.status_code) == (200, 304, 200)
    assert built == ["json", "json"]


def test_the_page_says_how_large_a_report_is_once_it_was_made(client):
    address = f"/consultations/{make_consultation().slug}/report"

    before = client.get(address).text
    length = client.get(f"{address}.docx").content_length

    assert " kB" not in before
    assert f"{-(-length // 1000)} kB" in client.get(address).text


@pytest.mark.parametrize("ending", ["", *(f".{name}" for name in FORMATS)])
def test_what_is_not_published_does_not_exist_for_strangers(client, ending):
    consultation = make_consultation(phase="preparing")

    assert client.get(f"/consultations/{consultation.slug}/report{ending}").status_code == 404
    assert client.get(f"/consultations/none/report{ending}").status_code == 404


def test_an_unknown_format_is_not_found(client):
    consultation = make_consultation()

    assert client.get(f"/consultations/{consultation.slug}/report.exe").status_code == 404


def test_nobody_is_given_the_draft_at_the_door_not_even_the_team(sign_in):
    moderator = make_person()
    consultation = make_summarised(published=False).consultation

    answer = sign_in(moderator).get(f"/consultations/{consultation.slug}/report.json")

    assert "What it costs should be published." not in answer.text
