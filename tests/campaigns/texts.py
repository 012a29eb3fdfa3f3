"""Real comments, strangers that share runs of words as real ones do, and planted letters."""

import csv
import random
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from consult.campaigns.words import words_of

SOURCE = Path(__file__).parents[2].parent / "shared" / "data" / "consul-decide-madrid" / "comments.csv"
NAMES = ["Ada", "Bo", "Chidi", "Dana", "Efua", "Farid", "Gita", "Hana", "Ivo", "Joy", "Kemal", "Lina"]
PLACES = ["Nairobi", "Lyon", "New Delhi", "Quito", "Oslo", "Porto Alegre", "Hanoi", "Accra", "Lima", "Graz"]
TRADES = ["a teacher", "a nurse", "retired", "a student of law", "an engineer", "a farmer", "a network operator"]
WISHES = ["libraries", "rural schools", "small providers", "people with disabilities", "local news", "clinics"]


def letters(number: int, seed: int = 1) -> list[str]:
    """A mail-merge that differs in every slot."""
    chance = random.Random(seed)
    return [
        f"Dear commissioners, my name is {chance.choice(NAMES)} {chance.choice(NAMES)} and I write from "
        f"{chance.choice(PLACES)} where I am {chance.choice(TRADES)}. I ask you to keep the open internet rules "
        f"because {chance.choice(WISHES)} depend on them, and not to let {chance.choice(WISHES)} be slowed down for "
        f"those who pay. In {chance.choice(PLACES)} we have waited {chance.randint(2, 40)} years. "
        f"Sincerely yours, {chance.choice(NAMES)}"
        for _each in range(number)
    ]


@cache
def comments() -> list[str]:
    """Some 2,400, no two of the same words."""
    if not SOURCE.exists():
        pytest.skip(f"{SOURCE} is missing: real comments are not tried")
    csv.field_size_limit(10_000_000)
    with SOURCE.open(encoding="utf-8", newline="") as lines:
        texts = [row["text"] for row in csv.DictReader(lines, delimiter=_sign())]
    return list({" ".join(words_of(text)): text for text in texts}.values())


def _sign() -> str:
    with SOURCE.open(encoding="utf-8") as lines:
        first = lines.readline()
    return ";" if first.count(";") > first.count(",") else ","


def strangers(number: int, seed: int = 1) -> list[str]:
    """Texts of 8 to 60 words, where each word follows the one before somewhere in a real comment.

    So they share pairs and longer runs of words with each other as often as people do who write of one subject.
    """
    chance = np.random.default_rng(seed)
    words = np.array(" \n ".join(comments()).split(" "), dtype=object)
    numbers, named = np.unique(words.astype(str), return_inverse=True)
    order = np.argsort(named, kind="stable")
    starts = np.searchsorted(named[order], np.arange(len(numbers) + 1))
    place = chance.integers(0, len(words) - 1, number)
    walked = np.empty((number, 60), object)
    for step in range(60):
        walked[:, step] = words[place]
        word = named[place]
        place = (order[chance.integers(starts[word], starts[word + 1])] + 1) % len(words)
    lengths = chance.integers(8, 61, number).tolist()
    return [" ".join(row[:length]) for row, length in zip(walked.tolist(), lengths, strict=True)]
