"""The desk as one page: the gate, the contributions, and the outline with its figures. A fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from consult.accounts.models import Account
from consult.coding.queries import Applied, codings_on
from consult.consultations.models import Consultation, Topic
from consult.identifiers import name_of
from consult.markup import marked
from consult.paging import Page
from consult.questions.models import Question
from consult.questions.queries import asked_in
from consult.synthesis.actions import revision_of
from consult.synthesis.bulk import batches_on
from consult.synthesis.campaigning import CampaignLeft, campaigns_left
from consult.synthesis.coverage import Coverage, together
from consult.synthesis.likely import LikelyFinding, findings_for
from consult.synthesis.models import Batch
from consult.synthesis.pace import Forecast
from consult.synthesis.publishing import Missing, what_is_missing
from consult.synthesis.queries import Became, Findings, ShownFinding, became_of, coverage_of, findings_of
from consult.synthesis.sharing import Claimed, claims_on
from consult.synthesis.standing import Balance, ThemeLeft, balance_of, forecast_of, languages_on, themes_left
from consult.synthesis.workbench import (
    Done,
    Neighbourhood,
    Slip,
    Wanted,
    just_done,
    marks_on,
    neighbourhood_of,
    slip_named,
    slips_on,
)


@dataclass(frozen=True)
class Share:
    """A group's row in the table: dealt with, published, and its share of the citations over its share of the words."""

    group: str
    dealt: int
    published: int
    ratio: float | None
    is_flagged: bool


@dataclass(frozen=True)
class InHand:
    """The contribution that is opened, its texts with what is cited marked."""

    slip: Slip
    blocks: Sequence[tuple[str, Markup]]
    around: Neighbourhood
    next_name: str
    themes: Sequence[Applied]
    likely: Sequence[LikelyFinding]
    question: Question | None

    @property
    def thread(self) -> Sequence[Slip]:
        """What hangs together with it: the position a comment answers, and all comments under it."""
        return [*([self.around.above] if self.around.above else []), *self.around.below]


@dataclass(frozen=True)
class Desk:
    """`topic` is None where the findings on the whole consultation are written."""

    consultation: Consultation
    topic: Topic | None
    wanted: Wanted
    findings: Findings
    coverage: dict[str, Coverage]
    total: Coverage
    missing: Sequence[Missing]
    page: Page[Slip]
    in_hand: InHand | None
    became: dict[int, list[Became]]
    done: Sequence[Done]
    shares: Sequence[Share]
    forecast: Forecast
    batches: Sequence[Batch] = ()
    themes: Sequence[ThemeLeft] = ()
    languages: Sequence[str] = ()
    claims: Sequence[Claimed] = ()
    balance: Balance | None = None
    campaigns: Sequence[CampaignLeft] = ()

    @property
    def is_by(self) -> dict[str, Claimed]:
        """Who works on a slice, by the slice."""
        return {each.slice: each for each in self.claims}

    @property
    def own(self) -> Sequence[ShownFinding]:
        """The findings on the right."""
        return self.findings.by_topic[self.topic.slug] if self.topic else self.findings.whole

    @property
    def citable(self) -> Sequence[ShownFinding]:
        """What findings on the whole consultation may cite: those on the topics, and minority views beside them."""
        return [each for each in self.findings.every() if each.topic is not None]

    def number_of(self, finding_id: int | None) -> str:
        return self.findings.numbers.get(name_of(finding_id), "") if finding_id is not None else ""

    def revision(self, finding: ShownFinding) -> str:
        return revision_of(finding.version, finding.designation, finding.text)


def desk_of(
    consultation: Consultation, slug: str, wanted: Wanted, after: str | None, name: str | None, by: Account
) -> Desk:
    """`slug` is a topic's, `whole`, or empty: then the first topic where something is missing."""
    findings, coverage = findings_of(consultation, draft=True), coverage_of(consultation, draft=True)
    total = together(coverage)
    desk = Desk(
        consultation, _topic(consultation, slug, coverage), wanted, findings, coverage, total,
        what_is_missing(consultation, findings, coverage), Page([], None), None, {}, (), (),
        forecast_of(consultation, total.missing),
    )
    if desk.topic is not None:
        return _with_contributions(desk, desk.topic, after, name, by)
    balance = balance_of(consultation, None, draft=True)
    return replace(desk, balance=balance, shares=_shares(total, balance))


def _topic(consultation: Consultation, slug: str, coverage: dict[str, Coverage]) -> Topic | None:
    if slug == "whole" or not consultation.topics:
        return None
    topics = {topic.slug: topic for topic in consultation.topics}
    unfinished = [topic for topic in consultation.topics if coverage[topic.slug].missing]
    return topics.get(slug) or (unfinished or consultation.topics)[0]


def _with_contributions(desk: Desk, topic: Topic, after: str | None, name: str | None, by: Account) -> Desk:
    page = slips_on(topic, desk.wanted, after)
    slip = next((each for each in page.rows if each.name == name), None)
    if slip is None:
        slip = (slip_named(topic, name) if name else None) or (page.rows[0] if page.rows else None)
    in_hand = _in_hand(desk, topic, slip, page, by) if slip else None
    shown = {each.id for each in page.rows}
    if in_hand is not None:
        shown |= {in_hand.slip.id, *(each.id for each in in_hand.thread)}
    balance = balance_of(desk.consultation, topic, draft=True)
    return replace(
        desk, page=page, in_hand=in_hand, became=became_of(desk.consultation, sorted(shown), draft=True),
        done=just_done(topic, by), shares=_shares(desk.coverage[topic.slug], balance), balance=balance,
        batches=batches_on(topic), themes=themes_left(desk.consultation, topic),
        languages=languages_on(desk.consultation, topic), claims=claims_on(topic),
        campaigns=campaigns_left(topic),
    )


def _in_hand(desk: Desk, topic: Topic, slip: Slip, page: Page[Slip], by: Account) -> InHand:
    marks = marks_on(slip)
    blocks = [
        (field, marked(text, [
            ((mark.start, mark.end), f"#f-{name_of(mark.finding_id)}", desk.number_of(mark.finding_id))
            for mark in marks if mark.field == field
        ]))
        for field, text in slip.fields
    ]
    question = asked_in([slip.id]).get(slip.id) if slip.kind == "answer" else None
    names = [each.name for each in page.rows]
    place = names.index(slip.name) if slip.name in names else -1
    following = names[place + 1] if place + 1 < len(names) else ""
    return InHand(
        slip, blocks, neighbourhood_of(slip, topic), following, codings_on([slip.id], by).get(slip.id, ()),
        findings_for(slip, desk.findings.by_topic[topic.slug], desk.consultation.language),
        question,
    )


def _shares(coverage: Coverage, balance: Balance) -> Sequence[Share]:
    parts = {each.name: each for each in balance.by_group}
    return [
        Share(
            group, dealt, total, parts[group].ratio if group in parts else None,
            group in parts and parts[group].is_flagged,
        )
        for group, (dealt, total) in coverage.counts.items()
    ]
