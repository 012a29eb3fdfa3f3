"""What a cell's value means in our own words: stances, respondent types, languages, moments. Pure."""

import functools
import re
from datetime import UTC, datetime
from typing import Any

import pycountry

from consult.organisations.vocabularies import RespondentType
from consult.submissions.models import Stance

DETECTED_FROM = 100
CERTAIN = 0.9
_ENOUGH = 4000

_STANCES = {
    Stance.SUPPORT: ("for", "in favour", "in favor", "favour", "favor", "agree", "strongly agree", "yes", "pro"),
    Stance.SUPPORT_WITH_CHANGES: (
        "support with amendments", "support with modifications", "support in part", "partly agree", "partially agree",
        "agree in part", "agree with changes", "conditional support", "amend",
    ),
    Stance.OPPOSE: ("against", "disagree", "strongly disagree", "no", "con", "object", "objection", "opposed"),
    Stance.NEUTRAL: ("neither", "neither agree nor disagree", "no opinion", "undecided", "mixed", "abstain"),
}
_STANCE_OF = {name: stance for stance, names in _STANCES.items() for name in (stance.value.replace("_", " "), *names)}
_TYPES = {
    "non governmental organisation": RespondentType.NGO, "non governmental organisation ngo": RespondentType.NGO,
    "company business": RespondentType.COMPANY, "company business organisation": RespondentType.COMPANY,
    "academic research institution": RespondentType.ACADEMIC_RESEARCH_INSTITUTION,
    **{each.value.replace("_", " "): each for each in RespondentType},
}
_TAG = re.compile(r"([A-Za-z]{2,3})((?:-[A-Za-z0-9]{1,8})*)")


def plain(value: str) -> str:
    """Lower-case words with single blanks: what makes two spellings of a value one."""
    return re.sub(r"[\W_]+", " ", value).strip().lower()


def stance_named(value: str) -> Stance | None:
    return _STANCE_OF.get(plain(value))


def respondent_type_named(value: str) -> RespondentType | None:
    return _TYPES.get(plain(value))


@functools.lru_cache(maxsize=1024)
def language_named(value: str) -> str | None:
    """A BCP 47 tag in its usual case, also for a language's English name; None where there is no such language."""
    tag = _TAG.fullmatch(value.strip().replace("_", "-"))
    if tag is None:
        found = pycountry.languages.get(name=value.strip().title())
        return str(getattr(found, "alpha_2", found.alpha_3)) if found else None
    primary = tag[1].lower()
    known = pycountry.languages.get(**{f"alpha_{len(primary)}": primary})
    if known is None:
        return None
    parts = [_cased(part) for part in tag[2].split("-")[1:]]
    return "-".join([str(getattr(known, "alpha_2", primary)), *parts])[:35]


def _cased(subtag: str) -> str:
    if len(subtag) == 4 and subtag.isalpha():
        return subtag.title()
    return subtag.upper() if len(subtag) == 2 else subtag.lower()


def language_detected(text: str) -> str | None:
    """The language a text of a hundred characters and more is in; None where that is not certain."""
    if len(text) < DETECTED_FROM:
        return None
    code, certainty = _identifier().classify(text[:_ENOUGH])
    return str(code) if certainty >= CERTAIN else None


@functools.cache
def _identifier() -> Any:
    # Imported here: it loads numpy and a model, which most commands do not need.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def moment_named(value: str) -> datetime | None:
    """An ISO 8601 date or time, in UTC where it names no zone; None for anything else."""
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        return None
