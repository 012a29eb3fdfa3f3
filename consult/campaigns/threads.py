"""Stretches of one computation side by side. NumPy lets other threads run while it computes."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Part = TypeVar("Part")
Answer = TypeVar("Answer")

# No more: the pages of the site need the other cores.
THREADS = 2


def side_by_side(work: Callable[[Part], Answer], parts: Iterable[Part]) -> Iterator[Answer]:
    """The answers in order. Few parts are taken ahead, so that a million texts are not in memory at once."""
    with ThreadPoolExecutor(THREADS) as pool:
        waiting: deque[Future[Answer]] = deque()
        for part in parts:
            waiting.append(pool.submit(work, part))
            if len(waiting) > THREADS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
