"""Who may do how much. Counts are kept in each process's memory unless CONSULT_LIMIT_STORAGE names a Redis server."""

from collections.abc import Callable
from typing import TypeVar

from flask import current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user

View = TypeVar("View", bound=Callable[..., object])


def _asker() -> str:
    """The account where there is one: a hall full of people may share one address."""
    return f"account:{current_user.get_id()}" if current_user.is_authenticated else get_remote_address()


def address_and_email() -> str:
    """Guessing one person's password is slowed down without locking out everybody behind the same address."""
    return f"{get_remote_address()}:{request.form.get('email', '').strip().lower()[:320]}"


def _typed_address() -> str:
    """Nobody's mailbox is to be filled by strangers who type its address, from wherever they do."""
    return f"letter:{request.form.get('email', '').strip().lower()[:320]}"


limiter = Limiter(_asker, default_limits=[])


def of(setting: str) -> Callable[[View], View]:
    """A limit named by its setting, on posts alone: reading a form is free."""
    mark: Callable[[View], View] = limiter.limit(lambda: current_app.config[setting], methods=["POST"])
    return mark


def letters_of(setting: str) -> Callable[[View], View]:
    """A limit on posts that mail something to the address typed in them."""
    mark: Callable[[View], View] = limiter.limit(
        lambda: current_app.config[setting], methods=["POST"], key_func=_typed_address
    )
    return mark
