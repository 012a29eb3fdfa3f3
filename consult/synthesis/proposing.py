"""The designation that the figures of a finding speak for. A person chooses; this only proposes. Pure.

After the four of ICANN's GNSO working groups: nobody speaks against (full consensus), a small minority disagrees
(consensus), most support but many do not (strong support with significant opposition), no agreement (divergence).
Who speaks against is who stands behind a minority view beside the finding: silence is not opposition. Nor is it
consent: full consensus is proposed only where half of what is published, and somebody of every large group, is behind.
A campaign counts once in each group, on every side: whoever has a mailing list does not decide what is proposed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from consult.synthesis.models import Designation
from consult.synthesis.support import SMALLEST_GROUP, Source

SMALL, LARGE = 0.2, 0.4


def proposed_designation(
    behind: Iterable[Source], against: Iterable[Source], published: Mapping[str, int]
) -> Designation | None:
    """None without a source. The order of the sources does not matter. `published` as of `each_campaign_once`."""
    supporters, opponents = _arguments(behind), _arguments(against)
    if not supporters:
        return None
    share = share_against(supporters, opponents)
    if share == 0:
        most = len(supporters) * 2 >= sum(published.values())
        everybody = most and _every_group(set(supporters.values()), published)
        return Designation.FULL_CONSENSUS if everybody else Designation.CONSENSUS
    if share <= SMALL:
        return Designation.CONSENSUS
    return Designation.STRONG_SUPPORT_WITH_OPPOSITION if share <= LARGE else Designation.DIVERGENCE


def each_campaign_once(published: Mapping[str, int], members: Iterable[Source]) -> dict[str, int]:
    """How many each group has published, of which `members` are in campaigns, where a campaign counts once in each."""
    distinct = {each.id: each for each in members}.values()
    again = Counter(each.group for each in distinct) - Counter(_arguments(distinct).values())
    return {group: max(total - again[group], 0) for group, total in published.items()}


def _arguments(sources: Iterable[Source]) -> dict[tuple[int, str], str]:
    """Their groups, by what stands for them: themselves, or their campaign."""
    return {(each.id if each.campaign is None else each.campaign, each.group): each.group for each in sources}


def share_against(supporters: Mapping[Any, str], opponents: Mapping[Any, str]) -> float:
    """Of those who speak to the point: over all, or as the mean over groups, whichever is more.

    A small group that is against must not vanish behind a large one that is for.
    """
    by_group: dict[str, list[int]] = {}
    for group in supporters.values():
        by_group.setdefault(group, [0, 0])[0] += 1
    for group in opponents.values():
        by_group.setdefault(group, [0, 0])[1] += 1
    everyone = len(supporters) + len(opponents)
    if not everyone:
        return 0.0
    mean = sum(no / (yes + no) for yes, no in sorted(by_group.values())) / len(by_group)
    return max(len(opponents) / everyone, mean)


def _every_group(behind: set[str], published: Mapping[str, int]) -> bool:
    """Whether each group large enough to count has somebody behind the finding; where none is, each that is there."""
    large = {group for group, total in published.items() if total >= SMALLEST_GROUP}
    return (large or {group for group, total in published.items() if total}) <= behind
