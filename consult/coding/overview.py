"""Whole pages of this room: the themes of a topic, one theme, one sample. A fixed number of queries each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.accounts.models import Account
from consult.coding.agreement import Agreement
from consult.coding.codebook import Meaning, meaning_of
from consult.coding.doubling import CODERS, agreement_in, readings_of
from consult.coding.grouping import passage_in
from consult.coding.models import Code, CodeVersion, RunState, Sample, ThemeGroup, ThemeRun
from consult.coding.queries import (
    Item,
    Said,
    Theme,
    codebook_of,
    coded_with,
    groups_on,
    items_of,
    nearness_on,
    published_texts,
    said_by_id,
)
from consult.coding.similarity import Match, most_alike, stems_in
from consult.coding.suggesting import latest_run
from consult.consultations.models import Consultation, Topic
from consult.contributions.models import Contribution, Version
from consult.contributions.queries import version_of
from consult.db import db
from consult.paging import Page

ALIKE = 8
# Groups whose contributions are further from their middle hold what fits nowhere else: they are listed apart.
CLEAR = 0.32


@dataclass(frozen=True)
class Themes:
    """What software suggests on a topic, and the codebook with its counts there. `mixed` groups hold what is left."""

    topic: Topic | None
    run: ThemeRun | None
    waiting: Sequence[ThemeGroup]
    mixed: Sequence[ThemeGroup]
    dismissed: Sequence[ThemeGroup]
    codes: Sequence[Theme]
    passages: Mapping[int, tuple[str, str]]

    @property
    def is_running(self) -> bool:
        return self.run is not None and self.run.state in (RunState.ASKED, RunState.RUNNING)


def themes_page(consultation: Consultation, topic: Topic | None) -> Themes:
    groups = groups_on(topic) if topic else []
    near = nearness_on(topic) if topic else {}
    waiting = [each for each in groups if each.code_id is None and each.dismissed_at is None]
    clear = [each for each in waiting if near.get(each.id, 0) >= CLEAR]
    mixed = [each for each in waiting if near.get(each.id, 0) < CLEAR]
    return Themes(
        topic, latest_run(topic.id) if topic else None, clear, mixed,
        [each for each in groups if each.dismissed_at is not None], codebook_of(consultation, topic),
        passages_of(waiting),
    )


def passages_of(groups: Sequence[ThemeGroup]) -> dict[int, tuple[str, str]]:
    """By group: its most typical passage as it is public today, and its language. One query."""
    said = said_by_id([each.typical_id for each in groups if each.typical_id is not None])
    return {
        each.id: (passage_in(found.words, each.phrases, found.language), found.language)
        for each in groups if each.typical_id is not None and (found := said.get(each.typical_id))
    }


@dataclass(frozen=True)
class OneTheme:
    """A code, what has it, and what is like that without having it."""

    code: Code
    meaning: Meaning
    earlier: Sequence[CodeVersion]
    theme: Theme
    others: Sequence[Theme]
    page: Page[Said]
    only_stale: bool
    alike: Sequence[tuple[Said, Match]]


def theme_page(consultation: Consultation, code: Code, after: str | None, only_stale: bool) -> OneTheme:
    codes = codebook_of(consultation)
    page = coded_with(code, after, stale=only_stale)
    return OneTheme(
        code, meaning_of(code), [each for each in code.versions if each.version < code.version],
        next(each for each in codes if each.id == code.id), [each for each in codes if each.id != code.id], page,
        only_stale, _alike(consultation, code, page),
    )


def _alike(consultation: Consultation, code: Code, page: Page[Said]) -> Sequence[tuple[Said, Match]]:
    """Similar, without this code: by the words of what has it and of what it means."""
    meaning = meaning_of(code)
    wanted = stems_in([
        (f"{meaning.label} {meaning.definition} {meaning.example}", consultation.language),
        *((each.words, each.language) for each in page.rows),
    ])
    candidates = {
        identifier: stems_in([text]) for identifier, text in published_texts(consultation.id, lacks=code).items()
    }
    matches = most_alike(wanted, candidates, ALIKE)
    said = said_by_id([each.id for each in matches])
    return [(said[each.id], each) for each in matches if each.id in said]


@dataclass(frozen=True)
class OneSample:
    """A sample as one coder sees it: what is next, and once two have read it, both readings.

    What the other coder said of a contribution is here only after one's own reading.
    """

    sample: Sample
    items: Sequence[Item]
    item: Item | None
    text: Version | None
    codes: Sequence[Theme]
    readings: Sequence[Sequence[str]]
    agreement: Sequence[tuple[Code, Agreement]]

    @property
    def mine(self) -> int:
        return sum(each.is_mine for each in self.items)

    @property
    def twice(self) -> int:
        return sum(each.readings >= CODERS for each in self.items)

    @property
    def reconciled(self) -> int:
        return sum(each.is_reconciled for each in self.items)

    @property
    def may_read(self) -> bool:
        return self.item is not None and not self.item.is_mine and self.item.readings < CODERS

    @property
    def may_reconcile(self) -> bool:
        return self.item is not None and self.item.readings >= CODERS and not self.sample.reconciled_at


def sample_page(consultation: Consultation, sample: Sample, name: str, by: Account) -> OneSample:
    items = items_of(sample, by)
    item = next((each for each in items if each.said.name == name), None) or _next_of(items)
    contribution = db.session.get_one(Contribution, item.said.id) if item else None
    readings: Sequence[Sequence[str]] = []
    if item is not None and item.readings >= CODERS:
        readings = [each.codes for each in readings_of(sample, item.said.id)]
    return OneSample(
        sample, items, item, version_of(contribution, contribution.public_version or 0) if contribution else None,
        codebook_of(consultation), readings,
        agreement_in(sample) if items and all(each.readings >= CODERS for each in items) else [],
    )


def _next_of(items: Sequence[Item]) -> Item | None:
    """What this person has still to code; after that, what is still to be reconciled."""
    unread = (each for each in items if not each.is_mine and each.readings < CODERS)
    unreconciled = (each for each in items if each.readings >= CODERS and not each.is_reconciled)
    return next(unread, None) or next(unreconciled, None)
