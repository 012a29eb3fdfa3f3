"""Voting and the map in a real browser: with and without scripts, by keyboard, and axe finds nothing."""

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from sqlalchemy import select

from consult.consultations.models import Consultation
from consult.db import db
from consult.opinion.actions import cast_vote
from consult.opinion.mapping import update
from consult.opinion.models import Choice, Vote
from consult.organisations.vocabularies import Group
from tests.browser.test_pages import see, sign_in
from tests.factories.consultations import make_consultation
from tests.factories.opinion import make_claims
from tests.factories.people import make_person
from tests.factories.submissions import make_content, make_position

pytestmark = pytest.mark.browser


def base(consultation: Consultation) -> str:
    return f"/consultations/{consultation.slug}/topics/goal-1"


def crowded(**options: str) -> Consultation:
    """Two camps; one group too small to be shown; a claim from right to left, and one without a vote."""
    consultation = make_consultation(votes=True, **options)  # type: ignore[arg-type]
    claims = make_claims(consultation, 7)
    claims.append(make_position(consultation, make_content(claim="أربعة أسابيع لا تكفي.", language="ar")))
    for place in range(16):
        person = make_person(group=Group.GOVERNMENT if place < 2 else (Group.ACADEMIA, Group.INDIVIDUAL)[place % 2])
        for number, claim in enumerate(claims):
            agrees = number == 0 or (place % 2 == number % 2) != (place == number)
            cast_vote(claim, Choice.AGREE if agrees else Choice.DISAGREE, person)
    update()
    make_position(consultation, make_content(claim="Nobody has voted on this."))
    return consultation


def test_one_votes_from_claim_to_claim_by_keyboard(site: str, chromium: Browser, scripts: bool) -> None:
    voter = make_person(with_password=True)
    consultation = make_consultation(votes=True)
    make_claims(consultation, 2)
    page = chromium.new_context(java_script_enabled=scripts).new_page()
    sign_in(page, site, voter)
    page.goto(site + base(consultation) + "/vote")

    for number in (1, 2):
        page.get_by_role("button", name="Agree", exact=True).first.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="You voted")).to_be_visible()
        expect(page.locator("button[aria-pressed=true]")).to_have_count(1)
        page.wait_for_url("**voted=*")
        if number == 1:
            expect(page.get_by_role("heading", name="Do you agree?")).to_be_visible()
    expect(page.get_by_text("no main point left")).to_be_visible()

    db.session.rollback()
    assert db.session.scalars(select(Vote.value)).all() == [1, 1]


def test_the_pages_of_votes_and_the_map(site: str, window: BrowserContext) -> None:
    reader = make_person(with_password=True)
    consultation, empty, off = crowded(), make_consultation(votes=True), make_consultation()
    claim = make_position(consultation, make_content(claim="One of mine."), by=reader)
    cast_vote(claim, Choice.PASS, reader)
    paths = [base(consultation) + "/opinion", base(consultation), base(empty) + "/opinion", "/how-votes-work",
             f"/positions/{claim.name}"]
    page = window.new_page()
    see(page, site, paths)

    sign_in(page, site, reader)
    see(page, site, [*paths, base(consultation) + f"/vote?voted={claim.name}", base(empty) + "/vote",
                     base(off) + "/vote", "/ar" + base(consultation) + "/opinion"])
