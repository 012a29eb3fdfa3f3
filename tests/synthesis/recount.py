"""Every figure of an outcome counted anew, from the contributions in its report alone, and looked for at each door."""

import json
import re
from collections import Counter
from typing import Any

from click.testing import CliRunner

from consult.consultations.cli import numbers

Report = dict[str, Any]
LARGE = 5


def require_right_figures(report: Report, page: str) -> None:
    """The report agrees with itself, with `consult numbers` and with the outcome's page, and all is dealt with."""
    slug = report["consultation"]["slug"]
    told = CliRunner().invoke(numbers, [slug, "--json"])
    assert report["numbers"] == json.loads(told.stdout)
    assert report["numbers"]["submissions"]["published"] == len(
        [each for each in report["contributions"] if each["kind"] == "position"])
    for topic in report["topics"]:
        _require_coverage(topic, report["contributions"])
        for finding in topic["findings"]:
            for each in (finding, *finding["minority_views"]):
                assert each["support"] == _support(_behind(each, report), _published(report, topic["slug"])), each
                _require_on_page(each, page)
    for finding in report["findings"]:
        assert finding["support"] == _support(_behind(finding, report), _published(report, None)), finding
        _require_on_page(finding, page)
    passed = sum(
        any(part["reason"] == "not_individually_analysed" for part in each["dispositions"])
        for each in report["contributions"])
    assert report["not_individually_analysed"] == passed
    first = re.search(r'<dl class="support">(.*?)</dl>', page, re.S)
    assert first
    total = len(report["contributions"])
    assert _figures(first[1])[:4] == [total, total, 100, passed]


def _require_coverage(topic: Report, contributions: list[Report]) -> None:
    """Each contribution on the topic says there what became of it, and the shares are those of all."""
    here = [each for each in contributions if topic["slug"] in each["topics"]]
    assert all(any(part["topic"] == topic["slug"] for part in each["dispositions"]) for each in here)
    groups = {each["group"] for each in here}
    assert topic["coverage"] == {
        "all": 1.0, "by_group": dict.fromkeys(groups, 1.0), "dealt_with": len(here), "published": len(here)}


def _published(report: Report, topic: str | None) -> Counter[str]:
    return Counter(each["group"] for each in report["contributions"] if topic is None or topic in each["topics"])


def _behind(finding: Report, report: Report) -> dict[str, str]:
    """Whose words it cites or represents, with their groups; on the whole, those behind the findings it rests on."""
    below = {each["source"] for each in finding["citations"] if each["source"].startswith("finding:")} | {finding["id"]}
    return {
        each["id"]: each["group"] for each in report["contributions"]
        if any(set(part["findings"]) & below for part in each["dispositions"])
    }


def _support(behind: dict[str, str], published: Counter[str]) -> Report:
    heard, large = Counter(behind.values()), sorted(group for group in published if published[group] >= LARGE)
    return {
        "raw": len(behind), "unique": len(behind), "published": published.total(), "groups": len(large),
        "equal_weight": sum(heard[group] / published[group] for group in large) / len(large) if large else None,
        "left_out": [
            {"group": group, "published": number} for group, number in sorted(published.items()) if number < LARGE],
        "campaigns": [],
    }


def _require_on_page(finding: Report, page: str) -> None:
    place = re.search(rf'id="f-{finding["id"].removeprefix("finding:")}".*?<dl class="support">(.*?)</dl>', page, re.S)
    assert place, finding["number"]
    support = finding["support"]
    share = _shown(support["raw"] / support["published"])
    weight = [] if support["equal_weight"] is None else [_shown(support["equal_weight"])]
    told = _figures(place[1])
    assert told == [share, support["raw"], support["published"], share, *weight, support["groups"]], (told, support)


def _shown(share: float) -> int:
    """Never all for less than all, nor nothing for more than none."""
    whole = round(round(share, 2) * 100)
    return min(99, max(1, whole)) if 0 < share < 1 else whole


def _figures(html: str) -> list[int]:
    return [int(each.replace(",", "")) for each in re.findall(r"\d[\d,]*", re.sub(r"<[^>]*>", " ", html))]
