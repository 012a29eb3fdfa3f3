"""Amendments, versions, rounds and changes of time in every format of a report."""

import csv
import io
import json
from datetime import timedelta

import pytest
from pypdf import PdfReader

from consult.amendments.actions import answer_proposal, publish_version
from consult.amendments.models import Uptake
from consult.consultations.models import Consultation
from consult.consultations.timing import extend, pause, resume
from consult.record.actions import sequence
from consult.reports.building import build
from consult.reports.outline import outline
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position

pytestmark = pytest.mark.usefixtures("app")

PASSAGE = "At least four weeks should be given to answer a consultation."


def amended() -> Consultation:
    manager = make_person()
    consultation = make_consultation(manager=manager, passages=[PASSAGE, "Costs should be published."])
    topic = consultation.topics[0]
    proposal = make_position(consultation, make_content(
        about=[("goal-1", "1")], wording=PASSAGE.replace("four", "eight")))
    assert consultation.closes_at
    extend(consultation, consultation.closes_at + timedelta(days=3), "The hall was closed.", manager)
    pause(consultation, "A new text comes.", manager)
    publish_version(topic, [PASSAGE.replace("four", "eight")], "Eight weeks, as people asked.", manager)
    answer_proposal(proposal, topic, Uptake.FULL, "It was the clearest.", manager)
    resume(consultation, "The text is there.", manager)
    sequence()
    return consultation


def test_the_data_says_what_was_proposed_taken_up_and_changed() -> None:
    report = json.loads(build(outline(amended()), "json"))

    [topic], [contribution] = report["topics"], report["contributions"]
    [proposal], [version] = topic["proposals"], topic["versions"]
    assert (topic["version"], version["changelog"]) == (2, "Eight weeks, as people asked.")
    assert proposal["replaces"] == PASSAGE
    assert proposal["contribution"] == contribution["id"]
    assert proposal["taken_up"][0]["taken_up"] == contribution["taken_up"][0]["taken_up"] == "full"
    assert [each["what"] for each in report["time"]["changes"]] == ["extended", "paused", "resumed"]
    assert (contribution["round"], contribution["late"]) == (1, False)
    assert report["time"]["late_submissions"] == 0


def test_documents_show_the_difference_the_changelog_and_the_reasons() -> None:
    report = outline(amended())
    html = build(report, "html").decode()
    paper = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(build(report, "pdf"))).pages)
    paper = " ".join(paper.split())
    [row] = csv.DictReader(io.StringIO(build(report, "csv").decode("utf-8-sig")))

    assert "<del>four</del><ins>eight</ins>" in html
    for words in ("Eight weeks, as people asked.", "The hall was closed.", "Taken up in version 2"):
        assert words in html
        assert words in paper
    assert "[−four]" in paper
    assert row["taken_up"] == "goal-1@2=full"
