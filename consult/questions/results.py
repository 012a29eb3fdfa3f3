"""What was answered, by stakeholder group: from sums the database makes, with small cells covered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from sqlalchemy import func, select

from consult.consultations.models import Consultation
from consult.consultations.phases import Phase, phase_of
from consult.db import db
from consult.i18n import _, shown_number
from consult.organisations.vocabularies import Group
from consult.questions.models import NO_VIEW, AnswerTally, Question, QuestionKind
from consult.questions.suppression import ALL, FEW, Counts, suppressed, with_sums

BINS = 8


@dataclass(frozen=True)
class Choice:
    """One row of a result. A count that is None is covered: fewer than five people, some without name."""

    key: str
    text: str
    total: int | None
    by_group: dict[str, int | None]


@dataclass(frozen=True)
class Table:
    """A question's result, or a matrix's in one line. `mean` is of numbers, of steps of a scale, or of places."""

    line: str
    text: str
    choices: Sequence[Choice]
    most: int
    mean: float | None = None
    median: float | None = None
    means: Mapping[str, float] | None = None


@dataclass(frozen=True)
class Result:
    question: Question
    answered: int
    groups: Sequence[str]
    tables: Sequence[Table]

    @property
    def has_covered(self) -> bool:
        return any(
            choice.total is None or None in choice.by_group.values()
            for table in self.tables for choice in table.choices
        )


Sums = dict[tuple[str, str, str], tuple[int, int]]  # (line, choice, group) → (how many, of them without name)


def shows_results(consultation: Consultation) -> bool:
    """After closing; while it is open only where the plan says so."""
    phase = phase_of(consultation)
    if phase in (Phase.PREPARING, Phase.ANNOUNCED, Phase.CANCELLED):
        return False
    return phase is not Phase.OPEN or consultation.shows_results_early


def results_of(consultation: Consultation, questions: Sequence[Question]) -> dict[int, Result]:
    """By the question's id. One query."""
    sums: dict[int, Sums] = {}
    rows = db.session.execute(
        select(
            AnswerTally.question_id, AnswerTally.line, AnswerTally.choice, AnswerTally.group, AnswerTally.is_hidden,
            func.sum(AnswerTally.step).label("sum"),
        )
        .where(AnswerTally.question_id.in_([each.id for each in questions]))
        .group_by(
            AnswerTally.question_id, AnswerTally.line, AnswerTally.choice, AnswerTally.group, AnswerTally.is_hidden
        )
        .having(func.sum(AnswerTally.step) > 0)
    )
    for row in rows:
        of_question = sums.setdefault(row.question_id, {})
        number, hidden = of_question.get((row.line, row.choice, row.group), (0, 0))
        amount = int(row.sum)
        of_question[row.line, row.choice, row.group] = (number + amount, hidden + (amount if row.is_hidden else 0))
    return {each.id: _result(each, sums.get(each.id, {})) for each in questions}


def _result(question: Question, sums: Sums) -> Result:
    answered = {group: number for (line, choice, group), (number, _h) in sums.items() if not line and not choice}
    groups = [group.value for group in Group if group.value in answered]
    kind = question.kind
    if kind in (QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT, QuestionKind.FILE):
        tables: list[Table] = []
    elif kind is QuestionKind.NUMBER:
        tables = [_numbers(sums, groups)]
    elif kind is QuestionKind.RANKING:
        tables = [_ranking(question, sums, groups)]
    elif kind is QuestionKind.MATRIX:
        tables = [
            _choices(question, {(c, g): n for (at, c, g), n in sums.items() if at == line and c}, groups, line, text)
            for line, text in question.lines
        ]
    else:
        tables = [_choices(question, {(c, g): n for (_l, c, g), n in sums.items() if c}, groups)]
    return Result(question, sum(answered.values()), groups, tables)


def _choices(
    question: Question, counts: dict[tuple[str, str], tuple[int, int]], groups: Sequence[str], line: str = "",
    text: str = "",
) -> Table:
    adds_up = question.kind is not QuestionKind.MULTIPLE
    table = _table([(key, words) for key, words in question.options], counts, groups, line, text, adds_up=adds_up)
    if question.kind is not QuestionKind.SCALE:
        return table
    steps = [key for key, _words in question.options if key != NO_VIEW]
    given = {step: sum(n for (key, _g), (n, _h) in counts.items() if key == key_) for step, key_ in
             ((place, key) for place, key in enumerate(steps, 1))}
    number = sum(given.values())
    if not number or any(choice.total is None for choice in table.choices):
        return table
    return Table(
        line, text, table.choices, table.most, mean=sum(step * each for step, each in given.items()) / number
    )


def _table(
    rows: Sequence[tuple[str, str]], counts: Counts, groups: Sequence[str], line: str = "", text: str = "", *,
    adds_up: bool, means: Mapping[str, float] | None = None,
) -> Table:
    full: dict[tuple[str, str], tuple[int, int]] = {
        (key, group): counts.get((key, group), (0, 0)) for key, _words in rows for group in groups
    }
    cells, covered = with_sums(full, adds_up=adds_up), suppressed(full, adds_up=adds_up)

    def shown(row: str, column: str) -> int | None:
        return None if (row, column) in covered else cells.get((row, column), 0)

    choices = [Choice(key, words, shown(key, ALL), {g: shown(key, g) for g in groups}) for key, words in rows]
    return Table(line, text, choices, max((each.total or 0 for each in choices), default=0), means=means)


def _ranking(question: Question, sums: Sums, groups: Sequence[str]) -> Table:
    """How often each came first, and the mean place of those who ranked it."""
    first: dict[tuple[str, str], tuple[int, int]] = {}
    places: dict[str, list[tuple[int, int, int]]] = {}
    for (_line, choice, group), (number, hidden) in sums.items():
        if not choice:
            continue
        key, _colon, place = choice.rpartition(":")
        places.setdefault(key, []).append((int(place), number, hidden))
        if place == "1":
            first[key, group] = (number, hidden)
    means = {}
    for key, of_key in places.items():
        number, hidden = sum(n for _p, n, _h in of_key), sum(h for _p, _n, h in of_key)
        if number >= FEW or not hidden:
            means[key] = sum(place * n for place, n, _h in of_key) / number
    rows = [(key, words) for key, words in question.options]
    return _table(rows, first, groups, adds_up=True, means=means)


def _numbers(sums: Sums, groups: Sequence[str]) -> Table:
    """In at most BINS stretches of equal width, with mean and median."""
    values = sorted((float(c), g, n, h) for (_l, c, g), (n, h) in sums.items() if c)
    if not values:
        return _table([], {}, groups, adds_up=True)
    lowest, highest = values[0][0], values[-1][0]
    width = (highest - lowest) / BINS or 1.0
    if all(value.is_integer() for value, *_rest in values):
        width = max(1.0, -(-(highest - lowest + 1) // BINS))
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for value, group, number, hidden in values:
        key = str(min(BINS - 1, int((value - lowest) / width)))
        before = counts.get((key, group), (0, 0))
        counts[key, group] = (before[0] + number, before[1] + hidden)
    last = max(int(key) for key, _group in counts)
    rows = [(str(place), _stretch(lowest + place * width, width)) for place in range(last + 1)]
    table = _table(rows, counts, groups, adds_up=True)
    number, hidden = sum(n for *_v, n, _h in values), sum(h for *_v, h in values)
    if hidden and number < FEW:
        return table
    spread = [value for value, _g, n, _h in values for _each in range(n)] if number < 1_000_000 else []
    mean = sum(value * n for value, _g, n, _h in values) / number
    return Table("", "", table.choices, table.most, mean, median(spread) if spread else None)


def _stretch(start: float, width: float) -> str:
    if width == 1.0 and start.is_integer():
        return shown_number(int(start))
    end = start + width - (1 if start.is_integer() and width.is_integer() else 0)
    return _("%(start)s to %(end)s", start=shown_number(round(start, 2)), end=shown_number(round(end, 2)))
