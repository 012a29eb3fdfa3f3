"""The codebook: writing a code, changing what it means, joining two, and setting one aside."""

from dataclasses import asdict, dataclass

from sqlalchemy import delete, func, select, update

from consult.accounts.models import Account
from consult.clock import now
from consult.coding.models import Code, CodeVersion, Coding, ThemeGroup
from consult.consultations.models import Consultation
from consult.consultations.policy import require_desk
from consult.db import db, transaction
from consult.errors import Conflict, Invalid
from consult.i18n import _
from consult.record.actions import append_entry
from consult.text import is_blank, normalise

LABEL_LIMIT, WORDS_LIMIT = 80, 2_000


@dataclass(frozen=True)
class Meaning:
    """What a codebook says of a code."""

    label: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""


def write_code(consultation: Consultation, meaning: Meaning, by: Account) -> Code:
    """Add a code. Raises NotAllowed, PhaseClosed, or Invalid without a label or with one that is taken."""
    with transaction() as session:
        session.refresh(consultation, with_for_update=True)
        require_desk(by, consultation)
        words = _words(meaning)
        _require_free(consultation.id, words.label)
        code = Code(consultation_id=consultation.id, label=words.label)
        session.add(code)
        session.flush()
        _add_version(code, words, by)
        record(code, consultation, "written", asdict(words))
        return code


def change_code(code: Code, meaning: Meaning, by: Account, seen: int | None = None) -> None:
    """Give a code its next version. What was coded with an earlier one is kept, and asks for recoding.

    `seen` is the version the person started from. Raises NotAllowed, PhaseClosed, Invalid, or Conflict where somebody
    changed or retired it meanwhile.
    """
    with transaction() as session:
        consultation = hold_code(code, by)
        words = _words(meaning)
        if seen is not None and seen != code.version:
            raise Conflict(_("Somebody else changed this theme meanwhile. Look at it again, and save once more."))
        present = meaning_of(code)
        if words == present:
            return
        if words.label.casefold() != present.label.casefold():
            _require_free(consultation.id, words.label)
        code.version += 1
        code.label = words.label
        _add_version(code, words, by)
        session.flush()
        record(code, consultation, "changed", asdict(words), version=code.version)


def retire_code(code: Code, by: Account) -> None:
    """Set a code aside: it is offered no more, and what was coded with it counts no more.

    Raises NotAllowed, PhaseClosed or Conflict.
    """
    with transaction():
        consultation = hold_code(code, by)
        code.retired_at = now()
        db.session.execute(update(ThemeGroup).where(ThemeGroup.code_id == code.id).values(code_id=None))
        record(code, consultation, "retired")


def merge_codes(code: Code, into: Code, by: Account) -> int:
    """Give everything coded with one code to another, and set the first aside. How many contributions went over.

    Raises NotAllowed, PhaseClosed, Conflict, or Invalid where they are one or of two consultations.
    """
    with transaction() as session:
        consultation = hold_code(code, by)
        hold_code(into, by)
        if code.id == into.id or code.consultation_id != into.consultation_id:
            raise Invalid(_("Choose another theme to join it with."))
        moved = session.scalar(
            select(func.count(func.distinct(Coding.contribution_id))).where(Coding.code_id == code.id)
        ) or 0
        _forget_doubles(code, into)
        session.execute(
            update(Coding).where(Coding.code_id == code.id).values(code_id=into.id, code_version=into.version)
        )
        session.execute(update(ThemeGroup).where(ThemeGroup.code_id == code.id).values(code_id=into.id))
        code.retired_at = now()
        record(code, consultation, "merged", {"into": into.subject, "contributions": moved})
        return moved


def _forget_doubles(code: Code, into: Code) -> None:
    """Places that both codes hold would stand there twice."""
    other = Coding.__table__.alias()
    doubles = select(Coding.id).join(other, (
        (other.c.code_id == into.id) & (other.c.contribution_id == Coding.contribution_id)
        & (other.c.field == Coding.field) & (other.c.start_offset == Coding.start) & (other.c.end_offset == Coding.end)
    )).where(Coding.code_id == code.id)
    db.session.execute(delete(Coding).where(Coding.id.in_(doubles)))


def meaning_of(code: Code) -> Meaning:
    version = db.session.get_one(CodeVersion, (code.id, code.version))
    return Meaning(version.label, version.definition, version.include, version.exclude, version.example)


def hold_code(code: Code, by: Account) -> Consultation:
    """Keep a code from others until the act ends. Raises NotAllowed, PhaseClosed, or Conflict where it is retired."""
    session = db.session
    session.refresh(code, with_for_update=True)
    consultation = session.get_one(Consultation, code.consultation_id)
    require_desk(by, consultation)
    if code.retired_at is not None:
        raise Conflict(_("Somebody has set this theme aside meanwhile."))
    return consultation


def record(
    code: Code, consultation: Consultation, what: str, body: dict[str, object] | None = None,
    version: int | None = None,
) -> None:
    append_entry(f"code.{what}", code.subject, consultation=consultation.slug, version=version, body=body)


def _add_version(code: Code, words: Meaning, by: Account) -> None:
    db.session.add(CodeVersion(code_id=code.id, version=code.version, written_by=by.id, **asdict(words)))


def _words(meaning: Meaning) -> Meaning:
    words = Meaning(**{name: normalise(value) for name, value in asdict(meaning).items()})
    if is_blank(words.label):
        raise Invalid(_("Give the theme a name."))
    if len(words.label) > LABEL_LIMIT:
        raise Invalid(_("Shorten the name of the theme to %(limit)s characters.", limit=LABEL_LIMIT))
    if any(len(each) > WORDS_LIMIT for each in (words.definition, words.include, words.exclude, words.example)):
        raise Invalid(_("Keep each part of the theme within %(limit)s characters.", limit=WORDS_LIMIT))
    return words


def _require_free(consultation_id: int, label: str) -> None:
    """Two themes of one name could not be told apart in any table."""
    labels = db.session.scalars(
        select(Code.label).where(Code.consultation_id == consultation_id, Code.retired_at.is_(None))
    )
    if label.casefold() in {each.casefold() for each in labels}:
        raise Invalid(_("There is a theme of this name already. Choose another name, or join them."))
