"""Organisations in every format: who took part, joint positions, for whom; nobody who withheld their name."""

import csv
import io
import json
from datetime import timedelta

import pytest

from consult.clock import now
from consult.consultations.merging import merge_organisations
from consult.contributions.models import Publication
from consult.db import db
from consult.drafting.actions import send_on_behalf_of
from consult.organisations.queries import organisation_named
from consult.record.actions import sequence
from consult.reports.building import build
from consult.reports.outline import outline
from consult.signatures.actions import open_for_signing, sign
from consult.signatures.models import OpenTo
from consult.submissions.actions import save_draft, submit_draft
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person, make_stakeholder
from tests.factories.submissions import make_content, make_position

pytestmark = pytest.mark.usefixtures("app")


def test_who_took_part_signed_and_for_whom_stands_in_every_format() -> None:
    manager, author = make_person(), make_person(organisation="Federation")
    consultation = make_consultation(manager=manager)
    draft = save_draft(consultation, make_content(), author)
    send_on_behalf_of(draft, "An island", author)
    position = submit_draft(draft, author).positions[0]
    open_for_signing(position, OpenTo.ANYONE, author)
    sign(position, make_person(organisation="Lake Network"))
    make_position(consultation, by=make_stakeholder(organisation="Lake Netwrk"))
    make_position(
        consultation, make_content(publication=Publication.NAMELESS), by=make_stakeholder(organisation="Quiet Net"))
    lake, typo = organisation_named("Lake Network"), organisation_named("Lake Netwrk")
    assert lake
    assert typo
    merge_organisations(typo, lake, manager)
    sequence()

    report = outline(consultation)

    said = {each["name"]: (each["contributions"], each["signatures"], each["verification"])
            for each in report["organisations"]}
    assert said == {"Federation": (1, 0, "email_confirmed"), "Lake Network": (1, 1, "email_confirmed")}
    joint = next(each for each in report["contributions"] if each["id"] == position.subject)
    assert joint["on_behalf_of"] == "An island"
    assert [(each["name"], each["holds"]) for each in joint["signatures"]] == [("Lake Network", True)]
    assert json.loads(build(report, "json"))["organisations"] == report["organisations"]
    page = build(report, "html").decode()
    assert "Organisations that took part" in page
    assert "signed by Lake Network" in page
    assert "Quiet Net" not in page
    rows = list(csv.DictReader(io.StringIO(build(report, "csv").decode("utf-8-sig"))))
    assert {(each["on_behalf_of"], each["signed_by"]) for each in rows if each["organisation"] == "Federation"} == {
        ("An island", "Lake Network")}
    assert build(report, "pdf").startswith(b"%PDF-")


def test_without_organisations_nothing_is_said_of_them() -> None:
    consultation = make_consultation()
    make_position(consultation)
    consultation.closes_at = now() + timedelta(days=1)
    db.session.commit()

    assert outline(consultation)["organisations"] == []
