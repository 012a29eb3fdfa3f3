"""Pure: which rules of a plan hold a text back, and at which words. A rule holds; only a person decides."""

import hashlib
import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Rule(StrEnum):
    WORDS = "words"
    LINKS = "links"
    PERSONAL_DATA = "personal_data"
    IDENTICAL = "identical"
    NEWCOMER = "newcomer"


# Shorter texts are alike by chance: "I agree" is nobody's campaign.
IDENTICAL_FROM = 40
MOST_WORDS, LONGEST_WORD = 500, 80
# A text that is all telephone numbers is held at the first of them.
MOST_SPANS = 200
# Scripts that put no space between words: there a word is looked for anywhere.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
ANY_LANGUAGE = "any"


@dataclass(frozen=True)
class HoldRules:
    """What the plan switches on. `words` by language, `any` for all; `newcomers`: how many first contributions."""

    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    links: bool = False
    personal_data: bool = False
    identical: bool = False
    newcomers: int = 0

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "HoldRules":
        words = {language: tuple(each) for language, each in stored.get("words", {}).items() if each}
        return cls(
            words, bool(stored.get("links")), bool(stored.get("personal_data")), bool(stored.get("identical")),
            int(stored.get("newcomers", 0)),
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "words": {language: list(each) for language, each in self.words.items() if each}, "links": self.links,
            "personal_data": self.personal_data, "identical": self.identical, "newcomers": self.newcomers,
        }

    @property
    def on(self) -> list[Rule]:
        """The rules that are switched on, in their order."""
        values = (any(self.words.values()), self.links, self.personal_data, self.identical, self.newcomers > 0)
        return [rule for rule, value in zip(Rule, values, strict=True) if value]


@dataclass(frozen=True)
class Hold:
    """A rule and the words it stopped at, in code points; without words where it is about the whole."""

    rule: Rule
    field: str = ""
    start: int = 0
    end: int = 0


_LINK = re.compile(r"(?:https?://|www\.)\S+|\b[a-z0-9-]+\.(?:com|net|org|info|biz|shop|online|xyz|top|site|ru|cn)\b"
                   r"(?:/\S*)?", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
# A sign of telephones before it, or a plus: seven to fifteen digits with the signs people put between them.
_PHONE = re.compile(r"(?:\+|\b00|\(0|\b0)[\d\u0660-\u0669](?:[ ./()-]{0,2}[\d\u0660-\u0669]){6,14}(?!\d)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
_NUMBERED = re.compile(
    r"\b(?:passport|id|identity|national id|social security|ssn|tax|pasaporte|dni|passeport|carte d’identité|"
    r"ausweis|reisepass|personalausweis|steuernummer)\b[^\w\n]{0,3}(?:card|number|no|nr|n°|num|numéro|número)?"
    r"[^\w\n]{0,3}(?=[A-Z0-9-]*\d)[A-Z0-9-]{6,20}\b", re.IGNORECASE)
_STREET = re.compile(
    r"\b\d{1,5}[a-z]?,? (?:[A-Z][\w’'-]+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Close|Square)\b\.?"
    r"|\b[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|weg|gasse|platz|allee) \d{1,4}[a-z]?\b"
    r"|\b\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|boulevard|place|chemin|impasse) [\w’' -]{3,40}"
    r"|\b(?:[Cc]alle|[Aa]venida|[Pp]laza|[Cc]arrer) [\w’' -]{3,40},? \d{1,4}\b")
PERSONAL = (_IBAN, _EMAIL, _NUMBERED, _STREET, _PHONE)
_DATE = re.compile(r"\d{2}([./-])\d{2}\1\d{4}")


def held_by(rules: HoldRules, texts: Mapping[str, str], language: str) -> list[Hold]:
    """What the rules about the text itself stop at: words, links and personal data, in the order of the text."""
    found: list[Hold] = []
    banned = _banned(rules, language)
    for name, text in texts.items():
        if banned:
            found += [Hold(Rule.WORDS, name, *span) for span in _words_in(text, banned)]
        if rules.links:
            mails = [each.span() for each in _EMAIL.finditer(text)]
            found += [
                Hold(Rule.LINKS, name, *each.span()) for each in _LINK.finditer(text)
                if not any(start <= each.start() < end for start, end in mails)
            ]
        if rules.personal_data:
            found += [Hold(Rule.PERSONAL_DATA, name, *span) for span in _personal_in(text)]
    return found


def digest_of(texts: Mapping[str, str]) -> str | None:
    """Equal for texts that differ in case, signs and blank space alone; None where too short to say anything."""
    letters = "".join(each for text in texts.values() for each in _folded(text) if each.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest() if len(letters) >= IDENTICAL_FROM else None


def _personal_in(text: str) -> list[tuple[int, int]]:
    """Each stretch once, under the most telling of its kinds; a date is not a telephone number."""
    found: list[tuple[int, int]] = []
    for kind in PERSONAL:
        for each in kind.finditer(text):
            start, end = each.span()
            is_date = kind is _PHONE and _DATE.fullmatch(each.group())
            if not is_date and not any(start < other_end and other < end for other, other_end in found):
                found.append((start, end))
                if len(found) == MOST_SPANS:
                    return sorted(found)
    return sorted(found)


def _banned(rules: HoldRules, language: str) -> dict[str, list[tuple[str, ...]]]:
    """The words of the text's language and of all languages, each as its own parts, by the first two letters."""
    wanted = (*rules.words.get(ANY_LANGUAGE, ()), *rules.words.get(language.split("-")[0], ()))
    banned: dict[str, list[tuple[str, ...]]] = {}
    for parts in (tuple(_folded(each).split()) for each in wanted):
        if parts:
            banned.setdefault(parts[0].rstrip("*")[:2], []).append(parts)
    return banned


def _words_in(text: str, banned: dict[str, list[tuple[str, ...]]]) -> Iterator[tuple[int, int]]:
    """Whole words and phrases, whatever their case; a word ending in * stands for all that begin so."""
    for parts in itertools.chain.from_iterable(banned.values()):
        if _UNSPACED.search(parts[0]):
            yield from (each.span() for each in re.finditer(re.escape("".join(parts).rstrip("*")), text))
    words = [(each.span(), _folded(each.group())) for each in re.finditer(r"\w+(?:[’'-]\w+)*", text)]
    for place, ((start, _end), word) in enumerate(words):
        for parts in banned.get(word[:2], ()):
            here = words[place : place + len(parts)]
            if len(here) == len(parts) and all(
                _is(each, part) for (_span, each), part in zip(here, parts, strict=True)
            ):
                yield start, here[-1][0][1]
                break


def _is(word: str, part: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") and len(part) > 2 else word == part


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
