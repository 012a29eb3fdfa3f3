"""Hostile words in every field that people type, on every page that shows them, in a real browser: nothing runs."""

import json
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from consult.accounts.models import Account
from consult.contributions.models import Publication
from consult.db import db
from consult.moderation.actions import decide
from consult.moderation.models import Act, Reason
from consult.record.actions import sequence
from consult.submissions.actions import save_draft
from consult.synthesis.publishing import publish_outcome
from tests.browser.test_pages import sign_in
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person
from tests.factories.submissions import make_comment, make_content, make_position
from tests.factories.synthesis import make_citation, make_finding

pytestmark = pytest.mark.browser

CORPUS = Path(__file__).parents[3] / "shared" / "data" / "hostile" / "blns" / "blns.json"
OWN = [
    "\"><img src=x onerror=alert(1)>", "'><svg/onload=alert(1)>", "</title><script>alert(1)</script>",
    "[a](javascript:alert(1))", "[a](JaVaScRiPt&colon;alert(1))", "![a](x\" onerror=\"alert(1))",
    "<javascript:alert(1)>",
    "[a](data:text/html,<script>alert(1)</script>)", "[a](x 'y\" onmouseover=\"alert(1)')",
    "`<script>alert(1)</script>`",
    "\" autofocus onfocus=alert(1) x=\"", "</textarea><script>alert(1)</script>", "</style><script>alert(1)</script>",
    "{{7*7}}{% raise %}", "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<a href=\"\x01javascript:alert(1)\">a</a>", "\u202e<iframe srcdoc='<script>alert(1)</script>'>",
]

ACTIVE = (
    "[onload], [onerror], [onfocus], [onmouseover], a[href^='javascript' i], a[href^='data' i], iframe, "
    "main script:not([src])"
)


def corpus() -> list[str]:
    """What could run: those of the big list that hold a mark of HTML, and our own."""
    found = json.loads(CORPUS.read_text()) if CORPUS.exists() else []
    return [*OWN, *(each for each in found if any(sign in each for sign in "<>\"'&`"))]


@pytest.mark.parametrize("policy", ["with the policy", "without it"])
def test_nothing_that_people_type_runs(app: Flask, site: str, chromium: Browser, policy: str) -> None:
    words = " ".join(corpus())
    short, lines = "".join(OWN)[:200], "\n\n".join(corpus())[:45_000]
    moderator: Account = make_person(short, organisation=short, with_password=True)
    author = make_person(short, organisation=short)
    consultation = make_consultation(moderator=moderator, manager=moderator, passages=[lines[:5000], short])
    for name in ("title", "institution", "summary", "decides", "can_change", "cannot_change", "house_rules", "contact"):
        setattr(consultation, name, words[:5000] if name == "house_rules" else short)
    consultation.must_reach = [short]
    consultation.topics[0].title = consultation.topics[0].summary = short
    db.session.commit()
    position = make_position(consultation, make_content(claim=OWN[0], body=lines, wording=lines), by=author)
    waiting = make_position(consultation, make_content(claim=OWN[1], body=lines), by=author, publish=False)
    make_position(consultation, make_content(claim=OWN[2], publication=Publication.NAMELESS), by=author)
    comment = make_comment(position, lines[:5000])
    make_comment(position, OWN[1], parent=comment)
    decide(comment, 1, Act.REDACT, moderator, Reason.OTHER, short, [("body", 0, 9)])
    ended = make_consultation(phase="closed", moderator=moderator, passages=[short])
    cited = make_position(ended, make_content(claim=OWN[0], body=lines, wording=lines), by=author)
    make_citation(make_finding(ended.topics[0], moderator, short), cited, moderator, field="body")
    publish_outcome(ended, short, moderator)
    draft = save_draft(consultation, make_content(claim=OWN[0], body=lines, wording=short), moderator)
    finding = make_finding(consultation.topics[0], moderator, short)
    make_citation(finding, position, moderator, field="body")
    make_finding(consultation.topics[0], moderator, OWN[3], parent=finding)
    base = f"/consultations/{consultation.slug}"
    odd = "%22%3E%3Csvg%20onload%3Dalert(1)%3E"
    paths = [
        "/", base, base + "/plan", base + "/topics/goal-1", base + "/topics/goal-1/write", base + "/report",
        f"{base}/topics/goal-1?group={odd}&country={odd}&stance={odd}&language={odd}&passage={odd}&after={odd}",
        f"/positions/{position.name}", f"/positions/{position.name}/comments/new?to={comment.name}", "/account",
        f"/drafts/{draft.name}", f"/drafts/{draft.name}/edit", f"/moderation?item={waiting.name}",
        f"/moderation?tab=decided&item={comment.name}&group={odd}&language={odd}", f"{base}/desk",
        f"{base}/desk?show=all&q={odd}&group={odd}&c={position.name}&after={odd}", base + "/manage",
        base + "/manage/plan", base + "/manage/topics/goal-1", "/manage", f"/record?consultation={odd}&after={odd}",
        f"/consultations/{ended.slug}/outcome", f"/consultations/{ended.slug}/desk", f"/positions/{cited.name}",
        f"/login?next={odd}", f"/{odd}", "/account/profile",
    ]
    sequence()
    window = chromium.new_context(bypass_csp=policy == "without it")
    window.set_default_timeout(15_000)
    page = window.new_page()
    ran: list[str] = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda fault: ran.append(str(fault)))
    sign_in(page, site, moderator)

    for path in paths:
        answer = page.goto(site + path)
        assert answer is not None
        assert answer.status < 500, path
        assert page.locator(ACTIVE).count() == 0, path
        assert not ran, (path, ran[:3])
    window.close()
