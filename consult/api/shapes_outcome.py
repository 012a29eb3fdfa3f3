"""What the API gives of an outcome's making and of what followed it."""

from consult.api.shapes import Day, Shape, Share
from consult.challenges.models import IssueStatus, Verdict
from consult.responses.models import FollowUpStatus, ResponseKind
from consult.synthesis.models import Designation


class FindingVersion(Shape):
    version: int
    text: str
    designation: Designation | None
    proposed_designation: Designation | None
    designation_reason: str | None
    written_on: Day


class FindingHistory(Shape):
    """`recognitions`: how many whose words stand behind its present version say that it is what they said."""

    recognitions: int
    versions: list[FindingVersion]


class Reply(Shape):
    id: str
    verdict: Verdict
    words: str
    on: Day


class Challenge(Shape):
    """`by` is null where the challenger keeps their name."""

    id: str
    finding: str
    finding_number: str | None
    finding_version: int
    words: str
    language: str
    by: str | None
    made_on: Day
    reply_due: Day
    is_overdue: bool
    reply: Reply | None


class Challenges(Shape):
    items: list[Challenge]
    next: str | None


class Issue(Shape):
    """An objection in the ledger, and how it was settled."""

    id: str
    number: int
    words: str
    status: IssueStatus
    why: str | None
    finding: str | None
    finding_number: str | None
    challenge: str | None
    contribution: str | None
    raised_on: Day
    settled_on: Day | None


class Issues(Shape):
    items: list[Issue]
    next: str | None


class ResponseVersion(Shape):
    version: int
    kind: ResponseKind
    words: str
    by_when: Day | None
    written_on: Day


class Step(Shape):
    status: FollowUpStatus
    words: str | None
    by_when: Day | None
    noted_on: Day


class FollowUp(Shape):
    id: str
    words: str
    status: FollowUpStatus
    steps: list[Step]


class Response(ResponseVersion):
    """An answer of the institution to findings, and what it does about it."""

    id: str
    findings: list[str]
    finding_numbers: list[str]
    earlier_versions: list[ResponseVersion]
    follow_up: list[FollowUp]


class Responses(Shape):
    items: list[Response]
    next: str | None


class Theme(Shape):
    label: str
    definition: str
    version: int
    contributions: int
    by_group: dict[str, int]


class Agreement(Shape):
    """Krippendorff's alpha of two coders on a theme."""

    label: str
    alpha: float | None
    low: float | None
    high: float | None
    raw: float | None
    units: int
    verdict: str


class Part(Shape):
    name: str
    published: int
    cited: int
    citation_ratio: float | None
    flagged: bool


class Balance(Shape):
    by_group: list[Part]
    by_region: list[Part]
    by_language: list[Part]
    evenness: float | None
    effective_groups: float | None
    largest_group: str | None
    largest_share: Share | None
    silent: list[str]
    not_checked: list[str]
    themes_held: int
    themes_kept: int
    themes_lost: list[str]


class Method(Shape):
    """How the summary was made. Before an outcome there is nothing."""

    themes: list[Theme]
    agreement: list[Agreement]
    balance: Balance | None
