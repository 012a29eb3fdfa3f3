"""How many stand behind a finding: raw, unique, and with every group weighing the same. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from consult.identifiers import name_of

SMALLEST_GROUP = 5


class Supporters(NamedTuple):
    """A campaign, and how many of its members stand behind a finding: one argument with so many supporters."""

    campaign: int
    number: int

    @property
    def name(self) -> str:
        return name_of(self.campaign)


class Source(NamedTuple):
    """A published contribution behind a finding."""

    id: int
    group: str
    campaign: int | None = None


@dataclass(frozen=True)
class Support:
    """`raw` counts contributions, `unique` each campaign once; `equal_weight` is a share, or None without a group
    large enough. `left_out` names the groups too small for it, with their sizes; `campaigns` the largest first."""

    raw: int
    unique: int
    equal_weight: float | None
    published: int
    left_out: Sequence[tuple[str, int]]
    groups: int
    campaigns: Sequence[Supporters] = ()


def support_from(sources: Iterable[Source], published: Mapping[str, int]) -> Support:
    """`published` is how many contributions each group has on the topic. The order of the sources does not matter."""
    distinct = {source.id: source for source in sources}.values()
    campaigns = Counter(source.campaign for source in distinct if source.campaign is not None)
    single = sum(1 for source in distinct if source.campaign is None)
    raw_by_group = Counter(source.group for source in distinct)
    large = sorted(group for group, total in published.items() if total >= SMALLEST_GROUP)
    shares = [raw_by_group[group] / published[group] for group in large]
    return Support(
        raw=len(distinct),
        unique=single + len(campaigns),
        equal_weight=sum(shares) / len(shares) if shares else None,
        published=sum(published.values()),
        left_out=sorted((group, total) for group, total in published.items() if 0 < total < SMALLEST_GROUP),
        groups=len(large),
        campaigns=sorted((Supporters(*each) for each in campaigns.items()), key=lambda each: (-each.number, each.name)),
    )
