"""What the API gives of how contributions came and were handled."""

from typing import Any, Literal

from pydantic import Field

from consult.api.shapes import Day, Shape, Share
from consult.campaigns.models import CampaignKind
from consult.contributions.models import Kind
from consult.moderation.models import Act, AppealOutcome, Reason, Source


class CursorAsked(Shape):
    cursor: str | None = Field(None, max_length=500)


class Stretch(Shape):
    start: Day
    end: Day
    positions: int


class Participation(Shape):
    by_group_and_region: dict[str, dict[str, int]]
    over_time: list[Stretch]


class Campaign(Shape):
    """Contributions made from one template, as a person confirmed. In the template … stands for words of their own."""

    id: str
    kind: CampaignKind
    template: str
    contributions: int


class Campaigns(Shape):
    items: list[Campaign]
    next: str | None


class CampaignDay(Shape):
    day: Day
    contributions: int


class CampaignWhole(Campaign):
    by_day: list[CampaignDay]


class Member(Shape):
    """`added` are the words of its own."""

    contribution: str
    language: str
    added: str


class Members(Shape):
    items: list[Member]
    next: str | None


class Decision(Shape):
    """A line of the moderation log: never what was hidden, never who decided, no time nearer than a day."""

    day: Day
    kind: Kind
    act: Act
    reason: Reason | None
    source: Source
    role: str
    was_held: bool
    is_taken_back: bool
    appeal: AppealOutcome | Literal["open"] | None
    contribution: str | None


class Decisions(Shape):
    items: list[Decision]
    next: str | None


class Flags(Shape):
    received: int
    notices: int
    acted: int
    stands: int
    open: int
    by_reason: dict[str, int]


class Appeals(Shape):
    received: int
    judged: int
    reversed: int
    share_reversed: Share | None


class ModerationFigures(Shape):
    decisions: int
    by_act: dict[str, int]
    by_reason: dict[str, int]
    by_source: dict[str, int]
    held_by_a_rule: int
    median_hours: float | None
    flags: Flags
    appeals: Appeals


class Transparency(Shape):
    total: ModerationFigures
    months: dict[str, ModerationFigures]


class Statements(Shape):
    """Statements of reasons in the schema of the Commission's DSA Transparency Database, anonymous."""

    items: list[dict[str, Any]]
    next: str | None
