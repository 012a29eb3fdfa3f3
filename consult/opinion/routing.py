"""Which claim to show next, so that new claims get seen and important ones get more votes. Pure; published.

The formula is Polis's (practice.md D3 names its source): importance = (1 − p) · (E + 1) · a, where of S votes A agree
and P pass, a = (A+1)/(S+2), p = (P+1)/(S+2), and E says how far the claim lies from the middle of the map;
priority = [importance · (1 + 8 · 2^(−S/5))]². A claim without votes therefore comes nearly always first.
"""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim that somebody has not voted on yet. `name` is what it is known by."""

    name: str
    priority: float


def importance(agree: int, passed: int, seen: int, extremity: float) -> float:
    return (1 - (passed + 1) / (seen + 2)) * (extremity + 1) * (agree + 1) / (seen + 2)


def priority(agree: int, passed: int, seen: int, extremity: float = 0.0) -> float:
    return float((importance(agree, passed, seen, extremity) * (1 + 8 * 2 ** (-seen / 5))) ** 2)


# What a claim without a single vote has.
NEW = priority(0, 0, 0)


def next_claim(candidates: Iterable[Candidate], person: str) -> Candidate | None:
    """One of the claims, as often as its priority says; the same again for the same person until they have voted.

    Each person meets the claims in an order of their own, so that no claim lives off being shown first to all. The
    order is drawn as by weighted sampling without replacement (Efraimidis and Spirakis 2006) from a hash of person and
    claim, in place of a random number.
    """
    return min(candidates, key=lambda each: (_wait(person, each), each.name), default=None)


def _wait(person: str, candidate: Candidate) -> float:
    digest = hashlib.sha256(f"{person}\0{candidate.name}".encode()).digest()
    share = (int.from_bytes(digest[:8], "big") + 1) / (2**64 + 1)
    return -math.log(share) / max(candidate.priority, 1e-12)
