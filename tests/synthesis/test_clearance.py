"""Reading, circulating, signing and timing an outcome before anybody else sees it."""

import io
import zipfile
from datetime import timedelta

import pytest
from docx import Document

from consult.clock import at, now
from consult.consultations.models import Consultation, Duty, TeamDuty
from consult.consultations.phases import Phase, phase_of
from consult.db import db, transaction
from consult.errors import Invalid, NotAllowed
from consult.record.models import Entry
from consult.synthesis.actions import edit_finding
from consult.synthesis.circulation import document_of, remarks_in
from consult.synthesis.clearance import (
    clear_minute,
    cleared,
    publish_cleared,
    release_due,
    set_minute,
    sign,
    write_summary,
)
from consult.synthesis.models import Designation, Outcome
from consult.synthesis.publishing import ChangedSince, Incomplete, publish_outcome
from consult.synthesis.queries import findings_of
from consult.synthesis.remarks import bring_in, declare_software, remarks_on, software_drafts_of
from consult.synthesis.sealing import NotSigned
from tests.factories.outcomes import Published, make_outcome
from tests.factories.people import make_person
from tests.factories.submissions import make_position

pytestmark = pytest.mark.usefixtures("app")


def to_clear(*, second: bool = True) -> Published:
    made = make_outcome(publish=False)
    with transaction() as session:
        session.get_one(Consultation, made.consultation.id).second_signature = second
    write_summary(made.consultation, "Cost decides.", made.moderator)
    return made


def seen(made: Published) -> str:
    return cleared(made.consultation).digest


def test_an_outcome_needs_the_signature_of_somebody_else_where_the_plan_asks():
    made = to_clear()

    with pytest.raises(NotSigned):
        publish_outcome(made.consultation, "Cost decides.", made.moderator)
    sign(made.consultation, seen(made), made.moderator)
    with pytest.raises(NotSigned):
        publish_cleared(made.consultation, seen(made), made.moderator)
    sign(made.consultation, seen(made), made.manager)
    publish_cleared(made.consultation, seen(made), made.moderator)

    assert db.session.query(Outcome).one().summary == "Cost decides."


@pytest.mark.parametrize("change", ["text", "designation", "summary"])
def test_any_change_voids_the_signature(change: str):
    made = to_clear()
    before = seen(made)
    sign(made.consultation, before, made.manager)

    if change == "summary":
        write_summary(made.consultation, "Cost decides much.", made.moderator)
    else:
        edit_finding(
            made.finding, "Another text." if change == "text" else "What it costs should be published.",
            Designation.DIVERGENCE, made.moderator,
        )

    assert (cleared(made.consultation).signatures, cleared(made.consultation).voided) == ([], 1)
    with pytest.raises(NotSigned):
        publish_cleared(made.consultation, seen(made), made.moderator)
    with pytest.raises(ChangedSince):
        sign(made.consultation, before, made.manager)


def test_only_those_with_the_duty_sign():
    made = to_clear()
    with transaction() as session:
        session.get_one(Consultation, made.consultation.id).split_duties = [Duty.PUBLISHING.value]
        session.add(TeamDuty(
            consultation_id=made.consultation.id, account_id=made.manager.id, duty=Duty.PUBLISHING))

    with pytest.raises(NotAllowed):
        sign(made.consultation, seen(made), made.moderator)
    sign(made.consultation, seen(made), made.manager)


def test_it_appears_at_its_minute_and_nothing_shows_before(client):
    made = to_clear()
    sign(made.consultation, seen(made), made.manager)
    minute = (now() + timedelta(hours=2)).replace(second=0, microsecond=0)

    set_minute(made.consultation, minute, seen(made), made.moderator)
    entries = db.session.query(Entry).count()
    with at(minute - timedelta(seconds=1)):
        early = release_due()
        pages = [client.get(made.address + path).get_data(as_text=True) for path in (
            "/outcome", "/report.json", "/challenges.json", "/response.json", "")]
    left = db.session.query(Entry).count()
    with at(minute + timedelta(seconds=2)):
        late = (release_due(), release_due())

    assert (early, late) == (0, (1, 0))
    assert not any("What it costs" in page or "Cost decides" in page for page in pages)
    assert left == entries
    assert db.session.query(Outcome).one().published_at == minute
    db.session.refresh(made.consultation)
    with at(minute):
        assert phase_of(made.consultation) is Phase.DRAFT_OUTCOME


def test_a_minute_is_set_again_or_cancelled():
    made = to_clear(second=False)
    minute = now() + timedelta(hours=2)

    set_minute(made.consultation, minute, seen(made), made.moderator)
    set_minute(made.consultation, minute + timedelta(hours=1), seen(made), made.moderator)
    with at(minute + timedelta(minutes=5)):
        too_early = release_due()
    clear_minute(made.consultation, made.moderator)
    with at(minute + timedelta(days=1)):
        cancelled = release_due()

    assert (too_early, cancelled) == (0, 0)
    with pytest.raises(Invalid):
        set_minute(made.consultation, now() - timedelta(minutes=5), seen(made), made.moderator)


def test_what_changed_after_the_minute_was_set_does_not_appear_and_says_why():
    made = to_clear(second=False)
    minute = now() + timedelta(hours=2)
    set_minute(made.consultation, minute, seen(made), made.moderator)

    edit_finding(made.finding, "Another text.", Designation.CONSENSUS, made.moderator)
    overtaken = cleared(made.consultation).is_overtaken
    with at(minute + timedelta(minutes=1)):
        released = release_due()

    assert (overtaken, released, db.session.query(Outcome).count()) == (True, 0, 0)
    assert "changed" in cleared(made.consultation).clearance.failure


def test_what_is_incomplete_cannot_be_set_to_a_minute():
    made = to_clear(second=False)
    make_position(made.consultation)

    with pytest.raises(Incomplete):
        set_minute(made.consultation, now() + timedelta(hours=2), seen(made), made.moderator)


def commented(made: Published) -> bytes:
    """The circulated document, with a comment on the finding and one on the summary."""
    document = Document(io.BytesIO(
        document_of(made.consultation, findings_of(made.consultation, draft=True), "Cost decides.")))
    paragraphs = document.paragraphs
    place = next(index for index, each in enumerate(paragraphs) if made.finding.name in each.text)
    document.add_comment(paragraphs[place + 1].runs, text="Say for whom.", author="Legal service")
    summary = next(each for each in paragraphs if each.text == "Cost decides.")
    document.add_comment(summary.runs, text="Too short.", author="Press")
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def test_it_is_circulated_with_headings_and_comments_come_back_to_their_finding():
    made = to_clear()
    content = commented(made)

    headings = [each.text for each in Document(io.BytesIO(content)).paragraphs if each.style.name != "Normal"]
    found = remarks_in(content)
    first, again = (bring_in(made.consultation, found, made.moderator) for _each in range(2))

    assert f"Finding 1.1 [f/{made.finding.name}]" in headings
    assert "NOT PUBLISHED" in headings[0]
    assert (first, again) == (2, 0)
    assert {(each.finding_id, each.author, each.words) for each in remarks_on(made.consultation)} == {
        (made.finding.id, "Legal service", "Say for whom."), (None, "Press", "Too short.")}


def hostile() -> dict[str, bytes]:
    def archive(**parts: bytes) -> bytes:
        kept = io.BytesIO()
        with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
            for name, content in parts.items():
                made.writestr(name.replace("__", "/"), content)
        return kept.getvalue()

    return {
        "nothing": b"", "noise": b"PK\x03\x04 not a document", "no comment": _plain(),
        "entities": archive(**{"word__document.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}),
        "bomb": archive(**{"word__document.xml": b" " * 30_000_000}),
        "macros": archive(**{"word__document.xml": b"<x/>", "word__vbaProject.bin": b"x"}),
        "huge": b"x" * 2_000_000,
    }


def _plain() -> bytes:
    kept = io.BytesIO()
    Document().save(kept)
    return kept.getvalue()


@pytest.mark.parametrize("name", list(hostile()))
def test_a_hostile_document_is_refused(name: str):
    with pytest.raises(Invalid):
        remarks_in(hostile()[name])


def test_a_comment_finds_no_place_in_somebody_elses_consultation():
    made, other = to_clear(), to_clear()

    bring_in(other.consultation, remarks_in(commented(made)), other.moderator)

    assert {each.finding_id for each in remarks_on(other.consultation)} == {None}


def test_what_software_drafted_is_said_of_that_version_alone(client):
    made = to_clear(second=False)
    said = ("Summariser 2.1", "Contributions on goal 1", "Two moderators", "The Secretary")
    declare_software(made.finding, *said, made.moderator)

    hidden = software_drafts_of(made.consultation)
    publish_outcome(made.consultation, "", made.moderator)
    shown = client.get(made.address + "/outcome").get_data(as_text=True)
    edit_finding(made.finding, "Written by hand.", Designation.CONSENSUS, made.moderator)
    publish_outcome(made.consultation, "", made.moderator)

    assert hidden == {}
    assert all(each in shown for each in said)
    assert "Summariser 2.1" not in client.get(made.address + "/outcome").get_data(as_text=True)
    with pytest.raises(Invalid):
        declare_software(made.finding, "Tool", "", "x", "y", made.moderator)


def test_the_team_clears_it_in_the_browser_and_nobody_else(sign_in):
    made = to_clear()
    moderator, manager = sign_in(made.moderator), sign_in(made.manager)
    desk = made.address + "/desk/clearance"

    page = moderator.get(desk).get_data(as_text=True)
    refused = moderator.post(desk + "/publication", data={"seen": seen(made)})
    document = moderator.get(desk + "/outcome.docx")
    brought = moderator.post(desk + "/remarks", data={"file": (io.BytesIO(commented(made)), "back.docx")})
    with_comments = moderator.get(desk).get_data(as_text=True)
    bad = moderator.post(desk + "/remarks", data={"file": (io.BytesIO(b"no"), "bad.docx")})
    manager.post(desk + "/signature", data={"seen": seen(made)})
    published = moderator.post(desk + "/publication", data={"seen": seen(made)})

    assert "Not published" in page
    assert "The signature of somebody other than who publishes" in page
    assert (refused.status_code, brought.status_code, bad.status_code) == (409, 303, 422)
    assert document.headers["Cache-Control"] == "no-store"
    assert "Say for whom." in with_comments
    assert published.location.endswith("/outcome")
    assert sign_in(make_person()).get(desk).status_code == 403
