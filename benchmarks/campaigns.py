"""How fast campaigns are found, in how much memory, and how rightly: planted letters among real comments.

Run `python -m benchmarks.campaigns [NUMBER …]` (10,000, 100,000 and 1,000,000 unless said). Prints a line of JSON for
each. Real comments come from ../shared/data, some 2,300; all beyond them are chains of words that follow each other in
those, so that strangers share runs of words as people do who write of one subject. A tenth is planted: half a
mail-merge, half one letter with two words changed in each. `datasketch` looks for them in the same texts in the same
run, up to 100,000, each in a process of its own; the memory is that of the whole process, the texts included.
"""

import json
import multiprocessing
import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from consult.campaigns.detection import SMALLEST, find
from consult.campaigns.placing import placed
from consult.campaigns.words import words_of
from tests.campaigns.texts import comments, letters, strangers

PLANTED = 10
COMPARED = 100_000
Groups = Sequence[Sequence[int]]


def texts_of(number: int) -> tuple[list[str], list[int]]:
    """The texts in shuffled order, and of each which plant it is of (0: none)."""
    chance = random.Random(number)
    real = comments()[: number - number // PLANTED]
    texts = [*real, *strangers(number - number // PLANTED - len(real))]
    merged = letters(number // PLANTED // 2)
    copies = _copies(number - len(texts) - len(merged), chance)
    plants = [0] * len(texts) + [1] * len(merged) + [2] * len(copies)
    texts += merged + copies
    order = list(range(number))
    chance.shuffle(order)
    return [texts[each] for each in order], [plants[each] for each in order]


def _copies(number: int, chance: random.Random) -> list[str]:
    """One letter with two words changed in each."""
    letter = max(comments()[:500], key=len).split()[:120]
    words = " ".join(comments()).split()
    answer = []
    for _each in range(number):
        changed = letter.copy()
        for _word in range(2):
            changed[chance.randrange(len(changed))] = chance.choice(words)
        answer.append(" ".join(changed))
    return answer


def ours(texts: Sequence[str]) -> Groups:
    return [group.members for group in find(texts)]


def datasketch(texts: Sequence[str]) -> Groups:
    """What its MinHash and LSH take for alike over the same runs of five words, and all that hangs together so."""
    from datasketch import MinHash, MinHashLSH

    index, group = MinHashLSH(threshold=0.8, num_perm=128), list(range(len(texts)))
    for place, text in enumerate(texts):
        words = words_of(text)
        sketch = MinHash(num_perm=128)
        sketch.update_batch([" ".join(words[each : each + 5]).encode() for each in range(max(1, len(words) - 4))])
        for other in index.query(sketch):
            group[_root(group, other)] = _root(group, place)
        index.insert(place, sketch)
    found = defaultdict(list)
    for place in range(len(texts)):
        found[_root(group, place)].append(place)
    return [members for members in found.values() if len(members) >= SMALLEST]


def _root(group: list[int], place: int) -> int:
    while group[place] != place:
        group[place] = group[group[place]]
        place = group[place]
    return place


def measured(way: Callable[[Sequence[str]], Groups], texts: Sequence[str], plants: Sequence[int]) -> dict[str, Any]:
    way([letters(1)[0]] * SMALLEST)  # What is loaded at the first call is not what we time.
    begun, busy = time.monotonic(), time.process_time()
    groups = way(texts)
    taken, busy = time.monotonic() - begun, time.process_time() - busy
    recall, precision = rightness(groups, plants)
    return {
        "seconds": round(taken, 2), "texts_per_second": round(len(texts) / taken),
        "texts_per_processor_second": round(len(texts) / busy),
        "peak_gib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2, 2),
        "recall": round(recall, 4), "precision": round(precision, 4), "groups": len(groups),
    }


def rightness(groups: Groups, plants: Sequence[int]) -> tuple[float, float]:
    """Recall: of each plant what is in the group that has most of it. Precision: of all who are in a group, those."""
    hits = sum(max((sum(plants[each] == plant for each in group) for group in groups), default=0) for plant in (1, 2))
    grouped = sum(len(group) for group in groups)
    return hits / sum(plant > 0 for plant in plants), hits / grouped if grouped else 0.0


def alone(way: Callable[[Sequence[str]], Groups], texts: Sequence[str], plants: Sequence[int]) -> dict[str, Any]:
    """In a process of its own, so that no way pays for the memory of the other."""
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    process = context.Process(target=lambda: answers.put(measured(way, texts, plants)))
    process.start()
    answer: dict[str, Any] = answers.get()
    process.join()
    return answer


def placing() -> float:
    """Milliseconds for one new text among 200 templates of 40 words."""
    templates = [" ".join(text.split()[:40]) for text in strangers(200, seed=5)]
    text = templates[150] + " and a few words of my own"
    assert placed([text], templates) == [150]
    begun = time.process_time()
    for _each in range(20):
        placed([text], templates)
    return (time.process_time() - begun) / 20 * 1000


def main() -> None:
    print(json.dumps({"placing_one_among_200_templates_ms": round(placing(), 2)}), flush=True)  # noqa: T201
    for number in [int(each.replace(",", "")) for each in sys.argv[1:]] or [10_000, 100_000, 1_000_000]:
        texts, plants = texts_of(number)
        answer: dict[str, Any] = {"texts": number, "ours": alone(ours, texts, plants)}
        if number <= COMPARED:
            answer["datasketch"] = alone(datasketch, texts, plants)
            answer["times_datasketch"] = round(answer["datasketch"]["seconds"] / answer["ours"]["seconds"], 1)
        print(json.dumps(answer), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
