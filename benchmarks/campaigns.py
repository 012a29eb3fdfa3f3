"""How fast campaigns are found, in how much memory, and how rightly: planted letters among real comments.

Run `python -m benchmarks.campaigns [NUMBER …]` (10,000 and 100,000 unless said). Real comments come from
../shared/data, about 2,400; all beyond them are words of those drawn by chance. Such texts share no runs of words, so
precision at large numbers says little of real strangers, who do. `datasketch` does the near-duplicates of the same
texts in the same run, up to 100,000.
"""

import csv
import random
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from consult.campaigns.detection import find
from consult.campaigns.words import words_of
from tests.campaigns.test_detection import letters

SOURCE = Path(__file__).parents[1].parent / "shared" / "data" / "consul-decide-madrid" / "comments.csv"
# A tenth is planted: half a mail-merge, half one letter with a few words changed in each.
PLANTED = 10
COMPARED = 100_000


def texts_of(number: int) -> tuple[list[str], list[int]]:
    """The texts in shuffled order, and of each which plant it is of (0: none)."""
    chance = random.Random(number)
    real = _real()
    words = [word for text in real for word in text.split()]
    texts, plants = [], []
    for place in range(number - number // PLANTED):
        if place < len(real):
            texts.append(real[place])
        else:
            begin = chance.randrange(len(words) - 100)
            texts.append(" ".join(chance.sample(words[begin : begin + 2000], chance.randint(8, 60))))
        plants.append(0)
    merged = letters(number // PLANTED // 2)
    texts += merged
    plants += [1] * len(merged)
    letter = " ".join(max(real[:500], key=len).split()[:120])
    while len(texts) < number:
        changed = letter.split()
        for _each in range(2):
            changed[chance.randrange(len(changed))] = chance.choice(words)
        texts.append(" ".join(changed))
        plants.append(2)
    order = list(range(number))
    chance.shuffle(order)
    return [texts[each] for each in order], [plants[each] for each in order]


def _real() -> list[str]:
    csv.field_size_limit(10_000_000)
    first = SOURCE.open(encoding="utf-8").readline()
    with SOURCE.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter=";" if first.count(";") > first.count(",") else ",")
        found = {" ".join(words_of(text)): text for text in (max(row, key=len) for row in rows if row)}
    return list(found.values())


def rightness(found: Sequence[Sequence[int]], plants: Sequence[int]) -> tuple[float, float]:
    """Recall and precision: of each plant the group that has most of it; the precision is that of those groups."""
    hits = size = 0
    for plant in (1, 2):
        best = max(found, key=lambda group: sum(plants[each] == plant for each in group), default=())
        hits += sum(plants[each] == plant for each in best)
        size += len(best)
    return hits / sum(plant > 0 for plant in plants), hits / size if size else 0.0


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def beside(texts: Sequence[str]) -> float:
    """Texts a second of datasketch's MinHash and LSH over the same runs of five words, candidates alone."""
    from datasketch import MinHash, MinHashLSH

    begun = time.monotonic()
    index = MinHashLSH(threshold=0.8, num_perm=128)
    for place, text in enumerate(texts):
        words = words_of(text)
        sketch = MinHash(num_perm=128)
        sketch.update_batch([" ".join(words[each : each + 5]).encode() for each in range(max(1, len(words) - 4))])
        index.query(sketch)
        index.insert(place, sketch)
    return len(texts) / (time.monotonic() - begun)


def main() -> None:
    for number in [int(each.replace(",", "")) for each in sys.argv[1:]] or [10_000, 100_000]:
        texts, plants = texts_of(number)
        begun = time.monotonic()
        groups = find(texts)
        taken = time.monotonic() - begun
        recall, precision = rightness([group.members for group in groups], plants)
        line = (f"{number:>9,} texts: {taken:6.1f} s, {number / taken:8,.0f}/s, peak {peak():.2f} GiB, "
                f"recall {recall:.3f}, precision {precision:.3f}, {len(groups)} groups")
        if number <= COMPARED:
            line += f"; datasketch {beside(texts):,.0f}/s"
        print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
