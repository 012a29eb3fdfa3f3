"""What makes two spellings of a name one organisation, and what makes two names look alike. Pure."""

import re
import unicodedata
from collections.abc import Iterable

# Ways to write one legal form are one. Different forms stay apart: a Ltd and a GmbH of one name are two companies.
_FORMS = {
    "limited": "ltd", "public limited company": "plc", "incorporated": "inc", "corporation": "corp", "company": "co",
    "limited liability company": "llc", "gesellschaft mit beschränkter haftung": "gmbh", "aktiengesellschaft": "ag",
    "eingetragener verein": "ev", "e v": "ev", "association sans but lucratif": "asbl",
    "vereniging zonder winstoogmerk": "vzw", "association internationale sans but lucratif": "aisbl",
    "besloten vennootschap": "bv", "société anonyme": "sa", "société à responsabilité limitée": "sarl",
    "sociedad anónima": "sa", "sociedad limitada": "sl", "società per azioni": "spa", "aktiebolag": "ab",
}
_SHORT = frozenset(_FORMS.values()) | {
    "srl", "sas", "oy", "as", "aps", "nv", "kft", "zrt", "doo", "dd", "sro", "ltda", "pty", "pte", "pvt", "kg", "ggmbh",
    "se", "scrl", "ivzw", "stichting", "cic", "llp", "spzoo",
}
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
START = 4
ALIKE = 86


def normalised_organisation(name: str) -> str:
    """What makes two spellings one organisation: its letters and digits without case, its legal form in one way."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    text = _INITIALS.sub(lambda found: found[0].replace(".", ""), text)
    # Marks belong to their letters: without them, names in Devanagari or Thai would fall into pieces.
    kept = (letter if letter.isalnum() or unicodedata.category(letter)[0] == "M" else " " for letter in text)
    plain = " ".join("".join(kept).split())
    for written, short in _FORMS.items():
        if plain.endswith(f" {written}"):
            return f"{plain.removesuffix(written)}{short}"
    return plain


def stem(name: str) -> str:
    """The normalised name without its legal forms."""
    words = normalised_organisation(name).split()
    while len(words) > 1 and words[-1] in _SHORT:
        words.pop()
    return " ".join(words)


def starts(name: str) -> set[str]:
    """How its words begin: names that share none are never compared, so that finding doubles stays quick."""
    words = stem(name).split()
    return {word[:START] for word in words if len(word) > 2} or {word[:START] for word in words}


def most_alike(name: str, others: Iterable[tuple[int, str]], limit: int = 5) -> list[int]:
    """The ids of the names that might mean the same, the likeliest first."""
    from rapidfuzz import fuzz

    wanted = stem(name)
    scored = [(fuzz.WRatio(wanted, stem(other)), fuzz.ratio(wanted, stem(other)), key) for key, other in others]
    return [key for score, _closeness, key in sorted(scored, reverse=True) if score >= ALIKE][:limit]
