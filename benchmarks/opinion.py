"""The map of opinion beside Polis's published results and red-dwarf's, and its time and memory on many votes.

    python -m benchmarks.opinion [--json FILE] [--votes N …] [--no-peer]

Reads ../shared/data. Each large case runs in a process of its own, so that its memory is its own.
"""

import argparse
import csv
import json
import resource
import subprocess
import sys
import time
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from consult.opinion import measures
from consult.opinion.groups import Opinion, Votes, opinion_of
from consult.opinion.measures import Counts

DATA = Path(__file__).parents[2] / "shared" / "data"
LARGE = (1_000_000, 10_000_000)


@dataclass(frozen=True)
class Exported:
    """A conversation exported from Polis, with the groups it published."""

    people: list[int]
    groups: list[str]
    votes: Votes
    all_votes: list[tuple[int, int, int]]
    taken_away: list[int]


@dataclass(frozen=True)
class AgainstPolis:
    """How far our mathematics agrees with Polis's stored results; shares, and |r| of the two axes."""

    name: str
    axes: tuple[float, float]
    group_informed: float
    representative: float
    majority: float
    adjusted_rand: float


def exported(folder: Path) -> Exported:
    with next(folder.glob("participant*-votes.csv")).open(newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / "comments.csv").open(newline="") as file:
        away = {int(row["comment-id"]) for row in csv.DictReader(file) if row["moderated"] == "-1"}
    claims = sorted(int(name) for name in rows[0] if name.isdecimal())
    cells = [
        (int(row["participant"]), claim, int(row[str(claim)])) for row in rows for claim in claims if row[str(claim)]
    ]
    people = [int(row["participant"]) for row in rows]
    shown = [claim for claim in claims if claim not in away]
    return Exported(
        people, [row["group-id"] for row in rows], _votes(people, shown, cells), cells,
        [claim for claim in claims if claim in away],
    )


def _votes(people: list[int], claims: list[int], cells: list[tuple[int, int, int]]) -> Votes:
    row, column = {each: n for n, each in enumerate(people)}, {each: n for n, each in enumerate(claims)}
    kept = [(row[person], column[claim], value) for person, claim, value in cells if claim in column]
    table = np.array(kept, np.int64).reshape(-1, 3)
    return Votes(
        people, claims, table[:, 0].astype(np.int32), table[:, 1].astype(np.int32), table[:, 2].astype(np.int8)
    )


def compare(folder: Path, peer: bool) -> dict[str, Any]:
    """Adjusted Rand index with the published groups, over the people both have put into one.

    `within_reach` is what k-means comes to when it begins at the published groups' own middles: where that is low, the
    published groups are no groups of this plane, whatever way of finding them is chosen.
    """
    from sklearn.metrics import adjusted_rand_score

    found = exported(folder)
    seconds, opinion = _timed(lambda: opinion_of(found.votes, len(found.taken_away)))
    ours = dict(zip(opinion.people, opinion.group, strict=True))
    pairs = [(group, ours[person]) for person, group in zip(found.people, found.groups, strict=True)
             if group and ours[person] >= 0]
    row: dict[str, Any] = {
        "conversation": folder.name, "people": len(found.people), "votes": len(found.votes.value),
        "published": len(set(found.groups) - {""}), "groups": len(opinion.sizes), "compared": len(pairs),
        "adjusted_rand": round(adjusted_rand_score(*zip(*pairs, strict=True)), 3),
        "within_reach": _within_reach(found, opinion), "seconds": round(seconds, 3),
    }
    if peer:
        row |= _peer(found)
    return row


def _within_reach(found: Exported, opinion: Opinion) -> float:
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_rand_score

    published = dict(zip(found.people, found.groups, strict=True))
    rows = [row for row, person in enumerate(opinion.people) if published[person] and opinion.group[row] >= 0]
    names = np.array([published[opinion.people[row]] for row in rows])
    places = opinion.places[rows]
    middles = np.array([places[names == name].mean(0) for name in sorted(set(names))])
    return round(float(adjusted_rand_score(names, KMeans(len(middles), init=middles, n_init=1).fit_predict(places))), 3)


def _peer(found: Exported) -> dict[str, Any]:
    """red-dwarf on the same votes, with the same comments moderated out."""
    from reddwarf.implementations.polis import run_pipeline
    from sklearn.metrics import adjusted_rand_score

    votes = [
        {"participant_id": person, "statement_id": claim, "vote": value} for person, claim, value in found.all_votes
    ]
    seconds, result = _timed(
        lambda: run_pipeline(votes=votes, mod_out_statement_ids=found.taken_away, random_state=7)
    )
    theirs = {
        person: group for person, group in result.participants_df["cluster_id"].astype(object).items()
        if isinstance(group, (int, np.integer))
    }
    pairs = [(group, theirs[person]) for person, group in zip(found.people, found.groups, strict=True)
             if group and person in theirs]
    return {
        "red_dwarf_adjusted_rand": round(adjusted_rand_score(*zip(*pairs, strict=True)), 3),
        "red_dwarf_seconds": round(seconds, 3),
    }


def against_polis(folder: Path) -> AgainstPolis:
    """Our axes, group-informed consensus, marks and majority claims beside the stored result; marks by its groups."""
    from sklearn.metrics import adjusted_rand_score

    stored, votes = (json.loads((folder / name).read_text()) for name in ("math-pca2.json", "votes.json"))
    away = set(stored["mod-out"])
    cells = {(_one(vote, "participant_id", "pid"), _one(vote, "statement_id", "tid")): vote["vote"] for vote in votes}
    people = sorted({person for person, _claim in cells})
    claims = [claim for claim in stored["tids"] if claim not in away]
    opinion = opinion_of(_votes(people, claims, [(*pair, value) for pair, value in cells.items()]), len(away))
    places = [stored["tids"].index(claim) for claim in opinion.claims]
    axes = [abs(float(np.corrcoef(np.array(stored["pca"]["comps"][n])[places], opinion.axes[:, n])[0, 1]))
            for n in (0, 1)]
    members = dict(zip(stored["base-clusters"]["id"], stored["base-clusters"]["members"], strict=True))
    group = {person: each["id"] for each in stored["group-clusters"] for base in each["members"]
             for person in members[base]}
    counts = _counts(cells, group, opinion, len(stored["group-clusters"]))
    theirs = [stored["group-aware-consensus"][str(claim)] for claim in opinion.claims]
    marks = [
        ({(each["tid"], each["repful-for"]) for each in stored["repness"][str(number)]},
         {(opinion.claims[each.claim], each.direction) for each in found})
        for number, found in enumerate(measures.representative(counts))
    ]
    majority = {side: [opinion.claims[place] for place in found] for side, found in opinion.majority.items()}
    published = {side: [each["tid"] for each in stored["consensus"][side]] for side in ("agree", "disagree")}
    both = [(group[person], number) for person, number in zip(opinion.people, opinion.group, strict=True)
            if person in group and number >= 0]
    return AgainstPolis(
        folder.name, (round(axes[0], 5), round(axes[1], 5)),
        round(float(np.corrcoef(theirs, measures.group_informed(counts))[0, 1]), 5),
        round(sum(len(theirs & ours) for theirs, ours in marks) / sum(len(theirs) for theirs, _ours in marks), 3),
        round(sum(set(majority[side]) == set(published[side]) for side in published) / 2, 3),
        round(adjusted_rand_score(*zip(*both, strict=True)), 3),
    )


def _one(vote: dict[str, Any], *names: str) -> Any:
    return next(vote[name] for name in names if name in vote)


def _counts(cells: dict[tuple[int, int], int], group: dict[int, int], opinion: Opinion, number: int) -> Counts:
    column = {claim: place for place, claim in enumerate(opinion.claims)}
    agree, disagree, seen = (np.zeros((number, len(column))) for _each in range(3))
    for (person, claim), value in cells.items():
        if person in group and claim in column:
            cell = group[person], column[claim]
            agree[cell] += value > 0
            disagree[cell] += value < 0
            seen[cell] += 1
    return Counts(agree, disagree, seen)


def large(number: int) -> dict[str, Any]:
    """Votes of five camps on a thousand claims; time and largest memory of a process that does nothing else."""
    command = [sys.executable, "-m", "benchmarks.opinion", "--one", str(number)]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))  # noqa: S603


def _one_large(number: int) -> dict[str, Any]:
    claims, people = 1000, number // 100
    chance = np.random.default_rng(1)
    person = np.repeat(np.arange(people, dtype=np.int32), 100)
    claim = ((np.arange(len(person), dtype=np.int64) * 7919 + person * 31) % claims).astype(np.int32)
    leaning = chance.standard_normal((5, claims)).astype(np.float32)
    noise = chance.standard_normal(len(person)).astype(np.float32)
    value = np.clip(np.round(leaning[person % 5, claim] + noise * 0.7), -1, 1).astype(np.int8)
    del noise
    votes = Votes(range(people), range(claims), person, claim, value)
    began = time.process_time()
    seconds, found = _timed(lambda: opinion_of(votes), 1)
    processor = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "votes": number, "people": people, "claims": claims, "groups": len(found.sizes), "seconds": round(seconds, 2),
        "processor_seconds": round(processor, 2), "megabytes": round(peak),
    }


def _timed(act: Any, rounds: int = 3) -> tuple[float, Any]:
    """The best of three where it is quick: the machine is noisy."""
    best, found = float("inf"), None
    for _each in range(rounds):
        began = time.perf_counter()
        found = act()
        best = min(best, time.perf_counter() - began)
        if best > 1:
            break
    return best, found


def _print(title: str, rows: list[dict[str, Any]]) -> None:
    print(f"\n{title}")  # noqa: T201
    if not rows:
        return
    widths = {key: max(len(key), *(len(str(row.get(key, ""))) for row in rows)) for key in rows[0]}
    for row in [dict(zip(widths, widths, strict=True)), *rows]:
        print("  ".join(f"{row.get(key, '')!s:{widths[key]}}" for key in widths))  # noqa: T201


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--votes", type=int, nargs="*", default=LARGE)
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--one", type=int)
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(_one_large(chosen.one)))  # noqa: T201
        return
    warnings.simplefilter("ignore")
    folders = sorted(path.parent for path in (DATA / "polis-csv").glob("*/comments.csv"))
    if not folders:
        sys.exit("NO DATA: ../shared/data/polis-csv is missing")
    result = {
        "groups": [compare(folder, not chosen.no_peer) for folder in folders],
        "mathematics": [asdict(against_polis(path.parent))
                        for path in sorted((DATA / "polis-api-json").glob("*/math-pca2.json"))],
        "large": [large(number) for number in chosen.votes],
    }
    _print("Groups beside those Polis published (adjusted Rand index)", result["groups"])
    _print("Mathematics beside Polis's stored results", result["mathematics"])
    _print("Many votes", result["large"])
    if chosen.json:
        chosen.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
