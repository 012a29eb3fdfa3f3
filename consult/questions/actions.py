"""Writing questions while a consultation is prepared, and correcting their wording once it has opened."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update

from consult.accounts.models import Account
from consult.consultations.models import Consultation
from consult.consultations.phases import Phase, phase_of
from consult.consultations.policy import require_manager
from consult.consultations.recording import record
from consult.db import db, hold, transaction
from consult.errors import Conflict, Invalid
from consult.i18n import _
from consult.identifiers import name_of
from consult.questions.models import Correction, Question, QuestionKind
from consult.text import normalise

MOST = 200
WITH_OPTIONS = (
    QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.SCALE, QuestionKind.MATRIX, QuestionKind.RANKING,
)


class AlreadyAsked(Conflict):
    """The consultation has opened: people have answered, or are answering, what stands there."""


@dataclass(frozen=True)
class Draft:
    """A question as its manager writes it. `options` and `lines` are words, the keys are given here."""

    kind: QuestionKind
    text: str
    help: str
    section: str
    topic_id: int | None
    options: Sequence[str]
    lines: Sequence[str]
    has_no_view: bool
    is_required: bool
    lowest: int | None
    highest: int | None
    condition_id: int | None
    condition_keys: Sequence[str]


def may_rewrite(consultation: Consultation) -> bool:
    return phase_of(consultation) in (Phase.PREPARING, Phase.ANNOUNCED)


def write_question(consultation: Consultation, question: Question | None, draft: Draft, by: Account) -> Question:
    """Add a question at the end, or change one, until the consultation opens.

    Raises NotAllowed, AlreadyAsked, or Invalid where it cannot be asked.
    """
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        require_manager(by, consultation)
        _require_rewritable(consultation)
        options, lines = _options(draft), _keyed(draft.lines, "l")
        _require_askable(draft, options, lines)
        if question is None:
            present = session.scalar(
                select(func.max(Question.ordinal)).where(Question.consultation_id == consultation.id)
            )
            if (present or 0) >= MOST:
                raise Invalid(_("A consultation asks at most 200 questions."))
            question = Question(
                consultation_id=consultation.id, ordinal=(present or 0) + 1, kind=draft.kind, text=draft.text
            )
            session.add(question)
        _require_earlier(question, draft)
        question.kind, question.text, question.help = draft.kind, normalise(draft.text), normalise(draft.help)
        question.section, question.topic_id = normalise(draft.section), draft.topic_id
        question.options, question.lines, question.is_required = options, lines, draft.is_required
        question.lowest, question.highest = draft.lowest, draft.highest
        question.condition_id, question.condition_keys = draft.condition_id, list(draft.condition_keys)
        session.flush()
        record_words(question, consultation)
        return question


def _options(draft: Draft) -> list[list[str]]:
    options = _keyed(draft.options, "o") if draft.kind in WITH_OPTIONS else []
    if draft.kind is QuestionKind.SCALE and draft.has_no_view:
        options.append(["no_view", _("No view")])
    return options


def _keyed(words: Sequence[str], letter: str) -> list[list[str]]:
    said = [text for text in (normalise(each) for each in words) if text]
    return [[f"{letter}{number}", text] for number, text in enumerate(said, 1)]


def _require_askable(draft: Draft, options: Sequence[Sequence[str]], lines: Sequence[Sequence[str]]) -> None:
    if not normalise(draft.text):
        raise Invalid(_("Write the question."))
    if draft.kind in WITH_OPTIONS and not 2 <= len(options) <= 40:
        raise Invalid(_("Offer two to 40 answers, one in each line."))
    if len({words for _key, words in options}) < len(options):
        raise Invalid(_("Two of the answers are the same."))
    if draft.kind is QuestionKind.MATRIX and not 1 <= len(lines) <= 40:
        raise Invalid(_("Write one to 40 things to be judged, one in each line."))
    if draft.lowest is not None and draft.highest is not None and draft.lowest > draft.highest:
        raise Invalid(_("The largest number must not be smaller than the smallest."))


def _require_earlier(question: Question, draft: Draft) -> None:
    """Raises Invalid unless it depends on an earlier choice of the same consultation."""
    if draft.condition_id is None:
        return
    before = db.session.get(Question, draft.condition_id)
    if before is None or before.consultation_id != question.consultation_id or before.ordinal >= question.ordinal:
        raise Invalid(_("A question can only depend on one that is asked before it."))
    keys = {key for key, _words in before.options}
    if not draft.condition_keys or not set(draft.condition_keys) <= keys:
        raise Invalid(_("Choose with which answers it is asked."))


def move_question(question: Question, up: bool, by: Account) -> None:
    """One place up or down. Raises NotAllowed, AlreadyAsked, or Invalid where one would be asked before its condition.
    """
    with transaction() as session:
        consultation = question.consultation
        session.refresh(consultation, with_for_update=True)
        require_manager(by, consultation)
        _require_rewritable(consultation)
        listed = session.scalars(
            select(Question).where(Question.consultation_id == consultation.id).order_by(Question.ordinal)
        ).all()
        place = [each.id for each in listed].index(question.id)
        other = place + (-1 if up else 1)
        if not 0 <= other < len(listed):
            return
        first, second = (listed[other], question) if up else (question, listed[other])
        if second.condition_id == first.id:
            raise Invalid(_("A question can only depend on one that is asked before it."))
        first.ordinal, second.ordinal = second.ordinal, first.ordinal


def remove_question(question: Question, by: Account) -> None:
    """Until the consultation opens; what depended on it is then asked of everybody. Raises NotAllowed, AlreadyAsked."""
    with transaction() as session:
        consultation = question.consultation
        session.refresh(consultation, with_for_update=True)
        require_manager(by, consultation)
        _require_rewritable(consultation)
        session.execute(
            update(Question).where(Question.condition_id == question.id).values(condition_id=None, condition_keys=[])
        )
        session.delete(question)
        session.flush()
        rest = session.scalars(
            select(Question).where(Question.consultation_id == consultation.id).order_by(Question.ordinal)
        ).all()
        for ordinal, each in enumerate(rest, 1):
            each.ordinal = ordinal


def correct_question(
    question: Question, *, text: str, help: str, options: Sequence[str], lines: Sequence[str], by: Account
) -> int:
    """Correct its wording once it is asked, for everybody to see; how many places were corrected.

    The answers given stay what they are, so there may be neither more nor fewer. Raises NotAllowed, or Invalid.
    """
    with transaction() as session:
        hold(question)
        require_manager(by, question.consultation)
        wanted = {"text": normalise(text), "help": normalise(help)}
        for field, words in (("options", options), ("lines", lines)):
            present = getattr(question, field)
            said = [normalise(each) for each in words]
            if len(said) != len(present) or not all(said):
                raise Invalid(_("Only the wording may be corrected now: there must be as many answers as before."))
            wanted |= {f"{field}:{key}": words for (key, _old), words in zip(present, said, strict=True)}
        if not wanted["text"]:
            raise Invalid(_("Write the question."))
        before = _words(question)
        changed = {field: new for field, new in wanted.items() if new != before[field]}
        for field, new in changed.items():
            session.add(
                Correction(question_id=question.id, field=field, old=before[field], new=new, corrected_by=by.id)
            )
        question.text, question.help = wanted["text"], wanted["help"]
        question.options = [[key, wanted[f"options:{key}"]] for key, _old in question.options]
        question.lines = [[key, wanted[f"lines:{key}"]] for key, _old in question.lines]
        if changed:
            record(
                "question.corrected", question.consultation, f"question:{question.name}",
                body={field: {"old": before[field], "new": new} for field, new in changed.items()},
            )
        return len(changed)


def _words(question: Question) -> dict[str, str]:
    return {
        "text": question.text, "help": question.help,
        **{f"options:{key}": words for key, words in question.options},
        **{f"lines:{key}": words for key, words in question.lines},
    }


def _require_rewritable(consultation: Consultation) -> None:
    if not may_rewrite(consultation):
        raise AlreadyAsked(_("The consultation has opened: only the wording of a question can be corrected now."))


def record_words(question: Question, consultation: Consultation) -> None:
    record("question.written", consultation, f"question:{name_of(question.id)}", body=dict(_words(question)))
