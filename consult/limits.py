"""Who may do how much. Counts are kept in each process's memory unless CONSULT_LIMIT_STORAGE names a Redis server."""

from collections.abc import Callable
from typing import TypeVar

from flask import current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, default_limits=[])


View = TypeVar("View", bound=Callable[..., object])


def of(setting: str) -> Callable[[View], View]:
    """A limit named by its setting, on posts alone: reading a form is free."""
    mark: Callable[[View], View] = limiter.limit(lambda: current_app.config[setting], methods=["POST"])
    return mark
