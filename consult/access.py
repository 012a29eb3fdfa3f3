"""The marks on doors. A view without one is closed: the roof refuses it, and a test finds it."""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask_login import current_user

View = TypeVar("View", bound=Callable[..., object])


class Door(StrEnum):
    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    TEAM = "team"
    ADMINISTRATOR = "administrator"
    DEVELOPMENT = "development"


def _marked(door: Door) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.__door__ = door  # type: ignore[attr-defined]
        return view

    return mark


public = _marked(Door.PUBLIC)
signed_in = _marked(Door.SIGNED_IN)
team = _marked(Door.TEAM)
administrator = _marked(Door.ADMINISTRATOR)
development = _marked(Door.DEVELOPMENT)


def door_of(view: object) -> Door | None:
    return getattr(view, "__door__", None)


def with_files(view: View) -> View:
    """Of a view to which files may be sent."""
    view.__files__ = True  # type: ignore[attr-defined]
    return view


def takes_files(view: object) -> bool:
    return bool(getattr(view, "__files__", False))


def own_path(target: str) -> str | None:
    """A path of ours to go on to, never another site's address, however a browser might read it."""
    return target if re.fullmatch(r"/(?![/\\])[^\\\x00-\x20\x7f]*", target) else None


def person() -> Any:
    """The account that asks, as an argument for queries and actions; None when nobody is signed in."""
    return current_user._get_current_object() if current_user.is_authenticated else None
