"""Who may do how much. Counts are kept in each process's memory unless CONSULT_LIMIT_STORAGE names a Redis server."""

from flask import current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, default_limits=[])


def of(setting: str):  # type: ignore[no-untyped-def]
    """A limit named by its setting, on posts alone: reading a form is free."""
    return limiter.limit(lambda: current_app.config[setting], methods=["POST"])
