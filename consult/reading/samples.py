"""Things to show components with, on the page of the design. All of it is invented; none of it is stored."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from consult.clock import now
from consult.comments.queries import Shown
from consult.consultations.participation import STANCES, Stretch
from consult.contributions.models import State
from consult.forms import Form
from consult.organisations.vocabularies import REGIONS, Group
from consult.paging import Page
from consult.submissions.queries import PositionCard
from consult.synthesis.queries import Became

BEFORE = "The meeting pays for travel, interpretation and a connection good enough to speak and be heard."
AFTER = "The meeting pays for travel, interpretation and a way to speak and be heard that they can afford."
ARABIC = ("لا يكفي شهر واحد للجمعيات الصغيرة.", "لا تكفي ثلاثة أشهر للجمعيات الصغيرة.")


class SampleForm(Form):
    """Every kind of field. The page gives two of them an error."""

    name = StringField("Name", validators=[InputRequired()])
    email = StringField("E-mail")
    country = SelectField("Country", choices=[("ke", "Kenya"), ("no", "Norway")])
    reasons = TextAreaField("Your reasons")
    publication = RadioField("What may we publish?", choices=[
        ("named", "Publish with my name"), ("nameless", "Publish without my name")], default="named")
    stance = RadioField("Where do you stand?", choices=[("support", "Support"), ("oppose", "Oppose")])


def samples() -> dict[str, Any]:
    """What the page of the design is given, by the names it uses."""
    form = SampleForm(formdata=None)
    refused = SampleForm(formdata=None, prefix="refused")
    refused.name.errors = ["Write your name as it should appear."]
    refused.stance.errors = ["Choose one."]
    now_open = _consultation(opened=10, closes=23)
    return {
        "form": form, "refused": refused, "before": BEFORE, "after": AFTER, "arabic": ARABIC,
        "phases_shown": [_consultation(**each) for each in _PHASES], "consultation": now_open,
        "position": SimpleNamespace(name="sample", consultation=now_open),
        "cards": [_card(), _card(number=None, is_nameless=True, stance="oppose", wording="", group="government")],
        "became": [Became("goal-1", "cited", "", [("sample", "3.4")])], "thread": _thread(),
        "page": Page([], "next"), "last_page": Page([], None), "groups": list(Group), "stances": STANCES,
        "tally": {"agree": 41, "pass": 6, "disagree": 9}, **_charts(),
    }


def _charts() -> dict[str, Any]:
    groups, day = [str(each) for each in Group], timedelta(days=1)
    return {
        "matrix": {
            group: {region: (row * 7 + place * 3) % 11 if (row + place) % 3 else 0
                    for place, region in enumerate(REGIONS)}
            for row, group in enumerate(groups[:7])
        },
        "by_stance": {
            group: {stance: (row * 5 + place * 4) % 9 for place, stance in enumerate(STANCES)}
            for row, group in enumerate(groups[:5])
        },
        "stretches": [
            Stretch(date(2026, 9, 15) + 2 * each * day, date(2026, 9, 16) + 2 * each * day, (each * 13) % 17)
            for each in range(24)
        ],
        "coverage": [("government", 38, 38), ("civil_society", 83, 84), ("academia", 12, 44), ("individual", 0, 3)],
    }


_PHASES: list[dict[str, Any]] = [
    {"opened": -5, "closes": 40}, {"opened": 10, "closes": 23}, {"opened": 60, "closes": -12, "summarising": 11},
]


def _consultation(opened: int, closes: int, summarising: int | None = None) -> Any:
    """So many days open by now, closing in so many."""
    return SimpleNamespace(
        slug="sample", title="Rules for fair access", language="en", languages=["en"], time_zone="Africa/Nairobi",
        announced_at=now() - timedelta(days=90), opens_at=now() - timedelta(days=opened),
        closes_at=now() + timedelta(days=closes),
        summarising_at=now() - timedelta(days=summarising) if summarising else None, has_draft_outcome=True,
        draft_outcome_at=None, challenge_days=14, final_outcome_at=None, responded_at=None, archived_at=None,
        cancelled_at=None, grace_minutes=0, is_imported=False, paused_at=None, round=1, calendar_sequence=0,
    )


def _card(**changes: Any) -> PositionCard:
    said = "In March I joined the preparatory meeting on a phone. I left after forty minutes: that was four days’ pay."
    values: dict[str, Any] = {
        "id": 1, "number": 1007, "group": "civil_society", "country": "KE", "language": "en",
        "stance": "support_with_changes", "author": "Wanjiru Kamau", "organisation": "Mama Mtandao",
        "is_nameless": False, "listed_at": now() - timedelta(days=4), "body": said, "body_html": f"<p>{said}</p>",
        "claim": "A connection is not enough: people who pay by the megabyte cannot sit in a six-hour video meeting.",
        "wording": AFTER, "reworded": BEFORE, "comments": 2, "version": 1,
        "anchors": [("passage", "goal", "2.3"), ("omission", "goal", "2")],
    }
    return PositionCard(**{**values, **changes})


def _thread() -> list[Shown]:
    def said(place: int, words: str, state: State = State.PUBLISHED, **more: Any) -> Shown:
        return Shown(
            id=place, parent_id=None, state=state, author="Tomás Ferreira", organisation="Harbour Networks",
            group="private_sector", country="PT", language="en", posted_at=now() - timedelta(days=2),
            html=f"<p>{words}</p>" if words else "", number=1010 + place, stakeholder_id=0, **more,
        )

    answer = said(3, "No. A recording cannot ask a question.")
    return [said(2, "Would a recording be enough?", replies=[answer]), said(4, "", State.WITHHELD)]
