"""What the API gives of a goal in detail: its versions, proposed wordings, and the map of opinion."""

from pydantic import Field

from consult.amendments.models import Uptake
from consult.api.shapes import Moment, Paging, Shape, Share, TakenUp


class PassageAsked(Paging):
    """`passage` is the number of a passage within its goal."""

    passage: int | None = Field(None, ge=1, le=10_000)


class Marking(Shape):
    claim: str
    text: str
    direction: str


class OpinionGroup(Shape):
    """`size` is null where fewer than five people are in it."""

    id: str
    size: int | None
    representative: list[Marking]


class Uniting(Shape):
    claim: str
    text: str
    lowest_share: Share


class Claim(Shape):
    claim: str
    text: str


class Tally(Shape):
    """`hidden` names the groups whose figures are left out: those of fewer than five, and what would give them away."""

    claim: str
    text: str
    language: str
    all: dict[str, int] | None
    by_group: dict[str, dict[str, int]]
    hidden: list[str]


class Tallies(Shape):
    items: list[Tally]
    next: str | None


class Opinion(Shape):
    """With the tallies of the claims alone that unite and divide; those of all, once voting is over, in `/votes`."""

    people: int
    votes: int
    claims: int
    has_ended: bool
    made_at: Moment
    groups: list[OpinionGroup]
    unites: list[Uniting]
    divides: list[Claim]
    tallies: list[Tally]


class Outlined(Shape):
    id: str
    outline: list[tuple[float, float]]


class Dot(Shape):
    x: float
    y: float
    group: str


class Divided(Shape):
    claim: str
    by_opinion: dict[str, dict[str, int]]


class OpinionMap(Shape):
    """The picture on the plane of its two axes. A dot is somebody, and nobody is told whom."""

    groups: list[Outlined]
    dots: list[Dot]
    not_counted: int | None
    divides: list[Divided]
    needs_votes: list[Claim]


class OpinionWhole(Shape):
    """Both are null where nobody votes, or fewer than five do."""

    opinion: Opinion | None
    map: OpinionMap | None


class Proposal(Shape):
    """A proposed wording; `replaces` is the text it was written about."""

    contribution: str
    number: str | None
    passages: list[str]
    replaces: str | None
    wording: str
    language: str
    taken_up: list[TakenUp]


class Proposals(Shape):
    items: list[Proposal]
    next: str | None


class Collision(Shape):
    contribution: str
    changes_the_same_words_as: list[str]


class PassageWhole(Shape):
    """`compared`: how many proposals were compared, the latest ones first."""

    number: str
    text: str
    compared: int
    collisions: list[Collision]


class VersionPassage(Shape):
    """`fate` is what became of the words before: `before` of the passages `came_from`."""

    number: str
    text: str
    before: str
    came_from: list[str]
    fate: str


class Removed(Shape):
    number: str
    text: str


class Answered(Shape):
    contribution: str
    number: str | None
    taken_up: Uptake
    reason: str | None


class VersionWhole(Shape):
    """The first has neither changelog nor time."""

    version: int
    changelog: str
    published_at: Moment | None
    passages: list[VersionPassage]
    removed: list[Removed]
    proposals: list[Answered]


class Versions(Shape):
    items: list[VersionWhole]
    next: str | None
