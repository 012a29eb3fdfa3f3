"""The demonstration holds what it promises."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.accounts.queries import account_by_email
from consult.amendments.collisions import collide
from consult.amendments.models import TakenUp, Uptake
from consult.assistance.models import PaperForm, ReceiptCode
from consult.campaigns.models import CampaignState
from consult.campaigns.queries import campaigns_in, confirmed_members, heads_on
from consult.challenges.models import Challenge
from consult.clock import now
from consult.coding.models import Code, Coding
from consult.comments.models import Comment
from consult.consultations.general import SLUG as GENERAL
from consult.consultations.models import Consultation, TimeChange, Topic, TopicVersion, Turn
from consult.consultations.numbers import numbers_block
from consult.consultations.phases import Phase, phase_of
from consult.consultations.queries import all_consultations, consultation_by_slug
from consult.consultations.rounds import round_at, standing_of
from consult.contributions.models import Channel, Contribution, State, Version
from consult.contributions.queries import contribution_by_name
from consult.db import Base, db, transaction
from consult.demo import build
from consult.moderation.appealing import judges_of
from consult.moderation.models import Appeal
from consult.opinion.models import Opinion
from consult.organisations.vocabularies import REGIONS, Group, region_of
from consult.questions.models import Question, QuestionKind, WrittenAnswer
from consult.record.models import Entry
from consult.responses.models import FollowUp, FollowUpStatus
from consult.responses.queries import unanswered_findings
from consult.signatures.models import Signature
from consult.submissions.approving import Approval
from consult.submissions.attaching import annexes_received
from consult.submissions.models import About, Anchor, Attachment, Position
from consult.synthesis.disposing import mark_represented
from consult.synthesis.models import Citation, Finding
from consult.synthesis.publishing import Incomplete, Missing, publish_outcome, what_is_missing
from consult.synthesis.queries import coverage_of, findings_of, latest_outcome

OPEN = "five-goals-for-an-open-internet"
SUMMARISING = "rules-for-fair-access-in-remote-regions"
ANSWERED = "capacity-building-for-small-island-states"

pytestmark = [pytest.mark.usefixtures("demonstration"), pytest.mark.xdist_group("demonstration")]


@contextmanager
def undone() -> Iterator[None]:
    """Writes that the next test does not find."""
    class Undone(Exception):
        pass

    with suppress(Undone), transaction():
        yield
        raise Undone


@pytest.fixture(scope="module")
def demonstration(app: Flask) -> Iterator[list[dict[str, str]]]:
    """Built once for all that only look at it."""
    with app.app_context():
        sign_ins = build()
    yield sign_ins
    with app.app_context(), db.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture(autouse=True)
def context(app: Flask, demonstration: list[dict[str, str]]) -> Iterator[None]:
    """In place of the one that empties the database after each test."""
    with app.app_context():
        yield
        db.session.remove()


def missing_from(consultation: Consultation) -> list[Missing]:
    findings, coverage = findings_of(consultation, draft=True), coverage_of(consultation, draft=True)
    return list(what_is_missing(consultation, findings, coverage))


def rows_by_table() -> dict[str, int]:
    tables = Base.metadata.sorted_tables
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_three_consultations_stand_where_they_should_and_all_are_fictional():
    phases = {each.slug: phase_of(each) for each in all_consultations()}

    assert phases == {OPEN: Phase.OPEN, SUMMARISING: Phase.SUMMARISING, ANSWERED: Phase.RESPONSE}
    assert all(each.is_fictional for each in all_consultations())


@pytest.mark.parametrize("page", [
    "", "/plan", "/report", "/campaigns", "/moderation-log", "/topics/rights-hold-online-as-they-do-offline/opinion"])
def test_every_page_of_them_says_so(client, page):
    assert "on this page are fictional." in client.get(f"/consultations/{OPEN}{page}").get_data(as_text=True)


def test_the_open_one_has_a_queue_and_every_kind_of_position():
    consultation = consultation_by_slug(OPEN)
    figures = numbers_block(consultation)["positions"]
    abouts = set(db.session.scalars(
        select(Anchor.about).join(Position, Position.id == Anchor.position_id)
        .where(Position.consultation_id == consultation.id)
    ))

    assert len([each for each in consultation.topics if each.slug != GENERAL]) == 5
    assert 25 <= figures["published"] <= 30
    assert (figures["waiting"], figures["withdrawn"]) == (5, 1)
    assert (figures["withheld"], figures["withheld_by_author"]) == (2, 1)
    assert abouts == {About.PASSAGE, About.WHOLE, About.OMISSION}
    assert any("070 000 0142" in version.body for version in waiting_versions(consultation))


def waiting_versions(consultation: Consultation) -> list[Version]:
    return list(db.session.scalars(
        select(Version).join(Contribution.__table__, Contribution.id == Version.contribution_id)
        .where(Contribution.consultation_id == consultation.id, Contribution.state == State.WAITING)
    ))


def test_the_second_holds_a_hundred_positions_of_every_group_and_region():
    consultation = consultation_by_slug(SUMMARISING)
    positions = db.session.scalars(select(Position).where(
        Position.consultation_id == consultation.id, Position.channel != Channel.EMAIL)).all()

    assert len(positions) == 100
    assert {each.group for each in positions} == set(Group)
    assert {region_of(each.country) for each in positions} >= set(REGIONS)
    assert {each.language for each in positions} == {"en", "fr", "es", "ar"}
    assert sum(each.channel is Channel.PAPER for each in positions) == 12
    assert len({each.versions[-1].body for each in positions}) == 100


def test_six_hundred_letters_made_from_one_template_are_counted_as_one_argument():
    consultation = consultation_by_slug(SUMMARISING)
    [(campaign, size)] = campaigns_in(consultation)
    letters = set(db.session.scalars(select(Contribution.id).where(Contribution.channel == Channel.EMAIL)))
    topic = consultation.topics[2]
    [support] = [each.support for each in findings_of(consultation, draft=True).by_topic[topic.slug]
                 if each.support.campaigns]

    assert (campaign.state, size) == (CampaignState.CONFIRMED, 600)
    assert {each.contribution for each in confirmed_members(consultation)} == letters
    assert len({each.versions[-1].body for each in db.session.scalars(select(Position).where(
        Position.id.in_(letters)))}) == 600
    assert support.raw - support.unique == 599
    assert list(heads_on(topic, letters).values()) == [600]


def test_a_redaction_covers_a_telephone_number():
    version = db.session.scalars(select(Version).where(Version.body.contains("0700 000 319"))).one()

    assert "0700 000 319" not in version.public_body
    assert len(version.public_body) == len(version.body)
    assert "█" in version.body_html


def test_exactly_one_contribution_is_missing_and_it_is_the_real_objection():
    (missing,) = missing_from(consultation_by_slug(SUMMARISING))

    objection = contribution_by_name(str(missing.contribution))

    assert objection.author_name == "Wanjiru Kamau"
    assert [anchor.about for anchor in objection.anchors] == [About.OMISSION]


def test_publication_is_refused_until_the_last_contribution_is_dealt_with():
    consultation = consultation_by_slug(SUMMARISING)
    moderator = account_by_email("amina.diallo@demo.consult.example")
    objection = contribution_by_name(str(missing_from(consultation)[0].contribution))
    topic = objection.topics[0]
    finding = findings_of(consultation, draft=True).by_topic[topic.slug][2]

    with pytest.raises(Incomplete):
        publish_outcome(consultation, "In short", moderator)
    with undone():
        mark_represented(objection, topic, db.session.get_one(Finding, finding.id), moderator)
        publish_outcome(consultation, "In short", moderator)

        assert phase_of(consultation) is Phase.DRAFT_OUTCOME


def test_every_citation_is_the_text_of_its_span():
    spans = db.session.execute(
        select(Citation, Version).join(
            Version,
            (Version.contribution_id == Citation.contribution_id) & (Version.version == Citation.contribution_version),
        )
    ).all()

    assert len(spans) > 60
    for citation, version in spans:
        words = getattr(version, f"public_{citation.field}")[citation.start : citation.end]
        assert words
        assert words == words.strip()
        assert words.count("█") == 0


def test_all_is_dealt_with_in_the_answered_one_and_its_outcome_is_public(client):
    consultation = consultation_by_slug(ANSWERED)
    outcome = latest_outcome(consultation)

    assert outcome is not None
    assert outcome.version == 3
    assert outcome.is_final
    assert missing_from(consultation) == []
    assert {each.all for each in coverage_of(consultation).values()} == {1}
    assert client.get(f"/consultations/{ANSWERED}/outcome").status_code == 200


def test_comments_are_two_levels_deep_in_each():
    for consultation in all_consultations():
        parents = db.session.scalars(
            select(Comment.parent_id).where(Comment.consultation_id == consultation.id)
        ).all()

        assert any(each is None for each in parents)
        assert any(each is not None for each in parents)


def test_the_open_one_asks_and_shows_what_groups_answered(client):
    page = client.get(f"/consultations/{OPEN}/questions")
    questions = db.session.scalars(select(Question).order_by(Question.ordinal)).all()

    assert {each.kind for each in questions} >= {
        QuestionKind.SINGLE, QuestionKind.NUMBER, QuestionKind.SCALE, QuestionKind.RANKING, QuestionKind.MATRIX,
        QuestionKind.LONG_TEXT,
    }
    assert page.status_code == 200
    assert db.session.scalar(select(func.count(WrittenAnswer.id)).where(WrittenAnswer.state == State.PUBLISHED)) >= 6


def test_votes_make_maps_that_are_ready_when_the_site_starts():
    maps = db.session.scalars(select(Opinion)).all()

    assert len(maps) >= 4
    assert all(each.due_at is None for each in maps)
    assert sum(each.people >= 30 for each in maps) == 4


def test_wordings_of_one_passage_collide_and_a_position_is_signed_by_others():
    rivals = db.session.scalars(
        select(Version).where(Version.wording.contains("Where a court orders a limit"))
    ).all()
    first, second = (each.wording for each in rivals)
    passage = consultation_by_slug(OPEN).topics[0].passages[1].text

    assert collide(passage, first, second)
    assert db.session.scalar(select(func.count(Signature.id))) == 4


def test_a_redaction_awaits_a_judge_who_can_sign_in():
    appeal = db.session.scalars(select(Appeal)).one()

    assert appeal.decided_at is None
    assert account_by_email("rafael.ortiz@demo.consult.example") in judges_of(appeal)


def test_themes_are_coded_in_the_second():
    codes = db.session.execute(
        select(Code.label, func.count(Coding.id)).join(Coding, Coding.code_id == Code.id).group_by(Code.label)
    ).all()

    assert len(codes) == 8
    assert all(number >= 5 for _label, number in codes)


def test_challenges_in_the_third_are_answered_and_its_answer_is_kept(client):
    challenges = db.session.scalars(select(Challenge)).all()
    statuses = {each.present.status for each in db.session.scalars(select(FollowUp))}

    assert len(challenges) == 2
    assert len({each.reply_id for each in challenges}) == 1
    assert statuses == {FollowUpStatus.PLANNED, FollowUpStatus.UNDER_WAY, FollowUpStatus.DONE}
    assert unanswered_findings(consultation_by_slug(ANSWERED)) == []


def test_a_goal_has_a_second_version_that_took_up_a_proposal_and_there_is_more_time():
    consultation = consultation_by_slug(OPEN)
    taken = db.session.scalars(select(TakenUp)).one()
    turns = db.session.scalars(select(TimeChange.turn).where(TimeChange.consultation_id == consultation.id)).all()

    assert [(each.slug, each.version) for each in consultation.topics if each.version > 1] == [
        ("skills-and-means-to-take-part", 2)]
    assert taken.uptake is Uptake.PART
    anchors = db.session.scalars(select(Anchor).where(
        Anchor.topic_id == taken.topic_id, Anchor.about == About.PASSAGE)).all()
    assert anchors
    assert all(each.passage is not None and each.passage.version == 2 for each in anchors)
    assert set(turns) == {Turn.PAUSED, Turn.RESUMED, Turn.EXTENDED}
    assert consultation.paused_at is None
    standing = standing_of(consultation)
    assert standing is not None
    assert (standing.turn, standing.closes_after) == (Turn.EXTENDED, consultation.closes_at)


def test_a_second_round_heard_what_people_say_of_the_new_words():
    consultation = consultation_by_slug(ANSWERED)
    [version] = db.session.scalars(
        select(TopicVersion).join(Topic, Topic.id == TopicVersion.topic_id)
        .where(Topic.consultation_id == consultation.id)
    )
    second = [each for each in db.session.scalars(
        select(Position).where(Position.consultation_id == consultation.id)).unique()
        if round_at(consultation, each.received_at) == 2]

    assert consultation.round == 2
    assert consultation.rounds[0].closes_at < version.published_at < consultation.rounds[1].opens_at
    assert [(each.author_name, each.anchors[0].passage.version) for each in second] == [
        ("Malakai Finau", 2), ("Soraya Hassani", 2)]


def test_an_organisation_wrote_together_and_somebody_wrote_on_paper(client):
    approval = db.session.scalars(select(Approval)).one()
    file, annex = db.session.scalars(select(Attachment).order_by(Attachment.is_confidential)).all()

    assert (approval.shown_as, approval.submission_id) == ("Konrad Weidt", file.submission_id)
    assert (file.is_confidential, annex.is_confidential) == (False, True)
    assert annexes_received(consultation_by_slug(OPEN)) == 1
    figures = client.get(f"/consultations/{OPEN}/report").get_data(as_text=True)
    assert "Confidential annexes: 1 received, read by the team alone" in figures
    assert db.session.scalars(select(PaperForm)).one().submission_id is not None
    assert db.session.scalar(select(func.count(ReceiptCode.submission_id))) == 1


def test_nothing_happens_in_the_future():
    assert db.session.scalar(select(func.max(Entry.written_at))) <= now()


def test_a_second_build_changes_nothing_and_prints_the_same(demonstration):
    before = rows_by_table()

    again = build()

    assert again == demonstration
    assert rows_by_table() == before


def test_the_printed_passwords_sign_in(client, demonstration):
    assert [each["role"] for each in demonstration] == ["stakeholder", "moderator", "manager", "administrator"]
    for each in demonstration:
        answer = client.post("/login", data={"email": each["email"], "password": each["password"]})

        assert answer.status_code in (302, 303)
        client.post("/logout")
