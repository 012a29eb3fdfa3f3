"""What the API takes and gives: the report's own objects, described. A test holds every answer against these."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from consult.consultations.phases import Phase
from consult.contributions.models import Channel, Kind
from consult.organisations.vocabularies import Group
from consult.search.sources import Kind as Findable
from consult.submissions.models import Stance
from consult.synthesis.models import Designation

Moment = str
Day = str
Share = float


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Problem(Shape):
    """Why there is no other answer (RFC 9457)."""

    type: str
    title: str
    status: int


class Paging(Shape):
    """`cursor` is taken from an answer's `next`."""

    cursor: str | None = Field(None, max_length=500)
    limit: int = Field(50, ge=1, le=100)


class ConsultationsAsked(Paging):
    phase: Phase | None = None
    language: str | None = Field(None, max_length=35)


class ContributionsAsked(Paging):
    """`position` gives the comments on one; `organisation` what was said under its name; `campaign` its members."""

    kind: Kind | None = None
    topic: str | None = Field(None, max_length=80)
    group: Group | None = None
    country: str | None = Field(None, max_length=12)
    language: str | None = Field(None, max_length=35)
    stance: Stance | None = None
    position: str | None = Field(None, max_length=40)
    organisation: str | None = Field(None, max_length=40)
    campaign: str | None = Field(None, max_length=40)


class EntriesAsked(Paging):
    consultation: str | None = Field(None, max_length=80)


class SearchAsked(Shape):
    """`q` holds the words; words in quotes stand together. `in` is a consultation's slug."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    q: str = Field(max_length=300)
    kind: Findable | None = None
    consultation: str | None = Field(None, alias="in", max_length=80)
    group: Group | None = None
    country: str | None = Field(None, max_length=2)
    language: str | None = Field(None, max_length=3)
    since: date | None = None
    until: date | None = None
    cursor: str | None = Field(None, max_length=500)


class Nothing(Shape):
    """No parameters."""


class Consultation(Shape):
    slug: str
    title: str
    phase: Phase
    institution: str
    summary: str
    language: str
    languages: list[str]
    is_fictional: bool
    contact: str
    url: str


class Consultations(Shape):
    items: list[Consultation]
    next: str | None


class Outcome(Shape):
    version: int
    is_final: bool
    summary: str
    published_at: Moment


class Plan(Shape):
    decides: str
    can_change: str
    cannot_change: str
    must_reach: list[str]
    house_rules: str
    preset: str
    moderation: str
    votes: bool
    has_draft_outcome: bool
    challenge_days: int
    late_submissions: str
    grace_minutes: int
    time_zone: str
    announced_at: Moment | None
    opens_at: Moment | None
    closes_at: Moment | None
    outcome_due: str | None


class Round(Shape):
    number: int
    opens_at: Moment
    closes_at: Moment


class Change(Shape):
    what: str
    reason: str
    changed_at: Moment
    closed_before: Moment | None
    closes_after: Moment | None


class Time(Shape):
    round: int
    paused: bool
    rounds: list[Round]
    changes: list[Change]
    later_deadlines: int
    late_submissions: int


class ConsultationWhole(Shape):
    consultation: Consultation
    plan: Plan
    time: Time
    outcome: Outcome | None
    topics: list["TopicName"]


class TopicName(Shape):
    slug: str
    title: str
    number: str


class Counts(Shape):
    received: int
    published: int
    withheld: int
    withheld_by_author: int
    withdrawn: int
    waiting: int


class Figures(Shape):
    submissions: Counts
    positions: Counts
    comments: Counts


class Numbers(Figures):
    """The very object that the report and `consult numbers` have."""

    model_config = ConfigDict(extra="allow")

    by_group: dict[str, Any]
    by_country: dict[str, Any]
    by_language: dict[str, Any]
    by_topic: dict[str, Any]
    by_channel: dict[str, Any]


class Passage(Shape):
    number: str
    text: str


class TopicVersion(Shape):
    version: int
    changelog: str
    published_at: Moment


class Topic(TopicName):
    summary: str
    principles: list[str]
    passages: list[Passage]
    version: int
    versions: list[TopicVersion]


class Topics(Shape):
    items: list[Topic]
    next: str | None


class Attachment(Shape):
    id: str
    title: str
    media_type: str
    size: int
    sha256: str


class Version(Shape):
    version: int
    claim: str
    body: str
    wording: str
    submitted_at: Moment
    claim_is_ours: bool


class Disposition(Shape):
    topic: str
    kind: Literal["cited", "represented", "campaign", "considered"]
    reason: str | None
    findings: list[str]
    finding_numbers: list[str]
    state: Literal["published"]


class Signature(Shape):
    name: str
    organisation: str | None
    group: str
    country: str
    version: int
    holds: bool
    signed_at: Moment


class TakenUp(Shape):
    topic: str
    version: int
    taken_up: str
    reason: str | None


class Contribution(Shape):
    """A position, a comment or an answer in words. Where its author withholds their name, it is null."""

    id: str
    number: str | None
    kind: Kind
    topics: list[str]
    campaign: str | None
    stance: Stance | None
    group: Group
    country: str
    language: str
    author: str | None
    organisation: str | None
    nameless: bool
    channel: Channel
    external_id: str | None
    question: str | None
    attachments: list[Attachment]
    replies_to: str | None
    state: Literal["published"]
    versions: list[Version]
    dispositions: list[Disposition]
    round: int
    late: bool
    taken_up: list[TakenUp]
    on_behalf_of: str | None
    signatures: list[Signature]


class Contributions(Shape):
    items: list[Contribution]
    next: str | None


class LeftOut(Shape):
    group: str
    published: int


class Supporters(Shape):
    """A campaign behind a finding: one argument with so many supporters."""

    id: str
    supporters: int


class Support(Shape):
    raw: int
    unique: int
    equal_weight: Share | None
    published: int
    groups: int
    left_out: list[LeftOut]
    campaigns: list[Supporters]


class Citation(Shape):
    """Exact words of an exact version. Where `text` is null, `void` says why."""

    source: str
    version: int
    field: str | None
    start: int | None
    end: int | None
    text: str | None
    number: str | None
    void: str | None = None
    group: str | None = None
    author: str | None = None
    organisation: str | None = None
    country: str | None = None
    language: str | None = None
    nameless: bool = False


class Finding(Shape):
    id: str
    number: str
    version: int
    text: str
    designation: Designation | None
    proposed_designation: Designation | None
    designation_reason: str | None
    state: Literal["published"]
    support: Support
    citations: list[Citation]
    minority_views: list["Finding"]


class Coverage(Shape):
    all: Share | None
    by_group: dict[str, Share | None]
    dealt_with: int | None = None
    published: int | None = None


class TopicOutcome(TopicName):
    coverage: Coverage
    findings: list[Finding]


class OutcomeWhole(Shape):
    """`outcome` is null, and there are no findings, before one is published."""

    outcome: Outcome | None
    not_individually_analysed: int | None
    topics: list[TopicOutcome]
    findings: list[Finding]


class Words(Shape):
    key: str
    text: str


class Condition(Shape):
    question: str
    answers: list[str]


class Correction(Shape):
    field: str
    old: str
    new: str
    corrected_at: Moment


class Answered(Shape):
    """`count` is null where fewer than five people answered so and some withheld their name."""

    key: str
    text: str
    count: int | None
    by_group: dict[str, int | None]
    mean_place: float | None


class Result(Shape):
    line: str | None
    text: str | None
    mean: float | None
    median: float | None
    choices: list[Answered]


class Question(Shape):
    """`results` is null as long as the plan does not show them."""

    id: str
    number: str
    topic: str
    section: str
    kind: str
    text: str
    help: str
    required: bool
    options: list[Words]
    lines: list[Words]
    condition: Condition | None
    corrections: list[Correction]
    answered: int | None
    results: list[Result] | None
    state: Literal["published"]


class Questions(Shape):
    items: list[Question]
    next: str | None


class Organisation(Shape):
    id: str
    name: str
    kind: str | None
    country: str
    register_number: str | None
    website: str | None
    size: str | None
    verification: str
    contributions: int
    signatures: int


class Organisations(Shape):
    items: list[Organisation]
    next: str | None


class Entry(Shape):
    """An entry of the public log. `entry` is what was hashed into `leaf_hash`, as an object."""

    leaf: int
    kind: str
    id: str
    consultation: str | None
    leaf_hash: str
    entry: dict[str, Any]


class Entries(Shape):
    items: list[Entry]
    next: str | None


class Hit(Shape):
    id: str
    kind: Findable
    consultation: str
    title: str
    excerpt: str
    language: str
    url: str


class Hits(Shape):
    items: list[Hit]
    next: str | None
