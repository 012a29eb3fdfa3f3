"""Random names for things people may link to.

A row's id is 60 random bits, so that neither it nor its order tells when a thing was made; its public name is the
same number in twelve letters (Crockford's base 32, lower case), without a letter that could be misread.
"""

import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_BITS = 60


def new_id() -> int:
    return secrets.randbits(_BITS)


def name_of(identifier: int) -> str:
    """The public name of an id, twelve characters."""
    return "".join(ALPHABET[identifier >> shift & 31] for shift in range(_BITS - 5, -1, -5))


def number_in(text: str) -> int | None:
    """The whole number that stands there in digits, or None where it is none or no database could hold it."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else -1
    return number if 0 <= number < 1 << 63 else None


def id_of(name: str) -> int | None:
    """The id behind a public name, or None where the name cannot be one."""
    if len(name) != _BITS // 5 or any(letter not in ALPHABET for letter in name):
        return None
    number = 0
    for letter in name:
        number = number << 5 | ALPHABET.index(letter)
    return number
