"""What stays hidden: names and times of those who withheld theirs, plans in preparation, versions never shown."""

import json
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult import clock
from consult.accounts.models import Account
from consult.comments.queries import comments_in
from consult.consultations.actions import begin_consultation, publish_consultation, write_topic
from consult.consultations.models import Moderation, Preset, TeamRole
from consult.consultations.team import add_member
from consult.contributions.models import ContributionTopic, Publication
from consult.db import db, transaction
from consult.mail import Letter
from consult.moderation.actions import decide
from consult.moderation.models import Act, Reason
from consult.record.actions import sequence
from consult.record.models import Entry
from consult.search.actions import catch_up
from consult.submissions.actions import revise_position
from consult.synthesis.disposing import mark_considered
from consult.synthesis.publishing import publish_outcome
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.reports import make_summarised
from tests.factories.submissions import make_comment, make_content, make_position

SignIn = Callable[[Account], FlaskClient]


def test_a_withheld_name_and_organisation_appear_nowhere(app: Flask, sign_in: SignIn) -> None:
    author = make_person("Person Zyxw", organisation="Organisation Vuts")
    moderator = make_person()
    consultation = make_consultation(moderator=moderator, manager=moderator)
    for publication in (Publication.NAMELESS, Publication.NOT_PUBLISHED):
        position = make_position(consultation, make_content(publication=publication), by=author)
    shown = make_position(consultation, make_content(publication=Publication.NAMELESS), by=author)
    decide(shown, 1, Act.REDACT, moderator, Reason.OTHER, "Covered.", [("body", 0, 2)])
    clock.travel(timedelta(hours=2))
    sequence()
    catch_up()
    base = f"/consultations/{consultation.slug}"
    paths = [
        "/", base, f"{base}/topics/goal-1", f"{base}/report", f"{base}/report.json", f"{base}/report.csv",
        f"{base}/report.html", f"{base}/report.pdf", f"{base}/outcome", "/record", f"/positions/{shown.name}",
        f"{base}/desk", f"{base}/desk?c={shown.name}", f"/moderation?item={shown.name}",
        f"/moderation?tab=private&item={position.name}", f"{base}/manage",
        "/search?q=costs", "/search?q=zyxw", "/search?q=vuts", "/search?q=zyxx",
        *api_addresses(consultation.slug), f"/api/v1/positions/{shown.name}", "/api/v1/search?q=zyxw",
    ]

    for path in paths:
        answer = sign_in(moderator).get(path)
        assert answer.status_code == 200, path
        assert b"Zyxw" not in answer.data, path
        assert b"Vuts" not in answer.data, path
    for letter in db.session.scalars(select(Letter)):
        assert letter.recipient == author.email
    for entry in db.session.scalars(select(Entry)):
        assert b"Zyxw" not in (entry.canonical or b"")
        if "position:" in entry.subject or "submission:" in entry.subject:
            assert json.loads(entry.canonical or b"{}")["time"].endswith(":00:00Z"), entry.kind


API = ("", "/numbers", "/topics", "/topics/goal-1", "/contributions", "/questions", "/organisations", "/outcome")


def api_addresses(slug: str) -> list[str]:
    return ["/api/v1/record?limit=100", *(f"/api/v1/consultations/{slug}{each}" for each in API)]


def test_nothing_of_a_later_stage_is_in_the_search_or_the_api(app: Flask, client: FlaskClient) -> None:
    summarised = make_summarised(published=False)
    consultation, moderator = summarised.consultation, summarised.moderator
    covered, withheld = (
        make_position(consultation, make_content(f"Zyxw{each}.", "Vuts said it.")) for each in range(2)
    )
    waiting = make_position(consultation, make_content("Zyxw waits.", "Vuts."), publish=False)
    private = make_position(consultation, make_content("Zyxw.", "Vuts.", publication=Publication.NOT_PUBLISHED))
    decide(covered, 1, Act.REDACT, moderator, Reason.OTHER, "Covered.", [("body", 0, 4), ("claim", 0, 5)])
    decide(withheld, 1, Act.WITHHOLD, moderator, Reason.OFF_TOPIC)
    sequence()
    catch_up()

    for path in (*api_addresses(consultation.slug), "/search?q=published", "/api/v1/search?q=published",
                 "/api/v1/search?q=said", "/api/v1/search?q=waits"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        # The log names what happened to findings by random ids, and says nothing of them.
        named = () if "/record" in path else (summarised.finding.name,)
        for hidden in (*named, "Publishing costs money", "Openness costs", "Zyxw", "Vuts"):
            assert hidden not in answer.text, (path, hidden)
    for kind, name in (("positions", withheld.name), ("positions", waiting.name), ("positions", private.name),
                       ("comments", covered.name), ("findings", summarised.finding.name)):
        assert client.get(f"/api/v1/{kind}/{name}").status_code == 404
    mark_considered([covered], consultation.topics[0], "not_individually_analysed", moderator)
    publish_outcome(consultation, "In short.", moderator)
    sequence()
    catch_up()
    assert summarised.finding.name in client.get("/api/v1/search?q=published&kind=finding").text
    with transaction():
        consultation.announced_at = None
    for path in api_addresses(consultation.slug)[1:]:
        assert client.get(path).status_code == 404
    assert client.get("/api/v1/search?q=published").json == {"items": [], "next": None}
    assert consultation.title not in client.get("/api/v1/consultations").text


def test_comments_without_name_stand_by_the_hour_and_not_in_the_order_they_came(app: Flask) -> None:
    position = make_position(make_consultation())
    comments = [make_comment(position) for _number in range(8)]
    with transaction():
        for each in comments:
            each.publication = Publication.NAMELESS

    shown = comments_in(position.thread_id)

    assert [each.id for each in shown] == sorted(each.id for each in comments)
    assert {(each.posted_at.minute, each.posted_at.second, each.posted_at.microsecond) for each in shown} == {(0, 0, 0)}


def test_whoever_takes_their_name_back_is_listed_at_the_hour(app: Flask) -> None:
    author = make_person()
    position = make_position(make_consultation(), by=author)

    revise_position(position, make_content(publication=Publication.NAMELESS), author)

    listed = db.session.scalars(select(ContributionTopic.listed_at)).one()
    assert listed is not None
    assert (listed.minute, listed.second, listed.microsecond) == (0, 0, 0)


def test_the_record_does_not_tell_the_address_of_what_is_in_preparation(client: FlaskClient) -> None:
    manager = make_person(administrator=True)
    consultation = begin_consultation("Secret merger", Preset.SIMPLE, manager)
    write_topic(consultation, None, title="Hush", summary="", passages=["One."], principles=[], by=manager)
    add_member(consultation, make_person(), TeamRole.OBSERVER, manager)
    sequence()

    assert "secret-merger" not in client.get("/record").text
    assert not any(b"secret-merger" in (each.canonical or b"") for each in db.session.scalars(select(Entry)))

    whole = make_consultation()
    with transaction():
        for name in ("institution", "summary", "decides", "can_change", "cannot_change", "opens_at", "closes_at"):
            setattr(consultation, name, getattr(whole, name))
    publish_consultation(consultation, manager)
    sequence()
    assert "secret-merger" in client.get("/record").text


def test_a_version_that_never_was_public_is_not_among_the_earlier_ones(client: FlaskClient) -> None:
    author, moderator = make_person(), make_person()
    consultation = make_consultation(moderation=Moderation.BEFORE, moderator=moderator)
    position = make_position(consultation, make_content(body="First."), by=author)
    revise_position(position, make_content(body="Overtaken, never read."), author)
    revise_position(position, make_content(body="Third."), author)

    decide(position, 3, Act.PUBLISH, moderator)

    page = client.get(f"/positions/{position.name}").text
    assert "First" in page
    assert "Third." in page
    assert "Overtaken" not in page
